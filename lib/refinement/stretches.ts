import type { TextRun } from "./leak-spans.ts";

/** Pieces of the target that stand close together in a thought, in whatever order, and what they tell together. */
export type Stretch = { readonly bits: number; readonly pieces: readonly TextRun[] };

/**
 * Finds the stretches that tell something, from left to right, in linear time: what pieces tell is added, what stands
 * between them is taken off, and a stretch ends where the sum was highest (Bentley, Programming Pearls, 1984, column 7).
 * `runs` are in order and do not overlap; `tells` gives the bits of each that count, and 0 or less for one that is no piece.
 */
export function stretchesOf(
  runs: readonly TextRun[],
  tells: (run: TextRun, told: Set<number>) => number,
  gapBits: number,
): Stretch[] {
  const found: Stretch[] = [];
  const told = new Set<number>();
  let open = startStretch();
  let at = 0;
  for (const run of runs) {
    open.sum -= (run.from - at) * gapBits;
    at = run.from + run.length;
    if (open.sum <= 0) {
      if (open.most > 0) found.push(finished(open));
      open = startStretch();
    }
    const bits = tells(run, told);
    open.sum += Math.max(bits, -run.length * gapBits);
    if (bits <= 0) continue;
    open.pieces.push(run);
    if (open.sum <= open.most) continue;
    open.most = open.sum;
    open.piecesAtMost = open.pieces.length;
  }
  if (open.most > 0) found.push(finished(open));
  return found;
}

/** Bits of the stretch that tells most. */
export function mostBits(stretches: readonly Stretch[]): number {
  return stretches.reduce((most, { bits }) => Math.max(most, bits), 0);
}

type OpenStretch = { sum: number; most: number; readonly pieces: TextRun[]; piecesAtMost: number };

function startStretch(): OpenStretch {
  return { sum: 0, most: 0, pieces: [], piecesAtMost: 0 };
}

function finished({ most, pieces, piecesAtMost }: OpenStretch): Stretch {
  return { bits: most, pieces: pieces.slice(0, piecesAtMost) };
}
