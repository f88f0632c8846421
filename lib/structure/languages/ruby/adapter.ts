import type { LanguageAdapter, SourceText } from "../port.ts";
import { constantUses } from "./constants.ts";
import { declarations } from "./declarations.ts";
import { findImports } from "./imports.ts";
import type { Draft } from "./link.ts";
import { lineAt, lineStarts, outline } from "./outline.ts";
import type { PathContext } from "./path-expression.ts";
import { readSettings } from "./settings.ts";
import { testTitles } from "./test-titles.ts";

/** `require` and its kin make imports; a constant that another file defines makes a reference. */
export const ruby: LanguageAdapter<Draft> = {
  version: 3,
  grammar: () => "tree-sitter-ruby.wasm",
  read: (source, tree) => {
    const root = tree.rootNode;
    const context = pathContext(source);
    const found = declarations(source, tree);
    const { doc, symbols } = outline(source, found);
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const lines = lineStarts(source.text);
    const uses = constantUses(source, root, found.scopes, own).map((use) => ({
      ...use,
      line: lineAt(lines, use.at),
    }));
    const testCases = source.role === "test" ? testTitles(source, root) : [];
    const settings = readSettings(source.text, context);
    return { ...found, doc, symbols, own, uses, imports: findImports(source, root, context), testCases, settings };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};

/** Assignments are searched only when a path needs one. */
function pathContext({ path, text }: Pick<SourceText, "path" | "text">): PathContext {
  let known: Map<string, string | null> | null = null;
  const assigned = (): Map<string, string | null> => {
    const found = new Map<string, string | null>();
    for (const [, name = "", expression = ""] of text.matchAll(
      /^[ \t]*(@{0,2}[A-Za-z_]\w*)[ \t]*(?:\|\|)?=(?![=~>])[ \t]*([^\n]+)$/gm,
    )) {
      found.set(name, found.has(name) ? null : expression.trim());
    }
    return found;
  };
  return {
    file: path,
    assigned: (name) => {
      known ??= assigned();
      return known.get(name) ?? null;
    },
  };
}
