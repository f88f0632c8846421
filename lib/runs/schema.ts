import { z } from "zod";
import { Budget, CallTotals, ModelPrice, PendingBatch, RunEstimate, RunSpending } from "#lib/calls/index.ts";
import { ProbeReport } from "#lib/llm/probe-report.ts";
import { ImportLimits, Source } from "#lib/sources/index.ts";
import { defaultRunConfig, RunConfig } from "#lib/trajectory/index.ts";

export const RunState = z.enum(["queued", "running", "paused", "done", "failed", "cancelled"]);
export type RunState = z.infer<typeof RunState>;

export const RunStage = z.enum(["import", "structure", "plan", "write", "flatten", "done"]);
export type RunStage = z.infer<typeof RunStage>;

/** A source to import first, or a snapshot that is there already. */
export const RunSource = z.union([
  Source,
  z.strictObject({ kind: z.literal("snapshot"), snapshotId: z.string().min(1) }),
]);
export type RunSource = z.infer<typeof RunSource>;

export const StartRunInput = z.strictObject({
  source: RunSource,
  config: z
    .strictObject({ ...RunConfig.shape, search: z.strictObject(RunConfig.shape.search.shape).partial() })
    .partial()
    .default({}),
  /** Null spends what it needs. */
  budget: Budget.nullable().default(null),
});
export type StartRunInput = z.input<typeof StartRunInput>;

/** The whole config from a partial one. */
export function completeConfig(partial: z.infer<typeof StartRunInput>["config"]): RunConfig {
  const { search, ...rest } = partial;
  return RunConfig.parse({ ...defaultRunConfig, ...rest, search: { ...defaultRunConfig.search, ...search } });
}

export const RunFileState = z.enum(["waiting", "author", "score", "refine", "done", "failed"]);
export type RunFileState = z.infer<typeof RunFileState>;

/** One file of a run, in order of writing. */
export const RunFile = z.strictObject({
  order: z.int(),
  path: z.string(),
  state: RunFileState,
  stepsDone: z.int(),
  steps: z.int(),
  /** Mean gain of its thoughts over no thought, nats per unit. */
  gain: z.number().nullable(),
  note: z.string().nullable(),
  workerId: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type RunFile = z.infer<typeof RunFile>;

/** A run as lists show it. */
export const RunHead = z.strictObject({
  id: z.string(),
  name: z.string(),
  source: RunSource,
  config: RunConfig,
  state: RunState,
  stage: RunStage,
  snapshotId: z.string().nullable(),
  trajectoryId: z.string().nullable(),
  error: z.string().nullable(),
  files: z.strictObject({ total: z.int(), done: z.int(), failed: z.int() }),
  meanGain: z.number().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type RunHead = z.infer<typeof RunHead>;

/** One line of a run's account. `id` is what a live stream resumes after. */
export const RunEvent = z.strictObject({
  id: z.string(),
  at: z.string(),
  level: z.enum(["info", "note", "warning", "error"]),
  kind: z.string(),
  path: z.string().nullable(),
  message: z.string(),
});
export type RunEvent = z.infer<typeof RunEvent>;

/** Everything the run screen shows. */
export const RunDetail = z.strictObject({
  run: RunHead,
  files: z.array(RunFile),
  events: z.array(RunEvent),
  calls: z.array(CallTotals),
  spending: RunSpending,
  /** What its scorer was found to do; null until asked, and where it needs no asking. */
  probe: ProbeReport.nullable(),
  /** What it waits for from a provider's batches; null where it waits for none. */
  batch: PendingBatch.nullable().default(null),
  workers: z.int(),
});
export type RunDetail = z.infer<typeof RunDetail>;

/** A message of the live stream: what changed, so that the browser fetches it anew or patches it. */
export const RunSignal = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("run"), run: RunHead }),
  z.strictObject({ type: z.literal("file"), runId: z.string(), file: RunFile }),
  z.strictObject({ type: z.literal("event"), runId: z.string(), event: RunEvent }),
]);
export type RunSignal = z.infer<typeof RunSignal>;

/** What a run may spend from now on; `resume` lets one that its budget has paused go on. */
export const BudgetInput = z.strictObject({ budget: Budget.nullable(), resume: z.boolean().default(false) });
export type BudgetInput = z.input<typeof BudgetInput>;

export const EstimateInput = z.strictObject({ config: StartRunInput.shape.config });
export type EstimateInput = z.input<typeof EstimateInput>;

/** What a run over a snapshot would ask of its models, and what the figures rest on. */
export const SnapshotEstimate = z.strictObject({ ...RunEstimate.shape, basis: z.array(z.string()) });
export type SnapshotEstimate = z.infer<typeof SnapshotEstimate>;

/** How calls to one replica of an endpoint stand, in the process that answers. */
export const LaneReading = z.strictObject({
  name: z.string(),
  inFlight: z.int(),
  waiting: z.int(),
  limit: z.number(),
  /** How long the server asked everyone to wait; 0 where it did not. */
  pausedForMs: z.number(),
  circuit: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("closed") }),
    z.strictObject({ kind: z.literal("open"), cause: z.string(), triesInMs: z.number() }),
    z.strictObject({ kind: z.literal("trial"), cause: z.string() }),
  ]),
  answered: z.int(),
  failed: z.int(),
});
export type LaneReading = z.infer<typeof LaneReading>;

const AuthorSetting = z.strictObject({
  name: RunConfig.shape.author,
  id: z.string(),
  available: z.boolean(),
  description: z.string(),
  address: z.string().optional(),
  /** Why it is not available. */
  reason: z.string().optional(),
  /** Of the web server, which asks no model but to probe it; workers have lanes of their own. */
  lanes: z.array(LaneReading).default([]),
  /** Whether the operator's prices name this model; null for one that costs nothing. */
  priced: z.boolean().nullable().default(null),
  price: ModelPrice.nullable().default(null),
});

const ScorerSetting = z.strictObject({
  name: RunConfig.shape.scorer,
  id: z.string(),
  kind: z.enum(["language-model", "stand-in", "none"]),
  unit: z.string(),
  tokenizer: z.string(),
  available: z.boolean(),
  description: z.string(),
  address: z.string().optional(),
  reason: z.string().optional(),
  lanes: z.array(LaneReading).default([]),
  priced: z.boolean().nullable().default(null),
  price: ModelPrice.nullable().default(null),
  /** The newest probe of this model, by any run or by hand. */
  probe: ProbeReport.nullable(),
});

/** What this installation runs on and allows. Holds no key and no password. */
export const Settings = z.strictObject({
  version: z.string(),
  runtime: z.string(),
  database: z.strictObject({ kind: z.enum(["embedded", "external"]), version: z.string() }),
  authors: z.array(AuthorSetting),
  /** Day of the operator's price table; null where none is given, and then costs are unknown. */
  pricesAsOf: z.string().nullable(),
  scorers: z.array(ScorerSetting),
  defaults: RunConfig,
  limits: ImportLimits,
  policy: z.strictObject({ folders: z.boolean(), localGit: z.boolean() }),
  workers: z.int().nonnegative(),
});
export type Settings = z.infer<typeof Settings>;
