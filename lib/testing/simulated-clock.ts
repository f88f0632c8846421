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
  /** By time; those of one moment in the order in which they were set. */
  const timers: Timer[] = [];
  let nowMs = 0;

  function after(ms: number, act: () => void): () => void {
    const timer = { atMs: nowMs + Math.max(0, ms), act };
    timers.splice(placeOf(timers, timer.atMs), 0, timer);
    return () => {
      const index = timers.lastIndexOf(timer, placeOf(timers, timer.atMs) - 1);
      if (index >= 0) timers.splice(index, 1);
    };
  }

  async function run(untilMs: number): Promise<void> {
    for (;;) {
      await settled();
      const next = timers[0];
      if (!next || next.atMs > untilMs) break;
      timers.shift();
      nowMs = next.atMs;
      next.act();
    }
    if (Number.isFinite(untilMs)) nowMs = Math.max(nowMs, untilMs);
  }

  return {
    now: () => nowMs,
    after,
    pending: () => timers.length,
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

/** After all that are due at `atMs` or before. */
function placeOf(timers: readonly Timer[], atMs: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timers[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every microtask that is due, and those they lead to. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
