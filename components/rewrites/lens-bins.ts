/** Edges of the change bins, nats; the same on both sides of zero (visual.md, "Change of log-probability"). */
export const binEdges = [0.05, 0.2, 0.5, 1] as const;

/** 0 has no fill; 1 to 4 are better, −1 to −4 worse. */
export type Bin = -4 | -3 | -2 | -1 | 0 | 1 | 2 | 3 | 4;

/** All bins from worst to best, as the legend shows them. */
export const bins: readonly Bin[] = [-4, -3, -2, -1, 0, 1, 2, 3, 4];

/** The bin of one unit's change of log-probability; what is beyond ±1 nat stays in the outermost bin. */
export function binOf(change: number): Bin {
  const size = Math.abs(change);
  if (!(size >= binEdges[0])) return 0;
  const better = change > 0;
  if (size < binEdges[1]) return better ? 1 : -1;
  if (size < binEdges[2]) return better ? 2 : -2;
  if (size < binEdges[3]) return better ? 3 : -3;
  return better ? 4 : -4;
}

/** How many units fall into each bin, in the order of `bins`. */
export function binCounts(changes: readonly number[], from = 0): number[] {
  const counts = bins.map(() => 0);
  for (let index = from; index < changes.length; index += 1) {
    const slot = binOf(changes[index] ?? 0) + 4;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

/** The suffix that names a bin in class names and custom highlights: "b3", "w1", "z". */
export function binName(bin: Bin): string {
  return bin === 0 ? "z" : bin > 0 ? `b${bin}` : `w${-bin}`;
}
