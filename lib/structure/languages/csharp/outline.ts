import type { Member, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import type { Declaration } from "./draft.ts";
import { Lines } from "./lines.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = {
  readonly doc: string;
  readonly symbols: readonly SymbolDraft[];
  readonly testCases: readonly string[];
};

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;

/** The top-level types of a file with their members, as the walk has found them. */
export function outline(source: SourceText, declarations: readonly Declaration[]): FileOutline {
  const ranges = new Ranges(source);
  const symbols: SymbolDraft[] = [];
  const membersOf = new Map<number, Member[]>();
  const testCases: string[] = [];
  let tops = 0;
  // Children come before the type that holds them; types are numbered as they open.
  for (const declaration of declarations) {
    if (source.role === "test" && isTest(declaration)) testCases.push(declaration.name);
  }
  const ordered = [...declarations].sort((a, b) => a.start - b.start || b.end - a.end);
  let current: SymbolDraft | null = null;
  let owner = -1;
  let types = -1;
  for (const declaration of ordered) {
    const isType = KINDS[declaration.nodeType] !== undefined && TYPES.has(declaration.nodeType);
    if (isType) types += 1;
    if (isType && declaration.outer < 0) {
      owner = types;
      tops += 1;
      const members: Member[] = [];
      membersOf.set(owner, members);
      current = symbolOf(source, declaration, ranges, members);
      symbols.push(current);
    } else if (current && declaration.outer === owner) {
      const members = membersOf.get(owner);
      if (members && members.length < MEMBER_LIMIT) members.push(...memberOf(source, declaration, ranges));
    }
    if (tops > SYMBOL_LIMIT) break;
  }
  return { doc: fileDoc(source.text, ordered[0]?.start ?? 0), symbols, testCases: testCases.slice(0, 40) };
}

const TYPES = new Set([
  "class_declaration",
  "struct_declaration",
  "record_declaration",
  "interface_declaration",
  "enum_declaration",
  "delegate_declaration",
]);

const KINDS: Readonly<Record<string, SymbolKind>> = {
  class_declaration: "class",
  struct_declaration: "class",
  record_declaration: "class",
  interface_declaration: "interface",
  enum_declaration: "enum",
  delegate_declaration: "type",
  field_declaration: "field",
  property_declaration: "field",
  event_declaration: "field",
  event_field_declaration: "field",
  enum_member_declaration: "constant",
};

class Ranges {
  readonly #lines: Lines;
  readonly #shift: number;

  constructor({ text, shift }: SourceText) {
    this.#lines = new Lines(text);
    this.#shift = shift;
  }

  of(start: number, end: number): OutlineSymbol["range"] {
    const shift = this.#shift;
    return {
      startLine: this.#lines.at(start),
      endLine: this.#lines.at(Math.max(start, end - 1)),
      start: start + shift,
      end: end + shift,
    };
  }
}

function symbolOf(source: SourceText, declaration: Declaration, ranges: Ranges, members: Member[]): SymbolDraft {
  const { text } = source;
  const signature = signatureOf(text, declaration);
  return {
    name: declaration.name,
    kind: KINDS[declaration.nodeType] ?? "class",
    signature,
    exported: /(?:^|\s)public\s/.test(signature),
    range: ranges.of(declaration.start, declaration.end),
    doc: docAbove(text, declaration.start),
    parameters: parameterNames(declaration.parameters),
    members,
  };
}

function memberOf(source: SourceText, declaration: Declaration, ranges: Ranges): Member[] {
  const { nodeType, start, end } = declaration;
  const signature = signatureOf(source.text, declaration);
  const kind =
    nodeType === "field_declaration" && /(?:^|\s)const\s/.test(signature) ? "constant" : (KINDS[nodeType] ?? "method");
  const name =
    declaration.name !== "" ? declaration.name : nodeType === "indexer_declaration" ? "this" : operatorName(signature);
  return name === "" ? [] : [{ name, kind, signature, range: ranges.of(start, end) }];
}

function operatorName(signature: string): string {
  return /\boperator\s+([^\s(]+)/.exec(signature)?.[1] ?? "";
}

/** The declaration without attributes and body; a field without its value. */
function signatureOf(text: string, { signatureStart, signatureEnd, nodeType }: Declaration): string {
  const whole = oneLine(text.slice(signatureStart, Math.min(signatureEnd, signatureStart + 2000)));
  const bare = whole.replace(/\s*[;{]$/, "");
  return /^(?:field|event_field|enum_member)_/.test(nodeType) && bare.length > 100
    ? (bare.split(/\s=\s/)[0] ?? bare)
    : bare;
}

function parameterNames(list: string): string[] {
  return splitTopLevel(list.slice(1, -1)).flatMap((item) => {
    const name = /@?([\p{L}_][\p{L}\p{N}_]*)\s*(?:=[^=]*)?$/u.exec(item.split(/\s=\s/)[0] ?? item)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** The summary of the doc comment that ends on the line above `start`. */
function docAbove(text: string, start: number): string {
  const lines: string[] = [];
  let end = text.lastIndexOf("\n", start - 1);
  while (end > 0 && lines.length < 60) {
    const begin = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(begin, end).trim();
    if (!line.startsWith("//") && !(lines.length === 0 && line.endsWith("*/"))) break;
    if (line.endsWith("*/")) {
      const open = text.lastIndexOf("/*", end);
      return open < 0 || end - open > 4000
        ? ""
        : summaryOf(
            text
              .slice(open, end)
              .replace(/^\/\*+|\*+\/$/g, "")
              .replace(/^\s*\*/gm, ""),
          );
    }
    lines.unshift(line.replace(/^\/{2,}/, ""));
    end = begin - 1;
  }
  return summaryOf(lines.join("\n"));
}

function summaryOf(comment: string): string {
  const open = comment.indexOf("<summary>");
  const close = comment.indexOf("</summary>");
  const inner =
    open >= 0
      ? comment.slice(open + 9, close > open ? close : undefined)
      : comment.split(/<(?:param|returns|remarks|inheritdoc)/)[0];
  const words = (inner ?? "")
    .slice(0, 4000)
    .replace(/<[^<>]*?(?:cref|name|langword|href)="(?:[A-Z]:)?([^"]*)"[^<>]*>/g, "$1")
    .replace(/<[^<>]*>/g, " ");
  return isBoilerplate(words) ? "" : firstSentence(words);
}

function fileDoc(text: string, firstStart: number): string {
  const head = text.slice(0, Math.min(firstStart, 4000));
  const comment = /^\s*(\/\*[\s\S]*?\*\/|(?:\/\/[^\n]*\n)+)/.exec(head)?.[1] ?? "";
  return comment === "" || isBoilerplate(comment) || /^\s*\/\/\/|#region|<copyright|^\/\/\s*-{3,}/.test(comment)
    ? ""
    : firstSentence(comment);
}

function isTest({ nodeType, attributes }: Declaration): boolean {
  return (
    nodeType === "method_declaration" &&
    /[[,]\s*(?:\w+\.)*(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|Property|Benchmark)(?:Attribute)?\s*[\](,]/.test(
      attributes,
    )
  );
}
