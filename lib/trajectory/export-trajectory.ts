import { AppError } from "#lib/std/errors.ts";
import { loadSteps } from "./load-steps.ts";
import type { ExportTrajectory } from "./row.ts";
import * as store from "./store.ts";

/** Everything an export needs of one finished trajectory. For the stage that writes exports, not for people. */
export async function loadExportTrajectory(id: string): Promise<ExportTrajectory> {
  const [head, prelude, steps, candidates] = await Promise.all([
    store.getTrajectory(id),
    store.getPrelude(id),
    loadSteps(id),
    store.candidatesByStep(id),
  ]);
  if (!head.fidelity) {
    throw new AppError("conflict", `Trajectory ${id} is still growing. Export it when its run is done.`);
  }
  return {
    id: head.id,
    repository: head.repository,
    author: head.author,
    scorer: head.scorer,
    config: head.config,
    fidelity: head.fidelity,
    prelude,
    steps: steps.map((step) => ({ ...step, candidates: candidates.get(step.id) ?? [] })),
  };
}
