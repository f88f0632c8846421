import type { SymbolDraft } from "./outline.ts";

const PEST = /^[ \t]*(?:it|test|describe)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/gm;
const MARKED = /(?:@test\b|#\[(?:\\?[\w\\]+\\)?Test\b)[^;{]{0,600}?function\s+(\w+)/g;

/** Methods of PHPUnit by name or mark, and the titles of Pest. */
export function testTitles(text: string, symbols: readonly SymbolDraft[]): string[] {
  const marked = new Set([...text.matchAll(MARKED)].map((match) => match[1] ?? ""));
  const methods = symbols.flatMap(({ members }) =>
    members.filter(({ name, kind }) => kind === "method" && (/^test/i.test(name) || marked.has(name))),
  );
  const titles = [...text.matchAll(PEST)].map(([, single, double]) => single ?? double ?? "");
  return [...methods.map(({ name }) => name), ...titles].slice(0, 40);
}
