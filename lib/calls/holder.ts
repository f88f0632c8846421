import { randomUUID } from "node:crypto";
import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import { dropOldLostHolds, settleDeadHolds } from "./spend/store.ts";
import * as store from "./store.ts";

/**
 * This process as others see it: what it claims and reserves is its own as long as it gives signs of life, by Postgres's
 * clock. A process that was killed loses everything it holds after LEASE_MS.
 */
export type Holder = {
  readonly id: string;
  /** Signs of life begin before `work` and go on until it has ended. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
};

const LEASE_MS = 30_000;
/** Short beside the lease, so that a busy event loop or a restart of Postgres does not make a living process look dead. */
const BEAT_MS = 5_000;

/** `busy` names the claims that are really in use. */
export function createHolder(busy: () => readonly string[]): Holder {
  const id = randomUUID();
  let working = 0;
  let timer: NodeJS.Timeout | undefined;
  let lastBeatMs = Number.NEGATIVE_INFINITY;
  let first: Promise<void> | undefined;

  async function beat(): Promise<void> {
    const nowMs = performance.now();
    await store.keepAlive(id, LEASE_MS);
    lastBeatMs = nowMs;
    await store.dropStrayClaims(id, busy());
    await cleanUp();
  }

  function start(): Promise<void> {
    timer = setInterval(() => {
      beat().catch((error: unknown) => log.warn("no sign of life for calls", { problem: messageOf(error) }));
    }, BEAT_MS);
    timer.unref();
    return performance.now() - lastBeatMs < BEAT_MS ? Promise.resolve() : beat();
  }

  return {
    id,
    async during(work) {
      working++;
      try {
        first ??= start();
        await first;
        return await work();
      } finally {
        working--;
        if (working === 0) {
          clearInterval(timer);
          first = undefined;
        }
      }
    },
  };
}

/** What the dead left behind is nobody's work: it must not keep the living from theirs. */
async function cleanUp(): Promise<void> {
  try {
    await settleDeadHolds();
    await dropOldLostHolds();
  } catch (error) {
    log.warn("what dead processes held is not settled yet", { problem: messageOf(error) });
  }
}
