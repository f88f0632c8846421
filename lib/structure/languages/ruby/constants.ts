import type { Node } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import type { Scope } from "./declarations.ts";
import { isCommentLine } from "./imports.ts";

/** A constant as written at a place of the code, the first time in its scope and symbol. */
export type ConstantUse = {
  readonly name: string;
  readonly isTop: boolean;
  /** The innermost class or module around it; -1 for the file. */
  readonly scope: number;
  readonly at: number;
};

/** Bounds what is kept of a file that is nothing but constants. */
const USE_LIMIT = 20_000;
/** Places in strings are asked for again and again; a file full of them is judged by its first ones. */
const ASK_LIMIT = 50_000;

const CONSTANT = /(?<![\w@$?\x80-\uffff])(::)?[A-Z]\w*(?:::[A-Z]\w*)*/g;

/**
 * Every constant that a file uses, once per scope and section. The words are found in the text and the tree is asked
 * what they are. `sections` are the sorted, disjoint ranges of the symbols.
 */
export function constantUses(
  { text, checkTime }: Pick<SourceText, "text" | "checkTime">,
  root: Node,
  scopes: readonly Scope[],
  sections: readonly { readonly start: number; readonly end: number }[],
): ConstantUse[] {
  const uses: ConstantUse[] = [];
  const seen = new Set<string>();
  const placeOf = placeFinder(scopes);
  let asked = 0;
  let section = 0;
  for (const match of text.matchAll(CONSTANT)) {
    const { index } = match;
    const { scope, isName } = placeOf(index);
    const isTop = match[1] !== undefined;
    const written = isName ? match[0].slice(0, Math.max(0, match[0].lastIndexOf("::"))) : match[0];
    const name = written.replace(/^::/, "");
    while ((sections[section]?.end ?? Number.POSITIVE_INFINITY) <= index) section += 1;
    const key = `${scope} ${section} ${index < (sections[section]?.start ?? 0)} ${written}`;
    if (name === "" || seen.has(key) || isQualified(text, index, isTop) || isCommentLine(text, index)) continue;
    if (uses.length >= USE_LIMIT || asked >= ASK_LIMIT) break;
    checkTime();
    asked += 1;
    const at = index + (isTop ? 2 : 0);
    if (root.descendantForIndex(at, at + 1)?.type !== "constant") continue;
    seen.add(key);
    uses.push({ name, isTop, scope, at });
  }
  return uses;
}

/** A name behind `::` belongs to what stands before it; behind a dot it is a method, behind a colon a symbol. */
function isQualified(text: string, index: number, isTop: boolean): boolean {
  const before = text[index - 1] ?? " ";
  if (before === "." && text[index - 2] !== ".") return true;
  return before === ":" || (isTop && /[\w)\]}"']/.test(before));
}

/** The scope in which a place is looked up, and whether a definition's own name stands there; for rising places. */
function placeFinder(scopes: readonly Scope[]): (index: number) => { scope: number; isName: boolean } {
  let next = 0;
  const open: number[] = [];
  return (index) => {
    for (let scope = scopes[next]; scope && scope.start <= index; scope = scopes[++next]) open.push(next);
    while (open.length > 0 && (scopes[open.at(-1) ?? 0]?.end ?? 0) <= index) open.pop();
    const last = open.at(-1) ?? -1;
    const inner = scopes[last];
    if (!inner || index >= inner.body) return { scope: last, isName: false };
    return { scope: inner.parent, isName: index < inner.nameEnd };
  };
}
