import type { CallCost } from "../rate-budget.ts";

/** What may pass in any sixty seconds; null where there is no limit. */
export type MinuteLimits = {
  readonly requests: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
};

/**
 * What was taken in the last minute, oldest first, in slices of a quarter of a second. A bucket whose tokens come back
 * sixty seconds after they were taken: one that refills all the time lets nearly twice its limit through in the minute that
 * begins with it full.
 */
export type MinuteUse = readonly Slice[];
type Slice = CallCost & { readonly fromMs: number };

const SLICE_MS = 250;
const MINUTE_MS = 60_000;
const KINDS = ["requests", "inputTokens", "outputTokens"] as const;

/** How long until the cost fits; 0 where it fits now. One that is above a limit by itself fits when nothing else is there. */
export function waitMs(use: MinuteUse, cost: CallCost, limits: MinuteLimits, nowMs: number): number {
  return Math.max(...KINDS.map((kind) => waitForKind(recent(use, nowMs), kind, cost[kind], limits[kind], nowMs)));
}

export function withTaken(use: MinuteUse, cost: CallCost, nowMs: number): MinuteUse {
  const kept = recent(use, nowMs);
  const fromMs = sliceOf(nowMs);
  const last = kept.at(-1);
  if (last?.fromMs !== fromMs) return [...kept, { fromMs, ...costOf(cost) }];
  return [...kept.slice(0, -1), { fromMs, ...sum(last, cost) }];
}

/**
 * The use after a call told what it really cost. What it did not need is given back where it was taken, as long as that is
 * not forgotten; what it needed beyond its estimate counts from now on.
 */
export function withSettled(
  use: MinuteUse,
  taken: CallCost,
  takenMs: number,
  actual: CallCost,
  nowMs: number,
): MinuteUse {
  const less = difference(taken, actual, (kind) => actual[kind] - taken[kind] < 0);
  const more = difference(taken, actual, (kind) => actual[kind] - taken[kind] > 0);
  const returned = use.map((slice) => (slice.fromMs === sliceOf(takenMs) ? { ...slice, ...sum(slice, less) } : slice));
  return KINDS.some((kind) => more[kind] > 0) ? withTaken(returned, more, nowMs) : recent(returned, nowMs);
}

function waitForKind(
  use: MinuteUse,
  kind: (typeof KINDS)[number],
  wanted: number,
  limit: number | null,
  nowMs: number,
): number {
  if (limit === null || wanted === 0) return 0;
  let used = use.reduce((total, slice) => total + slice[kind], 0);
  let wait = 0;
  for (const slice of use) {
    if (used === 0 || used + wanted <= limit) break;
    used -= slice[kind];
    wait = forgottenMs(slice) - nowMs;
  }
  return wait;
}

function recent(use: MinuteUse, nowMs: number): MinuteUse {
  return use.filter((slice) => forgottenMs(slice) > nowMs);
}

/** A slice counts until its last moment is a minute old. */
function forgottenMs(slice: Slice): number {
  return slice.fromMs + SLICE_MS + MINUTE_MS;
}

function sliceOf(nowMs: number): number {
  return Math.floor(nowMs / SLICE_MS) * SLICE_MS;
}

function sum(a: CallCost, b: CallCost): CallCost {
  return {
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}

function difference(taken: CallCost, actual: CallCost, counts: (kind: (typeof KINDS)[number]) => boolean): CallCost {
  const of = (kind: (typeof KINDS)[number]) => (counts(kind) ? actual[kind] - taken[kind] : 0);
  return { requests: of("requests"), inputTokens: of("inputTokens"), outputTokens: of("outputTokens") };
}

function costOf({ requests, inputTokens, outputTokens }: CallCost): CallCost {
  return { requests, inputTokens, outputTokens };
}
