import { transaction } from "#lib/db/transaction.ts";
import { auditOrder, type OrderProblem } from "./audit-order.ts";
import { checkFidelity } from "./fidelity.ts";
import { flatten } from "./flatten.ts";
import { loadSteps } from "./load-steps.ts";
import type { AuditEvent, Fidelity, RefinedThought, StepDraft, Trajectory } from "./schema.ts";
import { type Baseline, computeStats } from "./stats.ts";
import * as store from "./store.ts";

/** Opens a trajectory; one with this id that is there already is left as it is. */
export async function createTrajectory(trajectory: store.NewTrajectory, tx?: store.Transaction): Promise<void> {
  await store.insertTrajectory(trajectory, tx);
}

export async function findTrajectoryState(id: string): Promise<Trajectory["state"] | null> {
  return (await store.findTrajectory(id))?.state ?? null;
}

/** Saves the main agent's opening; may be repeated. */
export async function saveMainSteps(
  trajectoryId: string,
  steps: readonly StepDraft[],
  audit: readonly AuditEvent[],
  tx?: store.Transaction,
): Promise<void> {
  await saveBlock(trajectoryId, 0, steps, audit, tx);
}

/** Saves the steps of one file, `block` being 1 + its order; may be repeated. */
export async function saveFileSteps(
  trajectoryId: string,
  block: number,
  steps: readonly StepDraft[],
  audit: readonly AuditEvent[],
  tx?: store.Transaction,
): Promise<void> {
  await saveBlock(trajectoryId, block, steps, audit, tx);
}

/** The saved steps of one block in order; empty where it has none yet. `refined` says which thoughts have been searched. */
export async function blockSteps(trajectoryId: string, block: number): Promise<store.StoredStep[]> {
  return store.listSteps(trajectoryId, { block });
}

/** Who writes and who scores a trajectory, by name and version. */
export async function trajectoryMakers(id: string): ReturnType<typeof store.getMakers> {
  return store.getMakers(id);
}

/**
 * Saves one thought with its whole search, and the ungrounded names of its text as it now reads. A thought that trips the
 * leak gate stays, and is not trained.
 */
export async function saveRefined(
  stepId: string,
  refined: RefinedThought,
  ungrounded: readonly string[],
): Promise<void> {
  await transaction((tx) => store.replaceRefined(stepId, refined, ungrounded, tx));
}

type Finished = {
  readonly fidelity: Fidelity;
  readonly stats: Trajectory["stats"];
  readonly order: OrderProblem[];
};

/**
 * Ends a trajectory: compares its writes with the snapshot's files, checks the order of reading and writing, counts.
 * Seeing a file before it is written, or without having read it, spoils fidelity; a dependency that comes later is
 * only returned, because the planned order may have put a configuration before the code it imports.
 */
export async function finishTrajectory(
  id: string,
  snapshot: {
    /** Hash of each file the trajectory must write. */
    readonly expected: ReadonlyMap<string, string>;
    readonly edges: readonly { readonly from: string; readonly to: string }[];
  },
): Promise<Finished> {
  const [steps, prelude, nats] = await Promise.all([loadSteps(id), store.getPrelude(id), store.noThoughtNats(id)]);
  const writes = steps.flatMap(({ kind, tool, path, content }) =>
    kind === "action" && tool === "write" && path !== null && content !== null ? [{ path, content }] : [],
  );
  const bytes = checkFidelity(writes, snapshot.expected);
  const order = auditOrder(steps, snapshot.edges);
  const unseen = order.filter(({ problem }) => problem !== "dependency-later");
  const problems = [...bytes.problems, ...unseen.map(({ path, message }) => ({ path, problem: message }))];
  const fidelity = { ...bytes, ok: problems.length === 0, problems };

  const { segments } = flatten({ prelude, steps });
  const stats = computeStats({ steps, segments, baselines: baselines(steps, nats) });
  await store.markDone(id, { fidelity, stats });
  return { fidelity, stats, order };
}

async function saveBlock(
  trajectoryId: string,
  block: number,
  steps: readonly StepDraft[],
  audit: readonly AuditEvent[],
  tx?: store.Transaction,
): Promise<void> {
  const hashes = steps.flatMap((step) => (store.showsFile(step) && step.sha256 !== null ? [step.sha256] : []));
  const texts = await store.blobTexts(hashes, tx);
  const sizes = new Map([...texts].map(([hash, text]) => [hash, store.sizeOf(text)]));
  await store.insertSteps(trajectoryId, block, steps, sizes, tx);
  await store.insertAudit(trajectoryId, block, audit, tx);
}

/** Of each file the first scored thought: no other thought of its agent stands before it. */
function baselines(steps: Awaited<ReturnType<typeof loadSteps>>, nats: ReadonlyMap<string, number>): Baseline[] {
  const bytesOf = new Map(
    steps.flatMap(({ block, tool, kind, content }) =>
      kind === "action" && tool === "write" && content !== null ? [[block, Buffer.byteLength(content)] as const] : [],
    ),
  );
  const seen = new Set<number>();
  return steps.flatMap(({ id, block }) => {
    const total = nats.get(id);
    const bytes = bytesOf.get(block);
    if (total === undefined || bytes === undefined || seen.has(block)) return [];
    seen.add(block);
    return [{ nats: total, bytes }];
  });
}
