import { AwaitingBatch, BudgetReached, getSpending } from "#lib/calls/server.ts";
import { transaction } from "#lib/db/transaction.ts";
import { CallFailure } from "#lib/llm/index.ts";
import { enqueueBatches } from "./enqueue.ts";
import { RunStopped } from "./stopped.ts";
import { addEvent, lockRun, moveRun } from "./store.ts";

/** While a lane's circuit is open calls are refused at once, so that trying again is cheap. */
const ENDPOINT_MS = 15_000;
/** Whoever reads a batch wakes those that wait for it; this is for what such a call has missed. */
const BATCH_MS = 600_000;
/** An endpoint that is away is told about once in this time. */
const TOLD_EVERY_MS = 300_000;

/**
 * What becomes of a job that could not go on through no fault of its own: `afterMs` where it comes again by itself, null
 * where people must act first (they stopped the run, or its budget is spent, which pauses it). Throws every other error.
 */
export async function waitAfter(runId: string, error: unknown): Promise<{ readonly afterMs: number } | null> {
  if (error instanceof RunStopped) return null;
  if (error instanceof AwaitingBatch) {
    await transaction(enqueueBatches);
    return { afterMs: BATCH_MS };
  }
  if (error instanceof BudgetReached) return pauseForBudget(runId, error);
  if (error instanceof CallFailure && error.mayPass) {
    const message = `waiting for a model: ${error.message}`;
    const once = `away:${Math.floor(Date.now() / TOLD_EVERY_MS)}`;
    await addEvent(runId, { level: "warning", kind: "endpoint", message, once });
    return { afterMs: ENDPOINT_MS };
  }
  throw error;
}

/**
 * Pauses the run, unless its budget was changed while the call found it too small: nobody who has just raised it would come and
 * resume a run that was running.
 */
async function pauseForBudget(
  runId: string,
  { spending, message }: BudgetReached,
): Promise<{ afterMs: number } | null> {
  return transaction(async (tx) => {
    await lockRun(runId, tx);
    const { budget } = await getSpending(runId, tx);
    if (budget?.usd !== spending.budget?.usd || budget?.tokens !== spending.budget?.tokens) return { afterMs: 0 };
    const paused = await moveRun(runId, ["queued", "running"], { state: "paused", error: message }, tx);
    if (paused) await addEvent(runId, { level: "warning", kind: "budget", message }, tx);
    return null;
  });
}
