import type { Clock } from "#lib/llm/clock.ts";

export type SimulatedClock = Clock & {
  /** Timers that wait to act. */
  readonly pending: () => number;
  /** Runs timers in order of time, each after everything that the last one set free has settled, until `untilMs`. */
  run(untilMs: number): Promise<void>;
  /** The same until no timer is left. */
  drain(): Promise<void>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

type Timer = { readonly atMs: number; readonly act: () => void };

/** Time that passes when the test says so. */
export function simulatedClock(): SimulatedClock {
  const timers = new Set<Timer>();
  let nowMs = 0;

  /** The first of those due next: a set keeps the order in which they were set. */
  function nextTimer(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) if (!next || timer.atMs < next.atMs) next = timer;
    return next;
  }

  function after(ms: number, act: () => void): () => void {
    const timer = { atMs: nowMs + Math.max(0, ms), act };
    timers.add(timer);
    return () => void timers.delete(timer);
  }

  async function run(untilMs: number): Promise<void> {
    for (;;) {
      await settled();
      const next = nextTimer();
      if (!next || next.atMs > untilMs) break;
      timers.delete(next);
      nowMs = next.atMs;
      next.act();
    }
    if (Number.isFinite(untilMs)) nowMs = Math.max(nowMs, untilMs);
  }

  return {
    now: () => nowMs,
    after,
    pending: () => timers.size,
    run,
    drain: () => run(Number.POSITIVE_INFINITY),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = after(ms, () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        });
        function stop(): void {
          cancel();
          reject(signal?.reason);
        }
        signal?.addEventListener("abort", stop, { once: true });
      }),
  };
}

/** Every microtask that is due, and those they lead to. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
