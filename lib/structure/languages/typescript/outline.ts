import type { Node } from "web-tree-sitter";
import type { SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";
import { exportedNames, kindOfValue, readAssignment } from "./outline-assignments.ts";
import type { FileOutline, Found, Placed, SymbolDraft } from "./outline-draft.ts";
import { headOf, isFunctionNode, membersOf, parametersOf } from "./outline-members.ts";
import { statementsOf } from "./wrapper.ts";

/** Bounds the outline of a file of many thousand declarations. */
const SYMBOL_LIMIT = 2000;

/** The top-level definitions of a file. Only statements are visited: bodies stay behind the border to WebAssembly. */
export function outline(source: SourceText, root: Node): FileOutline {
  const found: Found = { drafts: [], exported: new Set() };
  let comment: Comment | null = null;
  let doc: string | null = null;

  for (const statement of statementsOf(source.text, root)) {
    source.checkTime();
    const { type } = statement;
    if (type === "comment") {
      comment = joinComment(source, statement, comment);
      continue;
    }
    if (type === "hash_bang_line") continue;
    const adjacent = comment && isAbove(comment, statement, doc === null) ? comment.text : "";
    doc ??= fileDoc(comment?.text ?? "");
    comment = null;
    if (found.drafts.length < SYMBOL_LIMIT) readStatement(source, { statement, comment: adjacent }, found);
  }
  return { doc: doc ?? fileDoc(comment?.text ?? ""), symbols: withExports(found) };
}

type Comment = { readonly text: string; readonly endRow: number };

/** Line comments below each other are one comment; what is meant for tools is none. */
function joinComment(source: SourceText, node: Node, before: Comment | null): Comment | null {
  const text = source.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 4000));
  const { row } = node.startPosition;
  const endRow = text.startsWith("//") ? row : node.endPosition.row;
  const follows = before !== null && row - before.endRow <= 1;
  if (FOR_TOOLS.test(text)) return follows ? { ...before, endRow } : null;
  const joins = follows && text.startsWith("//") && before.text.startsWith("//") && row > before.endRow;
  return { text: joins ? `${before.text}\n${text}` : text, endRow };
}

const FOR_TOOLS =
  /^\/[/*]+\s*(?:eslint|tslint|jshint|biome|oxlint|prettier|istanbul|c8|v8|webpack|@ts|@vite|#__)[\w-]*\b/i;

/** Some leave a line between the two; above the first statement that is how the file is spoken of. */
function isAbove({ text, endRow }: Comment, { startPosition }: Node, isFirst: boolean): boolean {
  return startPosition.row - endRow <= (text.startsWith("/**") && !isFirst ? 2 : 1);
}

function fileDoc(comment: string): string {
  return comment === "" || isBoilerplate(comment) ? "" : firstSentence(comment);
}

/** Marks what a list exports, and the members of what is exported. */
function withExports({ drafts, exported }: Found): SymbolDraft[] {
  const owners = new Set([...exported, ...drafts.filter((draft) => draft.exported).map(({ name }) => name)]);
  return drafts.map((draft) => {
    const owner = /^(.+)\./.exec(draft.name)?.[1] ?? "";
    return draft.exported || !(exported.has(draft.name) || owners.has(owner)) ? draft : { ...draft, exported: true };
  });
}

function readStatement(source: SourceText, placed: Placed, found: Found): void {
  const { text } = source;
  const { statement } = placed;
  const isExported = statement.type === "export_statement";
  const head = isExported ? text.slice(statement.startIndex, statement.startIndex + 400) : "";
  const isDefault = /^export\s+default\b/.test(head);
  let node: Node | null = statement;
  if (isExported) {
    node = statement.childForFieldName("declaration") ?? statement.childForFieldName("value");
    if (!node) {
      readExportList(text, statement, head, found.exported);
      return;
    }
    if (node.type === "identifier") {
      found.exported.add(text.slice(node.startIndex, node.endIndex));
      return;
    }
  }
  if (node.type === "ambient_declaration") node = node.namedChild(node.namedChildCount - 1) ?? node;
  const kind = KINDS.get(node.type);
  if (node.type === "expression_statement") readExpression(source, node, placed, found);
  else if (node.type === "lexical_declaration" || node.type === "variable_declaration") {
    for (const declarator of node.namedChildren) {
      source.checkTime();
      if (declarator.type === "variable_declarator") {
        readVariable(source, node, declarator, { ...placed, isExported }, found);
      }
    }
  } else if (kind) found.drafts.push(readDeclaration(source, node, kind, { ...placed, isExported }));
  else if (isDefault) found.drafts.push(readDefault(source, node, placed));
}

const KINDS = new Map<string, SymbolKind>([
  ["function_declaration", "function"],
  ["generator_function_declaration", "function"],
  ["function_signature", "function"],
  ["class_declaration", "class"],
  ["abstract_class_declaration", "class"],
  ["class", "class"],
  ["function_expression", "function"],
  ["generator_function", "function"],
  ["interface_declaration", "interface"],
  ["type_alias_declaration", "type"],
  ["enum_declaration", "enum"],
  ["internal_module", "module"],
  ["module", "module"],
]);

function readExportList(text: string, statement: Node, head: string, exported: Set<string>): void {
  if (/^export\s*(type\s*)?\{/.test(head) && !statement.childForFieldName("source")) {
    for (const name of exportedNames(text.slice(statement.startIndex, statement.endIndex))) exported.add(name);
  }
  // `export = x` and anonymous defaults have no declaration field in this grammar.
  const assigned = /^export\s*=\s*([\w$]+)/.exec(head)?.[1];
  if (assigned) exported.add(assigned);
}

/** `namespace X {}`, and assignments. */
function readExpression(source: SourceText, node: Node, placed: Placed, found: Found): void {
  const expression = node.namedChild(0);
  if (expression?.type === "assignment_expression") readAssignment(source, expression, placed, found);
  if (expression?.type !== "internal_module") return;
  found.drafts.push(readDeclaration(source, expression, "module", { ...placed, isExported: false }));
}

type Declared = Placed & { readonly isExported: boolean };

function readDeclaration(
  source: SourceText,
  node: Node,
  kind: SymbolKind,
  { statement, comment, isExported }: Declared,
): SymbolDraft {
  const { text } = source;
  const nameNode = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  const name = nameNode ? text.slice(nameNode.startIndex, nameNode.endIndex).replace(/^["']|["']$/g, "") : "default";
  const bodyStart = body ? body.startIndex : node.endIndex;
  const start = kind === "class" ? afterDecorators(text, statement, node) : statement.startIndex;
  const signature = oneLine(text.slice(start, bodyStart)).replace(/;$/, "");
  const parameters = kind === "function" ? parametersOf(text, node) : [];
  const members = body && MEMBERED.has(kind) ? membersOf(source, body, kind) : [];
  const doc = firstSentence(comment);
  return { name, kind, signature, parameters, members, doc, exported: isExported, range: rangeOf(source, statement) };
}

const MEMBERED = new Set<SymbolKind>(["class", "interface", "enum"]);

/** Decorators may be longer than what they decorate. */
function afterDecorators(text: string, statement: Node, node: Node): number {
  if (text[statement.startIndex] !== "@") return statement.startIndex;
  const decorators = [...statement.namedChildren, ...node.namedChildren].filter(({ type }) => type === "decorator");
  return Math.max(statement.startIndex, ...decorators.map(({ endIndex }) => endIndex));
}

function readVariable(
  source: SourceText,
  declaration: Node,
  declarator: Node,
  { statement, comment, isExported }: Declared,
  { drafts, exported }: Found,
): void {
  const { text } = source;
  const nameNode = declarator.childForFieldName("name");
  const value = declarator.childForFieldName("value");
  // What is required is defined elsewhere.
  if (!nameNode || /^require\s*\(/.test(value ? text.slice(value.startIndex, value.startIndex + 12) : "")) return;
  const keyword = /^(?:const|var)\b/.exec(text.slice(declaration.startIndex, declaration.startIndex + 6))?.[0] ?? "let";
  const plainKind = keyword === "const" ? "constant" : "variable";
  const base = { exported: isExported, doc: firstSentence(comment), range: rangeOf(source, statement) };
  const name = text.slice(nameNode.startIndex, nameNode.endIndex);
  if (nameNode.type !== "identifier") {
    for (const each of patternNames(name)) {
      const signature = `${keyword} ${each}`;
      drafts.push({ ...base, name: each, kind: plainKind, signature, parameters: [], members: [] });
    }
    return;
  }
  const kind = kindOfValue(value, plainKind);
  const body = value?.childForFieldName("body") ?? null;
  const head =
    value && kind !== plainKind ? headOf(text, declarator.startIndex, value) : valueHead(text, declarator, value);
  // `var app = module.exports = {}`
  if (
    value?.type === "assignment_expression" &&
    /^(?:module\.)?exports\s*=/.test(text.slice(value.startIndex, value.startIndex + 30))
  ) {
    exported.add(name);
  }
  drafts.push({
    ...base,
    name,
    kind,
    signature: oneLine(`${isExported ? "export " : ""}${keyword} ${head}`),
    parameters: value && kind === "function" ? parametersOf(text, value) : [],
    members: body && kind === "class" ? membersOf(source, body, kind) : [],
  });
}

/** A short value says more than its absence. */
function valueHead(text: string, declarator: Node, value: Node | null): string {
  const end = value && value.endIndex - value.startIndex > 60 ? value.startIndex : declarator.endIndex;
  return text.slice(declarator.startIndex, end).replace(/=\s*$/, "");
}

function readDefault(source: SourceText, node: Node, { statement, comment }: Placed): SymbolDraft {
  const { text } = source;
  const isFunction = isFunctionNode(node);
  const isObject = node.type === "object";
  const end = isObject ? node.startIndex : Math.min(node.endIndex, node.startIndex + 60);
  return {
    name: "default",
    kind: isFunction ? "function" : "constant",
    exported: true,
    signature: oneLine(isFunction ? headOf(text, statement.startIndex, node) : text.slice(statement.startIndex, end)),
    parameters: isFunction ? parametersOf(text, node) : [],
    members: isObject ? membersOf(source, node, "constant") : [],
    doc: firstSentence(comment),
    range: rangeOf(source, statement),
  };
}

function patternNames(pattern: string): string[] {
  return splitTopLevel(pattern.slice(1, -1)).flatMap((item) => {
    const name = /^(?:\.\.\.)?(?:[\w$]+\s*:\s*)?([\w$]+)/.exec(item)?.[1];
    return name === undefined ? [] : [name];
  });
}
