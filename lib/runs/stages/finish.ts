import { transaction } from "#lib/db/transaction.ts";
import { invariant } from "#lib/std/assert.ts";
import { finishTrajectory } from "#lib/trajectory/server.ts";
import { loadMaterial } from "../material.ts";
import * as store from "../store.ts";

/** Flattens the trajectory, checks that all writes give the snapshot's bytes, and ends the run. */
export async function finish(runId: string): Promise<void> {
  const run = await store.getRunWork(runId);
  if (run.state === "done" || run.state === "cancelled") return;
  const files = await store.listRunFiles(runId);
  const failed = files.filter((file) => file.state === "failed");
  if (failed.length > 0) {
    const error = `${failed.length} of ${files.length} files failed, first ${failed[0]?.path}: ${failed[0]?.note}. Resume the run to try them again.`;
    await store.updateRun(runId, { state: "failed", error, finishedAt: new Date() });
    return;
  }
  if (files.some((file) => file.state !== "done")) return;
  invariant(run.snapshotId && run.trajectoryId, "a finished run has a snapshot and a trajectory");
  await store.updateRun(runId, { stage: "flatten" });
  const material = await loadMaterial(run.snapshotId);
  const expected = new Map(material.structure.order.map((path) => [path, material.files.get(path)?.sha256 ?? ""]));
  const edges = material.structure.edges;
  const { fidelity } = await finishTrajectory(run.trajectoryId, { expected, edges });
  await transaction(async (tx) => {
    const message = fidelity.ok
      ? `fidelity ${fidelity.files}/${expected.size}: all writes give the snapshot's bytes`
      : `fidelity broken in ${fidelity.problems.length} files, first ${fidelity.problems[0]?.path}: ${fidelity.problems[0]?.problem}`;
    await store.addEvent(
      runId,
      { level: fidelity.ok ? "info" : "error", kind: "flatten", message, once: "flattened" },
      tx,
    );
    await store.updateRun(runId, { stage: "done", state: "done", error: null, finishedAt: new Date() }, tx);
  });
}
