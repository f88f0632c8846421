import type { Language } from "../schema.ts";
import { go } from "./go/adapter.ts";
import type { LanguageAdapter } from "./port.ts";
import { python } from "./python/adapter.ts";
import { typescript } from "./typescript/adapter.ts";

/** Every adapter; a new language is one folder and one entry here. */
export const adapters: readonly LanguageAdapter[] = [typescript, python, go];

/** The adapter that reads `language`, or undefined. */
export function adapterOf(language: Language): LanguageAdapter | undefined {
  return adapters.find((adapter) => adapter.languages.includes(language));
}
