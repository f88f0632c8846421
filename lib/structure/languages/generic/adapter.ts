import { type Language as Grammar, type Node, Query } from "web-tree-sitter";
import { type Member, type OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine } from "../../text.ts";
import type { LanguageAdapter, SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";
import { recipes } from "./recipes.ts";

/**
 * Outlines alone, for languages that have a grammar and no adapter of their own: what a query finds, and no dependency
 * edges.
 */
export const generic: LanguageAdapter<Draft> = {
  version: 2,
  grammar: ({ language }) => recipes.get(language)?.grammar ?? "",
  read: (source, tree) => {
    const recipe = recipes.get(source.language);
    if (!recipe) return { doc: "", symbols: [] };
    const options = { matchLimit: 1000, maxStartDepth: recipe.depth };
    const outline = new Outline(source);
    for (const { captures } of queryOf(tree.language, recipe.query).matches(tree.rootNode, options)) {
      source.checkTime();
      outline.add(new Map(captures.map(({ name, node }) => [name, node])));
    }
    return { doc: leadingComment(source), symbols: outline.symbols };
  },
  link: async (drafts) => drafts.map(({ path, draft }) => ({ path, ...draft, imports: [], testCases: [], edges: [] })),
};

type Draft = { readonly doc: string; readonly symbols: readonly OutlineSymbol[] };

const SYMBOL_LIMIT = 5000;

const queries = new WeakMap<Grammar, Query>();

function queryOf(grammar: Grammar, text: string): Query {
  const known = queries.get(grammar) ?? new Query(grammar, text);
  queries.set(grammar, known);
  return known;
}

type SymbolDraft = OutlineSymbol & { readonly parameters: string[]; readonly members: Member[] };

/** Takes matches in the order of the text. */
class Outline {
  readonly symbols: SymbolDraft[] = [];
  readonly #source: SourceText;

  constructor(source: SourceText) {
    this.#source = source;
  }

  add(captures: ReadonlyMap<string, Node>): void {
    const owner = this.symbols.at(-1);
    const parameter = captures.get("parameter");
    const { shift } = this.#source;
    if (parameter) {
      // A function in a function has its own parameters, and is no symbol.
      if (owner && captures.get("of")?.startIndex === owner.range.start - shift)
        owner.parameters.push(this.#written(parameter));
      return;
    }
    const name = captures.get("name");
    const [kindName, node] = [...captures].find(([key]) => key !== "name") ?? [];
    const kind = SymbolKind.safeParse(kindName).data;
    if (!name || !node || kind === undefined || this.symbols.length >= SYMBOL_LIMIT) return;
    const member = {
      name: this.#written(name),
      kind,
      signature: this.#signature(node),
      range: rangeOf(this.#source, node),
    };
    if (owner && member.range.start < owner.range.end) {
      if (owner.kind === "class" || owner.kind === "enum") owner.members.push(member);
      return;
    }
    const doc = docOf(this.#source.text, node);
    this.symbols.push({ ...member, exported: true, doc, parameters: [], members: [], uses: [] });
  }

  #written(node: Node): string {
    return oneLine(this.#source.text.slice(node.startIndex, node.endIndex));
  }

  #signature({ startIndex, endIndex }: Node): string {
    const text = this.#source.text.slice(startIndex, Math.min(endIndex, startIndex + 2000));
    return oneLine(text.split("{", 1)[0] ?? text);
  }
}

const BLOCK_COMMENT = /\/\*(?:[^*]|\*(?!\/))*\*\/|<#(?:[^#]|#(?!>))*#>/.source;
const ABOVE = new RegExp(`(?:${BLOCK_COMMENT}|(?:^|\\n)(?:[ \\t]*#[^\\n]*\\n)+)[ \\t]*\\n?[ \\t]*$`);
const HELP_INSIDE = /^[^{\n]{0,300}\{\s*(<#(?:[^#]|#(?!>))*#>)/;
const LEADING = new RegExp(`^\\s*(?:${BLOCK_COMMENT}|(?:#[^\\n]*\\n)+)`);

/** The help that a function begins with, else the run of comment lines or the block comment that ends right above. */
function docOf(text: string, { startIndex, endIndex }: Node): string {
  const above = ABOVE.exec(text.slice(Math.max(0, startIndex - 2000), startIndex))?.[0];
  const inside = HELP_INSIDE.exec(text.slice(startIndex, Math.min(endIndex, startIndex + 2000)))?.[1];
  return sentenceOf(inside ?? above ?? "");
}

function leadingComment({ text }: Pick<SourceText, "text">): string {
  const head = text
    .slice(0, 4000)
    .replace(/^#!.*\n/, "")
    .replace(/^[ \t]*#[ \t]*Requires -.*\n/gim, "");
  return sentenceOf(LEADING.exec(head)?.[0].trim() ?? "");
}

/** Help of PowerShell says under `.SYNOPSIS` what others say first. */
function sentenceOf(comment: string): string {
  if (isBoilerplate(comment)) return "";
  const help = comment.replace(/^\s*<#|#>\s*$/g, "");
  return firstSentence(/^[ \t]*\.SYNOPSIS\s+([^\n]+)/im.exec(help)?.[1] ?? help);
}
