import type { Node } from "web-tree-sitter";
import type { SymbolKind } from "../../schema.ts";
import { firstSentence, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";
import type { Found, Placed } from "./outline-draft.ts";
import { headOf, isFunctionNode, membersOf, parametersOf } from "./outline-members.ts";

/** What an assignment of the top level defines: what CommonJS exports, and members given to a name, as `X.prototype.y`. */
export function readAssignment(source: SourceText, expression: Node, placed: Placed, found: Found): void {
  const { text } = source;
  const targets: string[] = [];
  let value: Node | null = expression;
  for (; value?.type === "assignment_expression"; value = value.childForFieldName("right")) {
    const left = value.childForFieldName("left");
    if (left) targets.push(text.slice(left.startIndex, Math.min(left.endIndex, left.startIndex + 200)));
    if (targets.length >= TARGET_LIMIT) return;
  }
  if (!value) return;
  const names = targets.map((target) => target.replace(/\s+/g, ""));
  const named = names.map((name) => NAMED.exec(name)?.[1]).find((name) => name !== undefined);
  if (named === undefined && !names.some((name) => WHOLE.test(name))) readMember(source, names, value, placed, found);
  else readExport(source, named, value, placed, found);
}

const TARGET_LIMIT = 20;
const WHOLE = /^(?:module\.)?exports$/;
const NAMED = /^(?:module\.)?exports\.([\w$]+)$/;

function readExport(
  source: SourceText,
  named: string | undefined,
  value: Node,
  placed: Placed,
  { drafts, exported }: Found,
): void {
  const { text } = source;
  const isObject = named === undefined && value.type === "object";
  if (value.type === "identifier") exported.add(text.slice(value.startIndex, value.endIndex));
  if (value.type === "identifier" && named === undefined) return;
  if (isObject) for (const name of exportedNames(startOf(text, value))) exported.add(name);
  const own = value.childForFieldName("name");
  const name = named ?? (own ? text.slice(own.startIndex, own.endIndex) : "module.exports");
  const draft = draftOf(source, name, isObject ? "constant" : kindOfValue(value, "constant"), value, placed);
  // An object that only hands on what the file defines is no definition.
  if (!isObject || draft.members.length > 0) drafts.push({ ...draft, exported: true });
}

function readMember(source: SourceText, names: readonly string[], value: Node, placed: Placed, found: Found): void {
  const kind = kindOfValue(value, null);
  const isPrototype = value.type === "object" && names.some((name) => /^[\w$]+\.prototype$/.test(name));
  const target = names.map((name) => /^([\w$]+)(?:\.prototype)?\.([\w$]+)$/.exec(name)).find((each) => each !== null);
  if (!target || (kind === null && !isPrototype)) return;
  const name = `${target[1]}.${target[2]}`;
  found.drafts.push(
    draftOf(source, name, isPrototype ? "constant" : kind === "function" ? "method" : "class", value, placed),
  );
}

function draftOf(source: SourceText, name: string, kind: SymbolKind, value: Node, { statement, comment }: Placed) {
  const { text } = source;
  const isFunction = isFunctionNode(value);
  const body = value.type === "object" ? value : value.childForFieldName("body");
  const end = body ? body.startIndex : Math.min(value.endIndex, value.startIndex + VALUE_CHARACTERS);
  const head = isFunction
    ? headOf(text, statement.startIndex, value)
    : text.slice(statement.startIndex, end).replace(/=\s*$/, "");
  return {
    name,
    kind,
    exported: false,
    signature: oneLine(head),
    parameters: isFunction ? parametersOf(text, value) : [],
    members: body && !isFunction ? membersOf(source, body, kind) : [],
    doc: firstSentence(comment),
    range: rangeOf(source, statement),
  };
}

const VALUE_CHARACTERS = 60;
const NAMES_CHARACTERS = 4000;

/** What a value makes of the name that it is given to; `otherwise` for anything but a function or a class. */
export function kindOfValue<Other>(value: Node | null, otherwise: Other): "function" | "class" | Other {
  if (value !== null && isFunctionNode(value)) return "function";
  return value?.type === "class" ? "class" : otherwise;
}

/** The names of this file that a list in braces hands on. */
export function exportedNames(list: string): string[] {
  const inner = list.slice(list.indexOf("{") + 1, list.lastIndexOf("}"));
  return splitTopLevel(inner.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")).flatMap((item) => {
    const name = /^(?:type\s+)?(?:[\w$]+\s*:\s*)?([\w$]+)(?:\s+as\s+[\w$"']+)?$/.exec(item)?.[1];
    return name === undefined ? [] : [name];
  });
}

function startOf(text: string, { startIndex, endIndex }: Node): string {
  return text.slice(startIndex, Math.min(endIndex, startIndex + NAMES_CHARACTERS));
}
