import type { Language } from "../schema.ts";
import type { LanguageAdapter } from "./port.ts";

/** Languages that import each other, and how their adapter is loaded: code that no file asks for costs no time. */
export type Family = {
  readonly languages: readonly Language[];
  /** False for outlines alone. */
  readonly hasEdges: boolean;
  load(): Promise<LanguageAdapter>;
};

/** Every adapter; a new language is one folder and one entry here. */
export const families: readonly Family[] = [
  family(["typescript", "tsx", "javascript"], async () => (await import("./typescript/adapter.ts")).typescript),
  family(["python"], async () => (await import("./python/adapter.ts")).python),
  family(["go"], async () => (await import("./go/adapter.ts")).go),
  family(["java"], async () => (await import("./java/adapter.ts")).java),
  family(["php"], async () => (await import("./php/adapter.ts")).php),
  family(["ruby"], async () => (await import("./ruby/adapter.ts")).ruby),
  family(["rust"], async () => (await import("./rust/adapter.ts")).rust),
  family(["csharp"], async () => (await import("./csharp/adapter.ts")).csharp),
  family(["c", "cpp"], async () => (await import("./c/adapter.ts")).c),
  {
    ...family(["shell", "powershell", "css"], async () => (await import("./generic/adapter.ts")).generic),
    hasEdges: false,
  },
];

const byLanguage = new Map(families.flatMap((each) => each.languages.map((language) => [language, each])));

/** The family of a language, or undefined where no adapter reads it. */
export function familyOf(language: Language): Family | undefined {
  return byLanguage.get(language);
}

/** The adapter of a family, loaded at the first call. */
function family(languages: readonly Language[], load: () => Promise<LanguageAdapter>): Family {
  let loading: Promise<LanguageAdapter> | undefined;
  return { languages, hasEdges: true, load: () => (loading ??= load()) };
}
