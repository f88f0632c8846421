import type { Language } from "web-tree-sitter";

/* What the walk over a tree makes of its nodes, by their type. */

/** Definitions may stand inside. */
export const PASS = 0;
export const SKIP = 1;
export const CLASS = 2;
export const MODULE = 3;
export const METHOD = 4;
export const ASSIGNMENT = 5;
export const CALL = 6;
export const SINGLETON = 7;
export const NAME = 8;

/** By type number; keywords such as `class` share the names of what they begin and are passed over. */
export function meaningsOf(language: Language): Uint8Array {
  if (known?.language === language) return known.meanings;
  const meanings = Uint8Array.from(language.types, (type, id) =>
    language.nodeTypeIsNamed(id) ? (MEANINGS.get(type) ?? SKIP) : SKIP,
  );
  known = { language, meanings };
  return meanings;
}

let known: { readonly language: Language; readonly meanings: Uint8Array } | null = null;

const MEANINGS = new Map<string, number>([
  ["program", PASS],
  ["body_statement", PASS],
  ["if", PASS],
  ["unless", PASS],
  ["then", PASS],
  ["else", PASS],
  ["elsif", PASS],
  ["begin", PASS],
  ["rescue", PASS],
  ["ensure", PASS],
  ["case", PASS],
  ["when", PASS],
  ["do_block", PASS],
  ["block", PASS],
  ["block_body", PASS],
  ["argument_list", PASS],
  ["if_modifier", PASS],
  ["unless_modifier", PASS],
  ["rescue_modifier", PASS],
  ["parenthesized_statements", PASS],
  ["ERROR", PASS],
  ["class", CLASS],
  ["module", MODULE],
  ["singleton_class", SINGLETON],
  ["method", METHOD],
  ["singleton_method", METHOD],
  ["assignment", ASSIGNMENT],
  ["operator_assignment", ASSIGNMENT],
  ["call", CALL],
  ["identifier", NAME],
]);
