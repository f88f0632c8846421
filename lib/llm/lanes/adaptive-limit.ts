import { assertNever } from "#lib/std/assert.ts";
import { getsMoreDone, isLonger, type Latencies, type Seen, seenIn } from "./seen-latency.ts";

/**
 * How many calls may be under way at once, learnt from what happens to them.
 *
 * It doubles once a round until the first sign of trouble, then grows by steps. Trouble (429, 503, a call that ran out of
 * time, or latency that swells while no more gets done) takes a quarter, once in a burst. What was borne is remembered as
 * the ceiling: the limit comes back there quickly, then tries one more ever less often, and grows faster again where the
 * ceiling has gone. A plain sawtooth between 75 % and 100 % would leave an eighth of the endpoint idle. The idea is that
 * of CUBIC (RFC 9438), in steps instead of a curve.
 */
export type LimitState = {
  readonly limit: number;
  readonly phase: "doubling" | "recovering" | "probing";
  /** The most calls known to have been borne when one more was too many. */
  readonly ceiling: number | null;
  /** Rounds at the ceiling before one more is tried; doubles each time that was wrong. */
  readonly patience: number;
  /** By how much the next round grows: one up to the ceiling, doubling beyond it. */
  readonly step: number;
  readonly round: Round;
  readonly burst: { readonly lastLaunch: number; readonly top: number };
  /** The shortest latency, and the most calls at once that still had about that. */
  readonly normal: Seen | null;
  readonly swelling: Swelling;
};

/**
 * What is made of a latency that grows. A round under a new limit still holds calls that went out under the old one, so
 * that a swelling is only suspected until a second round at the same limit confirms it, and the first round after a
 * decrease is not judged.
 */
type Swelling =
  | { readonly kind: "none" | "suspected" }
  | { readonly kind: "lowered" | "watched"; readonly swollenMs: number; readonly top: number };

/** As many successes as the limit. */
type Round = Latencies & {
  /** Rounds at this limit before this one. */
  readonly before: number;
};

export type LimitSettings = { readonly initial: number; readonly most: number };

const NEW_ROUND: Round = { successes: 0, latencyMs: 0, squares: 0, before: 0 };

/** Twenty-four at first reach 64 in two rounds and lose 0.875 of a round of work on the way. */
export const LIMIT: LimitSettings = { initial: 24, most: 256 };

const DECREASE = 0.75;
const DEEPEST_OF_ONE_BURST = 0.5;
const RECOVERED = 0.95;
const LARGEST_STEP = 0.25;
const MOST_PATIENCE = 32;
const WORK_PER_PAUSE = 10;
const MOST_ROUNDS_OF_WORK = 1_000;
/** The mean of fewer calls says little, for calls differ. */
const JUDGED_FROM = 8;
const SUSPECT = 1.25;
const SWOLLEN = 1.5;
const FALLEN = 0.9;

/** At the start, and when an endpoint comes back of which nothing is known any more. */
export function initialLimit(settings: LimitSettings, launches: number): LimitState {
  return {
    limit: Math.min(settings.initial, settings.most),
    phase: "doubling",
    ceiling: null,
    patience: 1,
    step: 1,
    round: NEW_ROUND,
    burst: { lastLaunch: launches - 1, top: 0 },
    normal: null,
    swelling: { kind: "none" },
  };
}

export type Succeeded = {
  readonly latencyMs: number;
  /** Whether the limit was used up: where fewer are asked for, success says nothing about more. */
  readonly full: boolean;
};

export function afterSuccess(state: LimitState, call: Succeeded, settings: LimitSettings): LimitState {
  if (!call.full) return state;
  if (state.phase === "recovering") return recovered(state, settings);
  const { round } = state;
  const counted = {
    ...round,
    successes: round.successes + 1,
    latencyMs: round.latencyMs + call.latencyMs,
    squares: round.squares + call.latencyMs ** 2,
  };
  if (counted.successes < state.limit) return { ...state, round: counted };
  return judged({ ...state, round: counted }, settings);
}

export type Trouble = {
  /** Number of this call in the order in which all went out. */
  readonly launch: number;
  /** How many went out so far. */
  readonly launches: number;
  /** Calls still under way, this one not among them. */
  readonly inFlight: number;
  /** For which the server wants everyone to wait; null where it asks for nothing. */
  readonly retryAfterMs: number | null;
};

/** A call was turned away, or ran out of time. Calls that were on their way when the limit fell say the same trouble. */
export function afterTrouble(state: LimitState, call: Trouble): LimitState {
  if (call.launch <= state.burst.lastLaunch) return sameBurst(state, call);
  const top = state.limit;
  const ceiling = Math.max(leastOfBurst(top), Math.min(top - 1, call.inFlight));
  const wasTried = state.phase === "probing" && state.ceiling !== null && top > state.ceiling;
  return {
    ...lowered(state),
    ceiling,
    patience: Math.max(wasTried ? Math.min(MOST_PATIENCE, state.patience * 2) : 1, roundsWorth(state, call)),
    burst: { lastLaunch: call.launches - 1, top },
  };
}

/** Where each try of one more costs everybody a pause, it is made so rarely that pauses are a small part of the time. */
function roundsWorth({ normal }: LimitState, { retryAfterMs }: Trouble): number {
  if (!retryAfterMs) return 1;
  const pausedRounds = retryAfterMs / Math.max(1, normal?.latencyMs ?? retryAfterMs);
  return Math.min(MOST_ROUNDS_OF_WORK, Math.ceil(pausedRounds * WORK_PER_PAUSE));
}

/** Those of a burst that are not turned away are what the endpoint bears. */
function sameBurst(state: LimitState, call: Trouble): LimitState {
  const borne = Math.max(leastOfBurst(state.burst.top), call.inFlight);
  return {
    ...state,
    limit: Math.min(state.limit, borne),
    ceiling: state.ceiling === null ? borne : Math.min(state.ceiling, borne),
  };
}

function leastOfBurst(top: number): number {
  return Math.max(1, Math.floor(top * DEEPEST_OF_ONE_BURST));
}

function lowered(state: LimitState): LimitState {
  const limit = Math.max(1, Math.floor(state.limit * DECREASE));
  return { ...state, limit, phase: "recovering", step: 1, round: NEW_ROUND };
}

function recovered(state: LimitState, settings: LimitSettings): LimitState {
  const goal = Math.min(settings.most, Math.ceil((state.ceiling ?? 1) * RECOVERED));
  const limit = Math.min(goal, state.limit + 1);
  if (limit < goal) return { ...state, limit };
  return { ...state, limit: Math.max(limit, state.limit), phase: "probing", round: NEW_ROUND };
}

function judged(state: LimitState, settings: LimitSettings): LimitState {
  const { round, normal, swelling } = state;
  const seen = seenIn(round, state.limit);
  const { latencyMs } = seen;
  if (round.successes < JUDGED_FROM) return grown(state, settings);
  if (normal === null) return grown({ ...state, normal: seen }, settings);
  const calm = { ...state, swelling: { kind: "none" as const } };
  switch (swelling.kind) {
    case "none":
      if (!isLonger(seen, normal, SUSPECT)) break;
      return { ...state, swelling: { kind: "suspected" }, round: NEW_ROUND };
    case "suspected":
      if (!isLonger(seen, normal, SWOLLEN) || getsMoreDone(seen, normal)) break;
      return {
        ...lowered(state),
        phase: "probing",
        swelling: { kind: "lowered", swollenMs: latencyMs, top: state.limit },
      };
    case "lowered":
      return { ...state, swelling: { ...swelling, kind: "watched" }, round: NEW_ROUND };
    case "watched":
      // Where fewer calls did not help it was not their number: the calls themselves have become longer.
      if (latencyMs <= swelling.swollenMs * FALLEN) break;
      return { ...calm, normal: seen, limit: Math.max(state.limit, swelling.top), round: NEW_ROUND };
    default:
      return assertNever(swelling);
  }
  const shortest = latencyMs < normal.latencyMs ? seen : normal;
  // As long as calls do not become longer, what is normal for one limit is normal for a larger one.
  const reach = isLonger(seen, normal, SUSPECT) ? normal.limit : Math.max(normal.limit, seen.limit);
  return grown({ ...calm, normal: { ...shortest, limit: reach } }, settings);
}

function grown(state: LimitState, settings: LimitSettings): LimitState {
  if (state.phase === "doubling") {
    return { ...state, limit: Math.min(settings.most, state.limit * 2), round: NEW_ROUND };
  }
  const rounds = state.round.before + 1;
  const atCeiling = state.ceiling !== null && state.limit === state.ceiling;
  if (state.limit >= settings.most || (atCeiling && rounds < state.patience)) {
    return { ...state, round: { ...NEW_ROUND, before: rounds } };
  }
  // A whole round above the ceiling went well: it is no ceiling any more.
  const free = state.ceiling === null || state.limit > state.ceiling;
  const largest = Math.max(1, Math.floor(state.limit * LARGEST_STEP));
  return {
    ...state,
    limit: Math.min(settings.most, state.limit + state.step),
    round: NEW_ROUND,
    ...(free && { ceiling: null, patience: 1, step: Math.min(largest, state.step * 2) }),
  };
}
