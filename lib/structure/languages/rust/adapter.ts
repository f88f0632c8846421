import type { LanguageAdapter, SourceText } from "../port.ts";
import { TOP_LEVEL } from "../uses.ts";
import type { Scan } from "./draft.ts";
import type { Draft } from "./link.ts";
import { outline } from "./outline.ts";
import { scan } from "./scan.ts";

/** Rust's unit is the crate: `mod` makes a tree of files, and every path leads through it to the file that defines. */
export const rust: LanguageAdapter<Draft> = {
  version: 2,
  grammar: () => "tree-sitter-rust.wasm",
  read: (source, tree) => {
    const { doc, symbols } = outline(source, tree);
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const found = scan(source, sectionOf(own));
    return { doc, symbols, testCases: testNames(source), scan: { ...found, words: usefulWords(found) } };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};

/** Symbols are in order and do not overlap; places rise. */
function sectionOf(ranges: readonly { readonly start: number; readonly end: number }[]): (index: number) => number {
  let next = 0;
  return (index) => {
    for (let range = ranges[next]; range && range.end <= index; range = ranges[next]) next += 1;
    const range = ranges[next];
    return range && range.start <= index ? next : TOP_LEVEL;
  };
}

/** Bare names matter when a `use` binds them, or when a glob or a macro of elsewhere may. */
function usefulWords({ uses, words, items }: Scan): Scan["words"] {
  const locals = new Set(uses.map(({ local }) => local));
  const own = new Set(items.map(({ name }) => name));
  const hasGlob = locals.has("*");
  return words.filter(({ word, spaces }) => {
    if (locals.has(word)) return true;
    if (own.has(word)) return false;
    // Small letters alone are mostly variables.
    return spaces === 4 || (hasGlob && (/^\p{Lu}/u.test(word) || spaces === 2));
  });
}

const CASE =
  /#\[(?:\w+::)*(?:test|rstest|test_case|test_log|bench|quickcheck|wasm_bindgen_test)\b[^\]\n]*\]\s*(?:#\[[^\]\n]*\]\s*)*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)/g;

function testNames({ text }: Pick<SourceText, "text">): string[] {
  const names: string[] = [];
  for (const [, name = ""] of text.matchAll(CASE)) if (names.push(name) >= 40) break;
  return names;
}
