import type { Node } from "web-tree-sitter";
import { splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";

/** A local name and what it stands for in the other file; `*` is the whole module. */
export type Binding = { readonly local: string; readonly imported: string };

export type FoundImport = {
  /** As written between the quotes; for a computed one, its expression. */
  readonly specifier: string;
  readonly literal: boolean;
  /** `path` names a file relative to this one even without a leading dot. */
  readonly kind: "module" | "path";
  readonly bindings: readonly Binding[];
  /** Names used without a local binding: re-exports, members of a call's result. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

/**
 * Every mechanism of the language that names another file. The places are found in the text and judged by the tree,
 * which is several times cheaper than walking all nodes over the border to WebAssembly.
 */
export function findImports({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, root: Node): FoundImport[] {
  const found: FoundImport[] = [...referencePaths(text)];
  for (const hit of text.matchAll(HITS)) {
    checkTime();
    if (found.length >= IMPORT_LIMIT) break;
    const keyword = hit.slice(1).find((group) => group !== undefined) ?? "";
    const start = hit.index + hit[0].indexOf(keyword);
    const token = root.descendantForIndex(start, start + keyword.length);
    // The callee of `import(…)` is a node around its own keyword.
    const node = token?.parent?.type === "import" ? token.parent : token;
    if (!node || NOT_CODE.has(node.type)) continue;
    const one = readHit(text, keyword, node, start);
    if (one) found.push(one);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Bounds the work on a file made of imports. */
const IMPORT_LIMIT = 3000;

const HITS =
  /(?<![.\w$#])(import)(?=\s*\(|\s*\/\*[^*]*\*\/\s*\(|\s*["'])|(?<![.\w$#])(require)(?=\s*\()|(?<![.\w$#])(from)(?=\s*["'])|(?<=[}*])(from)(?=\s*["'])|\bnew\s+(URL)(?=\s*\()|\bdeclare\s+(module)(?=\s*["'])/g;
const NOT_CODE = new Set([
  "comment",
  "html_comment",
  "string",
  "string_fragment",
  "template_string",
  "regex",
  "regex_pattern",
  "jsx_text",
  "escape_sequence",
  "template_literal_type",
  "hash_bang_line",
]);

function* referencePaths(text: string): Generator<FoundImport> {
  const head = text.slice(0, 20_000);
  if (!head.includes("<reference")) return;
  for (const match of head.matchAll(/^[ \t]*\/\/\/[ \t]*<reference\s+path\s*=\s*["']([^"'\n]+)["']/gm)) {
    const start = match.index;
    const line = head.slice(0, start + match[0].length).split("\n").length;
    const specifier = match[1] ?? "";
    yield { specifier, literal: true, kind: "path", bindings: [], names: [], typeOnly: true, line, start, end: start };
  }
}

function readHit(text: string, keyword: string, node: Node, start: number): FoundImport | null {
  if (keyword === "module") return readAugmentation(text, node, start);
  if (keyword === "from") return readClause(text, node, start);
  if (keyword === "URL") return readUrl(text, node, start);
  if (keyword === "import" && node.parent?.type === "import_statement") return readClause(text, node, start);
  if (node.type === "require" && node.parent?.type === "import_require_clause") return readRequireClause(text, node);
  return readCall(text, keyword, node, start);
}

/** `import … from "x"`, `export … from "x"` and `import "x"`. */
function readClause(text: string, node: Node, start: number): FoundImport | null {
  const string = quotedAfter(text, node.type === "import" ? start + 6 : start + 4);
  if (!string) return null;
  let statement = node.parent;
  if (statement?.type === "import_clause" || statement?.type === "namespace_export") statement = statement.parent;
  const isStatement = statement?.type === "import_statement" || statement?.type === "export_statement";
  // Inside a syntax error the statement's beginning is looked for in the text.
  const begin = isStatement && statement ? statement.startIndex : lastClauseStart(text, start);
  if (begin < 0) return null;
  const row =
    isStatement && statement
      ? statement.startPosition.row
      : node.startPosition.row - (text.slice(begin, start).split("\n").length - 1);
  const clause = parseClause(text.slice(begin, Math.max(begin, start)));
  return {
    ...clause,
    specifier: string.value,
    literal: true,
    kind: "module",
    line: row + 1,
    start: begin,
    end: string.end,
  };
}

function lastClauseStart(text: string, before: number): number {
  const from = Math.max(0, before - 4000);
  const matches = [...text.slice(from, before).matchAll(/(?:^|[;\n])\s*(?=(?:import|export)\b)/g)];
  const last = matches.at(-1);
  return last ? from + last.index + last[0].length : -1;
}

/** The part between `import` or `export` and `from`. */
function parseClause(clause: string): Pick<FoundImport, "bindings" | "names" | "typeOnly"> {
  const bare = clause
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const isExport = bare.startsWith("export");
  let rest = bare.replace(/^(import|export)\b ?/, "");
  const isType = /^type\b(?! ?,| ?$| ?=)/.test(rest);
  if (isType) rest = rest.slice(4).trim();
  rest = rest.replace(/^(?:defer|source) (?=[\w$*])/, "").trim();

  const bindings: Binding[] = [];
  const inline: boolean[] = [];
  const braces = /\{([^}]*)\}/.exec(rest)?.[1];
  for (const item of splitTopLevel(braces ?? "")) {
    const itemType = /^type (?!as\b(?! as))/.test(item);
    const plain = itemType ? item.slice(5).trim() : item;
    const [imported = "", local = imported] = plain
      .split(/ as /)
      .map((word) => word.trim().replace(/^["']|["']$/g, ""));
    inline.push(itemType);
    bindings.push({ local, imported });
  }
  const outside = rest.replace(/\{[^}]*\}/, "");
  for (const part of splitTopLevel(outside)) {
    const namespace = /^\*(?: ?as ([\w$]+|"[^"]*"))?/.exec(part);
    if (namespace) bindings.push({ local: namespace[1] ?? "", imported: "*" });
    else if (/^[\w$\u0080-\uffff]+$/.test(part)) bindings.push({ local: part, imported: "default" });
    inline.push(false);
  }
  const typeOnly = isType || (inline.length > 0 && inline.every((each) => each));
  if (isExport) return { bindings: [], names: bindings.map((each) => each.imported), typeOnly };
  return { bindings, names: [], typeOnly };
}

/** `import x = require("y")`. */
function readRequireClause(text: string, node: Node): FoundImport | null {
  const statement = node.parent?.parent;
  const string = quotedAfter(text, text.indexOf("(", node.startIndex) + 1);
  if (!statement || !string) return null;
  const head = /^(?:export\s+)?import\s+(type\s+)?([\w$]+)\s*=/.exec(text.slice(statement.startIndex, node.startIndex));
  const bindings = head?.[2] ? [{ local: head[2], imported: "*" }] : [];
  const { startIndex: start, startPosition } = statement;
  const typeOnly = head?.[1] !== undefined;
  return {
    specifier: string.value,
    literal: true,
    kind: "module",
    bindings,
    names: [],
    typeOnly,
    line: startPosition.row + 1,
    start,
    end: string.end,
  };
}

/** `import("x")`, `require("x")` and the type `import("x").Y`. */
function readCall(text: string, keyword: string, node: Node, start: number): FoundImport | null {
  const open = text.indexOf("(", start);
  const string = quotedAfter(text, open + 1);
  const line = node.startPosition.row + 1;
  if (!string || !/^\s*(?:\/\*[^*]*\*\/\s*)?[,)]/.test(text.slice(string.end, string.end + 200))) {
    if (node.parent?.type !== "call_expression") return null;
    const expression = text.slice(open + 1, open + 81).split(/[)\n]/, 1)[0] ?? "";
    if (expression.trim() === "") return null;
    return {
      specifier: expression.trim(),
      literal: false,
      kind: "module",
      bindings: [],
      names: [],
      typeOnly: false,
      line,
      start,
      end: open + 1,
    };
  }
  const end = text.indexOf(")", string.end) + 1;
  const isType = keyword === "import" && isInType(node);
  const { bindings, names } = receivers(text, node, end);
  return {
    specifier: string.value,
    literal: true,
    kind: "module",
    bindings,
    names,
    typeOnly: isType,
    line,
    start,
    end: string.end,
  };
}

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
function readUrl(text: string, node: Node, start: number): FoundImport | null {
  if (node.parent?.type !== "new_expression") return null;
  const open = text.indexOf("(", start);
  const string = quotedAfter(text, open + 1);
  if (!string || !/^\s*,\s*import\.meta\.url\s*,?\s*\)/.test(text.slice(string.end, string.end + 200))) return null;
  if (/^[a-z][a-z\d+.-]+:/i.test(string.value)) return null;
  return {
    specifier: string.value,
    literal: true,
    kind: "path",
    bindings: [],
    names: [],
    typeOnly: false,
    line: node.startPosition.row + 1,
    start,
    end: string.end,
  };
}

/** `declare module "./x"` adds to the types of a file, so it names it. */
function readAugmentation(text: string, node: Node, start: number): FoundImport | null {
  const string = quotedAfter(text, start + 6);
  if (!string?.value.startsWith(".") || string.value.includes("*")) return null;
  return {
    specifier: string.value,
    literal: true,
    kind: "module",
    bindings: [],
    names: [],
    typeOnly: true,
    line: node.startPosition.row + 1,
    start,
    end: string.end,
  };
}

/** The string literal that follows, past white space and comments; templates count when they hold no substitution. */
function quotedAfter(text: string, from: number): { value: string; end: number } | null {
  QUOTED.lastIndex = from;
  const match = QUOTED.exec(text);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || value === undefined || value.includes("${")) return null;
  return { value: value.replace(/\\(.)/g, "$1"), end: match.index + match[0].length };
}

const QUOTED =
  /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/y;
