import type { Language } from "../schema.ts";
import { c } from "./c/adapter.ts";
import { csharp } from "./csharp/adapter.ts";
import { generic } from "./generic/adapter.ts";
import { go } from "./go/adapter.ts";
import { java } from "./java/adapter.ts";
import { php } from "./php/adapter.ts";
import type { LanguageAdapter } from "./port.ts";
import { python } from "./python/adapter.ts";
import { ruby } from "./ruby/adapter.ts";
import { rust } from "./rust/adapter.ts";
import { typescript } from "./typescript/adapter.ts";

/** Every adapter; a new language is one folder and one entry here. */
export const adapters: readonly LanguageAdapter[] = [typescript, python, go, java, php, ruby, rust, csharp, c];

/** Languages with dependency edges come first; the others have outlines alone. */
const all: readonly LanguageAdapter[] = [...adapters, generic];

/** Whether files of this language can have edges. */
export function hasEdges(language: Language): boolean {
  return adapters.some((adapter) => adapter.languages.includes(language));
}

/** The adapter that reads `language`, or undefined. */
export function adapterOf(language: Language): LanguageAdapter | undefined {
  return all.find((adapter) => adapter.languages.includes(language));
}
