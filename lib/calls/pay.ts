import { CallFailure } from "#lib/llm/call-failure.ts";
import { watchingAttempts } from "#lib/llm/lanes/attempt-watch.ts";
import type { Usage } from "#lib/llm/port.ts";
import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import type { Account } from "./account.ts";
import { type Amount, addAmounts, type Most, NOTHING_SPENT, spentOn } from "./cost.ts";
import { failedLine, ledgerLine, NOTHING_TOLD } from "./ledger-line.ts";
import { pause } from "./pause.ts";
import type { Question } from "./question.ts";
import { type Hold, reserve } from "./spend/reserve.ts";
import { growHold } from "./spend/store.ts";
import * as store from "./store.ts";
import { openTill, type Till } from "./till.ts";

/** An answer and what it cost, ready to be written down. */
export type Paid = {
  readonly usage: Usage;
  /** Of the text that was asked about. */
  readonly inputBytes: number;
  /** The most that one attempt at it may cost, counted where its real cost is not told. */
  readonly most: Most;
  /** Null where the answer is not kept. */
  readonly reply: store.NewReply | null;
};

export type Order = {
  readonly account: Account;
  /** Of everything that is asked together. */
  readonly most: Most;
  /** The dearest single attempt, and how many there are where none has to be made again. */
  readonly attempt: Most;
  readonly attempts: number;
  readonly holderId: string;
  readonly ask: (signal: AbortSignal) => Promise<readonly Paid[]>;
};

/**
 * Reserves, asks, and then stores replies, ledger and settlement in one transaction: a reply that is stored is in the
 * ledger, and one in the ledger is stored.
 */
export async function payFor(order: Order, signal: AbortSignal): Promise<readonly Paid[]> {
  return (await payAndCount(order, signal)).paid;
}

/** The same; returns the bodies of the replies as stored, by the id of their question. */
export async function payForReplies(
  order: Order,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const { paid, stored } = await payAndCount(order, signal);
  // Where another process was faster, its replies are the ones that stay.
  if (stored < paid.length) return store.findReplies(questions);
  return new Map(paid.flatMap(({ reply }) => (reply ? [[reply.question.id, reply.body] as const] : [])));
}

async function payAndCount(order: Order, signal: AbortSignal) {
  const { account, most, holderId } = order;
  const { runId, price } = account;
  const hold = runId === null ? null : await reserve({ runId, account, most, holderId }, signal);
  const till = openTill({ ...order, price, reserveMore: (amount) => reserveMore(hold, amount) });
  const startedAt = performance.now();
  const asked = await watchingAttempts(till.watch, () => order.ask(signal)).then(
    (paid) => ({ paid }),
    (error: unknown) => ({ error }),
  );
  // What a lane may still do for it is told to nobody, so that its hold can be settled.
  await till.close();
  if ("error" in asked) {
    await recordFailure(order, hold, till, asked.error, performance.now() - startedAt, signal);
    throw asked.error;
  }
  const { paid } = asked;
  return { paid, stored: await storePaid(account, paid, till, hold, holderId) };
}

async function reserveMore(hold: Hold | null, amount: Amount): Promise<boolean> {
  return hold === null || growHold({ ...hold, ...amount });
}

/** What attempts besides the last one came to stands on the first line. */
async function storePaid(
  account: Account,
  paid: readonly Paid[],
  till: Till,
  hold: Hold | null,
  holderId: string,
): Promise<number> {
  const spoilt = till.spoilt();
  const besides = addAmounts(spoilt.amount, till.besides(paid.map((each) => each.usage)));
  const counted = paid.map(({ usage, most }, index) =>
    addAmounts(spentOn(account.price, usage, most), index === 0 ? besides : NOTHING_SPENT),
  );
  const calls = paid.map(({ usage, reply, inputBytes }, index) =>
    ledgerLine(
      account,
      reply?.question.key ?? null,
      usage,
      { counted: counted[index] ?? NOTHING_SPENT, spoiltAttempts: index === 0 ? spoilt.attempts : 0 },
      inputBytes,
    ),
  );
  // Nothing was asked but for a connection, which may take a few short scorings.
  const connecting = { ...NOTHING_TOLD, inputTokens: besides.tokens };
  if (paid.length === 0 && besides.tokens > 0) {
    calls.push(ledgerLine(account, null, connecting, { counted: besides, spoiltAttempts: spoilt.attempts }));
  }
  const replies = paid.flatMap(({ reply }) => reply ?? []);
  const spent = paid.length === 0 ? besides : addAmounts(...counted);
  return storePersistently({ replies, calls, holderId, settlement: settlementOf(hold, spent) });
}

/** Failures go to the ledger with their class and are never served. A failing ledger must not hide the failure itself. */
async function recordFailure(
  { account, attempt, holderId }: Order,
  hold: Hold | null,
  till: Till,
  error: unknown,
  wallMs: number,
  signal: AbortSignal,
): Promise<void> {
  const spoilt = till.sawAttempts() ? till.spoilt() : spoiltBy(error, account, attempt);
  const counted = addAmounts(spoilt.amount, till.besides([]));
  const line = failedLine(account, error, wallMs, { counted, spoiltAttempts: spoilt.attempts });
  const errorClass = signal.aborted && !(error instanceof CallFailure) ? "aborted" : line.errorClass;
  try {
    // As patient as with replies: a hold that is not settled stays as long as this process lives.
    const settlement = settlementOf(hold, counted);
    await storePersistently({ replies: [], calls: [{ ...line, errorClass }], holderId, settlement });
  } catch (problem) {
    log.warn("a failed call could not be recorded", { problem: messageOf(problem) });
  }
}

/** A model without a lane made one attempt, and its failure tells what became of it. */
function spoiltBy(error: unknown, { price }: Account, attempt: Most) {
  if (!(error instanceof CallFailure) || !error.mayBeBilled) return { attempts: 0, amount: NOTHING_SPENT };
  return { attempts: 1, amount: spentOn(price, error.usage ?? NOTHING_TOLD, attempt) };
}

function settlementOf(hold: Hold | null, spent: Amount): store.Payment["settlement"] {
  return hold && { holdId: hold.id, spent };
}

const STORE_PAUSES_MS = [250, 1_000, 2_000, 5_000, 10_000] as const;

/**
 * A paid reply is worth some patience: a database that restarts must not lose it. Not ended by an abort, for the same
 * reason. Returns how many replies were new.
 */
async function storePersistently(payment: Omit<store.Payment, "again">): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await store.storePayment({ ...payment, again: attempt > 0 });
    } catch (error) {
      const pauseMs = STORE_PAUSES_MS[attempt];
      if (pauseMs === undefined) throw error;
      log.warn("a call could not be written down and is tried again", { problem: messageOf(error) });
      await pause(pauseMs, new AbortController().signal);
    }
  }
}
