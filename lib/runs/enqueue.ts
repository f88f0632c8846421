import type { Transaction } from "#lib/db/transaction.ts";
import { enqueue, type Place } from "#lib/jobs/index.ts";
import { env } from "#lib/std/env.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";

type QueuedRun = { readonly id: string; readonly number: number; readonly config: RunConfig };

/** Import, structure and plan, before the files of any other run. */
export function enqueuePrepare(tx: Transaction, run: Pick<QueuedRun, "id" | "config">, afterMs = 0): Promise<void> {
  return enqueue(tx, "prepare-run", { runId: run.id }, { priority: 1, place: placeOf(run.config), afterMs });
}

export function enqueueFile(tx: Transaction, run: QueuedRun, order: number, afterMs = 0): Promise<void> {
  const options = { priority: priorityOf(run.number, order), place: placeOf(run.config), afterMs };
  return enqueue(tx, "write-file", { runId: run.id, order }, options);
}

export function enqueueFinish(tx: Transaction, runId: string): Promise<void> {
  return enqueue(tx, "finish-run", { runId });
}

/** Sends the questions that wait for a batch, once enough of them may have gathered. */
export function enqueueBatches(tx: Transaction): Promise<void> {
  const seconds = env().RETRACE_BATCH_SECONDS;
  const once = { key: "batches", seconds: Math.ceil(seconds / 2) };
  return enqueue(tx, "serve-batches", {}, { afterMs: (seconds * 1000) / 3, once });
}

/** The next look at batches that are under way; several looks at the same time become one. */
export function enqueueBatchesAgain(tx: Transaction): Promise<void> {
  const seconds = env().RETRACE_BATCH_SECONDS;
  const once = { key: "batches-again", seconds: Math.ceil(seconds * 0.75) };
  return enqueue(tx, "serve-batches", {}, { afterMs: seconds * 1000, once });
}

/** A run that asks any endpoint waits most of its time. */
export function placeOf({ author, scorer }: Pick<RunConfig, "author" | "scorer">): Place {
  return author === "structural" && (scorer === "builtin" || scorer === "none") ? "here" : "away";
}

/** First come, first served between runs, dependencies first within one. */
function priorityOf(runNumber: number, order: number): number {
  return -(runNumber * 20_000 + order);
}
