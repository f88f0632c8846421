import { AsyncLocalStorage } from "node:async_hooks";
import type { CallFailure } from "../call-failure.ts";
import type { CallCost } from "../rate-budget.ts";

/** How an attempt ended. One that was stopped with its caller may have been worked on; one that never went out was not. */
export type AttemptEnd =
  | { readonly kind: "answered"; readonly cost: CallCost }
  | { readonly kind: "failed"; readonly failure: CallFailure }
  | { readonly kind: "stopped" }
  | { readonly kind: "unsent" };

/** Told how the attempt ended that it was made for. */
export type EndOfAttempt = (end: AttemptEnd) => void;

/** Whoever pays for the calls of some work: a lane alone knows how often they really went out. */
export type AttemptWatch = {
  /** Before an attempt waits for its turn, the first and every later one. What this throws ends the call. */
  begin(cost: CallCost): EndOfAttempt | Promise<EndOfAttempt>;
};

const watches = new AsyncLocalStorage<AttemptWatch>();

/** All attempts of calls that `work` makes are told to `watch`. */
export function watchingAttempts<Result>(watch: AttemptWatch, work: () => Promise<Result>): Promise<Result> {
  return watches.run(watch, work);
}

/** Of the work that asks, undefined where nobody watches. */
export function attemptWatch(): AttemptWatch | undefined {
  return watches.getStore();
}
