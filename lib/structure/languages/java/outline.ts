import type { Node } from "web-tree-sitter";
import type { Member, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = {
  readonly doc: string;
  readonly symbols: readonly SymbolDraft[];
  readonly testCases: readonly string[];
};

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;
const TEST_LIMIT = 40;

const KINDS: ReadonlyMap<string, SymbolKind> = new Map([
  ["class_declaration", "class"],
  ["record_declaration", "class"],
  ["interface_declaration", "interface"],
  ["annotation_type_declaration", "interface"],
  ["enum_declaration", "enum"],
  ["module_declaration", "module"],
]);

const MEMBER_KINDS: ReadonlyMap<string, SymbolKind> = new Map([
  ["field_declaration", "field"],
  ["constant_declaration", "constant"],
  ["enum_constant", "constant"],
  ["method_declaration", "method"],
  ["constructor_declaration", "method"],
  ["compact_constructor_declaration", "method"],
  ["annotation_type_element_declaration", "method"],
  ...[...KINDS].filter(([type]) => type !== "module_declaration"),
]);

/** The top-level types of a file with their members; bodies of methods are never visited. */
export function outline(source: SourceText, root: Node): FileOutline {
  const symbols: SymbolDraft[] = [];
  const testCases: string[] = [];
  let doc = "";
  let comment = "";
  let isLeading = true;
  for (const node of root.namedChildren) {
    source.checkTime();
    const { type } = node;
    if (type === "block_comment" || type === "line_comment") {
      comment = source.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 4000));
      if (isLeading && doc === "" && !isBoilerplate(comment)) doc = firstSentence(comment);
      continue;
    }
    const kind = KINDS.get(type);
    // Without a package and imports the first comment is the type's.
    if (isLeading && kind && kind !== "module") doc = "";
    isLeading = false;
    if (kind && symbols.length < SYMBOL_LIMIT) symbols.push(readType(source, node, kind, comment, testCases));
    comment = "";
  }
  return { doc, symbols, testCases };
}

function readType(source: SourceText, node: Node, kind: SymbolKind, comment: string, testCases: string[]): SymbolDraft {
  const { text } = source;
  const body = node.childForFieldName("body");
  const head = headOf(text, node, body);
  const name = fieldText(text, node, "name");
  return {
    name,
    kind,
    signature: oneLine(head),
    exported: kind === "module" || /^(?:[\w-]+\s+)*public\b/.test(head),
    range: rangeOf(source, node),
    doc: isBoilerplate(comment) && !comment.startsWith("/**") ? "" : firstSentence(comment),
    parameters: node.type === "record_declaration" ? parameterNames(fieldText(text, node, "parameters")) : [],
    members: body && kind !== "module" ? membersOf(source, body, testCases) : [],
  };
}

function membersOf(source: SourceText, body: Node, testCases: string[]): Member[] {
  const members: Member[] = [];
  // An enum keeps what is no constant in a list of its own.
  const lists = [body.namedChildren];
  for (const list of lists) {
    for (const node of list) {
      source.checkTime();
      if (members.length >= MEMBER_LIMIT) return members;
      const { type } = node;
      if (type === "enum_body_declarations") lists.push(node.namedChildren);
      const kind = MEMBER_KINDS.get(type);
      if (kind) readMember(source, node, kind, members, testCases);
    }
  }
  return members;
}

function readMember(source: SourceText, node: Node, kind: SymbolKind, members: Member[], testCases: string[]): void {
  const { text } = source;
  const range = rangeOf(source, node);
  if (node.type === "field_declaration" || node.type === "constant_declaration") {
    const begin = startOf(text, node);
    const declaration = text.slice(begin, Math.min(node.endIndex, begin + 400)).trimStart();
    const isConstant =
      kind === "constant" ||
      /\bstatic\b[^=]*\bfinal\b|\bfinal\b[^=]*\bstatic\b/.test(declaration.split("=", 1)[0] ?? "");
    const signature = shortField(declaration);
    for (const name of fieldNames(declaration)) {
      members.push({ name, kind: isConstant ? "constant" : "field", signature, range });
    }
    return;
  }
  const name = fieldText(text, node, "name");
  const start = text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 1000));
  if (kind === "method" && testCases.length < TEST_LIMIT && isTestCase(start, name)) testCases.push(name);
  members.push({ name, kind, signature: oneLine(headOf(text, node, node.childForFieldName("body"))), range });
}

/** By the annotations of JUnit and TestNG, or by name where the class is an older test case. */
function isTestCase(start: string, name: string): boolean {
  if (
    /^(?:\s*@[\w.]+(?:\([^)]{0,200}\))?)*\s*@(?:[\w.]{1,80}\.)?(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Theory)\b/.test(
      start,
    )
  ) {
    return true;
  }
  return /^public\s+void\s+test/.test(start) && name.startsWith("test");
}

/** A declaration up to its body. */
function headOf(text: string, node: Node, body: Node | null): string {
  const start = startOf(text, node);
  return text
    .slice(start, Math.min(body ? body.startIndex : node.endIndex, start + 3000))
    .replace(/\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\/|\/\/[^\n]*\n/g, " ")
    .replace(/;\s*$/, "");
}

/** Where a declaration begins after the annotations in front, which can fill a page: the tree tells where they end. */
function startOf(text: string, node: Node): number {
  const { startIndex } = node;
  const modifiers = text[startIndex] === "@" ? node.firstNamedChild : null;
  if (modifiers?.type !== "modifiers") return startIndex;
  const word = modifiers.children.find(({ isNamed }) => !isNamed);
  return word ? word.startIndex : modifiers.endIndex;
}

function shortField(declaration: string): string {
  const line = oneLine(declaration.replace(/;\s*$/, ""));
  if (line.length <= 80 && !declaration.includes("\n")) return line;
  return (line.split("=", 1)[0] ?? line).trim();
}

/** `int a = 1, b[]` declares a and b. */
function fieldNames(declaration: string): string[] {
  return splitTopLevel(declaration.replace(/;[^;]*$/, "")).flatMap((part) => {
    const name = /([\p{L}_$][\p{L}\p{N}_$]*)[\s[\]]*$/u.exec((part.split("=", 1)[0] ?? part).trimEnd())?.[1];
    return name === undefined ? [] : [name];
  });
}

function parameterNames(list: string): string[] {
  return splitTopLevel(list.slice(1, -1).slice(0, 4000)).flatMap((part) => {
    const name = /([\p{L}_$][\p{L}\p{N}_$]*)[\s[\]]*$/u.exec(part)?.[1];
    return name === undefined ? [] : [name];
  });
}

function fieldText(text: string, node: Node, field: string): string {
  const child = node.childForFieldName(field);
  return child ? text.slice(child.startIndex, child.endIndex) : "";
}
