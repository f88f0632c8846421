import type { Node } from "web-tree-sitter";
import { splitTopLevel } from "../../text.ts";
import { type FoundImport, STATEMENT } from "./found-import.ts";
import { quotedAfter } from "./quoted.ts";

/** `import("x")`, `require("x")` and the type `import("x").Y`. */
export function readCall(text: string, keyword: string, node: Node, start: number): readonly FoundImport[] {
  const open = text.indexOf("(", start);
  const string = quotedAfter(text, open + 1);
  const line = node.startPosition.row + 1;
  const syntax = keyword === "require" ? "require" : "import";
  if (!string || !/^\s*(?:\/\*[^*]*\*\/\s*)?[,)]/.test(text.slice(string.end, string.end + 200))) {
    if (node.parent?.type !== "call_expression") return [];
    if (keyword === "require" && /^\s*\[/.test(text.slice(open + 1, open + 50))) return readList(text, open + 1, line);
    const expression = (text.slice(open + 1, open + 81).split(/[)\n]/, 1)[0] ?? "").trim();
    if (expression === "") return [];
    return [{ ...STATEMENT, specifier: expression, literal: false, syntax, line, start, end: open + 1 }];
  }
  const end = text.indexOf(")", string.end) + 1;
  const isType = keyword === "import" && isInType(node);
  const received = receivers(text, node, end);
  const shared = { ...STATEMENT, ...received, specifier: string.value, line, start, end: string.end };
  return [{ ...shared, syntax: isType ? "statement" : syntax, typeOnly: isType }];
}

/** `define(["x", "y"], …)` and `define("name", ["x"], …)` of AMD. */
export function readDefine(text: string, node: Node, start: number): readonly FoundImport[] {
  if (node.parent?.type !== "call_expression") return [];
  const open = text.indexOf("(", start) + 1;
  const name = quotedAfter(text, open);
  const list = /^\s*,?\s*(?=\[)/.exec(text.slice(name?.end ?? open, (name?.end ?? open) + 200));
  return list ? readList(text, (name?.end ?? open) + list[0].length, node.startPosition.row + 1) : [];
}

/** The strings of a list of modules, up to the first element that is none. */
function readList(text: string, from: number, line: number): readonly FoundImport[] {
  const found: FoundImport[] = [];
  let at = text.indexOf("[", from) + 1;
  for (let row = line; found.length < LIST_LIMIT; ) {
    const string = quotedAfter(text, at);
    if (!string) break;
    row += text.slice(at, string.end).split("\n").length - 1;
    const { value: specifier, end } = string;
    if (!AMD_NAMES.has(specifier)) {
      found.push({ ...STATEMENT, specifier, syntax: "require", names: ["*"], line: row, start: end, end });
    }
    const comma = /^\s*,/.exec(text.slice(end, end + 200));
    if (!comma) break;
    at = end + comma[0].length;
  }
  return found;
}

const LIST_LIMIT = 300;
/** What AMD hands in itself. */
const AMD_NAMES = new Set(["require", "exports", "module"]);

/** What the result of a call is taken apart into. */
function receivers(text: string, node: Node, end: number): Pick<FoundImport, "bindings" | "names"> {
  const member = /^\s*\)?\s*\.\s*([\w$]+)/.exec(text.slice(end, end + 200))?.[1];
  const isPromise = node.type === "import" && (member === "then" || member === "catch" || member === "finally");
  if (member !== undefined && !isPromise) return { bindings: [], names: [member] };
  let outer = node.parent?.parent ?? null;
  for (let steps = 0; outer && steps < 4 && WRAPPERS.has(outer.type); steps++) outer = outer.parent;
  const target = outer?.type === "variable_declarator" ? outer.childForFieldName("name") : null;
  if (!target) return { bindings: [], names: ["*"] };
  const name = text.slice(target.startIndex, target.endIndex);
  if (target.type === "identifier") return { bindings: [{ local: name, imported: "*" }], names: [] };
  if (target.type !== "object_pattern") return { bindings: [], names: ["*"] };
  const bindings = splitTopLevel(name.replace(/^\{|\}$/g, "")).flatMap((item) => {
    const [imported = "", local = imported] = (item.split("=")[0] ?? "").split(":").map((word) => word.trim());
    return /^[\w$]+$/.test(imported) ? [{ local: /^[\w$]+$/.test(local) ? local : "", imported }] : [];
  });
  return { bindings, names: [] };
}

const WRAPPERS = new Set(["await_expression", "parenthesized_expression", "as_expression", "non_null_expression"]);

function isInType(node: Node): boolean {
  let outer = node.parent?.parent ?? null;
  for (let steps = 0; outer && steps < 8; steps++, outer = outer.parent) {
    if (TYPES.has(outer.type)) return true;
    if (outer.type.endsWith("_statement") || outer.type === "variable_declarator") return false;
  }
  return false;
}

const TYPES = new Set([
  "type_query",
  "type_alias_declaration",
  "type_annotation",
  "generic_type",
  "type_arguments",
  "union_type",
  "intersection_type",
  "array_type",
  "object_type",
  "interface_body",
  "nested_type_identifier",
  "lookup_type",
]);

/** `new URL("x", import.meta.url)`; any other base is not a file of this repository. */
export function readUrl(text: string, node: Node, start: number): FoundImport | null {
  if (node.parent?.type !== "new_expression") return null;
  const open = text.indexOf("(", start);
  const string = quotedAfter(text, open + 1);
  if (!string || !/^\s*,\s*import\.meta\.url\s*,?\s*\)/.test(text.slice(string.end, string.end + 200))) return null;
  if (/^[a-z][a-z\d+.-]+:/i.test(string.value)) return null;
  return {
    ...STATEMENT,
    specifier: string.value,
    kind: "path",
    line: node.startPosition.row + 1,
    start,
    end: string.end,
  };
}
