import { CallFailure } from "#lib/llm/call-failure.ts";
import type { AttemptEnd, AttemptWatch, EndOfAttempt } from "#lib/llm/lanes/attempt-watch.ts";
import type { Usage } from "#lib/llm/port.ts";
import type { CallCost } from "#lib/llm/rate-budget.ts";
import { type Amount, addAmounts, costMicros, type Most, mostAmount, NOTHING_SPENT, spentOn } from "./cost.ts";
import type { ModelPrice } from "./schema.ts";

export type Reserved = {
  readonly price: ModelPrice | null;
  /** The dearest attempt that the order makes. */
  readonly attempt: Most;
  /** How many it makes where none has to be made again; those are reserved. */
  readonly attempts: number;
  /** Reserves one attempt more, if the budget has room for it now. Waiting for room would be waiting for each other. */
  readonly reserveMore: (amount: Amount) => Promise<boolean>;
};

/** Attempts that brought no reply, and may be billed all the same. */
export type Spoilt = { readonly attempts: number; readonly amount: Amount };

/**
 * Counts what the attempts of one order come to, as its lanes tell them: a reply tells what its own attempt cost, and nothing of
 * those before it. No attempt goes out that is not reserved.
 */
export type Till = {
  readonly watch: AttemptWatch;
  /** Whether any lane told anything; a model without one makes one attempt. */
  sawAttempts(): boolean;
  spoilt(): Spoilt;
  /** Paid besides the replies: what was answered and thrown away, and what a connection took. */
  besides(told: readonly Usage[]): Amount;
  /** No attempt is reserved after this has ended. */
  close(): Promise<void>;
};

export function openTill({ price, attempt, attempts, reserveMore }: Reserved): Till {
  const most = mostAmount(price, attempt);
  const growing = new Set<Promise<boolean>>();
  const answered = { calls: 0, inputTokens: 0, outputTokens: 0, connecting: 0 };
  let [granted, used, seen, closed] = [0, 0, 0, false];
  let spoilt: Spoilt = { attempts: 0, amount: NOTHING_SPENT };
  let last: CallFailure | null = null;

  function spoil(amount: Amount): void {
    spoilt = { attempts: spoilt.attempts + 1, amount: addAmounts(spoilt.amount, amount) };
  }

  function ended(end: AttemptEnd): void {
    switch (end.kind) {
      case "answered":
        answered.calls++;
        answered.inputTokens += end.cost.inputTokens;
        answered.outputTokens += end.cost.outputTokens;
        return;
      case "unsent":
        used--;
        return;
      case "stopped":
        spoil(most);
        return;
      case "failed": {
        last = end.failure;
        if (!end.failure.mayBeBilled) used--;
        else spoil(end.failure.usage ? spentOn(price, end.failure.usage, attempt) : most);
      }
    }
  }

  async function grow(): Promise<EndOfAttempt> {
    granted++;
    const growth = reserveMore({ micros: most.micros, tokens: most.tokens });
    growing.add(growth);
    const fits = await growth.finally(() => growing.delete(growth));
    if (fits) return ended;
    granted--;
    used--;
    throw new NotRepeated(last);
  }

  function begin({ inputTokens, outputTokens }: CallCost): EndOfAttempt | Promise<EndOfAttempt> {
    if (inputTokens + outputTokens === 0) return connectingEnded;
    if (closed) return () => {};
    seen++;
    used++;
    const unforeseen = Math.max(0, used - spoilt.attempts - attempts);
    return spoilt.attempts + unforeseen <= granted ? ended : grow();
  }

  /** What takes no model is free, but for servers that are got to know by small scorings. */
  function connectingEnded(end: AttemptEnd): void {
    if (end.kind === "answered") answered.connecting += end.cost.inputTokens + end.cost.outputTokens;
  }

  function amountOf(inputTokens: number, outputTokens: number): Amount {
    const usage = { inputTokens, outputTokens, cachedTokens: null, wallMs: 0, retries: 0 };
    return { micros: costMicros(price, usage) ?? 0, tokens: inputTokens + outputTokens };
  }

  return {
    watch: { begin },
    sawAttempts: () => seen > 0,
    spoilt: () => spoilt,
    besides(told) {
      const connecting = amountOf(answered.connecting, 0);
      if (told.length === 0) return addAmounts(connecting, amountOf(answered.inputTokens, answered.outputTokens));
      const kept = sumOf(told);
      const isMore = answered.calls > told.length && answered.inputTokens > kept.inputTokens;
      if (!isMore) return connecting;
      const thrownAway = amountOf(
        answered.inputTokens - kept.inputTokens,
        Math.max(0, answered.outputTokens - kept.outputTokens),
      );
      return addAmounts(connecting, thrownAway);
    },
    async close() {
      closed = true;
      await Promise.allSettled(growing);
    },
  };
}

/** What is not told is taken to be more than anything. */
function sumOf(told: readonly Usage[]) {
  return {
    inputTokens: told.reduce((sum, each) => sum + (each.inputTokens ?? Number.POSITIVE_INFINITY), 0),
    outputTokens: told.reduce((sum, each) => sum + (each.outputTokens ?? Number.POSITIVE_INFINITY), 0),
  };
}

/**
 * A call that is not sent again for the sake of the budget. Parks the work like any failure that may pass: when it asks anew, it
 * waits for the budget or meets its end.
 */
export class NotRepeated extends CallFailure {
  constructor(last: CallFailure | null) {
    const why = "The run's budget has no room now for another attempt, since the last one may be billed.";
    super(last?.mayPass ? last.kind : "overload", last ? `${last.message} ${why}` : why, {
      mayBeBilled: false,
      cause: last,
    });
    this.name = "NotRepeated";
  }
}
