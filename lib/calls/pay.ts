import { transaction } from "#lib/db/transaction.ts";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { Usage } from "#lib/llm/port.ts";
import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import { type Amount, costMicros, type Most, mostAmount } from "./cost.ts";
import { pause } from "./pause.ts";
import type { Question } from "./question.ts";
import type { ModelPrice, PriceTable } from "./schema.ts";
import { type Hold, reserve } from "./spend/reserve.ts";
import { settleHold } from "./spend/store.ts";
import * as store from "./store.ts";

/** What the ledger says of a call besides its figures. */
export type Account = {
  readonly runId: string | null;
  readonly purpose: string;
  readonly model: string;
  readonly endpoint: string | null;
  readonly prices: PriceTable | null;
  readonly price: ModelPrice | null;
};

/** A reply and what it cost, ready to be stored. */
export type Paid = {
  readonly question: Question;
  readonly cut: boolean;
  readonly usage: Usage;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The question's share of what was reserved, counted where its real cost is not told. */
  readonly most: Most;
};

export type Order = {
  readonly account: Account;
  readonly questions: readonly Question[];
  readonly most: Most;
  readonly holderId: string;
  readonly ask: (signal: AbortSignal) => Promise<readonly Paid[]>;
};

/**
 * Reserves, asks, and then stores replies, ledger and settlement in one transaction: a reply that is stored is in the
 * ledger, and one in the ledger is stored. Returns the bodies as stored, by the id of their question.
 */
export async function payFor(order: Order, signal: AbortSignal): Promise<Map<string, Uint8Array>> {
  const { account, most, holderId } = order;
  const { runId, model, price } = account;
  const hold = runId === null ? null : await reserve({ runId, model, price, most, holderId }, signal);
  const startedAt = performance.now();
  const paid = await order.ask(signal).catch(async (error: unknown) => {
    await recordFailure(order, hold, error, performance.now() - startedAt, signal);
    throw error;
  });
  const stored = await storePersistently(account, paid, hold, holderId);
  // Where another process was faster, its replies are the ones that stay.
  if (stored < paid.length) return store.findReplies(order.questions);
  return new Map(paid.map(({ question, body }) => [question.id, body]));
}

/** The line of the ledger for a call that was answered; `replyKey` is null where its reply is not stored. */
export function ledgerLine(account: Account, replyKey: string | null, usage: Usage): store.NewCall {
  const cost = costMicros(account.price, usage);
  return {
    ...figures(usage),
    ...whose(account),
    replyKey,
    served: false,
    priceVersion: cost === null ? null : (account.prices?.asOf ?? null),
    costMicros: cost === null ? null : BigInt(cost),
    errorClass: null,
    error: null,
  };
}

/** The line for a question that a stored reply answered. */
export function servedLine(account: Account, replyKey: string, usage: Usage): store.NewCall {
  const line = ledgerLine(account, replyKey, usage);
  return { ...line, wallMs: 0, retries: 0, waitedMs: null, served: true, priceVersion: null, costMicros: 0n };
}

/** The line for a call without a reply: what it cost is not known. */
export function failedLine(account: Account, error: unknown, wallMs: number): store.NewCall {
  return {
    ...figures(NOTHING_TOLD),
    ...whose(account),
    replyKey: null,
    wallMs: Math.round(wallMs),
    retries: error instanceof CallFailure ? error.attempts - 1 : 0,
    served: false,
    priceVersion: null,
    costMicros: null,
    errorClass: error instanceof CallFailure ? error.kind : "error",
    error: printable(messageOf(error)),
  };
}

/** What was really spent: where price or tokens are not told, what was reserved for it. */
export function spentOn(price: ModelPrice | null, { usage, most }: Pick<Paid, "usage" | "most">): Amount {
  const reserved = mostAmount(price, most);
  const { inputTokens, outputTokens } = usage;
  return {
    micros: costMicros(price, usage) ?? reserved.micros,
    tokens: inputTokens === null || outputTokens === null ? reserved.tokens : inputTokens + outputTokens,
  };
}

const STORE_PAUSES_MS = [250, 1_000, 2_000, 5_000, 10_000] as const;

/**
 * A paid reply is worth some patience: a database that restarts must not lose it. Not ended by an abort, for the same
 * reason. Returns how many replies were new.
 */
async function storePersistently(
  account: Account,
  paid: readonly Paid[],
  hold: Hold | null,
  holderId: string,
): Promise<number> {
  const payment = {
    replies: paid.map(({ question, cut, body, usage }) => ({ question, cut, body, outputTokens: usage.outputTokens })),
    calls: paid.map(({ question, usage }) => ledgerLine(account, question.key, usage)),
    settlement: hold && {
      holdId: hold.id,
      runId: hold.runId,
      spent: sumOf(paid.map((each) => spentOn(account.price, each))),
    },
    holderId,
  };
  return persistently((again) => store.storePayment({ ...payment, again }));
}

async function persistently<Result>(work: (again: boolean) => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(attempt > 0);
    } catch (error) {
      const pauseMs = STORE_PAUSES_MS[attempt];
      if (pauseMs === undefined) throw error;
      log.warn("a call could not be written down and is tried again", { problem: messageOf(error) });
      await pause(pauseMs, new AbortController().signal);
    }
  }
}

/** Failures go to the ledger with their class and are never served. A failing ledger must not hide the failure itself. */
async function recordFailure(
  { account, most }: Order,
  hold: Hold | null,
  error: unknown,
  wallMs: number,
  signal: AbortSignal,
): Promise<void> {
  const errorClass = error instanceof CallFailure ? error.kind : signal.aborted ? "aborted" : "error";
  const { micros, tokens } = mostAmount(account.price, most);
  // A server that took the request to its end is paid for it, though the reply is of no use.
  const billed = errorClass === "malformed" || errorClass === "wrong" || errorClass === "timeout";
  const line = { ...failedLine(account, error, wallMs), errorClass };
  try {
    // As patient as with replies: a hold that is not settled stays as long as this process lives.
    await persistently(() =>
      transaction(async (tx) => {
        await store.insertCalls([line], tx);
        if (hold) await settleHold(hold.id, hold.runId, billed ? { micros, tokens } : { micros: 0, tokens: 0 }, tx);
      }),
    );
  } catch (problem) {
    log.warn("a failed call could not be recorded", { problem: messageOf(problem) });
  }
}

const NOTHING_TOLD: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };

function figures({ inputTokens, outputTokens, cachedTokens, wallMs, retries, waitedMs }: Usage) {
  return {
    inputTokens,
    outputTokens,
    cachedTokens,
    retries,
    wallMs: Math.round(wallMs),
    waitedMs: waitedMs === undefined ? null : Math.round(waitedMs),
  };
}

function whose({ runId, purpose, model, endpoint }: Account) {
  return { runId, purpose, model, endpoint };
}

function sumOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce((a, b) => ({ micros: a.micros + b.micros, tokens: a.tokens + b.tokens }), {
    micros: 0,
    tokens: 0,
  });
}

const ERROR_CHARACTERS = 2_000;

/** A message may quote what a server sent, and Postgres stores neither NUL nor half a surrogate pair. */
function printable(message: string): string {
  return message.slice(0, ERROR_CHARACTERS).replaceAll("\u0000", "").toWellFormed();
}
