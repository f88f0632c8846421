import { pollBatches, submitWaiting } from "#lib/calls/server.ts";
import { transaction } from "#lib/db/transaction.ts";
import { enqueueBatchesAgain, enqueueFile, enqueuePrepare } from "../enqueue.ts";
import { authorBatches, chatEndpoint } from "../models/endpoints.ts";
import * as store from "../store.ts";

/** Sends the questions that wait, reads the batches that have ended, and wakes the runs that waited for them. */
export async function serveBatches(signal: AbortSignal): Promise<void> {
  const batches = authorBatches();
  if (!batches) return;
  const place = { endpoint: batches.address, model: chatEndpoint().model.id, client: batches.client };
  await submitWaiting(place, signal);
  const { running, runIds } = await pollBatches(place, signal);
  for (const runId of runIds) await wake(runId);
  if (running > 0) await transaction(enqueueBatchesAgain);
}

/** A file that is in hand, or comes again later by itself, takes no harm: whoever is second finds nothing to do. */
async function wake(runId: string): Promise<void> {
  const run = await store.getRunWork(runId);
  if (run.state !== "running") return;
  const files = await store.listRunFiles(runId);
  const waiting = files.filter((file) => file.state === "waiting");
  await transaction(async (tx) => {
    if (run.stage !== "write") await enqueuePrepare(tx, run);
    for (const { order } of waiting) await enqueueFile(tx, run, order);
  });
}
