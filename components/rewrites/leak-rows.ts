import { formatCount, formatPercent } from "#components/ui/format.ts";
import type { Leak, RunConfig } from "#lib/trajectory/index.ts";

export type LeakRow = {
  readonly name: string;
  /** What is measured, in a sentence. */
  readonly title: string;
  readonly here: string;
  /** Blank where the gate does not ask for it. */
  readonly limit: string;
  readonly over: boolean;
};

/** Every measure of the leak with the most that the run's gate allows; what was not measured is left out. */
export function leakRows(leak: Leak, search: RunConfig["search"]): LeakRow[] {
  const share = (value: number) => formatPercent(value);
  const count = (value: number) => formatCount(value);
  // In a short thought one run of eight is a large share, so that the gate asks for more than one run's worth of tokens.
  const manyCopied = (leak.copiedTokens ?? search.leakRun + 1) > search.leakRun;
  return [
    row(
      "runs of 8 tokens",
      "Share of the thought's runs of 8 code tokens that stand in the target and were not known",
      {
        value: leak.overlap,
        most: search.leakOverlap,
        format: share,
        counts: manyCopied,
      },
    ),
    row("copied tokens", "Tokens of the thought in common runs of 8 and more", {
      value: leak.copiedTokens,
      format: count,
    }),
    row("longest run", "Code tokens in a row that the thought has in common with the target", {
      value: leak.longestRun,
      most: search.leakRun,
      format: count,
    }),
    row("in pieces, bits", "Bits that the pieces of one stretch tell of the target together, in whatever order", {
      value: leak.pieceBits,
      most: search.leakPieces,
      format: (value) => value.toFixed(0),
    }),
    row("under other names, bits", "What the run says most that stands in the target with its names changed", {
      value: leak.renamedBits,
      most: search.leakBits,
      format: (value) => value.toFixed(0),
    }),
    row("told in words, bits", "What one stretch of the thought tells of the target's code by reading it aloud", {
      value: leak.spokenBits,
      most: search.leakSpoken,
      format: (value) => value.toFixed(0),
    }),
    row("runs of 13 words", "Share of the thought's runs of 13 words that stand in the target", {
      value: leak.words13,
      format: share,
    }),
    row("gain from copies", "Share of the gain that vanishes when what is copied is blanked", {
      value: leak.copiedGain,
      most: search.copiedGain,
      format: (value) => formatPercent(value, 0),
    }),
    row("length to target", "Tokens of the thought for each of the target", {
      value: leak.lengthRatio,
      most: search.lengthRatio,
      format: (value) => value.toFixed(2),
      // A short thought, or one no longer than what it rewrites, never fails for its length.
      counts: false,
    }),
    row("repeats itself", "Share of the thought's own runs of 13 words that come again", {
      value: leak.repetition,
      format: share,
    }),
  ].flat();
}

function row(
  name: string,
  title: string,
  {
    value,
    most,
    format,
    counts = true,
  }: {
    readonly value: number | undefined;
    readonly most?: number;
    readonly format: (value: number) => string;
    readonly counts?: boolean;
  },
): LeakRow[] {
  if (value === undefined) return [];
  const limit = most === undefined ? "" : format(most);
  return [{ name, title, here: format(value), limit, over: counts && most !== undefined && value > most }];
}

/** Whether the search of this mode refuses what is over a limit; the others only tell. */
export function hasGate(mode: RunConfig["search"]["mode"]): boolean {
  return mode === "guarded" || mode === "segment";
}
