import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { findEqualRun, resumeRun, startRun } from "#lib/runs/server.ts";
import { contentId } from "#lib/std/hash.ts";
import { readExperiment } from "./read-experiment.ts";
import { type Experiment, ExperimentSpec } from "./schema.ts";
import * as store from "./store.ts";

/**
 * Starts every run that an experiment needs. A run of equal source and config that is there already is used, and one that
 * was paused or has failed goes on: starting an experiment again continues it.
 */
export async function startExperiment(actor: Actor, input: unknown): Promise<Experiment> {
  authorize(actor, "run:write");
  const spec = ExperimentSpec.parse(input);
  const id = contentId("exp", spec);
  await store.insertExperiment(id, spec);
  for (const [source, from] of spec.sources.entries()) {
    for (const arm of spec.arms) {
      if (!("config" in arm)) continue;
      const { name, config } = arm;
      const run =
        (await findEqualRun(actor, { source: from, config })) ??
        (await startRun(actor, { source: from, config, budget: spec.budget ?? null }));
      if (run.state === "paused" || run.state === "failed") await resumeRun(actor, run.id);
      await store.putExperimentRun({ experimentId: id, arm: name, source, runId: run.id });
    }
  }
  return readExperiment(actor, id);
}
