import type { ThoughtMeasure } from "#lib/experiments/index.ts";
import type { Leak, Scores } from "#lib/trajectory/index.ts";

/** One thought's numbers: first written at S = 1, then once bettered to `final`. */
export function aMeasure(part: Partial<ThoughtMeasure> = {}): ThoughtMeasure {
  const s = part.final ?? 0.8;
  return {
    repository: "a",
    path: "x.ts",
    arm: "guarded",
    units: 10,
    noThought: 1.2,
    placebo: 1.1,
    initial: 1,
    final: 0.8,
    netGain: 0.1,
    rewrites: 2,
    accepted: 1,
    dropped: false,
    passes: [
      { s: 1, meanLogprob: -1, words: 10 },
      { s, meanLogprob: -s, words: 14 },
    ],
    ...part,
  };
}

export const NO_LEAK: Leak = {
  overlap: 0,
  longestRun: 0,
  words13: 0,
  fencedLines: 0,
  repetition: 0,
  lengthRatio: 0.5,
  adjustedGain: null,
  spans: [],
};

export const SOME_SCORES: Scores = {
  noThought: 1.2,
  placebo: 1.1,
  initial: 1,
  final: 0.7,
  unit: "nats/span",
  units: 10,
  scorer: "test@1",
  tokenizer: "test",
  measuredAt: "2026-01-01T00:00:00.000Z",
};
