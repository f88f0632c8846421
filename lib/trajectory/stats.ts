import type { Scores, Segment, Trajectory } from "./schema.ts";

type CountedStep = {
  readonly kind: string;
  readonly tool: string | null;
  readonly scores: Scores | null;
};

/** Nats and bytes of one written file, scored after the files before it and without thought. */
export type Baseline = { readonly nats: number; readonly bytes: number };

/** The numbers in a trajectory's head. A mean over nothing is null, never 0. */
export function computeStats(input: {
  readonly steps: readonly CountedStep[];
  readonly segments: readonly Segment[];
  readonly baselines: readonly Baseline[];
}): Trajectory["stats"] {
  const { steps, segments, baselines } = input;
  const scores = steps.flatMap((step) => (step.scores ? [step.scores] : []));
  const units = new Set(scores.map((each) => each.unit));
  return {
    steps: steps.length,
    files: steps.filter((step) => step.kind === "action" && step.tool === "write").length,
    characters: segments.at(-1)?.end ?? 0,
    trainedCharacters: segments.reduce((sum, each) => sum + (each.train ? each.end - each.start : 0), 0),
    thinks: steps.filter((step) => step.kind === "think").length,
    scoredThinks: scores.length,
    improvedThinks: scores.filter((each) => each.final < each.initial).length,
    meanGain: mean(scores.map((each) => each.noThought - each.final)),
    meanPlaceboGain: mean(scores.map((each) => each.noThought - each.placebo)),
    warmBitsPerByte: bitsPerByte(baselines),
    unit: units.size === 1 ? ([...units][0] ?? null) : null,
  };
}

/** Head numbers of a trajectory that has no step yet. */
export const emptyStats: Trajectory["stats"] = computeStats({ steps: [], segments: [], baselines: [] });

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function bitsPerByte(baselines: readonly Baseline[]): number | null {
  const bytes = baselines.reduce((sum, each) => sum + each.bytes, 0);
  return bytes === 0 ? null : baselines.reduce((sum, each) => sum + each.nats, 0) / Math.LN2 / bytes;
}
