import { setTimeout } from "node:timers/promises";

/** Waits; throws the reason of `signal` where that is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}
