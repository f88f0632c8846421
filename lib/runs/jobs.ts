import { z } from "zod";
import { type AnyJob, defineJob } from "#lib/jobs/index.ts";
import { finish } from "./stages/finish.ts";
import { prepare } from "./stages/prepare.ts";
import { giveUpFile, parkFile, writeFile } from "./stages/write-file.ts";
import { RunStopped } from "./stopped.ts";
import { addEvent, moveRun } from "./store.ts";

const OfRun = z.strictObject({ runId: z.string() });

/** Every kind of job a run is made of. */
export const runJobs: readonly AnyJob[] = [
  defineJob({
    name: "prepare-run",
    payload: OfRun,
    // A refused import or an invalid plan does not get better by trying again; a lost connection does.
    attempts: 1,
    run: ({ runId }, { signal }) => prepare(runId, signal).catch(quietIfStopped),
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
    name: "finish-run",
    payload: OfRun,
    attempts: 3,
    run: ({ runId }) => finish(runId),
    giveUp: ({ runId }, reason) => failRun(runId, reason),
  }),
];

function quietIfStopped(error: unknown): void {
  if (!(error instanceof RunStopped)) throw error;
}

async function failRun(runId: string, reason: string): Promise<void> {
  await moveRun(runId, ["queued", "running"], { state: "failed", error: reason, finishedAt: new Date() });
  await addEvent(runId, { level: "error", kind: "run", message: reason });
}
