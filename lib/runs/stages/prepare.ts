import { localOwner } from "#lib/auth/actor.ts";
import { transaction } from "#lib/db/transaction.ts";
import type { ProbeReport } from "#lib/llm/index.ts";
import { getSnapshot, importSource, structureOf } from "#lib/sources/server.ts";
import { AppError } from "#lib/std/errors.ts";
import { contentId } from "#lib/std/hash.ts";
import { renderPrelude, simulateMain } from "#lib/synthesis/server.ts";
import { createTrajectory, findTrajectoryState, saveMainSteps } from "#lib/trajectory/server.ts";
import { counted } from "../counted.ts";
import { enqueueFile, placeOf } from "../enqueue.ts";
import { estimateInWords, estimateOf } from "../estimate.ts";
import { loadMaterial } from "../material.ts";
import { authorOf, probeOf, scorerOf } from "../models/models.ts";
import { importPolicy } from "../policy.ts";
import type { RunStage } from "../schema.ts";
import { throwIfStopped } from "../stopped.ts";
import * as store from "../store.ts";

type Work = Awaited<ReturnType<typeof store.getRunWork>>;

/** Everything before the files: import, structure, plan. Each part is skipped where an earlier attempt has finished it. */
export async function prepare(runId: string, signal: AbortSignal): Promise<void> {
  await store.moveRun(runId, ["queued"], { state: "running", startedAt: new Date() });
  await throwIfStopped(runId, signal);
  const run = await store.getRunWork(runId);
  if (run.stage === "write" || run.stage === "flatten" || run.stage === "done") return;

  const snapshotId = run.snapshotId ?? (await importStage(run, signal));
  await throwIfStopped(runId, signal);
  await structureStage(run, snapshotId, signal);
  await throwIfStopped(runId, signal);
  await tellEstimate(run, snapshotId);
  await planStage({ ...run, probe: await probeStage(run, signal) }, snapshotId, signal);
}

async function importStage(run: Work, signal: AbortSignal): Promise<string> {
  if (run.source.kind === "snapshot") {
    await store.updateRun(run.id, { snapshotId: run.source.snapshotId, stage: "structure" });
    return run.source.snapshotId;
  }
  const head = await importSource(run.source, { policy: importPolicy(), signal });
  const left = head.report.leftOut.length;
  await transaction(async (tx) => {
    await store.updateRun(run.id, { snapshotId: head.id, name: head.name, stage: "structure" }, tx);
    const licence = head.license ? `licence ${head.license}` : "no licence found";
    await store.addEvent(
      run.id,
      {
        level: "info",
        kind: "import",
        once: "imported",
        message: `${head.fileCount} files imported, ${left} left out, ${licence}`,
      },
      tx,
    );
  });
  return head.id;
}

async function structureStage(run: Work, snapshotId: string, signal: AbortSignal): Promise<void> {
  const structure = await structureOf(snapshotId, signal);
  if (structure.order.length === 0)
    throw new AppError("invalid", "source: nothing to write; every file is binary, generated or vendored");
  const { files, edges, order } = structure;
  const message = `${counted(files.length, "file")}, ${counted(edges.length, "edge")}, ${order.length} to write`;
  await store.addEvent(run.id, { level: "info", kind: "structure", once: "structured", message });
  await store.updateRun(run.id, { stage: "plan" satisfies RunStage });
}

/** What the run will ask at most, told before the first call that costs anything. */
async function tellEstimate(run: Work, snapshotId: string): Promise<void> {
  if (placeOf(run.config) === "here") return;
  const message = estimateInWords(await estimateOf(snapshotId, run.config, run.probe));
  await store.addEvent(run.id, { level: "info", kind: "estimate", once: "estimated", message });
}

/** What the run's scorer can do, asked once for the whole run. One that cannot be used turns the search off and says why. */
async function probeStage(run: Work, signal: AbortSignal): Promise<ProbeReport | null> {
  if (run.probe) return run.probe;
  const probe = await probeOf(run, signal);
  if (!probe) return null;
  await transaction(async (tx) => {
    await store.saveProbe(run.id, probe, tx);
    await store.addEvent(run.id, { ...probeEvent(probe), kind: "probe", once: "probed" }, tx);
  });
  return probe;
}

function probeEvent(probe: ProbeReport): { readonly level: "info" | "warning"; readonly message: string } {
  if (probe.passed) {
    return {
      level: "info",
      message: `scorer ${probe.modelId} can be used; its noise is ${probe.noiseNats.toFixed(4)} nats per token`,
    };
  }
  const failed = probe.checks.filter((check) => check.required && !check.passed);
  const why = failed.map(({ name, finding, remedy }) => `${name}: ${finding}.${remedy === null ? "" : ` ${remedy}`}`);
  return { level: "warning", message: `search is off, because ${probe.modelId} cannot be used. ${why.join(" ")}` };
}

async function planStage(run: Work, snapshotId: string, signal: AbortSignal): Promise<void> {
  const author = authorOf(run, "plan");
  const scorer = scorerOf(run);
  const [material, head] = await Promise.all([loadMaterial(snapshotId), getSnapshot(localOwner, snapshotId)]);
  const trajectoryId = contentId("trj", {
    snapshotId,
    config: run.config,
    author: author.id,
    scorer: scorer?.id ?? null,
  });

  if ((await findTrajectoryState(trajectoryId)) === "done") {
    await transaction(async (tx) => {
      await store.updateRun(run.id, { trajectoryId, stage: "done", state: "done", finishedAt: new Date() }, tx);
      await store.addEvent(
        run.id,
        {
          level: "note",
          kind: "plan",
          once: "known",
          message: "the same work was done before; its trajectory is shown",
        },
        tx,
      );
    });
    return;
  }
  const other = await store.otherRunOnTrajectory(trajectoryId, run.id);
  if (other)
    throw new AppError(
      "conflict",
      `Run ${other.id} is making this trajectory already (${other.state}). Open it, or cancel it first.`,
    );

  const { steps, audit, requirements, plan } = await simulateMain(author, material.brief, signal);
  const repository = {
    name: head.name,
    address: head.address,
    commit: head.commit,
    license: head.license,
    subPath: head.subPath,
  };
  await transaction(async (tx) => {
    await createTrajectory(
      {
        id: trajectoryId,
        runId: run.id,
        snapshotId,
        repository,
        author: author.id,
        scorer: scorer?.id ?? null,
        config: run.config,
        prelude: renderPrelude(repository, material.structure),
      },
      tx,
    );
    await saveMainSteps(trajectoryId, steps, audit, tx);
    const files = material.structure.order.map((path, order) => ({ path, order }));
    await store.insertRunFiles(run.id, files, tx);
    await store.saveDesign(run.id, { requirements, plan }, tx);
    await store.updateRun(run.id, { trajectoryId, stage: "write" }, tx);
    const message = `${requirements.length} requirements, ${plan.entries.length} files planned`;
    await store.addEvent(run.id, { level: "info", kind: "plan", once: "planned", message }, tx);
    for (const file of files) await enqueueFile(tx, run, file.order);
  });
}
