import type { SymbolDraft } from "./symbol.ts";

const LIMIT = 40;

/** GoogleTest, Catch2, doctest, Boost.Test, CppUnit, Check and Criterion write a case as the call of a macro. */
const CASE =
  /^[ \t]*(?:(?:TYPED_)?TEST(?:_[FPM])?|TEST_CASE(?:_METHOD)?|SCENARIO|BOOST_(?:AUTO|FIXTURE|DATA)_TEST_CASE|START_TEST|Test|PARAM_TEST|TEMPLATE_TEST_CASE)\s*\(\s*(?:"((?:[^"\\\n]|\\.)*)"|(\w+)(?:\s*,\s*(\w+))?)/gm;

/** Titles of the cases of a test: what the framework's macros name, and functions called `test…`. */
export function testCases(text: string, symbols: readonly SymbolDraft[]): string[] {
  const titles = new Set<string>();
  for (const match of text.matchAll(CASE)) {
    if (titles.size >= LIMIT) break;
    const [, title, suite, name] = match;
    titles.add(title ?? (name === undefined ? (suite ?? "") : `${suite}.${name}`));
  }
  for (const { name, kind } of symbols) {
    if (titles.size >= LIMIT) break;
    const isFunction = kind === "function" || kind === "method";
    if (isFunction && /(?:^|::)test_?[A-Za-z\d]|_test$/.test(name)) titles.add(name);
  }
  return [...titles].filter((title) => title !== "");
}
