export type BackoffSettings = {
  /** Longest pause before the first retry; each later one may be twice as long. */
  readonly firstMs: number;
  readonly longestMs: number;
};

export const BACKOFF: BackoffSettings = { firstMs: 500, longestMs: 30_000 };

/**
 * How long to wait before a retry: anywhere between nothing and a bound that doubles, so that calls which failed together
 * do not return together ("full jitter", Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015). What the
 * server asked for is waited in full, and the jitter comes on top of it.
 */
export function backoffMs(
  retries: number,
  retryAfterMs: number | null,
  settings: BackoffSettings,
  random: () => number,
): number {
  if (retryAfterMs !== null) return retryAfterMs + random() * settings.firstMs;
  return random() * Math.min(settings.longestMs, settings.firstMs * 2 ** retries);
}
