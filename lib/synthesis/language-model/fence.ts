import { controlNames, plainParts } from "#lib/llm/scoring/control-tokens.ts";

/** Names of the parts that a prompt may have, and of what a reply may hold. */
const TITLES = [
  "structure",
  "readme",
  "manifests",
  "requirements",
  "planned-already",
  "outlines",
  "written-files",
  "plan-entry",
  "needs",
  "outlines-of-needs",
  "needed-by-later",
  "outline",
  "target-for-your-eyes-only",
  "files-read",
  "outlines-of-reads",
  "later-tests",
  "thought",
  "replace",
  "analyze",
  "refine",
] as const;
export type Title = (typeof TITLES)[number];

const OWN_TAG = new RegExp(`<(?=\\s*/?\\s*(?:${TITLES.join("|")})(?![\\w-]))`, "gi");

/**
 * A stranger's text as it may stand in a prompt: nothing in it is a border of ours, open or closing, and nothing is what a
 * server's chat template reads as the end of a turn, for most servers look for control tokens in what users say. Both get a
 * backslash after their first character, which the prompts explain. The same text is always fenced the same way, so that
 * equal material is an equal prefix; a border drawn by chance would part the prompts of one run from their first line.
 */
export function fence(text: string): string {
  const tags = text.replace(OWN_TAG, "<\\");
  return plainParts(tags, controlNames(tags)).join("\\");
}

/** A stranger's text on one line, such as a file's name outside the parts. */
export function fenceLine(text: string): string {
  return fence(text.replace(/[\p{Cc}\u2028\u2029]/gu, "?"));
}
