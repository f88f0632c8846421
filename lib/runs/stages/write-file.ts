import { recordCalls } from "#lib/calls/server.ts";
import { transaction } from "#lib/db/transaction.ts";
import { type JobContext, liveWorkers } from "#lib/jobs/index.ts";
import { withHeadStart } from "#lib/llm/index.ts";
import {
  knownTexts,
  type LeakMeter,
  type LogprobModel,
  leakMeter,
  refineThought,
  unscoredThought,
  withoutQuotes,
} from "#lib/refinement/server.ts";
import { invariant } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import {
  type Author,
  atHand,
  type FileTask,
  knownToFile,
  simulateFile,
  ungroundedNames,
} from "#lib/synthesis/server.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { blockSteps, type StoredStep, saveFileSteps, saveRefined, trajectoryMakers } from "#lib/trajectory/server.ts";
import { counted } from "../counted.ts";
import type { Design } from "../design.ts";
import { enqueueFile, enqueueFinish } from "../enqueue.ts";
import { withLedger } from "../ledger.ts";
import { fileTask, loadMaterial, type Material } from "../material.ts";
import { authorOf, scorerOf } from "../models/models.ts";
import { placeboThought } from "../placebo.ts";
import { scoringContext, targetSeam } from "../scoring-context.ts";
import { throwIfStopped } from "../stopped.ts";
import * as store from "../store.ts";
import { waitAfter } from "../wait-after.ts";

/** Everything the steps of one file need. */
type Desk = {
  readonly runId: string;
  readonly order: number;
  readonly config: RunConfig;
  readonly author: Author;
  /** The same author, whose calls stand in the ledger as rewrites. */
  readonly rewriter: Author;
  readonly scorer: LogprobModel | null;
  readonly material: Material;
  readonly task: FileTask;
  readonly trajectoryId: string;
};

/**
 * Writes one file of a run: its agent's steps first, then the search of each thought, saved one by one, so that another
 * attempt goes on where this one was killed. The first step of the block is the main agent's delegation: block = order + 1.
 */
export async function writeFile(runId: string, order: number, { signal, workerId }: JobContext): Promise<void> {
  await throwIfStopped(runId, signal);
  const key = `${runId}/${order}`;
  if (inHand.has(key)) return;
  inHand.add(key);
  try {
    const claimed = await store.claimRunFile(runId, order, workerId, await liveWorkers());
    if (!claimed) return;
    const desk = await openDesk(runId, order);
    const steps = await authorSteps(desk, signal);
    await refineSteps(desk, steps, signal);
    await closeFile(desk);
  } finally {
    inHand.delete(key);
  }
}

/** Files this process is writing: after a quick pause and resume two jobs of one file may reach the same worker. */
const inHand = new Set<string>();

async function openDesk(runId: string, order: number): Promise<Desk> {
  const run = await store.getRunWork(runId);
  invariant(run.snapshotId && run.trajectoryId, "a run that writes has a snapshot and a trajectory");
  const material = await loadMaterial(run.snapshotId);
  const design: Design = await store.getDesign(runId);
  const author = authorOf(run, "thought");
  const scorer = scorerOf(run);
  await refuseOtherMakers(run.trajectoryId, author, scorer);
  return {
    runId,
    order,
    material,
    config: run.config,
    author,
    rewriter: authorOf(run, "rewrite"),
    scorer,
    task: fileTask(material, design, order),
    trajectoryId: run.trajectoryId,
  };
}

/** A run may be resumed by another version, or with another model behind the same setting: nothing of two makers is mixed. */
async function refuseOtherMakers(trajectoryId: string, author: Author, scorer: LogprobModel | null): Promise<void> {
  const begun = await trajectoryMakers(trajectoryId);
  const changed =
    author.id !== begun.author
      ? { what: "author", was: begun.author, is: author.id }
      : scorer !== null && begun.scorer !== null && scorer.id !== begun.scorer
        ? { what: "scorer", was: begun.scorer, is: scorer.id }
        : null;
  if (changed === null) return;
  throw new AppError(
    "conflict",
    `${changed.what}: this run was begun with ${changed.was} and would go on with ${changed.is}. ` +
      "Start it anew, or give it back what it began with.",
  );
}

async function authorSteps(desk: Desk, signal: AbortSignal): Promise<StoredStep[]> {
  const block = desk.order + 1;
  const saved = await blockSteps(desk.trajectoryId, block);
  if (saved.length > 0) return saved;
  const sha256 = (path: string) => {
    const file = desk.material.files.get(path);
    invariant(file, `${path} is in the snapshot`);
    return file.sha256;
  };
  const options = { maxReads: desk.config.maxReads, sha256 };
  const mostThoughts = desk.config.maxReads + 1;
  const { steps, audit } = await withHeadStart(mostThoughts * HEAD_START_CALLS, () =>
    simulateFile(desk.author, desk.task, options, signal),
  );
  await transaction(async (tx) => {
    await saveFileSteps(desk.trajectoryId, block, steps, audit, tx);
    for (const [index, event] of audit.entries()) {
      const once = `audit:${desk.order}:${index}`;
      await store.addEvent(
        desk.runId,
        { level: "note", kind: event.kind, path: desk.task.file.path, message: event.message, once },
        tx,
      );
    }
  });
  return blockSteps(desk.trajectoryId, block);
}

async function refineSteps(desk: Desk, steps: readonly StoredStep[], signal: AbortSignal): Promise<void> {
  const { runId, order, scorer } = desk;
  const thoughts = steps.filter((step) => step.kind === "think" && step.agent !== "main");
  const done = thoughts.filter((step) => step.refined).length;
  await store.updateRunFile(runId, order, { state: "score", steps: thoughts.length, stepsDone: done });
  if (done === thoughts.length) return;

  let current = [...steps];
  const session =
    scorer && (await scorer.open(scoringContext(scorer, desk.material, desk.task, current).prefix, signal));
  try {
    for (const [index, thought] of thoughts.entries()) {
      if (thought.refined) continue;
      await throwIfStopped(runId, signal);
      const left = thoughts.length - index;
      const { text, dropped } = await withHeadStart(left * HEAD_START_CALLS, () =>
        refineStep(desk, current, thought, session, signal),
      );
      current = current.map((step) => (step.id === thought.id ? { ...step, text, dropped } : step));
      await store.updateRunFile(runId, order, { state: "refine", stepsDone: index + 1 });
    }
  } finally {
    await session?.close();
  }
}

/** For each thought that is left, so that the files of a run end at about the same time (lib/llm/lanes/head-start.test.ts). */
const HEAD_START_CALLS = 512;

type Session = Awaited<ReturnType<LogprobModel["open"]>>;

async function refineStep(
  desk: Desk,
  steps: readonly StoredStep[],
  step: StoredStep,
  session: Session | null,
  signal: AbortSignal,
): Promise<Pick<StoredStep, "text" | "dropped">> {
  const { config, material, rewriter, scorer, task } = desk;
  const before = steps.filter((each) => each.place < step.place);
  const readPaths = before.flatMap((each) => (each.kind === "observation" && each.path ? [each.path] : []));
  const known = givenAnyway(desk, readPaths);
  const meter = leakMeter(task.content, known, material.commonShapes());
  const thought = await quoteFree(desk, step, meter);
  const initial = { thought, target: task.content, known, meter, search: config.search };
  if (!session || !scorer) {
    const refined = unscoredThought(initial);
    await saveThought(desk, step, refined);
    return refined;
  }
  const next = steps.find((each) => each.place > step.place && each.kind === "action");
  const ledger = withLedger(session);
  const refined = await refineThought(
    {
      ...initial,
      session: ledger.session,
      model: scorer,
      context: scoringContext(scorer, material, task, steps).before(step.place),
      wrap: targetSeam(task.file.path),
      placebo: await placeboThought(desk, signal),
      language: task.file.language,
      measuredAt: new Date().toISOString(),
      propose: async (wanted) => {
        const rewrite = await rewriter.rewrite(
          {
            ...wanted,
            task,
            moment: next?.tool === "write" ? "before-writing" : "before-reading",
            ...atHand(task, readPaths),
          },
          signal,
        );
        return rewrite;
      },
    },
    signal,
  );
  // An endpoint's calls are in the ledger already, with their replies.
  if (scorer.place === "process") await recordCalls(desk.runId, "score", scorer.id, ledger.total(), "built in");
  await saveThought(desk, step, refined);
  return refined;
}

/** Names are counted in the text that is kept: a rewrite may bring new ones, and leave out old ones. */
async function saveThought(
  { task }: Desk,
  step: StoredStep,
  refined: Parameters<typeof saveRefined>[1],
): Promise<void> {
  await saveRefined(step.id, refined, ungroundedNames(refined.text, knownToFile(task)));
}

/** What a thought may repeat without leaking: what its agent was given, and the files it has read. */
function givenAnyway({ material, task }: Desk, readPaths: readonly string[]): string[] {
  return knownTexts({
    path: task.file.path,
    outline: task.outline,
    needs: task.needs.map((edge) => edge.to),
    reads: readPaths.map((path) => material.texts.get(path) ?? ""),
  });
}

/** The thought as first written, less the sentences that quote the target; nothing that is trained on may leak. */
async function quoteFree(desk: Desk, step: StoredStep, meter: LeakMeter): Promise<string> {
  const { task, config, runId } = desk;
  const { text, removed } = withoutQuotes(step.text ?? "", meter, config.search);
  if (removed.length === 0) return text;
  const why = removed.length === 1 ? "it quotes" : "they quote";
  const message = `${counted(removed.length, "sentence")} of a first thought left out: ${why} the file to be written, or its limit is reached`;
  await store.addEvent(runId, {
    level: "note",
    kind: "flagged-thought",
    path: task.file.path,
    message,
    once: `quote:${step.id}`,
  });
  return text === "" ? `Now I write \`${task.file.path}\`.` : text;
}

/** Marks the file done; whoever finishes the last one asks for the flattening, in the same transaction. */
async function closeFile(desk: Desk): Promise<void> {
  const steps = await blockSteps(desk.trajectoryId, desk.order + 1);
  const gains = steps.flatMap((step) => (step.scores ? [step.scores.noThought - step.scores.final] : []));
  const gain = gains.length > 0 ? gains.reduce((sum, each) => sum + each, 0) / gains.length : null;
  await transaction(async (tx) => {
    await store.lockRun(desk.runId, tx);
    const flagged = steps.filter((step) => step.kind === "think" && !step.train).length;
    const note =
      flagged > 0
        ? `${flagged} ${flagged === 1 ? "thought is" : "thoughts are"} not trained: they trip the leak gate`
        : null;
    await store.updateRunFile(desk.runId, desk.order, { state: "done", gain, note, finishedAt: new Date() }, tx);
    await store.addEvent(
      desk.runId,
      {
        level: "info",
        kind: "file",
        path: desk.task.file.path,
        message: fileMessage(steps),
        once: `file:${desk.order}`,
      },
      tx,
    );
    if ((await store.countUnfinished(desk.runId, tx)) === 0) await enqueueFinish(tx, desk.runId);
  });
}

function fileMessage(steps: readonly StoredStep[]): string {
  const thoughts = steps.filter((step) => step.kind === "think");
  const reads = steps.filter((step) => step.kind === "action" && step.tool === "read").length;
  const improved = thoughts.filter((step) => step.accepted > 0).length;
  return `${counted(thoughts.length, "thought")}, ${counted(reads, "read")}, ${improved} improved by rewriting`;
}

/** A file whose handler threw too often: recorded, and the rest of the run goes on. */
export async function giveUpFile(runId: string, order: number, reason: string): Promise<void> {
  await transaction(async (tx) => {
    await store.lockRun(runId, tx);
    await store.updateRunFile(
      runId,
      order,
      { state: "failed", note: reason, workerId: null, finishedAt: new Date() },
      tx,
    );
    const { path } = await store.getRunFile(runId, order, tx);
    await store.addEvent(runId, { level: "error", kind: "file", path, message: reason }, tx);
    if ((await store.countUnfinished(runId, tx)) === 0) await enqueueFinish(tx, runId);
  });
}

/** What is no failure of the file: it waits again, with everything it has saved. Anything else is thrown on. */
export async function parkFile(runId: string, order: number, error: unknown): Promise<void> {
  const wait = await waitAfter(runId, error);
  await store.releaseRunFile(runId, order);
  if (wait === null) return;
  const run = await store.getRunWork(runId);
  await transaction((tx) => enqueueFile(tx, run, order, wait.afterMs));
}
