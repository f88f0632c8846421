import type { Node } from "web-tree-sitter";
import { splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { type Binding, type FoundImport, STATEMENT } from "./found-import.ts";
import { readCall, readDefine, readUrl } from "./import-calls.ts";
import { isRequireOf } from "./own-require.ts";
import { quotedAfter } from "./quoted.ts";

/**
 * Every mechanism of the language that names another file. The places are found in the text and judged by the tree,
 * which is several times cheaper than walking all nodes over the border to WebAssembly.
 */
export function findImports({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, root: Node): FoundImport[] {
  const found: FoundImport[] = [...references(text)];
  const isOwnRequire = isRequireOf(text, root);
  // After an error the grammar may take comments for code, and Flow's types for the text of an element.
  const { hasError } = root;
  const isFlow = hasError && /^[ *\t/]*@flow\b/m.test(text.slice(0, 3000));
  for (const hit of text.matchAll(HITS)) {
    checkTime();
    if (found.length >= IMPORT_LIMIT) break;
    const keyword = hit.slice(1).find((group) => group !== undefined) ?? "";
    const start = hit.index + hit[0].indexOf(keyword);
    if (keyword === "require" && !isOwnRequire(start)) continue;
    if (hasError && COMMENT_LINE.test(text.slice(text.lastIndexOf("\n", start) + 1, start))) continue;
    const token = root.descendantForIndex(start, start + keyword.length);
    // The callee of `import(…)` is a node around its own keyword.
    const node = token?.parent?.type === "import" ? token.parent : token;
    if (!node || (NOT_CODE.has(node.type) && !(isFlow && node.type === "jsx_text"))) continue;
    found.push(...readHit(text, keyword, node, start));
  }
  return found.sort((a, b) => a.start - b.start);
}

const COMMENT_LINE = /^[ \t]*(?:\*|\/\/)/;
/** Bounds the work on a file made of imports. */
const IMPORT_LIMIT = 3000;

const HITS =
  /(?<![\w$#]|(?<!\.\.)\.)(import)(?=\s*\(|\s*\/\*[^*]*\*\/\s*\(|\s*["'])|(?<![\w$#]|(?<!\.\.)\.)(require|define)(?=\s*\()|(?<![\w$#]|(?<!\.\.)\.)(from)(?=\s*(?:["']|\/[/*]))|(?<=[}*])(from)(?=\s*(?:["']|\/[/*]))|\bnew\s+(URL)(?=\s*\()|\bdeclare\s+(module)(?=\s*["'])/g;
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

/** `/// <reference path="x" />` and `/// <reference types="x" />`. */
function* references(text: string): Generator<FoundImport> {
  const head = text.slice(0, 20_000);
  if (!head.includes("<reference")) return;
  for (const match of head.matchAll(/^[ \t]*\/\/\/[ \t]*<reference\s+(path|types)\s*=\s*["']([^"'\n]+)["']/gm)) {
    const start = match.index;
    const line = head.slice(0, start + match[0].length).split("\n").length;
    const kind = match[1] === "path" ? "path" : "types";
    yield { ...STATEMENT, specifier: match[2] ?? "", kind, typeOnly: true, line, start, end: start };
  }
}

function readHit(text: string, keyword: string, node: Node, start: number): readonly FoundImport[] {
  if (keyword === "module") return listed(readAugmentation(text, node, start));
  if (keyword === "from") return listed(readClause(text, node, start));
  if (keyword === "URL") return listed(readUrl(text, node, start));
  if (keyword === "define") return readDefine(text, node, start);
  if (keyword === "import" && node.parent?.type === "import_statement") return listed(readClause(text, node, start));
  if (node.type === "require" && node.parent?.type === "import_require_clause") {
    return listed(readRequireClause(text, node));
  }
  return readCall(text, keyword, node, start);
}

function listed(found: FoundImport | null): readonly FoundImport[] {
  return found ? [found] : [];
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
  return { ...STATEMENT, ...clause, specifier: string.value, line: row + 1, start: begin, end: string.end };
}

function lastClauseStart(text: string, before: number): number {
  const from = Math.max(0, before - 4000);
  const matches = [...text.slice(from, before).matchAll(/(?:^|[;\n])\s*(?=(?:import|export)\b)/g)];
  const last = matches.at(-1);
  const begin = last ? from + last.index + last[0].length : -1;
  // Code between the two says that they do not belong together.
  return /[(=<;:]/.test(text.slice(begin, before).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "")) ? -1 : begin;
}

/** The part between `import` or `export` and `from`. */
function parseClause(clause: string): Pick<FoundImport, "bindings" | "names" | "typeOnly"> {
  const bare = clause
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const isExport = bare.startsWith("export");
  let rest = bare.replace(/^(import|export)\b ?/, "");
  // Flow has `typeof` beside `type`.
  const isType = /^type(?:of)?\b(?! ?,| ?$| ?=)/.test(rest);
  if (isType) rest = rest.replace(/^type(?:of)?/, "").trim();
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
  const line = startPosition.row + 1;
  return { ...STATEMENT, specifier: string.value, syntax: "require", bindings, typeOnly, line, start, end: string.end };
}

/**
 * `declare module "x"` adds to the types of a module, so it names it, where the file is a module itself; in a script it
 * declares a module that is nowhere else.
 */
function readAugmentation(text: string, node: Node, start: number): FoundImport | null {
  const string = quotedAfter(text, start + 6);
  if (!string || string.value.includes("*")) return null;
  if (!string.value.startsWith(".") && !MODULE_MARK.test(text)) return null;
  const line = node.startPosition.row + 1;
  return { ...STATEMENT, specifier: string.value, typeOnly: true, line, start, end: string.end };
}

const MODULE_MARK = /^(?:import|export)\b/m;
