import type { Leak } from "#lib/trajectory/index.ts";
import type { CodeTokens } from "./code-tokens.ts";
import type { Matches } from "./suffix-automaton.ts";

/** A stretch of a thought and where it stands in the target, in tokens of each. */
export type TextRun = {
  readonly from: number;
  readonly target: number;
  readonly length: number;
  /** Where the target has more or fewer tokens for the same. */
  readonly targetLength?: number;
};

/** The common runs of at least so many tokens, from left to right, kept apart for the eye. */
export function verbatimRuns({ lengths, lastTokens }: Matches, least: number): TextRun[] {
  const runs: TextRun[] = [];
  let covered = 0;
  for (const [index, length] of lengths.entries()) {
    const goesOn = (lengths[index + 1] ?? 0) > length;
    if (length < least || goesOn) continue;
    // Runs may overlap where the thought joins two places of the target.
    const from = Math.max(covered, index - length + 1);
    runs.push({ from, target: (lastTokens[index] ?? 0) - (index - from), length: index - from + 1 });
    covered = index + 1;
  }
  return runs;
}

/** The first runs, and those of the others that touch none of them and none before; both are in order, and so is what comes out. */
export function mergedRuns(first: readonly TextRun[], others: readonly TextRun[]): TextRun[] {
  const merged: TextRun[] = [];
  let next = 0;
  let end = 0;
  for (const run of others) {
    for (let each = first[next]; each && each.from + each.length <= run.from; each = first[++next]) merged.push(each);
    const following = first[next];
    if (run.from < end || (following && following.from < run.from + run.length)) continue;
    merged.push(run);
    end = run.from + run.length;
  }
  return [...merged, ...first.slice(next)];
}

/** Runs as places in the two texts. */
export function spansOf(runs: readonly TextRun[], own: CodeTokens, target: CodeTokens, text: string): Leak["spans"] {
  if (runs.length === 0) return [];
  const lineOf = lineFinder(text);
  return runs.map(({ from, target: first, length, targetLength = length }) => ({
    start: own.starts[from] ?? 0,
    end: own.ends[from + length - 1] ?? 0,
    startLine: lineOf(target.starts[first] ?? 0),
    endLine: lineOf((target.ends[first + targetLength - 1] ?? 1) - 1),
    tokens: length,
  }));
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
