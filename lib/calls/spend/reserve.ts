import { randomUUID } from "node:crypto";
import { AppError } from "#lib/std/errors.ts";
import { type Amount, type Most, mostAmount } from "../cost.ts";
import { pause } from "../pause.ts";
import type { ModelPrice, RunSpending } from "../schema.ts";
import { BudgetReached } from "./budget-reached.ts";
import * as store from "./store.ts";

/** An amount taken out of a run's budget until the real cost is known. */
export type Hold = Amount & { readonly id: string; readonly runId: string };

export type Wanted = {
  readonly runId: string;
  readonly model: string;
  readonly price: ModelPrice | null;
  readonly most: Most;
  /** Null for a hold that outlives this process. */
  readonly holderId: string | null;
};

/** Takes a hold if it fits, and whatever else belongs to it in one transaction; false where it does not fit. */
type Take = (hold: store.NewHold) => Promise<boolean>;

const PAUSE_MS = 50;

/**
 * Takes what a call may cost at most out of the budget of its run, before the call goes out. Where only the estimates of
 * other calls are in the way it waits until they are settled; where what is spent leaves too little it throws BudgetReached.
 */
export async function reserve(
  wanted: Wanted,
  signal: AbortSignal,
  id: string = randomUUID(),
  take: Take = store.takeHold,
): Promise<Hold> {
  const { priced, ...amount } = mostAmount(wanted.price, wanted.most);
  const hold = { id, runId: wanted.runId, ...amount };
  const attempt = () => take({ ...hold, priced, holderId: wanted.holderId });
  if (!waiting.has(wanted.runId) && (await attempt())) return hold;
  await inTurn(wanted.runId, async () => {
    while (!(await attempt())) {
      signal.throwIfAborted();
      if (await makeRoom(wanted, amount, priced)) await pause(PAUSE_MS, signal);
    }
  });
  return hold;
}

/** Opens the account of a new run and frees what the dead hold. True where that did not help and others must be waited for. */
async function makeRoom({ runId, model }: Wanted, amount: Amount, priced: boolean): Promise<boolean> {
  if (await store.openSpend(runId)) return false;
  if (await store.freeDeadHolds(runId)) return false;
  const spending = await store.getSpending(runId);
  if (spending.budget?.usd !== undefined && !priced) throw unpriced(model);
  if (!fits(spending, await store.keptHolds(runId), amount)) {
    throw new BudgetReached(runId, spending, { usd: amount.micros / 1e6, tokens: amount.tokens });
  }
  return true;
}

/** The last of this process's calls that wait for a run's budget: only the first of them asks Postgres again and again. */
const waiting = new Map<string, Promise<void>>();

async function inTurn(runId: string, work: () => Promise<void>): Promise<void> {
  const before = waiting.get(runId);
  const done = Promise.withResolvers<void>();
  waiting.set(runId, done.promise);
  try {
    await before;
    await work();
  } finally {
    if (waiting.get(runId) === done.promise) waiting.delete(runId);
    done.resolve();
  }
}

/** Whether an amount fits once all calls under way have cost nothing; what waits for a batch will not be settled soon. */
function fits({ budget, settledUsd, settledTokens }: RunSpending, kept: Amount, amount: Amount): boolean {
  const micros = Math.round(settledUsd * 1e6) + kept.micros + amount.micros;
  const tokens = settledTokens + kept.tokens + amount.tokens;
  return (
    (budget?.usd === undefined || micros <= budget.usd * 1e6) &&
    (budget?.tokens === undefined || tokens <= budget.tokens)
  );
}

function unpriced(model: string): AppError {
  return new AppError(
    "invalid",
    `budget.usd: the price of ${model} is not known, so its calls fit no budget of money. Give it in RETRACE_PRICES (0 where it costs nothing), or limit tokens instead.`,
  );
}
