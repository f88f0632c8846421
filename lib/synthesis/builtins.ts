import type { Language } from "#lib/structure/index.ts";
import { BY_LANGUAGE, COMMON, STANDARD_ROOTS } from "./builtin-names.ts";

/** Names every file of a language may mention without importing or defining them: keywords, standard library, common words. */
export function builtinsOf(language: Language): readonly string[] {
  return [...COMMON, ...(BY_LANGUAGE[language] ?? [])];
}

const NONE: ReadonlySet<string> = new Set();

/** First parts of dotted names that belong to the language's standard library, such as `os` in `os.path.join`. */
export function standardRootsOf(language: Language): ReadonlySet<string> {
  return STANDARD_ROOTS[language] ?? NONE;
}
