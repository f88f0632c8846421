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
  /** Latency and throughput of the fastest round. */
  readonly normal: { readonly latencyMs: number; readonly perMs: number } | null;
  /** The latency that the last decrease was meant to mend. */
  readonly swollenMs: number | null;
};

/** As many successes as the limit, all of calls that went out under it. */
type Round = {
  readonly firstLaunch: number;
  readonly successes: number;
  readonly latencyMs: number;
  /** Rounds at this limit before this one. */
  readonly before: number;
};

export type LimitSettings = { readonly initial: number; readonly most: number };

/** Sixteen at first reach 64 in two rounds and lose 1.25 rounds of work on the way. */
export const LIMIT: LimitSettings = { initial: 16, most: 256 };

const DECREASE = 0.75;
const DEEPEST_OF_ONE_BURST = 0.5;
const RECOVERED = 0.95;
const LARGEST_STEP = 0.25;
const MOST_PATIENCE = 32;
/** The mean of fewer calls says little, for calls differ. */
const JUDGED_FROM = 8;
const SWOLLEN = 1.75;
const FALLEN = 0.9;
const NO_MORE_DONE = 1.05;

export function initialLimit(settings: LimitSettings): LimitState {
  return {
    limit: Math.min(settings.initial, settings.most),
    phase: "doubling",
    ceiling: null,
    patience: 1,
    step: 1,
    round: roundFrom(0),
    burst: { lastLaunch: -1, top: 0 },
    normal: null,
    swollenMs: null,
  };
}

export type Succeeded = {
  /** Number of this call in the order in which all went out. */
  readonly launch: number;
  /** How many went out so far. */
  readonly launches: number;
  readonly latencyMs: number;
  /** Whether the limit was used up: where fewer are asked for, success says nothing about more. */
  readonly full: boolean;
};

export function afterSuccess(state: LimitState, call: Succeeded, settings: LimitSettings): LimitState {
  if (!call.full) return state;
  if (state.phase === "recovering") return recovered(state, call.launches, settings);
  if (call.launch < state.round.firstLaunch) return state;
  const { round } = state;
  const counted = { ...round, successes: round.successes + 1, latencyMs: round.latencyMs + call.latencyMs };
  if (counted.successes < state.limit) return { ...state, round: counted };
  return judged({ ...state, round: counted }, call.launches, settings);
}

export type Trouble = {
  readonly launch: number;
  readonly launches: number;
  /** Calls still under way, this one not among them. */
  readonly inFlight: number;
};

/** A call was turned away, or ran out of time. Calls that were on their way when the limit fell say the same trouble. */
export function afterTrouble(state: LimitState, call: Trouble): LimitState {
  if (call.launch <= state.burst.lastLaunch) return sameBurst(state, call);
  const top = state.limit;
  const ceiling = Math.max(leastOfBurst(top), Math.min(top - 1, call.inFlight));
  const wasKnown = state.ceiling !== null && Math.abs(ceiling - state.ceiling) <= Math.max(1, state.ceiling * 0.1);
  return {
    ...lowered(state, call.launches),
    ceiling,
    patience: wasKnown ? Math.min(MOST_PATIENCE, state.patience * 2) : 1,
    burst: { lastLaunch: call.launches - 1, top },
  };
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

function lowered(state: LimitState, launches: number): LimitState {
  const limit = Math.max(1, Math.floor(state.limit * DECREASE));
  return { ...state, limit, phase: "recovering", step: 1, round: roundFrom(launches) };
}

function recovered(state: LimitState, launches: number, settings: LimitSettings): LimitState {
  const goal = Math.min(settings.most, Math.ceil((state.ceiling ?? 1) * RECOVERED));
  const limit = Math.min(goal, state.limit + 1);
  if (limit < goal) return { ...state, limit };
  return { ...state, limit: Math.max(limit, state.limit), phase: "probing", round: roundFrom(launches) };
}

function judged(state: LimitState, launches: number, settings: LimitSettings): LimitState {
  const latencyMs = state.round.latencyMs / state.round.successes;
  // Little's law: with the limit used up, calls done per time are calls under way by latency.
  const perMs = state.limit / Math.max(latencyMs, Number.MIN_VALUE);
  const { normal } = state;
  if (state.round.successes < JUDGED_FROM) return grown(state, launches, settings);
  if (normal === null) return grown({ ...state, normal: { latencyMs, perMs } }, launches, settings);
  if (state.swollenMs !== null && latencyMs > state.swollenMs * FALLEN) {
    // Fewer calls did not help, so that it was not their number: the calls themselves have become longer.
    return grown({ ...state, normal: { latencyMs, perMs }, swollenMs: null }, launches, settings);
  }
  if (latencyMs >= normal.latencyMs * SWOLLEN && perMs <= normal.perMs * NO_MORE_DONE) {
    return { ...lowered(state, launches), phase: "probing", swollenMs: latencyMs };
  }
  const fastest = {
    latencyMs: Math.min(normal.latencyMs, latencyMs),
    perMs: Math.max(normal.perMs, perMs),
  };
  return grown({ ...state, normal: fastest, swollenMs: null }, launches, settings);
}

function grown(state: LimitState, launches: number, settings: LimitSettings): LimitState {
  if (state.phase === "doubling") {
    return { ...state, limit: Math.min(settings.most, state.limit * 2), round: roundFrom(launches) };
  }
  const rounds = state.round.before + 1;
  const atCeiling = state.ceiling !== null && state.limit === state.ceiling;
  if (state.limit >= settings.most || (atCeiling && rounds < state.patience)) {
    return { ...state, round: { ...roundFrom(launches), before: rounds } };
  }
  // A whole round above the ceiling went well: it is no ceiling any more.
  const free = state.ceiling === null || state.limit > state.ceiling;
  const largest = Math.max(1, Math.floor(state.limit * LARGEST_STEP));
  return {
    ...state,
    limit: Math.min(settings.most, state.limit + state.step),
    round: roundFrom(launches),
    ...(free && { ceiling: null, patience: 1, step: Math.min(largest, state.step * 2) }),
  };
}

function roundFrom(launches: number): Round {
  return { firstLaunch: launches, successes: 0, latencyMs: 0, before: 0 };
}
