import type { Node } from "web-tree-sitter";
import type { Member, OutlineSymbol } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = { readonly doc: string; readonly symbols: readonly SymbolDraft[] };

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;
/** `if` and `try` at module level may hold definitions; deeper ones are rare and hostile. */
const BLOCK_DEPTH = 3;

/** The top-level definitions of a module, those under `if` and `try` included. */
export function outline(source: SourceText, root: Node): FileOutline {
  const drafts: SymbolDraft[] = [];
  const statements = root.namedChildren;
  readBlock(source, statements, 0, drafts);
  const all = listedNames(source.text);
  return {
    doc: moduleDoc(source.text, statements),
    symbols: all ? drafts.map((draft) => ({ ...draft, exported: all.has(draft.name) })) : drafts,
  };
}

function readBlock(source: SourceText, statements: readonly Node[], depth: number, drafts: SymbolDraft[]): void {
  let comment = "";
  for (const node of statements) {
    if (drafts.length >= SYMBOL_LIMIT) return;
    const { type } = node;
    if (type === "comment") {
      comment = source.text.slice(node.startIndex, node.endIndex);
      continue;
    }
    if (type === "function_definition" || type === "class_definition") drafts.push(readDefinition(source, node, node));
    else if (type === "decorated_definition") {
      const inner = node.childForFieldName("definition");
      if (inner) drafts.push(readDefinition(source, inner, node));
    } else if (type === "expression_statement") readAssignment(source, node, comment, drafts);
    else if (type === "type_alias_statement") readTypeAlias(source, node, comment, drafts);
    else if (BLOCKS.has(type) && depth < BLOCK_DEPTH) readInner(source, node, depth, drafts);
    comment = "";
  }
}

const BLOCKS = new Set(["if_statement", "try_statement", "with_statement"]);
const CLAUSES = new Set(["else_clause", "elif_clause", "except_clause", "finally_clause"]);

function readInner(source: SourceText, node: Node, depth: number, drafts: SymbolDraft[]): void {
  for (const child of node.namedChildren) {
    if (child.type === "block") readBlock(source, child.namedChildren, depth + 1, drafts);
    else if (CLAUSES.has(child.type)) readInner(source, child, depth, drafts);
  }
}

function readDefinition(source: SourceText, node: Node, whole: Node): SymbolDraft {
  const { text } = source;
  const isClass = node.type === "class_definition";
  const body = node.childForFieldName("body");
  const name = fieldText(text, node, "name");
  return {
    name,
    kind: isClass ? "class" : "function",
    signature: signatureOf(text, node),
    exported: isPublic(name),
    range: rangeOf(source, whole),
    doc: body ? docstringAt(text, body.startIndex) : "",
    parameters: isClass ? [] : parametersOf(text, node),
    members: isClass && body ? membersOf(source, body) : [],
  };
}

/** The declaration up to its colon. */
function signatureOf(text: string, node: Node): string {
  const last =
    node.childForFieldName("return_type") ??
    node.childForFieldName("parameters") ??
    node.childForFieldName("superclasses") ??
    node.childForFieldName("type_parameters") ??
    node.childForFieldName("name");
  return oneLine(text.slice(node.startIndex, last ? last.endIndex : node.endIndex).replace(/#[^\n"']*\n/g, "\n"));
}

function parametersOf(text: string, node: Node): string[] {
  const inner = fieldText(text, node, "parameters")
    .slice(1, -1)
    .replace(/#[^\n"']*\n/g, "\n");
  return splitTopLevel(inner).flatMap((item) => {
    const name = /^\*{0,2}\s*[\p{L}_][\p{L}\p{N}_]*/u.exec(item)?.[0];
    return name === undefined ? [] : [name];
  });
}

function membersOf(source: SourceText, body: Node): Member[] {
  const { text } = source;
  const members: Member[] = [];
  for (const node of body.namedChildren) {
    if (members.length >= MEMBER_LIMIT) break;
    const inner = node.type === "decorated_definition" ? node.childForFieldName("definition") : node;
    if (inner?.type === "function_definition") {
      const name = fieldText(text, inner, "name");
      members.push({ name, kind: "method", signature: signatureOf(text, inner), range: rangeOf(source, node) });
    } else if (node.type === "expression_statement") {
      const statement = text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 200));
      const name = /^([\p{L}_][\p{L}\p{N}_]*)\s*(?::[^=]|=[^=])/u.exec(statement)?.[1];
      if (name !== undefined)
        members.push({ name, kind: "field", signature: headOf(statement), range: rangeOf(source, node) });
    }
  }
  return members;
}

function readAssignment(source: SourceText, node: Node, comment: string, drafts: SymbolDraft[]): void {
  const statement = source.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 400));
  const targets = /^([\p{L}_][\p{L}\p{N}_]*(?:\s*,\s*[\p{L}_][\p{L}\p{N}_]*)*)\s*(?::[^=]|=[^=])/u.exec(statement)?.[1];
  for (const name of targets?.split(",").map((target) => target.trim()) ?? []) {
    if (name === "__all__") continue;
    drafts.push({
      name,
      kind: /^_*[A-Z][A-Z\d_]*$/.test(name) ? "constant" : "variable",
      signature: headOf(statement),
      exported: isPublic(name),
      range: rangeOf(source, node),
      doc: isBoilerplate(comment) ? "" : firstSentence(comment),
      parameters: [],
      members: [],
    });
  }
}

function readTypeAlias(source: SourceText, node: Node, comment: string, drafts: SymbolDraft[]): void {
  const statement = source.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 400));
  const name = /^type\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(statement)?.[1];
  if (name === undefined) return;
  const base = { name, kind: "type", signature: oneLine(statement), exported: isPublic(name) } as const;
  drafts.push({ ...base, range: rangeOf(source, node), doc: firstSentence(comment), parameters: [], members: [] });
}

/** An assignment with its value when that is short. */
function headOf(statement: string): string {
  const line = oneLine(statement);
  if (line.length <= 80 && !statement.includes("\n")) return line;
  return /^[^=]*?(?=\s*=[^=])/.exec(line)?.[0] ?? line.slice(0, 80);
}

function fieldText(text: string, node: Node, field: string): string {
  const child = node.childForFieldName(field);
  return child ? text.slice(child.startIndex, child.endIndex) : "";
}

function isPublic(name: string): boolean {
  return !name.startsWith("_") || (name.startsWith("__") && name.endsWith("__"));
}

const DOCSTRING = /[rRuU]*(?:"""([\s\S]*?)"""|'''([\s\S]*?)'''|"([^"\n]*)"|'([^'\n]*)')/y;

function docstringAt(text: string, index: number): string {
  DOCSTRING.lastIndex = index;
  const match = DOCSTRING.exec(text);
  return firstSentence(match?.slice(1).find((group) => group !== undefined) ?? "");
}

function moduleDoc(text: string, statements: readonly Node[]): string {
  const comments: string[] = [];
  for (const node of statements) {
    if (node.type === "comment") {
      comments.push(text.slice(node.startIndex, node.endIndex));
      continue;
    }
    const docstring = node.type === "expression_statement" ? docstringAt(text, node.startIndex) : "";
    if (docstring !== "") return docstring;
    break;
  }
  const lead = comments.filter((comment) => !comment.startsWith("#!") && !/coding[:=]/.test(comment)).join("\n");
  return isBoilerplate(lead) ? "" : firstSentence(lead);
}

/** The names of a literal `__all__`, or null without one. */
function listedNames(text: string): Set<string> | null {
  const list = /^__all__(?:\s*:[^=\n]+)?\s*=\s*[[(]([^\])]*)[\])]/m.exec(text)?.[1];
  if (list === undefined) return null;
  return new Set([...list.matchAll(/["']([^"'\n]+)["']/g)].map((match) => match[1] ?? ""));
}
