import type { Node } from "web-tree-sitter";
import type { Member, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;

export const MEMBER_LIMIT = 300;
const NAME = "[A-Za-z_~][\\w$]*";

/** Whether files of this name are there to be included. */
export function isHeader(path: string): boolean {
  return !/\.(?:c|cc|cpp|cxx|c\+\+|C|m|mm|cu|ixx|cppm|ino)$/.test(path);
}

export function textOf(text: string, node: Node): string {
  return text.slice(node.startIndex, node.endIndex);
}

/** Declaration up to its body, on one line. */
export function signatureOf(text: string, start: number, end: number): string {
  const head = text.slice(start, Math.min(end, start + 1200)).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, " ");
  return oneLine(head).replace(/\s*(?:[;{=]|:\s*)$/, "");
}

/** The name that a declarator declares, with the classes and namespaces written before it. */
export function declaredName(text: string, declarator: Node | null): { name: string; isFunction: boolean } | null {
  let isFunction = false;
  let node = declarator;
  for (let depth = 0; node && depth < 12; depth++) {
    const { type } = node;
    if (NAMES.has(type)) return { name: bareName(textOf(text, node)), isFunction };
    // `int *name(int)` is a function; `int (*name)(int)`, where the pointer is what has parameters, is a variable.
    isFunction =
      type === "function_declarator" || (isFunction && type !== "pointer_declarator" && type !== "array_declarator");
    node = node.childForFieldName("declarator") ?? node.namedChild(0);
  }
  return null;
}

const NAMES = new Set([
  "identifier",
  "field_identifier",
  "type_identifier",
  "qualified_identifier",
  "destructor_name",
  "operator_name",
  "operator_cast",
  "template_function",
]);

/** Without template arguments and white space. */
export function bareName(name: string): string {
  let bare = name.slice(0, 300);
  if (!bare.includes("operator"))
    for (let cut = ""; cut !== bare; ) [cut, bare] = [bare, bare.replace(/<[^<>]*>/g, "")];
  return bare
    .replace(/\s+/g, " ")
    .replace(/ ?:: ?/g, "::")
    .trim();
}

/** Names of the parameters; of those without a name the types. */
export function parametersOf(signature: string, name: string): string[] {
  const at = signature.indexOf("(", Math.max(0, signature.lastIndexOf(name.slice(name.lastIndexOf(":") + 1))));
  if (at < 0) return [];
  const end = signature.lastIndexOf(")");
  return splitTopLevel(signature.slice(at + 1, end < at ? undefined : end))
    .slice(0, 100)
    .flatMap((item) => {
      const plain = item.replace(/\s*=.*$/, "").trim();
      if (plain === "void" || plain === "") return [];
      if (plain === "...") return ["..."];
      return [
        /\(\s*[*&^]\s*(\w+)/.exec(plain)?.[1] ??
          /(?<=[\s*&>])([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*$/.exec(plain)?.[1] ??
          plain,
      ];
    });
}

const METHOD = new RegExp(`(operator\\s*(?:\\(\\)|[^\\s(]+)|${NAME})\\s*\\(`);

/** Fields and methods of a struct, union or class; `declared` gets the methods that have no body here. */
export function membersOf(source: SourceText, body: Node, declared: string[]): Member[] {
  const { text } = source;
  const members: Member[] = [];
  const pending = [...body.namedChildren].reverse();
  for (let node = pending.pop(); node && members.length < MEMBER_LIMIT; node = pending.pop()) {
    source.checkTime();
    const { type } = node;
    if (type.startsWith("preproc_") && CONDITIONALS.has(type)) {
      if (pending.length < 2000) pending.push(...[...node.namedChildren].reverse());
      continue;
    }
    if (!MEMBER_NODES.has(type)) continue;
    const isDefinition = type === "function_definition" || /^template[^{;]*\{/.test(textOf(text, node).slice(0, 400));
    const end = isDefinition ? bodyStart(text, node) : node.endIndex;
    const signature = signatureOf(text, node.startIndex, end);
    const member = memberOf(signature);
    if (!member) continue;
    members.push({ ...member, signature, range: rangeOf(source, node) });
    if (member.kind === "method" && !isDefinition && !/=\s*(?:0|default|delete)\s*$/.test(signature))
      declared.push(member.name);
  }
  return members;
}

const MEMBER_NODES = new Set([
  "field_declaration",
  "function_definition",
  "declaration",
  "template_declaration",
  "alias_declaration",
  "type_definition",
]);
export const CONDITIONALS = new Set(["preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef"]);

function bodyStart(text: string, node: Node): number {
  const brace = text.indexOf("{", node.startIndex);
  return brace < 0 || brace > node.endIndex ? node.endIndex : brace;
}

function memberOf(signature: string): { name: string; kind: SymbolKind } | null {
  if (/^(?:friend|static_assert|using namespace)\b/.test(signature)) return null;
  const alias = /^using\s+(\w+)\s*=|^typedef\b.*?(\w+)$/.exec(signature);
  if (alias) return { name: alias[1] ?? alias[2] ?? "", kind: "type" };
  const pointer = /\(\s*[\w:]*\s*[*^&]\s*(?:const\s+)?(\w+)\s*(?:\[[^\]]*\])?\s*\)\s*\(/.exec(signature);
  if (pointer) return { name: pointer[1] ?? "", kind: "field" };
  const method = METHOD.exec(
    signature.replace(/^(?:\[\[.*?\]\]|__attribute__\s*\(\(.*?\)\)|alignas\([^)]*\)|explicit\([^)]*\)|\s)+/, ""),
  );
  if (method && !/^[^(]*=/.test(signature.replace(/operator\s*\S+/, "")))
    return { name: (method[1] ?? "").replace(/\s+/g, " "), kind: "method" };
  const field = /([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*(?::\s*\w+\s*)?(?:[={].*)?$/.exec(signature.replace(/\s*,.*$/, ""));
  return field ? { name: field[1] ?? "", kind: "field" } : null;
}

/** The constants of an enum. */
export function enumerators(source: SourceText, body: Node): Member[] {
  const { text } = source;
  const members: Member[] = [];
  for (const node of body.namedChildren) {
    if (node.type !== "enumerator" || members.length >= MEMBER_LIMIT) continue;
    const signature = oneLine(textOf(text, node));
    const name = /^\w+/.exec(signature)?.[0] ?? "";
    if (name !== "") members.push({ name, kind: "constant", signature, range: rangeOf(source, node) });
  }
  return members;
}
