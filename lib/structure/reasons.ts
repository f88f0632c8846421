import type { ImportReason } from "./schema.ts";

/** What became of an import, in words that follow its specifier. */
export const reasonTexts = {
  resolved: "resolved",
  external: "external package",
  "standard-library": "standard library",
  "not-found": "not found",
  generated: "written by a build that has not run",
  outside: "outside the repository",
  dynamic: "computed at run time",
  ambiguous: "several files answer to it",
  inactive: "not part of a build for Linux on x86-64",
  unused: "of the repository, and nothing of it is used by name",
} as const satisfies Record<ImportReason, string>;

const EXPECTED: ReadonlySet<ImportReason> = new Set(["resolved", "external", "standard-library", "unused"]);

/** Whether a reader would want to know: what comes from packages and the standard library is expected. */
export function isRemarkable(reason: ImportReason): boolean {
  return !EXPECTED.has(reason);
}
