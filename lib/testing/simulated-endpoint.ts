import { CallFailure } from "#lib/llm/call-failure.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

export type SimulatedEndpoint = {
  /** One call; `ms` is how long it takes once it has a slot. */
  serve(ms: number, signal: AbortSignal): Promise<void>;
  readonly turnedAway: () => number;
  readonly served: () => number;
  /** Share of slot time in use between two moments. */
  busy(fromMs: number, toMs: number): number;
  /** Most calls at work at once. */
  readonly mostAtOnce: () => number;
};

export type SimulatedEndpointOptions = {
  readonly slots: number | ((nowMs: number) => number);
  /** What happens to a call that finds no slot: it is told 429, or it waits at the server. */
  readonly over: "429" | "queue";
  readonly retryAfterMs?: number;
};

/** A server with so many slots, in simulated time. */
export function simulatedEndpoint(clock: SimulatedClock, options: SimulatedEndpointOptions): SimulatedEndpoint {
  const used: { readonly fromMs: number; readonly toMs: number }[] = [];
  const queue: (() => void)[] = [];
  let working = 0;
  let turnedAway = 0;
  let most = 0;
  const slots = () => (typeof options.slots === "number" ? options.slots : options.slots(clock.now()));

  return {
    async serve(ms, signal) {
      // An answer takes a moment to come back, also a refusal.
      await clock.sleep(1, signal);
      if (working >= slots()) {
        if (options.over === "429") {
          turnedAway++;
          throw new CallFailure("rate-limit", "429: too many at once", { retryAfterMs: options.retryAfterMs ?? null });
        }
        await new Promise<void>((resolve) => queue.push(resolve));
      } else working++;
      most = Math.max(most, working);
      const fromMs = clock.now();
      try {
        await clock.sleep(ms, signal);
      } finally {
        used.push({ fromMs, toMs: clock.now() });
        const next = queue.shift();
        if (next) next();
        else working--;
      }
    },
    turnedAway: () => turnedAway,
    served: () => used.length,
    mostAtOnce: () => most,
    busy(fromMs, toMs) {
      const time = used.reduce(
        (total, each) => total + Math.max(0, Math.min(each.toMs, toMs) - Math.max(each.fromMs, fromMs)),
        0,
      );
      return time / (slots() * (toMs - fromMs));
    },
  };
}
