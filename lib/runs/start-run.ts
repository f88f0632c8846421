import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { Budget } from "#lib/calls/index.ts";
import { dropWaiting, setBudget } from "#lib/calls/server.ts";
import { type Transaction, transaction } from "#lib/db/transaction.ts";
import { checkSource, describeSource } from "#lib/sources/server.ts";
import { contentId } from "#lib/std/hash.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { enqueueFile, enqueueFinish, enqueuePrepare } from "./enqueue.ts";
import { checkModels } from "./models/models.ts";
import { nextState, type RunCommand } from "./next-stage.ts";
import { importPolicy } from "./policy.ts";
import { BudgetInput, completeConfig, type RunHead, type RunSource, StartRunInput } from "./schema.ts";
import * as store from "./store.ts";

/** Queues a run; its import, planning and writing are a worker's matter. A config that cannot work is refused here. */
export async function startRun(actor: Actor, input: StartRunInput): Promise<RunHead> {
  authorize(actor, "run:write");
  const { source, config: partial, budget } = StartRunInput.parse(input);
  const config = completeConfig(partial);
  checkModels(config);
  const name = await describeSource(source);
  const id = `run_${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  await transaction(async (tx) => {
    await store.insertRun({ id, key: runKey(source, config), name, source, config, budget }, tx);
    await enqueuePrepare(tx, { id, config });
  });
  return store.getRunHead(id);
}

/** Starts a run as a form asks for it: a source that cannot be read is refused at once, with the field that is wrong. */
export async function requestRun(actor: Actor, input: StartRunInput): Promise<RunHead> {
  authorize(actor, "run:write");
  const { source } = StartRunInput.parse(input);
  if (source.kind !== "snapshot") await checkSource(source, importPolicy());
  return startRun(actor, input);
}

/** The newest run of equal source and config that is not cancelled; the command line goes on with it. */
export async function findEqualRun(actor: Actor, input: StartRunInput): Promise<RunHead | null> {
  authorize(actor, "run:read");
  const { source, config } = StartRunInput.parse(input);
  return store.findRunByKey(runKey(source, completeConfig(config)));
}

export const pauseRun = (actor: Actor, id: string) => commandRun(actor, id, "pause");
export const resumeRun = (actor: Actor, id: string) => commandRun(actor, id, "resume");
export const cancelRun = (actor: Actor, id: string) => commandRun(actor, id, "cancel");

/** What the run screen asks for: the new budget, and at once the way on for a run that the old one has paused. */
export async function changeRunBudget(actor: Actor, id: string, input: BudgetInput): Promise<RunHead> {
  const { budget, resume } = BudgetInput.parse(input);
  const run = await setRunBudget(actor, id, budget);
  return resume && run.state === "paused" ? resumeRun(actor, id) : run;
}

/** Sets what a run may spend from now on; null lifts the limit. A run that its budget has paused goes on when it is resumed. */
export async function setRunBudget(actor: Actor, id: string, input: Budget | null): Promise<RunHead> {
  authorize(actor, "run:write");
  const budget = Budget.nullable().parse(input);
  await transaction(async (tx) => {
    await store.lockRun(id, tx);
    await setBudget(id, budget, tx);
    const message =
      budget === null ? `budget lifted by ${actor.id}` : `budget set to ${budgetInWords(budget)} by ${actor.id}`;
    await store.addEvent(id, { level: "note", kind: "budget", message }, tx);
  });
  return store.getRunHead(id);
}

function budgetInWords({ usd, tokens }: Budget): string {
  const parts = [...(usd === undefined ? [] : [`$${usd}`]), ...(tokens === undefined ? [] : [`${tokens} tokens`])];
  return parts.length === 0 ? "no limit" : parts.join(" and ");
}

/** A worker notices between two steps; what it has saved stays. */
async function commandRun(actor: Actor, id: string, command: RunCommand): Promise<RunHead> {
  authorize(actor, "run:write");
  await transaction(async (tx) => {
    await store.lockRun(id, tx);
    const run = await store.getRunWork(id, tx);
    const state = nextState(run.state, command);
    const ended = state === "cancelled" ? { finishedAt: new Date() } : { finishedAt: null };
    await store.updateRun(id, { state, ...(state === "running" && { error: null }), ...ended }, tx);
    await store.addEvent(id, { level: "note", kind: "run", message: `${state} by ${actor.id}` }, tx);
    if (command === "resume") await resumeWork(run, tx);
    if (command === "cancel") await dropWaiting(id, tx);
  });
  return store.getRunHead(id);
}

async function resumeWork(run: Awaited<ReturnType<typeof store.getRunWork>>, tx: Transaction): Promise<void> {
  if (run.stage === "write" || run.stage === "flatten") {
    const orders = await store.reopenRunFiles(run.id, tx);
    for (const order of orders) await enqueueFile(tx, run, order);
    if (orders.length === 0) await enqueueFinish(tx, run.id);
  } else {
    await enqueuePrepare(tx, run);
  }
}

function runKey(source: RunSource, config: RunConfig): string {
  return contentId("key", { source, config });
}
