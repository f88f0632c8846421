import type { Node } from "web-tree-sitter";
import type { Member, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

/** `receiver` names the type a method belongs to; `shape` tells named maps and slices from structs. */
export type SymbolDraft = Omit<OutlineSymbol, "uses"> & {
  readonly receiver: string | null;
  readonly shape: "keyed" | "other";
};
export type ImportSpec = { readonly path: string; readonly alias: string | null; readonly line: number };
export type FileOutline = {
  readonly doc: string;
  readonly packageName: string;
  readonly symbols: readonly SymbolDraft[];
  readonly imports: readonly ImportSpec[];
};

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;
const IMPORT_LIMIT = 1000;

/** Package, imports and top-level declarations of a Go file. */
export function outline(source: SourceText, root: Node): FileOutline {
  const { text } = source;
  const symbols: SymbolDraft[] = [];
  const imports: ImportSpec[] = [];
  let packageName = "";
  let doc = "";
  let comments: Node[] = [];
  for (const node of root.namedChildren) {
    const { type } = node;
    if (type === "comment") {
      const before = comments.at(-1);
      if (before && node.startPosition.row - before.endPosition.row > 1) comments = [];
      comments.push(node);
      continue;
    }
    const comment = commentAbove(text, comments, node);
    comments = [];
    if (type === "package_clause") {
      packageName = /^package\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(text.slice(node.startIndex, node.endIndex))?.[1] ?? "";
      doc = isBoilerplate(comment) ? "" : firstSentence(comment);
    } else if (type === "import_declaration" && imports.length < IMPORT_LIMIT) imports.push(...readImports(text, node));
    else if (symbols.length < SYMBOL_LIMIT) readDeclaration(source, node, comment, symbols);
  }
  return { doc, packageName, symbols, imports };
}

function commentAbove(text: string, comments: readonly Node[], node: Node): string {
  const last = comments.at(-1);
  if (!last || node.startPosition.row - last.endPosition.row > 1) return "";
  return comments
    .map((each) => text.slice(each.startIndex, Math.min(each.endIndex, each.startIndex + 2000)))
    .filter((line) => !/^\/\/(?:go:|nolint|lint:| ?\+build)/.test(line))
    .join("\n");
}

const SPEC = /(?:([\p{L}_][\p{L}\p{N}_]*|\.)\s*)?(?:"([^"\n]+)"|`([^`\n]+)`)/gu;

function readImports(text: string, node: Node): ImportSpec[] {
  const { row } = node.startPosition;
  const block = text
    .slice(node.startIndex, node.endIndex)
    .replace(/^import/, "      ")
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, " "));
  let line = row + 1;
  let counted = 0;
  return [...block.matchAll(SPEC)].map((match) => {
    for (let at = block.indexOf("\n", counted); at >= 0 && at < match.index; at = block.indexOf("\n", at + 1)) {
      line += 1;
      counted = at + 1;
    }
    return { path: match[2] ?? match[3] ?? "", alias: match[1] ?? null, line };
  });
}

function readDeclaration(source: SourceText, node: Node, comment: string, symbols: SymbolDraft[]): void {
  switch (node.type) {
    case "function_declaration":
    case "method_declaration":
      symbols.push(readFunction(source, node, comment));
      return;
    case "type_declaration":
      for (const spec of node.namedChildren) {
        if (spec.type === "type_spec" || spec.type === "type_alias")
          symbols.push(readType(source, node, spec, comment));
      }
      return;
    case "var_declaration":
    case "const_declaration":
      readValues(source, node, comment, symbols);
      return;
    default:
  }
}

function readFunction(source: SourceText, node: Node, comment: string): SymbolDraft {
  const { text } = source;
  const isMethod = node.type === "method_declaration";
  const body = node.childForFieldName("body");
  const list = node.childForFieldName("parameters");
  const receiver = isMethod
    ? /\(\s*(?:[\p{L}_][\p{L}\p{N}_]*\s+)?\*?\s*([\p{L}_][\p{L}\p{N}_]*)/u.exec(fieldText(text, node, "receiver"))?.[1]
    : undefined;
  const name = fieldText(text, node, "name");
  return {
    name,
    kind: isMethod ? "method" : "function",
    signature: oneLine(text.slice(node.startIndex, body ? body.startIndex : node.endIndex)),
    exported: isExported(name),
    range: rangeOf(source, node),
    doc: firstSentence(comment),
    parameters: list ? parameterNames(text.slice(list.startIndex + 1, list.endIndex - 1)) : [],
    members: [],
    receiver: receiver ?? null,
    shape: "other",
  };
}

/** `a, b int` gives a and b; a list of types alone gives the types. */
function parameterNames(list: string): string[] {
  return splitTopLevel(list.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")).map(
    (item) => /^[\p{L}_][\p{L}\p{N}_]*(?=\s|$)/u.exec(item)?.[0] ?? oneLine(item).slice(0, 80),
  );
}

function readType(source: SourceText, declaration: Node, spec: Node, comment: string): SymbolDraft {
  const { text } = source;
  const type = spec.childForFieldName("type");
  const name = fieldText(text, spec, "name");
  const isSingle = !/^type\s*\(/.test(text.slice(declaration.startIndex, declaration.startIndex + 40));
  const kind: SymbolKind =
    type?.type === "interface_type" ? "interface" : type?.type === "struct_type" ? "class" : "type";
  const isBodied = kind !== "type";
  const end = type && isBodied ? text.indexOf("{", type.startIndex) : spec.endIndex;
  return {
    name,
    kind,
    signature: oneLine(`type ${text.slice(spec.startIndex, end < 0 ? spec.endIndex : end)}`),
    exported: isExported(name),
    range: rangeOf(source, isSingle ? declaration : spec),
    doc: firstSentence(comment),
    parameters: [],
    members: type && isBodied ? membersOf(source, type) : [],
    receiver: null,
    shape: type && /^(?:map_type|slice_type|array_type)$/.test(type.type) ? "keyed" : "other",
  };
}

function membersOf(source: SourceText, type: Node): Member[] {
  const { text } = source;
  const list = type.type === "struct_type" ? type.namedChild(0) : type;
  const members: Member[] = [];
  for (const node of list?.namedChildren ?? []) {
    if (members.length >= MEMBER_LIMIT) break;
    const isMethod = node.type === "method_elem" || node.type === "method_spec";
    if (node.type !== "field_declaration" && !isMethod) continue;
    const signature = oneLine(text.slice(node.startIndex, node.endIndex));
    const names = /^([\p{L}_][\p{L}\p{N}_]*(?:\s*,\s*[\p{L}_][\p{L}\p{N}_]*)*)(?=[\s(])/u.exec(signature)?.[1];
    const embedded = /([\p{L}_][\p{L}\p{N}_]*)(?:\[.*\])?(?:\s|$)/u.exec(signature)?.[1] ?? signature;
    for (const name of (names ?? embedded).split(",")) {
      members.push({ name: name.trim(), kind: isMethod ? "method" : "field", signature, range: rangeOf(source, node) });
    }
  }
  return members;
}

function readValues(source: SourceText, declaration: Node, comment: string, symbols: SymbolDraft[]): void {
  const { text } = source;
  const isConstant = declaration.type === "const_declaration";
  const keyword = isConstant ? "const" : "var";
  let specs = declaration.namedChildren;
  const list = specs[0];
  if (list?.type === "var_spec_list") specs = list.namedChildren;
  const doc = firstSentence(comment);
  for (const spec of specs) {
    if (spec.type !== "var_spec" && spec.type !== "const_spec") continue;
    const line = text.slice(spec.startIndex, Math.min(spec.endIndex, spec.startIndex + 400));
    const names = /^[\p{L}_][\p{L}\p{N}_]*(?:\s*,\s*[\p{L}_][\p{L}\p{N}_]*)*/u.exec(line)?.[0] ?? "";
    const head = line.length <= 80 && !line.includes("\n") ? line : (line.split("=")[0] ?? line);
    for (const name of names.split(",").map((each) => each.trim())) {
      if (name === "_" || name === "") continue;
      const base = { name, kind: isConstant ? "constant" : "variable", exported: isExported(name) } as const;
      const rest = {
        doc,
        parameters: [],
        members: [],
        receiver: null,
        shape: "other",
      } as const;
      symbols.push({
        ...base,
        ...rest,
        parameters: [],
        members: [],
        signature: oneLine(`${keyword} ${head}`),
        range: rangeOf(source, spec),
      });
    }
  }
}

function fieldText(text: string, node: Node, field: string): string {
  const child = node.childForFieldName(field);
  return child ? text.slice(child.startIndex, child.endIndex) : "";
}

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
