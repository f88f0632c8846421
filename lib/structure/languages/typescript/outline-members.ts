import type { Node } from "web-tree-sitter";
import type { Member, SymbolKind } from "../../schema.ts";
import { oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

const MEMBER_LIMIT = 300;
/** A longer value is left out of a signature. */
const VALUE_CHARACTERS = 60;

/** Fields and methods of a class, an interface, an enum or an object; its shorthand and aliases are no members. */
export function membersOf(source: SourceText, body: Node, owner: SymbolKind): Member[] {
  const members: Member[] = [];
  for (const node of body.namedChildren) {
    if (members.length >= MEMBER_LIMIT) break;
    source.checkTime();
    const member = node.type === "comment" ? null : readMember(source, node, owner);
    if (member) members.push(member);
  }
  return members;
}

function readMember(source: SourceText, node: Node, owner: SymbolKind): Member | null {
  const { text } = source;
  const written = owner === "enum" ? "constant" : MEMBER_KINDS.get(node.type);
  if (!written) return null;
  // Methods have none, and every question costs a call over the border.
  const value = written === "method" ? null : node.childForFieldName("value");
  const isPair = node.type === "pair" && value !== null;
  if (isPair && value.type === "identifier") return null;
  const isFunction = isPair && isFunctionNode(value);
  const kind = isFunction ? "method" : written;
  const { startIndex } = node;
  const isLong = value !== null && value.endIndex - value.startIndex > VALUE_CHARACTERS;
  const end = kind === "method" ? (node.childForFieldName("body")?.startIndex ?? node.endIndex) : node.endIndex;
  const head = isFunction ? headOf(text, startIndex, value) : text.slice(startIndex, isLong ? value.startIndex : end);
  const signature = oneLine(head).replace(/\s*[=:;,]$/, "");
  const name = nameOf(text, node) ?? /^[\w$"'[\].]+/.exec(signature)?.[0] ?? signature;
  return { name: name.replace(/^["']|["']$/g, ""), kind, signature, range: rangeOf(source, node) };
}

function nameOf(text: string, node: Node): string | undefined {
  const name = node.childForFieldName("name") ?? node.childForFieldName(node.type === "pair" ? "key" : "property");
  return name ? text.slice(name.startIndex, name.endIndex) : MEMBER_NAMES.get(node.type);
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
  ["pair", "field"],
]);
const MEMBER_NAMES = new Map([
  ["call_signature", "()"],
  ["construct_signature", "new"],
  ["index_signature", "[index]"],
]);

/** Whether a value is a function, in whichever form. */
export function isFunctionNode({ type }: Node): boolean {
  return type === "arrow_function" || type === "function_expression" || type === "generator_function";
}

/** The text from `start` to the body of a function; a bare parameter gets its parentheses. */
export function headOf(text: string, start: number, value: Node): string {
  const bare = value.childForFieldName("parameter");
  if (bare) return `${text.slice(start, bare.startIndex)}(${text.slice(bare.startIndex, bare.endIndex)})`;
  const body = value.childForFieldName("body");
  return text.slice(start, body ? body.startIndex : value.endIndex).replace(/=>\s*$/, "");
}

/** Names of a function's parameters, rest included; a pattern as it is written. */
export function parametersOf(text: string, node: Node): string[] {
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
