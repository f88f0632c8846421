import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { getRun, listRuns, type RunHead } from "#lib/runs/server.ts";
import { at } from "#lib/std/assert.ts";
import { getTrajectory, scoredThoughts } from "#lib/trajectory/server.ts";
import { type MeasuredThought, measureControl, measureThought } from "./measure.ts";
import { type ReportInput, reportOf } from "./report.ts";
import { Experiment, type ExperimentReport, type ExperimentSpec } from "./schema.ts";
import * as store from "./store.ts";

/** Newest first. */
export async function listExperiments(actor: Actor): Promise<Experiment[]> {
  authorize(actor, "run:read");
  const [experiments, runs] = await Promise.all([store.listExperiments(), listRuns(actor)]);
  return experiments.map((experiment) => withRuns(experiment, runs));
}

export async function readExperiment(actor: Actor, id: string): Promise<Experiment> {
  authorize(actor, "run:read");
  const [experiment, runs] = await Promise.all([store.getExperiment(id), listRuns(actor)]);
  return withRuns(experiment, runs);
}

/** Tables and curves over the runs that are done. */
export async function experimentReport(actor: Actor, id: string): Promise<ExperimentReport> {
  const { name, spec, runs } = await readExperiment(actor, id);
  const repositories = new Map<string, ReportInput["repositories"][number]>();
  const measured = new Map<string, MeasuredArm>();
  for (const arm of spec.arms) {
    if (!("config" in arm)) continue;
    const done = runs.filter((run) => run.arm === arm.name && run.state === "done");
    measured.set(arm.name, await readArm(actor, done, repositories));
  }
  const controlled = measured.get(armOfControls(spec)) ?? NOTHING_MEASURED;
  return reportOf({
    name,
    seed: spec.seed,
    complete: runs.every((run) => run.state === "done"),
    arms: spec.arms.map((arm) => {
      const { scorer, unit, thoughts, cost } = measured.get(arm.name) ?? { ...controlled, cost: NO_COST };
      const control = "control" in arm ? arm.control : null;
      const measures = thoughts.map((thought) => {
        const named = { ...thought, arm: arm.name };
        return control === null ? measureThought(named) : measureControl(named, control);
      });
      return { name: arm.name, control, scorer, unit, measures, cost };
    }),
    repositories: [...repositories.values()],
  });
}

type MeasuredArm = {
  readonly scorer: string;
  readonly unit: string;
  readonly thoughts: readonly Omit<MeasuredThought, "arm">[];
  readonly cost: Cost;
};

async function readArm(
  actor: Actor,
  done: Experiment["runs"],
  repositories: Map<string, ReportInput["repositories"][number]>,
): Promise<MeasuredArm> {
  const thoughts: Omit<MeasuredThought, "arm">[] = [];
  let scorer = "";
  let unit = "";
  for (const { trajectoryId } of done) {
    if (trajectoryId === null) continue;
    const { repository, stats } = await getTrajectory(actor, trajectoryId);
    const { commit, license } = repository;
    const key = keyOf(repository, repositories);
    repositories.set(key, { name: key, commit, license, files: stats.files });
    for (const thought of await scoredThoughts(actor, trajectoryId)) {
      scorer = `${thought.scores.scorer} (${thought.scores.tokenizer})`;
      unit = thought.scores.unit;
      thoughts.push({ ...thought, repository: key });
    }
  }
  const cost = await costOf(
    actor,
    done.map((run) => run.runId),
  );
  return { scorer, unit, thoughts, cost };
}

/** Controls are read off thoughts as first written: from an arm without a search where there is one. */
function armOfControls({ arms }: ExperimentSpec): string {
  const run = arms.filter((arm) => "config" in arm);
  return (run.find(({ config }) => config.search?.mode === "off") ?? at(run, 0)).name;
}

/** Two commits of one repository are two repositories here. */
function keyOf(
  { name, commit }: { readonly name: string; readonly commit: string | null },
  known: ReadonlyMap<string, { readonly commit: string | null }>,
): string {
  const same = known.get(name);
  return same === undefined || same.commit === commit ? name : `${name} ${commit?.slice(0, 12) ?? "as it was"}`;
}

type Cost = ReportInput["arms"][number]["cost"];

const NO_COST: Cost = { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0, seconds: 0 };
const NOTHING_MEASURED: MeasuredArm = { scorer: "", unit: "", thoughts: [], cost: NO_COST };

async function costOf(actor: Actor, runIds: readonly string[]): Promise<Cost> {
  let cost = NO_COST;
  for (const id of runIds) {
    const { run, calls } = await getRun(actor, id);
    const ms = run.startedAt && run.finishedAt ? Date.parse(run.finishedAt) - Date.parse(run.startedAt) : 0;
    cost = { ...cost, seconds: cost.seconds + ms / 1000 };
    for (const call of calls) {
      cost = {
        ...cost,
        calls: cost.calls + call.calls,
        inputTokens: add(cost.inputTokens, call.inputTokens),
        outputTokens: add(cost.outputTokens, call.outputTokens),
        usd: call.unpricedCalls > 0 ? null : add(cost.usd, call.costUsd ?? 0),
      };
    }
  }
  return cost;
}

/** A figure that one part does not know is unknown for the whole. */
function add(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

function withRuns({ id, name, spec, createdAt, runs }: store.StoredExperiment, heads: readonly RunHead[]): Experiment {
  const byId = new Map(heads.map((head) => [head.id, head]));
  return Experiment.parse({
    id,
    name,
    spec,
    createdAt,
    runs: runs.flatMap(({ arm, runId }) => {
      const head = byId.get(runId);
      if (!head) return [];
      const { state, trajectoryId, files, error } = head;
      return [{ arm, runId, name: head.name, state, trajectoryId, files, error }];
    }),
  });
}
