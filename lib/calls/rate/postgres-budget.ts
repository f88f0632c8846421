import { randomUUID } from "node:crypto";
import { type MinuteLimits, waitMs } from "#lib/llm/lanes/minute-budget.ts";
import { type CallCost, NOTHING, type RateBudget, type RateGrant } from "#lib/llm/rate-budget.ts";
import { pause } from "../pause.ts";
import * as store from "./store.ts";

const MINUTE_MS = 60_000;
/**
 * A call is heard a little after it was let through: one that is late and the next that is early are heard within less
 * than the time between their turns. Two seconds are a busy machine's worst, at a price of three calls in a hundred.
 */
const LATENESS_MS = 2_000;
const COUNTING = { windowMs: MINUTE_MS + LATENESS_MS, sliceMs: 250 } as const;
/** Another process may have given something back in the meantime. */
const LONGEST_PAUSE_MS = 1_000;
const SHORTEST_PAUSE_MS = 20;

/**
 * Requests and tokens a minute that all workers share, by Postgres's clock alone. `id` names what the provider counts
 * together, usually address and key of an endpoint; never the key itself, but a hash of it. Within a process calls go first
 * come, first served; between processes nobody takes what a call that has waited longer needs.
 */
export function postgresBudget(id: string, limits: MinuteLimits, counting: store.Counting = COUNTING): RateBudget {
  /** Of this process, the last call in the queue; only the first one asks Postgres. */
  let last: Promise<unknown> = Promise.resolve();

  async function first(cost: CallCost, signal: AbortSignal): Promise<RateGrant> {
    const callId = randomUUID();
    try {
      for (;;) {
        signal.throwIfAborted();
        const attempt = await store.attempt(id, callId, cost, limits, counting);
        if (attempt?.granted) return grant(cost, attempt.nowMs);
        if (attempt) await pause(pauseFor(attempt, cost), signal);
        else await store.openBucket(id);
      }
    } catch (error) {
      await store.leave(id, callId);
      throw error;
    }
  }

  function pauseFor({ use, nowMs, before }: store.Attempt, cost: CallCost): number {
    const wanted = costOf((kind) => cost[kind] + before[kind]);
    return Math.min(
      LONGEST_PAUSE_MS,
      counting.windowMs / 20,
      Math.max(SHORTEST_PAUSE_MS, waitMs(use, wanted, limits, nowMs)),
    );
  }

  function grant(cost: CallCost, grantedMs: number): RateGrant {
    return {
      async settle(actual) {
        const difference = (kind: keyof CallCost) => actual[kind] - cost[kind];
        const less = costOf((kind) => Math.max(0, -difference(kind)));
        const more = costOf((kind) => Math.max(0, difference(kind)));
        if (isNothing(less) && isNothing(more)) return;
        await store.correct(id, grantedMs, less, more, counting);
      },
    };
  }

  return {
    take(cost, signal) {
      const turn = last.then(() => first(cost, signal));
      last = turn.catch(() => {});
      return abortable(turn, signal);
    },
  };
}

/**
 * One that is aborted in the queue returns at once; its turn, when it comes, sees the abort and ends. Where it was let
 * through at that very moment, it gives everything back.
 */
function abortable(turn: Promise<RateGrant>, signal: AbortSignal): Promise<RateGrant> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      turn.then((grant) => grant.settle(NOTHING)).catch(() => {});
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function costOf(of: (kind: keyof CallCost) => number): CallCost {
  return { requests: of("requests"), inputTokens: of("inputTokens"), outputTokens: of("outputTokens") };
}

function isNothing({ requests, inputTokens, outputTokens }: CallCost): boolean {
  return requests === 0 && inputTokens === 0 && outputTokens === 0;
}
