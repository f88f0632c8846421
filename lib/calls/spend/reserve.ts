import { randomUUID } from "node:crypto";
import { AppError } from "#lib/std/errors.ts";
import type { Account } from "../account.ts";
import { type Amount, type Most, mostAmount } from "../cost.ts";
import { pause } from "../pause.ts";
import { BudgetReached } from "./budget-reached.ts";
import * as store from "./store.ts";

/** An amount taken out of a run's budget until the real cost is known. */
export type Hold = Omit<store.NewHold, "holderId">;

export type Wanted = {
  readonly runId: string;
  readonly account: Pick<Account, "model" | "purpose" | "endpoint" | "price">;
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
  const { runId, account } = wanted;
  const { model, purpose, endpoint } = account;
  const hold = { id, runId, model, purpose, endpoint, ...mostAmount(account.price, wanted.most) };
  const attempt = () => take({ ...hold, holderId: wanted.holderId });
  if (!waiting.has(runId) && (await attempt())) return hold;
  await inTurn(runId, async () => {
    while (!(await attempt())) {
      signal.throwIfAborted();
      if (await makeRoom(hold)) await pause(PAUSE_MS, signal);
    }
  });
  return hold;
}

/** Opens the account of a new run and settles what the dead hold. True where others must be waited for. */
async function makeRoom({ runId, model, micros, tokens, priced }: Hold): Promise<boolean> {
  if (await store.openSpend(runId)) return false;
  await store.settleDeadHolds();
  const spending = await store.getSpending(runId);
  if (spending.budget?.usd !== undefined && !priced) throw unpriced(model);
  const amount: Amount = { micros, tokens };
  if (await store.couldFit(runId, amount)) return true;
  // What is spent by now, under the budget that was found too small: whoever pauses the run asks whether it was raised since.
  const { budget } = spending;
  throw new BudgetReached(runId, { ...(await store.getSpending(runId)), budget }, { usd: micros / 1e6, tokens });
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

function unpriced(model: string): AppError {
  return new AppError(
    "invalid",
    `budget.usd: the price of ${model} is not known, so its calls fit no budget of money. Give it in RETRACE_PRICES (0 where it costs nothing), or limit tokens instead.`,
  );
}
