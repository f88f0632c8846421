import { oneLine } from "../../text.ts";
import type { LanguageAdapter } from "../port.ts";
import { sectionFinder } from "../uses.ts";
import { Lines } from "./lines.ts";
import type { Draft } from "./link.ts";
import { readNames } from "./names.ts";
import { outline } from "./outline.ts";
import { scanWords } from "./scan.ts";
import { testTitles } from "./test-titles.ts";

/** A `use` names a class, and autoloading finds its file; names of the own namespace need no statement. */
export const php: LanguageAdapter<Draft> = {
  version: 2,
  grammar: () => "tree-sitter-php.wasm",
  read: (source, tree) => {
    const root = tree.rootNode;
    const lines = new Lines(source.text);
    const names = readNames(source, root, scanWords(source));
    const { doc, symbols } = outline(source, root, names.definitions, lines);
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const sectionOf = sectionFinder(own, []);
    return {
      doc,
      symbols,
      clauses: names.clauses.map((clause) => placed(clause, lines)),
      uses: names.uses.map((use) => ({ ...placed(use, lines), section: sectionOf(use.at) })),
      includes: names.includes.map(({ at, path }) => ({
        path,
        line: lines.at(at),
        written: writtenAt(source.text, at),
      })),
      defined: names.definitions.map(({ role, name }) => ({ role, name })),
      aliases: names.aliases,
      constants: names.constants,
      testCases: source.role === "test" ? testTitles(source.text, symbols) : [],
    };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};

function placed<Item extends { readonly at: number }>(
  { at, ...rest }: Item,
  lines: Lines,
): Omit<Item, "at"> & { line: number } {
  return { ...rest, line: lines.at(at) };
}

/** The path as the code has it, without the keyword. */
function writtenAt(text: string, at: number): string {
  const statement = text.slice(at, at + 300);
  return oneLine(/^\w+\s*([^;\n]*)/.exec(statement)?.[1] ?? "")
    .slice(0, 120)
    .trim();
}
