import { CallFailure } from "../call-failure.ts";
import type { Clock } from "../clock.ts";

export type CallTimes = { readonly deadlineMs: number; readonly longestWaitMs: number };

/** When one call ends in any case: by its caller, for its turn does not come, or by its deadline once it was sent. */
export type CallLimits = {
  readonly signal: AbortSignal;
  /** The first attempt goes out now; later calls change nothing. */
  sent(): void;
  /** Remembered, so that the deadline can tell why it was reached. */
  failed(failure: CallFailure): void;
  leftMs(): number;
  /** Why the call or its attempt really ended, where `error` is only how an abort showed itself. */
  reasonFor(error: unknown): unknown;
  /** False for what the caller threw in, or an attempt that is wrong in itself: that is no failure of the endpoint. */
  isFailure(reason: unknown): reason is CallFailure;
  /** The failure of a call whose next try would come after its deadline. */
  tooLate(failure: CallFailure, pauseMs: number): CallFailure;
  clear(): void;
};

export function callLimits(name: string, times: CallTimes, clock: Clock, caller: AbortSignal): CallLimits {
  const stop = new AbortController();
  const byCaller = () => stop.abort(caller.reason);
  caller.addEventListener("abort", byCaller, { once: true });
  let sentMs: number | null = null;
  let last: CallFailure | null = null;
  let cancel = clock.after(times.longestWaitMs, () => {
    stop.abort(
      timeout(
        `${name} had no place for a call within ${seconds(times.longestWaitMs)}. Start fewer at once, or raise its budget.`,
      ),
    );
  });

  function timeout(message: string): CallFailure {
    return new CallFailure("timeout", message, { cause: last });
  }

  return {
    signal: stop.signal,
    sent() {
      if (sentMs !== null) return;
      sentMs = clock.now();
      cancel();
      cancel = clock.after(times.deadlineMs, () => {
        const before = last ? ` Its last failure: ${last.message}` : "";
        stop.abort(timeout(`${name} gave no answer within the deadline of ${seconds(times.deadlineMs)}.${before}`));
      });
    },
    failed(failure) {
      last = failure;
    },
    leftMs: () => (sentMs === null ? times.longestWaitMs : sentMs + times.deadlineMs - clock.now()),
    reasonFor(error) {
      return stop.signal.aborted ? stop.signal.reason : error;
    },
    isFailure: (reason): reason is CallFailure => reason instanceof CallFailure && !caller.aborted,
    tooLate(failure, pauseMs) {
      const message = `${failure.message} The next try, in ${seconds(pauseMs)}, would come after the deadline of ${seconds(times.deadlineMs)}.`;
      return new CallFailure(failure.kind, message, { retryAfterMs: failure.retryAfterMs, cause: failure });
    },
    clear() {
      cancel();
      caller.removeEventListener("abort", byCaller);
    },
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
