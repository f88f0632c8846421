import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import type { SpendSeries } from "#lib/calls/index.ts";
import { callTotals, getSpending, pendingBatch, spendSeries } from "#lib/calls/server.ts";
import { liveWorkers } from "#lib/jobs/index.ts";
import type { RunDetail, RunHead } from "./schema.ts";
import * as store from "./store.ts";

/** How many of a run's newest events its screen begins with; older ones stay in the database. */
const SHOWN_EVENTS = 500;

export async function listRuns(actor: Actor): Promise<RunHead[]> {
  authorize(actor, "run:read");
  return store.listRunHeads();
}

export async function getRun(actor: Actor, id: string): Promise<RunDetail> {
  authorize(actor, "run:read");
  const run = await store.getRunHead(id);
  const [files, events, calls, spending, probe, batch, workers] = await Promise.all([
    store.listRunFiles(id),
    store.listEvents(id, { newest: SHOWN_EVENTS }),
    callTotals(id),
    getSpending(id),
    store.findProbe(id),
    pendingBatch(id),
    liveWorkers(),
  ]);
  return { run, files, events, calls, spending, probe, batch, workers: workers.length };
}

/** What the run spent and asked over time; up to this moment while it runs. */
export async function getSpendSeries(actor: Actor, id: string): Promise<SpendSeries> {
  authorize(actor, "run:read");
  const { state } = await store.getRunHead(id);
  return spendSeries(id, state === "running" ? new Date() : null);
}

/** True when nothing was ever started: the first start then shows the sample. */
export async function hasRuns(actor: Actor): Promise<boolean> {
  authorize(actor, "run:read");
  return (await store.countRuns()) > 0;
}
