import type { Node } from "web-tree-sitter";
import { splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";

/** `from module import names` or, with `names` null, `import module`. */
export type FoundImport = {
  /** Leading dots of a relative import. */
  readonly dots: number;
  readonly module: string;
  readonly names: readonly { readonly name: string; readonly local: string }[] | null;
  /** What `import module as alias` binds. */
  readonly alias: string | null;
  readonly typeOnly: boolean;
  /** Inside a function or class, where it binds nothing of the module. */
  readonly isNested: boolean;
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

/** Bounds the work on a file made of imports. */
const IMPORT_LIMIT = 3000;

const HIT = /(?:^|[;:\n])[ \t\f]*(import|from)\b/g;

/** Every import of a file, those inside functions included. Found in the text, judged by the tree. */
export function findImports({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, root: Node): FoundImport[] {
  const found: FoundImport[] = [];
  for (const hit of text.matchAll(HIT)) {
    checkTime();
    if (found.length >= IMPORT_LIMIT) break;
    const keyword = hit[1] ?? "";
    const start = hit.index + hit[0].length - keyword.length;
    const node = root.descendantForIndex(start, start + keyword.length);
    if (!node || node.type !== keyword) continue;
    const statement = node.parent;
    const isError = statement?.type === "ERROR";
    if (!statement || (!isError && (statement.startIndex !== start || !STATEMENTS.has(statement.type)))) continue;
    const end = isError ? lineEnd(text, start) : statement.endIndex;
    const place = { ...surroundings(text, statement), line: node.startPosition.row + 1, start, end };
    found.push(...parseStatement(text.slice(start, Math.min(end, start + 20_000)), place));
  }
  return found;
}

const STATEMENTS = new Set(["import_statement", "import_from_statement", "future_import_statement"]);

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

type Place = Pick<FoundImport, "typeOnly" | "isNested" | "line" | "start" | "end">;

function parseStatement(statement: string, place: Place): FoundImport[] {
  const bare = statement
    .replace(/#[^\n]*/g, "")
    .replace(/\\\r?\n/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const from = /^from ?(\.[. ]*)?([\p{L}\p{N}_. ]*?) ?\bimport\b ?\(?([^)]*)\)?$/u.exec(bare);
  if (from) {
    const names = splitTopLevel(from[3] ?? "").map((item) => {
      const [name = "", local = name] = item.split(" as ").map((word) => word.trim());
      return { name, local };
    });
    const dots = (from[1] ?? "").replace(/ /g, "").length;
    return [{ ...place, dots, module: (from[2] ?? "").replace(/ /g, ""), names, alias: null }];
  }
  if (!bare.startsWith("import ")) return [];
  return splitTopLevel(bare.slice(7)).map((item) => {
    const [module = "", alias = null] = item.split(" as ").map((word) => word.trim());
    return { ...place, dots: 0, module: module.replace(/ /g, ""), names: null, alias };
  });
}

/** Whether the import stands under `if TYPE_CHECKING:` and whether in a function or class. */
function surroundings(text: string, statement: Node): { typeOnly: boolean; isNested: boolean } {
  let typeOnly = false;
  let isNested = false;
  let inner = statement;
  for (let outer = statement.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === "function_definition" || outer.type === "class_definition") isNested = true;
    if (outer.type !== "if_statement" || typeOnly) continue;
    const condition = outer.childForFieldName("condition");
    if (!condition || inner.type !== "block") continue;
    typeOnly = /^(?:\w+\.)?TYPE_CHECKING$/.test(text.slice(condition.startIndex, condition.endIndex));
  }
  return { typeOnly, isNested };
}

/** The names that an import binds. */
export function localsOf({ names, module, alias }: FoundImport): string[] {
  if (names) return names.map(({ local }) => local).filter((local) => local !== "*");
  return [alias ?? module.split(".")[0] ?? module];
}
