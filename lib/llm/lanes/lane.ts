import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import type { CallFailure } from "../call-failure.ts";
import { type Clock, realClock } from "../clock.ts";
import { type CallCost, NOTHING, type RateBudget, type RateGrant } from "../rate-budget.ts";
import { untilAborted } from "../until-aborted.ts";
import { LIMIT, type LimitSettings } from "./adaptive-limit.ts";
import { attemptWatch, type EndOfAttempt } from "./attempt-watch.ts";
import { BACKOFF, type BackoffSettings, backoffMs } from "./backoff.ts";
import { type CallLimits, callLimits } from "./call-limits.ts";
import { CIRCUIT, type CircuitSettings } from "./circuit.ts";
import { headStart } from "./head-start.ts";
import { type GateState, gate, type Pass } from "./lane-gate.ts";

export type LaneOptions = {
  /** Endpoint and model, as people know them; stands in every message. */
  readonly name: string;
  /** Shared by all who call this endpoint; without it nothing is counted. */
  readonly budget?: RateBudget | undefined;
  readonly limit?: Partial<LimitSettings> | undefined;
  readonly circuit?: Partial<CircuitSettings> | undefined;
  readonly backoff?: Partial<BackoffSettings> | undefined;
  readonly maxRetries?: number | undefined;
  /** For all attempts of a call together with the pauses between them, from the moment when the first is sent. */
  readonly deadlineMs?: number | undefined;
  /** For a call's turn to come. */
  readonly longestWaitMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
};

export type Called<T> = {
  readonly value: T;
  readonly retries: number;
  /** Spent waiting for a turn, for the budget and between retries. */
  readonly waitedMs: number;
};

export type LaneState = GateState & { readonly name: string };

/** Everything that decides when a call goes out to one endpoint, and the only place that sends it again. */
export type Lane = {
  /**
   * `cost` is an estimate; `costOf` tells the real one. An attempt throws a CallFailure and stops on its signal. Rejects with
   * the caller's reason on abort, and otherwise with the last attempt's failure.
   */
  call<T>(
    cost: CallCost,
    attempt: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    costOf?: (value: T) => CallCost,
  ): Promise<Called<T>>;
  state(): LaneState;
};

const MAX_RETRIES = 6;
/** A reply that cannot be read was paid for; more tries than these are another kind of problem. */
const MAX_RETRIES_OF_MALFORMED = 2;
const DEADLINE_MS = 600_000;
const LONGEST_WAIT_MS = 3_600_000;

export function lane(options: LaneOptions): Lane {
  const { name, budget, clock = realClock, random = Math.random, maxRetries = MAX_RETRIES } = options;
  const backoff = { ...BACKOFF, ...options.backoff };
  const times = {
    deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    longestWaitMs: options.longestWaitMs ?? LONGEST_WAIT_MS,
  };
  const limit = { ...LIMIT, ...options.limit };
  const door = gate({ name, limit, circuit: { ...CIRCUIT, ...options.circuit }, clock });
  let tickets = 0;

  async function call<T>(
    cost: CallCost,
    attempt: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    costOf: (value: T) => CallCost = () => cost,
  ): Promise<Called<T>> {
    signal.throwIfAborted();
    const ticket = tickets++ - headStart();
    const limits = callLimits(name, times, clock, signal);
    const watch = attemptWatch();
    let attempts = 0;
    let waitedMs = 0;
    let notBeforeMs = 0;
    try {
      for (;;) {
        const cameMs = clock.now();
        const end = watch && (await watch.begin(cost));
        const admitted = await admit(ticket, notBeforeMs, cost, limits.signal).catch((error: unknown) => {
          end?.({ kind: "unsent" });
          throw error;
        });
        waitedMs += clock.now() - cameMs;
        limits.sent();
        attempts++;
        const tried = await tryOnce(admitted, cost, attempt, costOf, limits, end);
        if (tried.kind === "answered") return { value: tried.value, retries: attempts - 1, waitedMs };
        notBeforeMs = nextTryMs(tried.failure, attempts, limits);
      }
    } catch (error) {
      const reason = limits.reasonFor(error);
      throw limits.isFailure(reason) ? reason.after(attempts) : reason;
    } finally {
      limits.clear();
    }
  }

  /** A turn, then a share of the budget; both anew where waiting for the budget outlasted the turn. */
  async function admit(ticket: number, notBeforeMs: number, cost: CallCost, signal: AbortSignal): Promise<Admitted> {
    for (;;) {
      const pass = await door.enter(ticket, notBeforeMs, signal);
      let grant: RateGrant | null = null;
      try {
        grant = budget ? await budget.take(cost, signal) : null;
        signal.throwIfAborted();
        if (pass.send()) return { pass, grant };
      } catch (error) {
        await settle(grant, NOTHING);
        pass.leave({ kind: "dropped" });
        throw error;
      }
      await settle(grant, NOTHING);
      pass.leave({ kind: "dropped" });
    }
  }

  async function tryOnce<T>(
    { pass, grant }: Admitted,
    cost: CallCost,
    attempt: (signal: AbortSignal) => Promise<T>,
    costOf: (value: T) => CallCost,
    limits: CallLimits,
    end: EndOfAttempt | undefined,
  ): Promise<Tried<T>> {
    const sentMs = clock.now();
    let value: T;
    let isSent = false;
    try {
      limits.signal.throwIfAborted();
      isSent = true;
      value = await untilAborted(attempt(limits.signal), limits.signal);
    } catch (error) {
      const reason = limits.reasonFor(error);
      if (!limits.isFailure(reason)) {
        end?.({ kind: isSent ? "stopped" : "unsent" });
        pass.leave({ kind: "dropped" });
        throw reason;
      }
      end?.({ kind: "failed", failure: reason });
      pass.leave({ kind: "failed", failure: reason });
      await settle(grant, costOfFailure(reason, cost));
      return { kind: "failed", failure: reason };
    }
    end?.({ kind: "answered", cost: costOf(value) });
    // A call without tokens, such as cutting a text, takes no model: among the others it would look like a fast round.
    const usesModel = cost.inputTokens + cost.outputTokens > 0;
    pass.leave({ kind: "answered", latencyMs: usesModel ? clock.now() - sentMs : null });
    await settle(grant, costOf(value));
    return { kind: "answered", value };
  }

  /** When the call may be sent again; throws its failure where it may not. */
  function nextTryMs(failure: CallFailure, attempts: number, limits: CallLimits): number {
    limits.failed(failure);
    const most = failure.kind === "malformed" ? Math.min(maxRetries, MAX_RETRIES_OF_MALFORMED) : maxRetries;
    if (!failure.mayPass || attempts > most || limits.signal.aborted) throw failure;
    const pauseMs = backoffMs(attempts - 1, failure.retryAfterMs, backoff, random);
    if (pauseMs >= limits.leftMs()) throw limits.tooLate(failure, pauseMs);
    return clock.now() + pauseMs;
  }

  return { call, state: () => ({ name, ...door.state() }) };
}

type Admitted = { readonly pass: Pass; readonly grant: RateGrant | null };
type Tried<T> =
  | { readonly kind: "answered"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: CallFailure };

/** What was turned away at the door cost a request and no tokens; what failed later may have been worked on. */
function costOfFailure({ kind }: CallFailure, cost: CallCost): CallCost {
  const turnedAway = kind === "rate-limit" || kind === "overload" || kind === "network" || kind === "refused";
  return turnedAway ? { ...NOTHING, requests: cost.requests } : cost;
}

/** The reply is there and paid for: a budget that cannot be told must not lose it. */
async function settle(grant: RateGrant | null, actual: CallCost): Promise<void> {
  try {
    await grant?.settle(actual);
  } catch (error) {
    log.warn("the budget of calls was not told what a call cost", { error: messageOf(error) });
  }
}
