import { oneLine } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { parametersOf, type SymbolDraft } from "./symbol.ts";

/** Macros that hold the parameters of a prototype, in doubled parentheses, for compilers that are older than those. */
const MACRO = /\b([A-Za-z_]\w*)\)?\s+(?:OF|P|_P|__P|P_|_|PARAMS|PROTO|PROTOTYPE|ARGS|_ANSI_ARGS_|__PMT)\s*\(\(/g;
const LENGTH_LIMIT = 2000;
const COUNT_LIMIT = 3000;

type Statement = { readonly start: number; readonly end: number };
export type Prototypes = {
  readonly functions: readonly SymbolDraft[];
  /** Places that the grammar takes for pieces of other declarations. */
  readonly misread: readonly Statement[];
};

/** Prototypes as in `extern int read OF((int file, char *to));`, of which the grammar makes several variables. `skips` are the places of comments. */
export function prototypesIn({ text, shift, checkTime }: SourceText, skips: readonly number[]): Prototypes {
  const functions: SymbolDraft[] = [];
  const misread: Statement[] = [];
  let line = 1;
  let counted = 0;
  let skip = 0;
  MACRO.lastIndex = 0;
  for (let match = MACRO.exec(text); match && misread.length < COUNT_LIMIT; match = MACRO.exec(text)) {
    checkTime();
    const at = match.index;
    while (skip < skips.length && (skips[skip + 1] ?? 0) <= at) skip += 2;
    if ((skips[skip] ?? at + 1) <= at) continue;
    const [whole, name = ""] = match;
    const start = statementStart(text, match.index);
    const length = text.slice(match.index, match.index + LENGTH_LIMIT).search(/\)\s*\)\s*;/);
    if (length < 0 || /[#"]/.test(text.slice(start, match.index))) continue;
    const end = text.indexOf(";", match.index + length) + 1;
    misread.push({ start, end });
    MACRO.lastIndex = end;
    line += feedsIn(text, counted, start);
    counted = start;
    const inner = text.slice(match.index + whole.length, match.index + length);
    const head = oneLine(text.slice(start, match.index + name.length));
    if (/^\s*typedef\b|[=({]/.test(head)) continue;
    const signature = `${head}(${oneLine(inner)})`;
    functions.push({
      name,
      kind: "function",
      signature,
      range: { startLine: line, endLine: line + feedsIn(text, start, end), start: start + shift, end: end + shift },
      doc: "",
      exported: !/\b(?:static|local)\b/.test(head),
      parameters: parametersOf(signature, name),
      members: [],
    });
  }
  return { functions, misread };
}

/** A statement begins on the line of its name or, where the type stands above it, up to two lines earlier. */
function statementStart(text: string, at: number): number {
  let start = text.lastIndexOf("\n", at) + 1;
  for (let lines = 0; lines < 2 && start > 0; lines++) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (!/^[A-Za-z_][\w* \t]*\r?\n$/.test(text.slice(above, Math.min(start, above + 200)))) break;
    start = above;
  }
  return start;
}

function feedsIn(text: string, from: number, to: number): number {
  let feeds = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) feeds += 1;
  return feeds;
}
