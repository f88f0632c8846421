import { lastLine } from "../../text.ts";
import type { LanguageAdapter } from "../port.ts";
import { findUses, sectionFinder } from "../uses.ts";
import { findImports } from "./imports.ts";
import type { Draft } from "./link.ts";
import { outline } from "./outline.ts";
import { testTitles } from "./test-titles.ts";

/** TypeScript, TSX and JavaScript are one family: they import each other. */
export const typescript: LanguageAdapter<Draft> = {
  version: 6,
  grammar: ({ language }) => {
    if (language === "typescript") return "tree-sitter-typescript.wasm";
    return language === "tsx" ? "tree-sitter-tsx.wasm" : "tree-sitter-javascript.wasm";
  },
  read: (source, tree) => {
    const root = tree.rootNode;
    const imports = findImports(source, root).map((found) => ({ ...found, lastLine: lastLine(source.text, found) }));
    const { doc, symbols } = outline(source, root);
    const locals = new Map(
      imports.flatMap(({ bindings }) =>
        bindings.map(({ local, imported }) => [local, { whole: imported === "*" || imported === "default" }] as const),
      ),
    );
    locals.delete("");
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const sectionOf = sectionFinder(own, imports);
    const uses = findUses(source, root, locals, sectionOf, (type) => NAMES.has(type));
    const testCases = source.role === "test" ? testTitles(source, root) : [];
    return { doc, symbols, own, imports, uses, testCases };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};

const NAMES = new Set([
  "identifier",
  "type_identifier",
  "shorthand_property_identifier",
  "nested_identifier",
  "jsx_identifier",
]);
