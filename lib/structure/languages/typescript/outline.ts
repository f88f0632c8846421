/* Over 300 lines: one walk over statements; a case for each form a top-level definition takes. */
import type { Node } from "web-tree-sitter";
import type { Member, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = { readonly doc: string; readonly symbols: readonly SymbolDraft[] };

/** Bounds the outline of a file of many thousand declarations. */
const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;

/** The top-level definitions of a file. Only statements are visited: bodies stay behind the border to WebAssembly. */
export function outline(source: SourceText, root: Node): FileOutline {
  const drafts: SymbolDraft[] = [];
  const exported = new Set<string>();
  let comment: { text: string; endRow: number } | null = null;
  let doc: string | null = null;

  for (const statement of root.namedChildren) {
    const { type } = statement;
    if (type === "comment") {
      comment = joinComment(source, statement, comment);
      continue;
    }
    if (type === "hash_bang_line") continue;
    const adjacent: string = comment && statement.startPosition.row - comment.endRow <= 1 ? comment.text : "";
    doc ??= fileDoc(comment?.text ?? "");
    comment = null;
    if (drafts.length < SYMBOL_LIMIT) readStatement(source, statement, adjacent, drafts, exported);
  }
  const symbols = drafts.map((draft) => (exported.has(draft.name) ? { ...draft, exported: true } : draft));
  return { doc: doc ?? fileDoc(comment?.text ?? ""), symbols };
}

/** Line comments below each other are one comment. */
function joinComment(source: SourceText, node: Node, before: { text: string; endRow: number } | null) {
  const text = source.text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 4000));
  const { row } = node.startPosition;
  const endRow = text.startsWith("//") ? row : node.endPosition.row;
  const joins = before !== null && text.startsWith("//") && before.text.startsWith("//") && row - before.endRow === 1;
  return { text: joins ? `${before.text}\n${text}` : text, endRow };
}

function fileDoc(comment: string): string {
  return comment === "" || isBoilerplate(comment) ? "" : firstSentence(comment);
}

function readStatement(
  source: SourceText,
  statement: Node,
  comment: string,
  drafts: SymbolDraft[],
  exported: Set<string>,
): void {
  const { text } = source;
  let node: Node | null = statement;
  let isExported = false;
  let isDefault = false;
  if (statement.type === "export_statement") {
    const head = text.slice(statement.startIndex, statement.startIndex + 400);
    isExported = true;
    isDefault = /^export\s+default\b/.test(head);
    node = statement.childForFieldName("declaration") ?? statement.childForFieldName("value");
    if (!node) {
      if (/^export\s*(type\s*)?\{/.test(head) && !statement.childForFieldName("source")) {
        for (const name of exportedNames(text.slice(statement.startIndex, statement.endIndex))) exported.add(name);
      }
      // `export = x` and anonymous defaults have no declaration field in this grammar.
      const assigned = /^export\s*=\s*([\w$]+)/.exec(head)?.[1];
      if (assigned) exported.add(assigned);
      return;
    }
    if (node.type === "identifier") {
      exported.add(text.slice(node.startIndex, node.endIndex));
      return;
    }
  }
  if (node.type === "ambient_declaration") node = node.namedChild(node.namedChildCount - 1) ?? node;
  if (node.type === "expression_statement") {
    readExpression(source, node, statement, comment, drafts, exported);
    return;
  }
  const shared = { statement, comment, exported: isExported };
  if (node.type === "lexical_declaration" || node.type === "variable_declaration") {
    for (const declarator of node.namedChildren) {
      if (declarator.type === "variable_declarator") readVariable(source, node, declarator, shared, drafts);
    }
    return;
  }
  const kind = KINDS.get(node.type);
  if (kind) drafts.push(readDeclaration(source, node, kind, shared, isDefault));
  else if (isDefault) drafts.push(readDefault(source, node, shared));
}

type Shared = { readonly statement: Node; readonly comment: string; readonly exported: boolean };

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

function readDeclaration(
  source: SourceText,
  node: Node,
  kind: SymbolKind,
  { statement, comment, exported }: Shared,
  isDefault: boolean,
): SymbolDraft {
  const { text } = source;
  const nameNode = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  const name = nameNode ? text.slice(nameNode.startIndex, nameNode.endIndex).replace(/^["']|["']$/g, "") : "default";
  const bodyStart = body ? body.startIndex : node.endIndex;
  const signature = oneLine(text.slice(statement.startIndex, bodyStart)).replace(/;$/, "");
  const parameters = kind === "function" ? parametersOf(text, node) : [];
  const members = body && MEMBERED.has(kind) ? membersOf(source, body, kind) : [];
  const draft = { name, kind, signature, parameters, members, doc: firstSentence(comment) };
  return { ...draft, exported: exported || isDefault, range: rangeOf(source, statement) };
}

const MEMBERED = new Set<SymbolKind>(["class", "interface", "enum"]);

function readVariable(
  source: SourceText,
  declaration: Node,
  declarator: Node,
  { statement, comment, exported }: Shared,
  drafts: SymbolDraft[],
): void {
  const { text } = source;
  const nameNode = declarator.childForFieldName("name");
  if (!nameNode) return;
  const value = declarator.childForFieldName("value");
  const keyword = text.slice(declaration.startIndex, declaration.startIndex + 5) === "const" ? "const" : "let";
  const base = { exported, doc: firstSentence(comment), range: rangeOf(source, statement) };
  const names = nameNode.type === "identifier" ? [] : patternNames(text.slice(nameNode.startIndex, nameNode.endIndex));
  for (const name of names) {
    drafts.push({
      ...base,
      name,
      kind: keyword === "const" ? "constant" : "variable",
      signature: `${keyword} ${name}`,
      parameters: [],
      members: [],
    });
  }
  if (names.length > 0 || nameNode.type !== "identifier") return;
  const name = text.slice(nameNode.startIndex, nameNode.endIndex);
  const isRequire = value !== null && /^require\s*\(/.test(text.slice(value.startIndex, value.startIndex + 12));
  if (isRequire) return;
  const kind = valueKind(value, keyword);
  const prefix = `${exported ? "export " : ""}${text.slice(declaration.startIndex, declaration.startIndex + 3) === "var" ? "var" : keyword} `;
  const body = value?.childForFieldName("body") ?? null;
  const head =
    value && kind !== "constant" && kind !== "variable"
      ? text.slice(declarator.startIndex, body ? body.startIndex : value.endIndex).replace(/=>\s*$/, "")
      : valueHead(text, declarator, value);
  drafts.push({
    ...base,
    name,
    kind,
    signature: oneLine(prefix + head),
    parameters: value && kind === "function" ? parametersOf(text, value) : [],
    members: value && body && kind === "class" ? membersOf(source, body, kind) : [],
  });
}

function valueKind(value: Node | null, keyword: "const" | "let"): SymbolKind {
  switch (value?.type) {
    case "arrow_function":
    case "function_expression":
    case "generator_function":
      return "function";
    case "class":
      return "class";
    default:
      return keyword === "const" ? "constant" : "variable";
  }
}

/** A short value says more than its absence. */
function valueHead(text: string, declarator: Node, value: Node | null): string {
  const end = value && value.endIndex - value.startIndex > 60 ? value.startIndex : declarator.endIndex;
  return text.slice(declarator.startIndex, end).replace(/=\s*$/, "");
}

function readDefault(source: SourceText, node: Node, { statement, comment }: Shared): SymbolDraft {
  const body = node.childForFieldName("body");
  const isFunction = node.type === "arrow_function";
  const end = body ? body.startIndex : Math.min(node.endIndex, node.startIndex + 60);
  return {
    name: "default",
    kind: isFunction ? "function" : "constant",
    exported: true,
    signature: oneLine(source.text.slice(statement.startIndex, end).replace(/=>\s*$/, "")),
    parameters: isFunction ? parametersOf(source.text, node) : [],
    members: [],
    doc: firstSentence(comment),
    range: rangeOf(source, statement),
  };
}

/** `namespace X {}` and the assignments by which CommonJS exports. */
function readExpression(
  source: SourceText,
  node: Node,
  statement: Node,
  comment: string,
  drafts: SymbolDraft[],
  exported: Set<string>,
): void {
  const { text } = source;
  const expression = node.namedChild(0);
  if (expression?.type === "internal_module") {
    drafts.push(readDeclaration(source, expression, "module", { statement, comment, exported: false }, false));
    return;
  }
  if (expression?.type !== "assignment_expression") return;
  const left = expression.childForFieldName("left");
  const value = expression.childForFieldName("right");
  if (!left || !value) return;
  const target = text.slice(left.startIndex, Math.min(left.endIndex, left.startIndex + 200)).replace(/\s+/g, "");
  const named = /^(?:module\.)?exports\.([\w$]+)$/.exec(target)?.[1];
  if (target !== "module.exports" && target !== "exports" && named === undefined) return;
  const valueText = text.slice(value.startIndex, Math.min(value.endIndex, value.startIndex + 4000));
  if (named === undefined && value.type === "object") {
    for (const name of exportedNames(valueText)) exported.add(name);
    return;
  }
  if (value.type === "identifier") exported.add(valueText);
  if (value.type === "identifier" && named === undefined) return;
  const kind = valueKind(value, "const");
  const body = value.childForFieldName("body");
  const own = value.childForFieldName("name");
  drafts.push({
    name: named ?? (own ? text.slice(own.startIndex, own.endIndex) : "module.exports"),
    kind,
    exported: true,
    signature: oneLine(
      text
        .slice(statement.startIndex, body ? body.startIndex : Math.min(value.endIndex, value.startIndex + 60))
        .replace(/=>\s*$/, ""),
    ),
    parameters: kind === "function" ? parametersOf(text, value) : [],
    members: body && kind === "class" ? membersOf(source, body, kind) : [],
    doc: firstSentence(comment),
    range: rangeOf(source, statement),
  });
}

function exportedNames(list: string): string[] {
  const inner = list.slice(list.indexOf("{") + 1, list.lastIndexOf("}"));
  return splitTopLevel(inner.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")).flatMap((item) => {
    const name = /^(?:type\s+)?(?:[\w$]+\s*:\s*)?([\w$]+)(?:\s+as\s+[\w$"']+)?$/.exec(item)?.[1];
    return name === undefined ? [] : [name];
  });
}

function patternNames(pattern: string): string[] {
  return splitTopLevel(pattern.slice(1, -1)).flatMap((item) => {
    const name = /^(?:\.\.\.)?(?:[\w$]+\s*:\s*)?([\w$]+)/.exec(item)?.[1];
    return name === undefined ? [] : [name];
  });
}

function parametersOf(text: string, node: Node): string[] {
  const list = node.childForFieldName("parameters");
  if (!list) {
    const single = node.childForFieldName("parameter");
    return single ? [text.slice(single.startIndex, single.endIndex)] : [];
  }
  const inner = text.slice(list.startIndex + 1, Math.min(list.endIndex - 1, list.startIndex + 4000));
  return splitTopLevel(inner.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")).map((parameter) => {
    const plain = parameter.replace(
      /^(?:@[\w$.]+(?:\([^)]*\))?\s*|public |private |protected |readonly |override )*/,
      "",
    );
    return /^(?:\.\.\.)?[\w$]+/.exec(plain)?.[0] ?? oneLine(plain.split("=")[0] ?? plain).slice(0, 80);
  });
}

function membersOf(source: SourceText, body: Node, owner: SymbolKind): Member[] {
  const { text } = source;
  const members: Member[] = [];
  for (const node of body.namedChildren) {
    if (members.length >= MEMBER_LIMIT) break;
    const kind = owner === "enum" ? "constant" : MEMBER_KINDS.get(node.type);
    if (!kind || node.type === "comment") continue;
    const { startIndex } = node;
    const nameNode = node.childForFieldName("name") ?? node.childForFieldName("property");
    const inner = kind === "method" ? node.childForFieldName("body") : node.childForFieldName("value");
    const end =
      inner && (kind === "method" || inner.endIndex - inner.startIndex > 60) ? inner.startIndex : node.endIndex;
    const name = nameNode ? text.slice(nameNode.startIndex, nameNode.endIndex) : MEMBER_NAMES.get(node.type);
    const signature = oneLine(text.slice(startIndex, end)).replace(/\s*[=;,]$/, "");
    const plain = (name ?? /^[\w$"'[\].]+/.exec(signature)?.[0] ?? signature).replace(/^["']|["']$/g, "");
    members.push({ name: plain, kind, signature, range: rangeOf(source, node) });
  }
  return members;
}

const MEMBER_KINDS = new Map<string, SymbolKind>([
  ["method_definition", "method"],
  ["method_signature", "method"],
  ["abstract_method_signature", "method"],
  ["call_signature", "method"],
  ["construct_signature", "method"],
  ["public_field_definition", "field"],
  ["field_definition", "field"],
  ["property_signature", "field"],
  ["index_signature", "field"],
]);
const MEMBER_NAMES = new Map([
  ["call_signature", "()"],
  ["construct_signature", "new"],
  ["index_signature", "[index]"],
]);
