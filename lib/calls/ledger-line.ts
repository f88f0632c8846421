import { CallFailure } from "#lib/llm/call-failure.ts";
import type { Usage } from "#lib/llm/port.ts";
import { messageOf } from "#lib/std/errors.ts";
import type { Account } from "./account.ts";
import { type Amount, costMicros, NOTHING_SPENT, soundUsage } from "./cost.ts";
import type { NewCall } from "./store.ts";

/** What the budget counts for a call, and how many of its attempts brought nothing. */
export type Counted = { readonly counted: Amount; readonly spoiltAttempts: number };

const NOTHING_COUNTED: Counted = { counted: NOTHING_SPENT, spoiltAttempts: 0 };

export const NOTHING_TOLD: Usage = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  wallMs: 0,
  retries: 0,
};

/** The line of the ledger for a call that was answered; `replyKey` is null where its reply is not stored. */
export function ledgerLine(
  account: Account,
  replyKey: string | null,
  usage: Usage,
  counted: Counted,
  inputBytes: number | null = null,
): NewCall {
  return {
    inputBytes,
    ...figures(usage),
    ...whose(account),
    ...costOf(account, usage),
    ...countedOf(counted),
    replyKey,
    served: false,
    errorClass: null,
    error: null,
  };
}

/** The line for a question that a stored reply answered. */
export function servedLine(account: Account, replyKey: string, usage: Usage): NewCall {
  const line = ledgerLine(account, replyKey, usage, NOTHING_COUNTED);
  return { ...line, wallMs: 0, retries: 0, waitedMs: null, served: true, priceVersion: null, costMicros: 0n };
}

/** The line for a call without a reply: what it cost is known only where its failure tells. */
export function failedLine(account: Account, error: unknown, wallMs: number, counted: Counted): NewCall {
  const failure = error instanceof CallFailure ? error : null;
  const usage = failure?.usage ?? NOTHING_TOLD;
  return {
    ...figures(usage),
    ...whose(account),
    ...costOf(account, usage),
    ...countedOf(counted),
    replyKey: null,
    inputBytes: null,
    wallMs: Math.round(wallMs),
    retries: Math.max(0, (failure?.attempts ?? 1) - 1),
    served: false,
    errorClass: failure?.kind ?? "error",
    error: printable(messageOf(error)),
  };
}

function costOf({ price, priceVersion }: Account, usage: Usage) {
  const cost = costMicros(price, usage);
  return { priceVersion: cost === null ? null : priceVersion, costMicros: cost === null ? null : BigInt(cost) };
}

function countedOf({ counted, spoiltAttempts }: Counted) {
  return { spoiltAttempts, countedMicros: BigInt(counted.micros), countedTokens: BigInt(counted.tokens) };
}

function figures(told: Usage) {
  const { inputTokens, outputTokens, cachedTokens, retries, wallMs, waitedMs } = soundUsage(told);
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

const ERROR_CHARACTERS = 2_000;

/** A message may quote what a server sent, and Postgres stores neither NUL nor half a surrogate pair. */
function printable(message: string): string {
  return message.slice(0, ERROR_CHARACTERS).replaceAll("\u0000", "").toWellFormed();
}
