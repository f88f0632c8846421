/** What a round of calls showed. */
export type Seen = {
  /** Mean of the round, and the variance of that mean. */
  readonly latencyMs: number;
  readonly variance: number;
  /** Calls at once. */
  readonly limit: number;
};

export type Latencies = {
  readonly successes: number;
  /** Sum over the calls, and the sum of their squares. */
  readonly latencyMs: number;
  readonly squares: number;
};

const SIGMAS = 3;
/** Of the growth in calls at once, the share by which more must get done. */
const WORTHWHILE = 0.25;

export function seenIn({ successes, latencyMs: sumMs, squares }: Latencies, limit: number): Seen {
  const latencyMs = sumMs / successes;
  return { latencyMs, variance: Math.max(0, squares / successes - latencyMs ** 2) / successes, limit };
}

/** Longer by a factor, and by more than chance makes of calls that differ among themselves. */
export function isLonger(seen: Seen, normal: Seen, factor: number): boolean {
  const chanceMs = SIGMAS * Math.sqrt(seen.variance + normal.variance);
  return seen.latencyMs >= normal.latencyMs * factor && seen.latencyMs - normal.latencyMs >= chanceMs;
}

/**
 * Whether more calls at once are worth their longer latency, as on a server that works on many together. By Little's law
 * what gets done in a time is calls under way by latency.
 */
export function getsMoreDone(seen: Seen, normal: Seen): boolean {
  const growth = seen.limit / normal.limit;
  const throughput = growth * (normal.latencyMs / Math.max(seen.latencyMs, Number.MIN_VALUE));
  return throughput - 1 >= WORTHWHILE * (growth - 1);
}
