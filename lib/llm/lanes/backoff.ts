export type BackoffSettings = {
  /** Longest pause before the first retry; each later one may be twice as long. */
  readonly firstMs: number;
  readonly longestMs: number;
};

export const BACKOFF: BackoffSettings = { firstMs: 500, longestMs: 30_000 };

/**
 * How long to wait before a retry: anywhere between nothing and a bound that doubles, so that calls which failed together
 * do not return together ("full jitter", Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015). What the
 * server asked for is waited in full before that, for servers ask for less than they need.
 */
export function backoffMs(
  retries: number,
  retryAfterMs: number | null,
  settings: BackoffSettings,
  random: () => number,
): number {
  return (retryAfterMs ?? 0) + random() * Math.min(settings.longestMs, settings.firstMs * 2 ** retries);
}
