/** Lines between `#if` and `#endif`, or a branch of them. */
export type Region = {
  readonly start: number;
  readonly end: number;
  /** Number of the region around, or -1. */
  readonly outer: number;
  readonly condition: string;
  /** Conditions of the branches before, which must fail. */
  readonly before: readonly string[];
};

export type Conditions = {
  readonly regions: readonly Region[];
  /** Symbols of `#define`, and of `#undef` with a `!` in front. */
  readonly symbols: readonly string[];
};

const DIRECTIVE = /^[ \t]*#[ \t]*(if|elif|else|endif|define|undef)\b([^\r\n]*)/gm;
const REGION_LIMIT = 2000;

/** The conditional regions of a file, outer ones first. */
export function findRegions(text: string): Conditions {
  const regions: { start: number; end: number; outer: number; condition: string; before: string[] }[] = [];
  const symbols: string[] = [];
  const open: number[] = [];
  if (!text.includes("#")) return { regions, symbols };
  for (const match of text.matchAll(DIRECTIVE)) {
    const [whole, word = "", rest = ""] = match;
    const condition = rest
      .replace(/\/\/.*$/, "")
      .trim()
      .slice(0, 300);
    if (word === "define") symbols.push(condition);
    else if (word === "undef") symbols.push(`!${condition}`);
    if (word === "define" || word === "undef") continue;
    const last = word === "if" ? undefined : open.pop();
    const branch = last === undefined ? undefined : regions[last];
    if (branch) branch.end = match.index;
    if (word === "endif" || regions.length >= REGION_LIMIT || (word !== "if" && !branch)) continue;
    open.push(regions.length);
    regions.push({
      start: match.index + whole.length,
      end: text.length,
      outer: branch ? branch.outer : (open.at(-2) ?? -1),
      condition: word === "else" ? "" : condition,
      before: branch ? [...branch.before, branch.condition] : [],
    });
  }
  return { regions, symbols };
}

/** Finds the innermost region of rising or falling places; -1 outside all. */
export function regionAt(regions: readonly Region[], index: number): number {
  if (regions.length === 0) return -1;
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((regions[middle]?.start ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 0; at = regions[at]?.outer ?? -1) {
    // A branch that has ended may be followed by text of the region around it.
    if ((regions[at]?.end ?? 0) > index) return at;
  }
  return -1;
}

/** What is known of a symbol: set, not set, or set in some builds and not in others. */
export type SymbolState = (symbol: string) => boolean | null;

/** Numbers of the regions that no build compiles. */
export function inactiveRegions({ regions }: Conditions, state: SymbolState): ReadonlySet<number> {
  const inactive = new Set<number>();
  for (const [index, { outer, condition, before }] of regions.entries()) {
    const isOff =
      inactive.has(outer) ||
      (condition !== "" && evaluate(condition, state) === false) ||
      before.some((each) => evaluate(each, state) === true);
    if (isOff) inactive.add(index);
  }
  return inactive;
}

const TOKEN = /\s*([\p{L}_][\p{L}\p{N}_]*|&&|\|\||==|!=|!|\(|\))/uy;
const NESTING_LIMIT = 30;

/** The value of a condition in three-valued logic; null where it depends on the build. */
export function evaluate(condition: string, state: SymbolState): boolean | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(condition); match; match = TOKEN.exec(condition)) tokens.push(match[1] ?? "");
  let at = 0;
  let nesting = 0;
  const either = (): boolean | null => {
    let value = both();
    while (tokens[at] === "||") {
      at += 1;
      const other = both();
      value = value === true || other === true ? true : value === null || other === null ? null : false;
    }
    return value;
  };
  const both = (): boolean | null => {
    let value = equal();
    while (tokens[at] === "&&") {
      at += 1;
      const other = equal();
      value = value === false || other === false ? false : value === null || other === null ? null : true;
    }
    return value;
  };
  const equal = (): boolean | null => {
    let value = single();
    while (tokens[at] === "==" || tokens[at] === "!=") {
      const isEqual = tokens[at] === "==";
      at += 1;
      const other = single();
      value = value === null || other === null ? null : (value === other) === isEqual;
    }
    return value;
  };
  const single = (): boolean | null => {
    const token = tokens[at] ?? "";
    at += 1;
    if (nesting > NESTING_LIMIT) return null;
    if (token === "!") {
      nesting += 1;
      const value = single();
      nesting -= 1;
      return value === null ? null : !value;
    }
    if (token === "(") {
      nesting += 1;
      const value = either();
      nesting -= 1;
      if (tokens[at] === ")") at += 1;
      return value;
    }
    if (token === "true") return true;
    if (token === "false") return false;
    return token === "" ? null : state(token);
  };
  return either();
}
