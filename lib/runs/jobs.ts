import { z } from "zod";
import { transaction } from "#lib/db/transaction.ts";
import { type AnyJob, defineJob } from "#lib/jobs/index.ts";
import { log } from "#lib/std/log.ts";
import { enqueuePrepare } from "./enqueue.ts";
import { finish } from "./stages/finish.ts";
import { prepare } from "./stages/prepare.ts";
import { serveBatches } from "./stages/serve-batches.ts";
import { giveUpFile, parkFile, writeFile } from "./stages/write-file.ts";
import { addEvent, getRunWork, moveRun } from "./store.ts";
import { waitAfter } from "./wait-after.ts";

const OfRun = z.strictObject({ runId: z.string() });

/** Every kind of job a run is made of. */
export const runJobs: readonly AnyJob[] = [
  defineJob({
    name: "prepare-run",
    payload: OfRun,
    // A refused import or an invalid plan does not get better by trying again; a lost connection does.
    attempts: 1,
    run: ({ runId }, { signal }) => prepare(runId, signal).catch((error: unknown) => parkRun(runId, error)),
    giveUp: ({ runId }, reason) => failRun(runId, reason),
  }),
  defineJob({
    name: "write-file",
    payload: z.strictObject({ runId: z.string(), order: z.int() }),
    attempts: 3,
    run: ({ runId, order }, context) =>
      writeFile(runId, order, context).catch((error: unknown) => parkFile(runId, order, error)),
    giveUp: ({ runId, order }, reason) => giveUpFile(runId, order, reason),
  }),
  defineJob({
    name: "serve-batches",
    payload: z.strictObject({}),
    // Whoever waits for a batch asks for this job again.
    attempts: 3,
    run: (_payload, { signal }) => serveBatches(signal),
    giveUp: async (_payload, reason) => log.warn("batches could not be served", { problem: reason }),
  }),
  defineJob({
    name: "finish-run",
    payload: OfRun,
    attempts: 3,
    run: ({ runId }) => finish(runId),
    giveUp: ({ runId }, reason) => failRun(runId, reason),
  }),
];

async function parkRun(runId: string, error: unknown): Promise<void> {
  const wait = await waitAfter(runId, error);
  if (wait === null) return;
  const run = await getRunWork(runId);
  await transaction((tx) => enqueuePrepare(tx, run, wait.afterMs));
}

async function failRun(runId: string, reason: string): Promise<void> {
  await moveRun(runId, ["queued", "running"], { state: "failed", error: reason, finishedAt: new Date() });
  await addEvent(runId, { level: "error", kind: "run", message: reason });
}
