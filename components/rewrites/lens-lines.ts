import { type Bin, binOf } from "./lens-bins.ts";

/** A run of neighbouring units of one line that share a bin; offsets are UTF-16 within the line. */
export type LensRange = { readonly start: number; readonly end: number; readonly bin: Bin };

/** One line of the target with the sum of what its units gained. */
export type LensLine = {
  /** 1-based. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly ranges: readonly LensRange[];
  /** Nats, unclipped; null where no unit of the line is scored. */
  readonly total: number | null;
};

/** The change between two versions of a thought, over one target. */
export type Lens = {
  readonly changes: readonly number[];
  /** Sum of the changes of scored units up to and with each unit, nats. */
  readonly running: readonly number[];
  readonly lines: readonly LensLine[];
  readonly sum: number;
  /** Largest absolute line total: the shared range of the gutter bars. */
  readonly range: number;
  readonly scored: number;
};

type Input = {
  readonly target: string;
  /** UTF-16 ends of the units, ascending. */
  readonly unitEnds: readonly number[];
  readonly scoredFrom: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
};

/**
 * Change of log-probability by unit and by line. A unit counts for the line in which it begins, so that line totals add
 * up to the sum; its colour covers every line that it touches.
 */
export function buildLens(input: Input): Lens {
  const { target, unitEnds, scoredFrom } = input;
  const changes = unitEnds.map((_, index) => (input.to[index] ?? 0) - (input.from[index] ?? 0));
  const starts = lineStarts(target);
  const ranges: LensRange[][] = starts.map(() => []);
  const totals: (number | null)[] = starts.map(() => null);
  const running: number[] = [];
  let sum = 0;
  let line = 0;
  let start = 0;
  for (let unit = 0; unit < unitEnds.length; unit += 1) {
    const end = unitEnds[unit] ?? start;
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= start) line += 1;
    if (unit >= scoredFrom) {
      const change = changes[unit] ?? 0;
      sum += change;
      totals[line] = (totals[line] ?? 0) + change;
      paint(ranges, starts, target, line, start, end, binOf(change));
    }
    running.push(sum);
    start = end;
  }
  const lines = starts.map((lineStart, index) => ({
    number: index + 1,
    start: lineStart,
    end: lineEnd(starts, target, index),
    ranges: ranges[index] ?? [],
    total: totals[index] ?? null,
  }));
  const range = lines.reduce((most, each) => Math.max(most, Math.abs(each.total ?? 0)), 0);
  return { changes, running, lines, sum, range, scored: Math.max(0, unitEnds.length - scoredFrom) };
}

/** The unit that covers an offset of the target, or null past the last one. */
export function unitAt(unitEnds: readonly number[], offset: number): number | null {
  let low = 0;
  let high = unitEnds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((unitEnds[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low < unitEnds.length ? low : null;
}

/** A line in the table "where the gain comes from": `running` is the share of the sum reached with it, best line first. */
export type GainLine = { readonly line: LensLine; readonly total: number; readonly running: number | null };

/** Lines with their totals, best first; equal totals in the order of the file. */
export function linesByGain(lens: Lens): GainLine[] {
  const scored = lens.lines.flatMap((line) => (line.total === null ? [] : [{ line, total: line.total }]));
  scored.sort((a, b) => b.total - a.total || a.line.number - b.line.number);
  let sum = 0;
  return scored.map(({ line, total }) => {
    sum += total;
    return { line, total, running: lens.sum > 0 ? sum / lens.sum : null };
  });
}

/** UTF-16 offsets at which lines begin; a text that ends in a line feed has no empty last line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    if (at + 1 < text.length) starts.push(at + 1);
  }
  return starts;
}

function lineEnd(starts: readonly number[], text: string, line: number): number {
  const next = starts[line + 1] ?? text.length;
  return text[next - 1] === "\n" ? next - 1 : next;
}

/** Adds a unit's colour to every line it touches, joining it to the run before where the bin is the same. */
function paint(
  ranges: LensRange[][],
  starts: readonly number[],
  target: string,
  firstLine: number,
  start: number,
  end: number,
  bin: Bin,
): void {
  if (bin === 0) return;
  for (let line = firstLine; line < starts.length && (starts[line] ?? 0) < end; line += 1) {
    const lineStart = starts[line] ?? 0;
    const from = Math.max(start, lineStart) - lineStart;
    const to = Math.min(end, lineEnd(starts, target, line)) - lineStart;
    if (to <= from) continue;
    const row = ranges[line];
    const last = row?.at(-1);
    if (row && last && last.bin === bin && last.end === from) row[row.length - 1] = { ...last, end: to };
    else row?.push({ start: from, end: to, bin });
  }
}
