import { assertNever } from "#lib/std/assert.ts";
import type { FailureKind } from "../call-failure.ts";

/**
 * Whether an endpoint is worth asking.
 *
 * - `closed`: calls go out.
 * - `open`: it failed again and again; calls are refused at once until `untilMs`, then one may try.
 * - `trial`: that one is under way; others wait for its outcome.
 */
export type Circuit =
  | { readonly kind: "closed"; readonly failed: Streak; readonly troubled: Streak }
  | { readonly kind: "open"; readonly untilMs: number; readonly restMs: number; readonly cause: string }
  | { readonly kind: "trial"; readonly restMs: number; readonly cause: string };

/** Failures without an answer between them, and when the first was. */
export type Streak = { readonly failures: number; readonly sinceMs: number };

export type CircuitSettings = {
  /** Opens after so many failures in a row, … */
  readonly failures: number;
  /** … the first of which is so long ago. A burst that fails together says nothing about the next moment. */
  readonly overMs: number;
  /** A server that answers 429 lives, and is given longer. */
  readonly overRateLimitedMs: number;
  /** How long it stays open at first; twice as long after each trial that fails. */
  readonly restMs: number;
  readonly longestRestMs: number;
};

export const CIRCUIT: CircuitSettings = {
  failures: 5,
  overMs: 5_000,
  overRateLimitedMs: 120_000,
  restMs: 10_000,
  longestRestMs: 120_000,
};

const NONE: Streak = { failures: 0, sinceMs: 0 };

export const CLOSED: Circuit = { kind: "closed", failed: NONE, troubled: NONE };

/** What a call that wants to go out may do: go, go as the trial, wait for the trial of another, or give up at once. */
export function admission(circuit: Circuit, nowMs: number): "go" | "try" | "wait" | "refuse" {
  switch (circuit.kind) {
    case "closed":
      return "go";
    case "open":
      return nowMs >= circuit.untilMs ? "try" : "refuse";
    case "trial":
      return "wait";
    default:
      return assertNever(circuit);
  }
}

export function trialBegun(circuit: Circuit): Circuit {
  return circuit.kind === "open" ? { kind: "trial", restMs: circuit.restMs, cause: circuit.cause } : circuit;
}

/** The trial ended without an outcome, for its caller gave up: the next call may try. */
export function trialDropped(circuit: Circuit, nowMs: number): Circuit {
  return circuit.kind === "trial" ? { ...circuit, kind: "open", untilMs: nowMs } : circuit;
}

/** Any answer will do, also one that refuses the request: whoever answers lives. */
export function afterAnswer(circuit: Circuit): Circuit {
  return circuit.kind === "closed" && circuit.failed.failures === 0 ? circuit : CLOSED;
}

export type Failed = { readonly kind: FailureKind; readonly message: string; readonly wasTrial: boolean };

/**
 * Two streaks are counted: `failed` of all failures, `troubled` of those that are no 429. A 429 is said by something that
 * lives, so it opens the circuit only after the longer time, but it does not excuse what fails beside it: a proxy may say it
 * before a server that is dead. A call that went out before the circuit opened may fail after it: that is no news.
 */
export function afterFailure(circuit: Circuit, failed: Failed, nowMs: number, settings: CircuitSettings): Circuit {
  switch (circuit.kind) {
    case "closed": {
      const all = longer(circuit.failed, nowMs);
      const troubled = failed.kind === "rate-limit" ? circuit.troubled : longer(circuit.troubled, nowMs);
      const isDead = (streak: Streak, overMs: number) =>
        streak.failures >= settings.failures && nowMs - streak.sinceMs >= overMs;
      if (!isDead(troubled, settings.overMs) && !isDead(all, settings.overRateLimitedMs)) {
        return { kind: "closed", failed: all, troubled };
      }
      return open(settings.restMs, failed.message, nowMs);
    }
    case "trial":
      if (!failed.wasTrial) return circuit;
      return open(Math.min(settings.longestRestMs, circuit.restMs * 2), failed.message, nowMs);
    case "open":
      return circuit;
    default:
      return assertNever(circuit);
  }
}

function longer({ failures, sinceMs }: Streak, nowMs: number): Streak {
  return { failures: failures + 1, sinceMs: failures === 0 ? nowMs : sinceMs };
}

function open(restMs: number, cause: string, nowMs: number): Circuit {
  return { kind: "open", untilMs: nowMs + restMs, restMs, cause };
}
