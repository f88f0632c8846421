import type { Member, OutlineSymbol, SourceRange } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import type { Declarations, Definition, Scope } from "./declarations.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = { readonly doc: string; readonly symbols: readonly SymbolDraft[] };

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;

/**
 * What a file defines. A module or class that only gives others a name space is no symbol itself: what stands in it
 * is, under its full name.
 */
export function outline(source: SourceText, found: Declarations): FileOutline {
  const reader = new OutlineReader(source, found);
  return { doc: reader.fileDoc(), symbols: reader.symbols() };
}

class OutlineReader {
  readonly #source: SourceText;
  readonly #hidden: ReadonlySet<string>;
  readonly #symbols: SymbolDraft[] = [];
  readonly #scopes: readonly Scope[];
  readonly #children = new Map<number, number[]>();
  readonly #definitions = new Map<number, Definition[]>();
  /** Offsets at which lines begin. */
  readonly #lines: readonly number[];

  constructor(source: SourceText, { scopes, definitions, hidden }: Declarations) {
    this.#source = source;
    this.#hidden = hidden;
    this.#scopes = scopes;
    this.#lines = lineStarts(source.text);
    for (const [index, { parent }] of scopes.entries()) push(this.#children, parent, index);
    for (const definition of definitions) {
      if (!definition.isInBlock || source.role !== "test") push(this.#definitions, definition.scope, definition);
    }
  }

  symbols(): SymbolDraft[] {
    // A stack instead of recursion: nesting is the file's to choose.
    const open: { readonly scope: number; readonly prefix: string }[] = [{ scope: -1, prefix: "" }];
    for (let next = open.pop(); next && this.#symbols.length < SYMBOL_LIMIT; next = open.pop()) {
      const { scope, prefix } = next;
      for (const definition of this.#definitions.get(scope) ?? []) this.#symbols.push(this.#single(definition, prefix));
      for (const child of this.#children.get(scope) ?? []) {
        const inner = this.#scopes[child];
        if (!inner) continue;
        const name = prefix === "" || inner.isTop ? inner.name : `${prefix}::${inner.name}`;
        if (this.#isNamespace(inner, child)) open.push({ scope: child, prefix: name });
        else this.#symbols.push(this.#class(inner, child, name));
      }
    }
    return this.#symbols.sort((a, b) => a.range.start - b.range.start).slice(0, SYMBOL_LIMIT);
  }

  #isNamespace({ kind, superclass }: Scope, index: number): boolean {
    if (!this.#children.has(index)) return false;
    const own = this.#definitions.get(index) ?? [];
    return superclass === null && own.every((each) => kind === "module" && each.kind === "constant");
  }

  #class({ kind, start, end, body, parent, name: short }: Scope, index: number, name: string): SymbolDraft {
    const members = (this.#definitions.get(index) ?? []).map((each) => this.#member(each));
    for (const child of this.#children.get(index) ?? []) {
      const inner = this.#scopes[child];
      if (inner) members.push(this.#inner(inner));
    }
    return {
      name,
      kind,
      signature: oneLine(this.#source.text.slice(start, body)),
      exported: !this.#hidden.has(`${parent} ${short}`),
      range: this.#range(start, end),
      doc: this.#docAbove(start),
      parameters: [],
      members: members.sort((a, b) => a.range.start - b.range.start).slice(0, MEMBER_LIMIT),
    };
  }

  #inner({ kind, name, start, end, body }: Scope): Member {
    return { name, kind, signature: oneLine(this.#source.text.slice(start, body)), range: this.#range(start, end) };
  }

  #single(definition: Definition, prefix: string): SymbolDraft {
    const { name, kind, signature, range } = this.#member(definition);
    return {
      name: prefix === "" ? name : `${prefix}::${name}`,
      kind: kind === "method" ? "function" : kind,
      signature,
      exported: !this.#hidden.has(`${definition.scope} ${name}`),
      range,
      doc: this.#docAbove(definition.start),
      parameters: kind === "method" ? parametersOf(signature) : [],
      members: definition.members.slice(0, MEMBER_LIMIT).map((each) => this.#member(each)),
    };
  }

  #member({ kind, name, start, end }: Definition): Member {
    const text = this.#source.text.slice(start, Math.min(end, start + 2000));
    const signature =
      kind === "method" ? methodSignature(text) : kind === "constant" ? constantSignature(text) : oneLine(text);
    return { name, kind: kind === "constant" ? kindOfConstant(text) : kind, signature, range: this.#range(start, end) };
  }

  #range(start: number, end: number): SourceRange {
    const { shift } = this.#source;
    return {
      startLine: this.#lineOf(start),
      endLine: this.#lineOf(Math.max(start, end - 1)),
      start: start + shift,
      end: end + shift,
    };
  }

  #lineOf(at: number): number {
    return lineAt(this.#lines, at);
  }

  /** The comment lines right above the line of a definition. */
  #docAbove(at: number): string {
    const { text } = this.#source;
    let line = this.#lineOf(at) - 1;
    const comment: string[] = [];
    for (; line > 0 && comment.length < 60; line--) {
      const above = text.slice(this.#lines[line - 1], this.#lines[line]).trim();
      if (!above.startsWith("#")) break;
      comment.unshift(above);
    }
    return docOf(comment);
  }

  /** The first comment of the file that says something about it and is not that of its first definition. */
  fileDoc(): string {
    const text = this.#source.text.slice(0, 4000);
    const head = /^(?:#![^\n]*\n)?((?:[ \t]*(?:#[^\n]*)?\n)*)/.exec(text);
    const paragraphs = (head?.[1] ?? "").split(/\n[ \t]*\n/);
    // A module may be no more than a name space, which is no symbol that could have the comment.
    const isOfDefinition = /^(?:class|def|\p{Lu}\w*\s*=)/u.test(text.slice(head?.[0].length ?? 0));
    for (const paragraph of isOfDefinition ? paragraphs.slice(0, -1) : paragraphs) {
      const sentence = docOf(paragraph.trim().split("\n"));
      if (sentence !== "") return sentence;
    }
    return "";
  }
}

/** Magic comments, directives of tools and RDoc's marks are no prose. */
function docOf(lines: readonly string[]): string {
  const prose = lines.filter(
    (line) =>
      !/^#\s*(?:-\*-|(?:frozen[-_]string[-_]literal|encoding|coding|warn[-_]indent|typed|rubocop|shareable[-_]constant[-_]value|:\w+:|vim?:|simplecov)|[:\w-]+:nodoc:)/i.test(
        line,
      ) && !/^#!|^#\s*:nodoc:|^##+$|^#[-+]+$/.test(line),
  );
  const comment = prose.join("\n");
  return isBoilerplate(comment) ? "" : firstSentence(comment);
}

/** `def name(parameters)`; of an endless method the part before `=`. */
function methodSignature(text: string): string {
  const head = /^def\s+(?:[\w:]+\s*\.\s*)?[^\s(;]+/.exec(text)?.[0] ?? "def";
  let depth = 0;
  if (/^[ \t]*\(/.test(text.slice(head.length))) {
    for (let index = head.length; index < text.length; index++) {
      const character = text[index] ?? "";
      if ("([{".includes(character)) depth += 1;
      if (")]}".includes(character)) {
        depth -= 1;
        if (depth === 0) return oneLine(text.slice(0, index + 1));
      }
    }
  }
  const rest = /^[^\n;#]*/.exec(text.slice(head.length))?.[0] ?? "";
  return oneLine(/^\s*=/.test(rest) ? head : head + rest);
}

function parametersOf(signature: string): string[] {
  const list = /^def\s+(?:[\w:]+\s*\.\s*)?[^\s(;]+\s*\(?(.*?)\)?$/.exec(signature)?.[1] ?? "";
  return splitTopLevel(list).flatMap((item) => /^(?:\*\*|[*&])?[\p{L}_]?[\p{L}\p{N}_]*/u.exec(item)?.[0] || []);
}

/** `Error = Class.new(StandardError)` defines a class like any other. */
function kindOfConstant(text: string): SymbolDraft["kind"] {
  const made = /^[\w:\s]+(?:\|\|)?=\s*(?:::)?(Class|Module|Struct|Data|ImmutableStruct)\.(?:new|define)\b/.exec(
    text,
  )?.[1];
  if (made === undefined) return "constant";
  return made === "Module" ? "module" : "class";
}

function constantSignature(text: string): string {
  const line = text.split("\n", 1)[0] ?? text;
  // Of a class that is made the parent matters, of other values what is called.
  const made = /^[^=]+=[ \t]*(?:::)?(?:Class|Module)\.new(?:\([\w:]*\))?/.exec(line)?.[0];
  if (made !== undefined) return oneLine(made);
  return oneLine(
    text.length <= 80 && line === text
      ? text
      : (/^[^=]+=[ \t]*(?:[\w.:]+(?=[ \t(]|$))?/.exec(line)?.[0] ?? line).trim(),
  );
}

export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The 1-based line of an offset, by the offsets at which lines begin. */
export function lineAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
