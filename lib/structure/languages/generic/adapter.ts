import { type Language as Grammar, Query } from "web-tree-sitter";
import type { Language, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine } from "../../text.ts";
import type { LanguageAdapter, SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

/**
 * Outlines alone, for languages that have a grammar and no adapter of their own: what a query finds, and no dependency
 * edges. A query captures the whole of each symbol as `symbol` and its name as `name`.
 */
export const generic: LanguageAdapter<Draft> = {
  version: 1,
  grammar: ({ language }) => RECIPES.get(language)?.grammar ?? "",
  read: (source, tree) => {
    const recipe = RECIPES.get(source.language);
    if (!recipe) return { doc: "", symbols: [] };
    const symbols: OutlineSymbol[] = [];
    for (const { captures } of queryOf(tree.language, recipe.query).matches(tree.rootNode, { matchLimit: 1000 })) {
      source.checkTime();
      if (symbols.length >= SYMBOL_LIMIT) break;
      const node = captures.find(({ name }) => name === "symbol")?.node;
      const name = captures.find((capture) => capture.name === "name")?.node;
      if (!node || !name) continue;
      const text = source.text.slice(node.startIndex, node.endIndex);
      symbols.push({
        name: oneLine(source.text.slice(name.startIndex, name.endIndex)),
        kind: recipe.kind,
        signature: oneLine(text.split("{", 1)[0] ?? text),
        exported: true,
        range: rangeOf(source, node),
        doc: commentBefore(source, node.startIndex),
        parameters: [],
        members: [],
        uses: [],
      });
    }
    return { doc: leadingComment(source), symbols };
  },
  link: async (drafts) => drafts.map(({ path, draft }) => ({ path, ...draft, imports: [], testCases: [], edges: [] })),
};

type Draft = { readonly doc: string; readonly symbols: readonly OutlineSymbol[] };

type Recipe = { readonly grammar: string; readonly query: string; readonly kind: SymbolKind };

const RECIPES = new Map<Language, Recipe>([
  [
    "shell",
    {
      grammar: "tree-sitter-bash.wasm",
      query: "(program (function_definition name: (word) @name) @symbol)",
      kind: "function",
    },
  ],
  [
    "css",
    { grammar: "tree-sitter-css.wasm", query: "(stylesheet (rule_set (selectors) @name) @symbol)", kind: "class" },
  ],
]);

const SYMBOL_LIMIT = 5000;

const queries = new WeakMap<Grammar, Query>();

function queryOf(grammar: Grammar, text: string): Query {
  const known = queries.get(grammar) ?? new Query(grammar, text);
  queries.set(grammar, known);
  return known;
}

/** The run of comment lines, or the block comment, that ends right above a place. */
function commentBefore({ text }: Pick<SourceText, "text">, start: number): string {
  const above = text.slice(Math.max(0, start - 2000), start);
  const comment = /(?:\/\*(?:[^*]|\*(?!\/))*\*\/|(?:^|\n)(?:[ \t]*#[^\n]*\n)+)[ \t]*\n?[ \t]*$/.exec(above)?.[0] ?? "";
  return isBoilerplate(comment) ? "" : firstSentence(comment);
}

function leadingComment({ text }: Pick<SourceText, "text">): string {
  const head = text.slice(0, 4000).replace(/^#!.*\n/, "");
  const comment = /^\s*(?:\/\*(?:[^*]|\*(?!\/))*\*\/|(?:#[^\n]*\n)+)/.exec(head)?.[0] ?? "";
  return isBoilerplate(comment) ? "" : firstSentence(comment.trim());
}
