import { z } from "zod";
import { RunSource, RunState, StartRunInput } from "#lib/runs/index.ts";

const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be 1 to 40 of a-z, 0-9 and -, beginning with a letter or digit");

/** What an arm is measured against: no thought at all, or another file's thought of the same length. */
export const Control = z.enum(["raw", "placebo"]);
export type Control = z.infer<typeof Control>;

const RunArm = z.strictObject({ name: Name, config: StartRunInput.shape.config });
/** Needs no runs of its own: every search measures its thought against both controls. */
const ControlArm = z.strictObject({ name: Name, control: Control });
export const Arm = z.union([RunArm, ControlArm]);
export type Arm = z.infer<typeof Arm>;

/** The paper's comparison, with the two controls that it wants. */
const STANDARD_ARMS: Arm[] = [
  { name: "raw", control: "raw" },
  { name: "placebo", control: "placebo" },
  ...(["off", "faithful", "guarded"] as const).map((mode) => ({
    name: mode,
    config: StartRunInput.shape.config.parse({ search: { mode } }),
  })),
];

/** What is run. Every source is run once under every arm. */
export const ExperimentSpec = z
  .strictObject({
    name: Name,
    sources: z.array(RunSource).min(1).max(500),
    arms: z.array(Arm).min(1).max(12).default(STANDARD_ARMS),
    /** Of each run, not of all together. */
    budget: StartRunInput.shape.budget.unwrap().optional(),
    /** Of the bootstrap. */
    seed: z.int().default(1),
  })
  .refine(({ arms }) => new Set(arms.map((arm) => arm.name)).size === arms.length, {
    message: "must each have a name of their own",
    path: ["arms"],
  })
  // An empty list is told of above.
  .refine(({ arms }) => arms.length === 0 || arms.some((arm) => "config" in arm), {
    message: "must hold one with a config, since controls are measured in its runs",
    path: ["arms"],
  });
export type ExperimentSpec = z.infer<typeof ExperimentSpec>;

/** The numbers of one thought. S is in nats per unit, lower is better; see lib/trajectory. */
export const ThoughtMeasure = z.strictObject({
  repository: z.string(),
  path: z.string(),
  arm: z.string(),
  /** Units of the target that are scored. */
  units: z.int(),
  noThought: z.number(),
  placebo: z.number(),
  initial: z.number(),
  final: z.number(),
  /** Of S(initial) - S(final), what remains on units in no run shared with a thought. */
  netGain: z.number(),
  rewrites: z.int(),
  accepted: z.int(),
  dropped: z.boolean(),
  /** After each pass from 0, the start; the last value holds on where a search has stopped. */
  passes: z.array(z.strictObject({ s: z.number(), meanLogprob: z.number(), words: z.int() })).min(1),
});
export type ThoughtMeasure = z.infer<typeof ThoughtMeasure>;

/** A mean and its 95 % interval; `low` and `high` are null where one repository is all there is. */
export const Interval = z.strictObject({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Interval = z.infer<typeof Interval>;

export const Curve = z.strictObject({ arm: z.string(), thoughts: z.int(), points: z.array(Interval) });
export type Curve = z.infer<typeof Curve>;

const ArmSummary = z.strictObject({
  arm: z.string(),
  /** Null for an arm that was run. A control has neither search nor cost. */
  control: Control.nullable(),
  repositories: z.int(),
  thoughts: z.int(),
  /** Scorer, tokenizer and unit of the numbers; an arm measured by several is refused. */
  scorer: z.string(),
  unit: z.string(),
  noThought: Interval,
  placebo: Interval,
  initial: Interval,
  final: Interval,
  /** S(no thought) - S(final). */
  gain: Interval,
  /** S(placebo) - S(final): what more than any text of that length gives. */
  gainOverPlacebo: Interval,
  /** S(initial) - S(final), and its part net of what was quoted. */
  searchGain: Interval,
  netSearchGain: Interval,
  /** Shares, 0 to 1. */
  improved: Interval,
  better: Interval,
  dropped: Interval,
  /** Words of a thought at the start and at the end. */
  initialWords: Interval,
  finalWords: Interval,
  rewrites: z.int(),
  accepted: z.int(),
  cost: z.strictObject({
    calls: z.int(),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    /** Null where any call has no price. */
    usd: z.number().nullable(),
    /** From a run's start to its end, summed. */
    seconds: z.number(),
  }),
});

/** S(final) of one arm less that of another, over the thoughts that both have; below 0 the first is better. */
const Comparison = z.strictObject({ arm: z.string(), against: z.string(), thoughts: z.int(), difference: Interval });

export const ExperimentReport = z.strictObject({
  schema: z.literal("retrace-experiment/1"),
  name: z.string(),
  /** Whether every run is done; until then the numbers are of those that are. */
  complete: z.boolean(),
  /** How the intervals were made, in one sentence. */
  method: z.string(),
  arms: z.array(ArmSummary),
  comparisons: z.array(Comparison),
  curves: z.strictObject({
    /** S at the start less S after the pass. */
    gain: z.array(Curve),
    /** Perplexity after the pass over that at the start, unclipped. */
    perplexity: z.array(Curve),
    words: z.array(Curve),
  }),
  repositories: z.array(
    z.strictObject({
      name: z.string(),
      commit: z.string().nullable(),
      license: z.string().nullable(),
      files: z.int(),
      thoughts: z.int(),
      gains: z.record(z.string(), z.number()),
    }),
  ),
});
export type ExperimentReport = z.infer<typeof ExperimentReport>;

/** A line chart, ready to draw: places in pixels of a box of width by height. */
export const Figure = z.strictObject({
  title: z.string(),
  width: z.number(),
  height: z.number(),
  xTicks: z.array(z.strictObject({ at: z.number(), label: z.string() })),
  yTicks: z.array(z.strictObject({ at: z.number(), label: z.string() })),
  xLabel: z.string(),
  yLabel: z.string(),
  lines: z.array(
    z.strictObject({
      name: z.string(),
      points: z.array(z.strictObject({ x: z.number(), y: z.number() })),
      /** The interval as a closed outline; empty where there is none. */
      band: z.array(z.strictObject({ x: z.number(), y: z.number() })),
    }),
  ),
});
export type Figure = z.infer<typeof Figure>;

/** An experiment as lists show it. */
export const Experiment = z.strictObject({
  id: z.string(),
  name: z.string(),
  spec: ExperimentSpec,
  runs: z.array(
    z.strictObject({
      arm: z.string(),
      runId: z.string(),
      name: z.string(),
      state: RunState,
      trajectoryId: z.string().nullable(),
      files: z.strictObject({ total: z.int(), done: z.int(), failed: z.int() }),
      error: z.string().nullable(),
    }),
  ),
  createdAt: z.string(),
});
export type Experiment = z.infer<typeof Experiment>;
