import type { Node } from "web-tree-sitter";
import type { Member, OutlineSymbol, SourceRange } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import type { Lines } from "./lines.ts";
import type { Definition } from "./names.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = { readonly doc: string; readonly symbols: readonly SymbolDraft[] };

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 500;

const KINDS = new Map<string, SymbolDraft["kind"]>([
  ["class_declaration", "class"],
  ["interface_declaration", "interface"],
  ["trait_declaration", "interface"],
  ["enum_declaration", "enum"],
  ["function_definition", "function"],
  ["const_declaration", "constant"],
]);

/** The definitions of a file that stand in no class or function, those under `if` included. */
export function outline(source: SourceText, root: Node, definitions: readonly Definition[], lines: Lines): FileOutline {
  const symbols: SymbolDraft[] = [];
  for (const { name, at, isTop } of definitions) {
    if (!isTop || symbols.length >= SYMBOL_LIMIT) continue;
    source.checkTime();
    const leaf = root.descendantForIndex(at, at + 1)?.parent;
    const node = leaf?.type === "const_element" ? leaf.parent : leaf;
    const kind = KINDS.get(node?.type ?? "");
    if (!node || !kind || node.isError) continue;
    symbols.push(readSymbol(source, node, name.slice(name.lastIndexOf("\\") + 1), kind, lines));
  }
  return { doc: fileDoc(source.text), symbols };
}

function readSymbol(
  source: SourceText,
  node: Node,
  name: string,
  kind: SymbolDraft["kind"],
  lines: Lines,
): SymbolDraft {
  const { text } = source;
  const { startIndex: start, endIndex: end } = node;
  const declaration = declarationOf(text, start, end);
  const comment = commentBefore(text, start);
  const isType = kind === "class" || kind === "interface" || kind === "enum";
  return {
    name,
    kind,
    signature: oneLine(declaration),
    exported: !/^@internal\b|\* @internal\b/m.test(comment),
    range: lines.range(start, end, source.shift),
    doc: isBoilerplate(comment) ? "" : firstSentence(comment),
    parameters: kind === "function" ? parametersOf(declaration) : [],
    members: isType ? membersOf(source, node, lines) : [],
  };
}

/** Without attributes, up to the body or the semicolon. */
function declarationOf(text: string, start: number, end: number): string {
  let from = start;
  while (text.startsWith("#[", from)) from = skipSpace(text, closing(text, from + 1, end));
  const body = Math.min(end, from + 3000);
  let quote = "";
  for (let at = from; at < body; at++) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "{" || character === ";") return text.slice(from, at);
  }
  return text.slice(from, body);
}

/** The place behind the bracket that closes the one at `open`. */
function closing(text: string, open: number, end: number): number {
  let depth = 0;
  let quote = "";
  for (let at = open; at < end; at++) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "[") depth += 1;
    else if (character === "]" && --depth === 0) return at + 1;
  }
  return end;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? "")) at += 1;
  return at;
}

function parametersOf(declaration: string): string[] {
  const open = declaration.indexOf("(");
  const close = declaration.lastIndexOf(")");
  if (open < 0 || close < open) return [];
  return splitTopLevel(declaration.slice(open + 1, close)).flatMap((item) => {
    const name = /(?:\.\.\.\s*)?\$[A-Za-z_\x80-\uffff][\w\x80-\uffff]*/.exec(item)?.[0];
    return name === undefined ? [] : [name];
  });
}

/** Members by one cursor over the body: four calls a member, and the rest is read in the text. */
function membersOf(source: SourceText, node: Node, lines: Lines): Member[] {
  const { text } = source;
  const members: Member[] = [];
  const body = node.childForFieldName("body");
  const cursor = body?.walk();
  if (!cursor) return members;
  try {
    if (!cursor.gotoFirstChild()) return members;
    do {
      source.checkTime();
      const type = cursor.nodeType;
      const read = MEMBERS.get(type);
      if (!read) continue;
      const { startIndex, endIndex } = cursor;
      const declaration = declarationOf(text, startIndex, endIndex);
      const range = lines.range(startIndex, endIndex, source.shift);
      const signature = oneLine(headOf(declaration, read.kind));
      for (const [, name = ""] of read.names(declaration)) members.push({ name, kind: read.kind, signature, range });
      if (read.kind === "method") promote(declaration, range, members);
    } while (members.length < MEMBER_LIMIT && cursor.gotoNextSibling());
  } finally {
    cursor.delete();
  }
  return members;
}

type MemberReader = { readonly kind: Member["kind"]; names(declaration: string): Iterable<RegExpMatchArray> };

const MEMBERS = new Map<string, MemberReader>([
  ["method_declaration", { kind: "method", names: (text) => first(/\bfunction\s*&?\s*([^\s(]+)\s*\(/.exec(text)) }],
  [
    "property_declaration",
    { kind: "field", names: (text) => text.slice(0, 400).matchAll(/(?:^|[\s,])(\$\w+)\s*(?=[=,]|$)/g) },
  ],
  [
    "const_declaration",
    { kind: "constant", names: (text) => text.slice(0, 400).matchAll(/(?:[\s,])(\w+)\s*(?==[^>=])/g) },
  ],
  ["enum_case", { kind: "constant", names: (text) => first(/\bcase\s+(\w+)/.exec(text)) }],
]);

function first(match: RegExpExecArray | null): RegExpMatchArray[] {
  return match ? [match] : [];
}

/** A field or constant with its value when that is short. */
function headOf(declaration: string, kind: Member["kind"]): string {
  if (kind === "method" || (declaration.length <= 80 && !declaration.includes("\n"))) return declaration;
  const value = declaration.indexOf("=");
  return value < 0 ? declaration : declaration.slice(0, value).trimEnd();
}

/** Parameters of a constructor with a visibility are fields as well. */
function promote(declaration: string, range: SourceRange, members: Member[]): void {
  if (!/\bfunction\s+__construct\b/i.test(declaration)) return;
  const open = declaration.indexOf("(");
  for (const item of splitTopLevel(declaration.slice(open + 1, declaration.lastIndexOf(")")))) {
    const name = /^(?:#\[[^\]]*\]\s*)*(?:public|protected|private|readonly)\b[^$]*(\$\w+)/i.exec(item)?.[1];
    if (name !== undefined) members.push({ name, kind: "field", signature: oneLine(item), range });
  }
}

/** The comment that ends right before a place. */
function commentBefore(text: string, start: number): string {
  let end = start;
  while (end > 0 && /\s/.test(text[end - 1] ?? "")) end -= 1;
  if (!text.startsWith("*/", end - 2)) return "";
  const open = text.lastIndexOf("/*", end - 2);
  return open < 0 ? "" : text.slice(open, end);
}

/** The first comment behind `<?php` when what follows is no definition that it belongs to. */
function fileDoc(text: string): string {
  const lead = /^(?:#![^\n]*\n)?\s*<\?php\s+(?:declare\s*\([^)]*\)\s*;\s*)?/i.exec(text)?.[0].length ?? 0;
  if (lead === 0 || !text.startsWith("/*", lead)) return "";
  const end = text.indexOf("*/", lead);
  if (end < 0) return "";
  const comment = text.slice(lead, end + 2);
  const isOfDefinition = /^\s*(?:#\[|(?:abstract|final|readonly|class|interface|trait|enum|function)\b)/i.test(
    text.slice(end + 2, end + 200),
  );
  return isOfDefinition || isBoilerplate(comment) ? "" : firstSentence(comment);
}
