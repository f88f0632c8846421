import { sha256 } from "#lib/std/hash.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { CallFailure } from "../call-failure.ts";
import type { Lane } from "../lanes/lane.ts";

/** One of several servers of the same model, with a lane of its own. */
export type Replica<T> = {
  readonly address: string;
  readonly lane: Pick<Lane, "state">;
  /** What speaks to it: a scorer, a chat model. */
  readonly model: T;
};

/**
 * The replicas in the order in which they serve a key: rendezvous hashing (Thaler and Ravishankar, A Name-Based Mapping
 * Scheme for Rendezvous, 1996). Every worker finds the same order, keys spread evenly, and where a replica comes or goes
 * only its own keys move, so that the others' caches stay warm.
 */
export function rankedFor<T>(replicas: readonly Replica<T>[], key: string): Replica<T>[] {
  return replicas
    .map((replica) => ({ replica, weight: sha256(`${replica.address}\n${key}`) }))
    .sort((a, b) => byCodeUnit(b.weight, a.weight))
    .map(({ replica }) => replica);
}

/** Those that would let a call out at once before those where it would wait, else in the same order. */
export function freeFirst<T>(order: readonly Replica<T>[]): Replica<T>[] {
  const free = order.filter(({ lane }) => {
    const { inFlight, waiting, limit, pausedForMs } = lane.state();
    return pausedForMs === 0 && inFlight + waiting < limit;
  });
  return [...free, ...order.filter((replica) => !free.includes(replica))];
}

/**
 * Acts with the first replica whose circuit lets calls through, wholly: where a call fails that may pass elsewhere, the
 * whole act begins again with the next, because numbers of two replicas are not to be mixed. Where all circuits are open
 * the first one's lane refuses, and says why.
 */
export async function onOneReplica<T, R>(
  order: readonly Replica<T>[],
  act: (replica: Replica<T>) => Promise<R>,
  signal: AbortSignal,
): Promise<R> {
  const usable = order.filter(takesCalls);
  const tried: CallFailure[] = [];
  for (const replica of usable.length > 0 ? usable : order.slice(0, 1)) {
    signal.throwIfAborted();
    try {
      return await act(replica);
    } catch (error) {
      if (signal.aborted || !(error instanceof CallFailure) || !error.mayPass) throw error;
      tried.push(error);
    }
  }
  throw failureOf(tried);
}

/** While a trial is under way the others' calls are better off elsewhere. */
function takesCalls<T>({ lane }: Replica<T>): boolean {
  const { circuit } = lane.state();
  return circuit.kind === "closed" || (circuit.kind === "open" && circuit.triesInMs === 0);
}

function failureOf(tried: readonly CallFailure[]): Error {
  const last = tried.at(-1);
  if (!last) return new Error("There is no replica.");
  if (tried.length === 1) return last;
  const message = `None of ${tried.length} replicas answered. The last: ${last.message}`;
  return new CallFailure(last.kind, message, { retryAfterMs: last.retryAfterMs, attempts: last.attempts, cause: last });
}
