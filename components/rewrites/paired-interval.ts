/** The scorer's clip: S counts no unit as worse than this, nats (method.md section 1). */
const clipNats = -2;

/** Mean gain with its 95 % interval, nats per unit. */
export type Interval = { readonly mean: number; readonly low: number; readonly high: number; readonly n: number };

/**
 * 95 % interval of the mean paired change over scored units, from stored log-probabilities clipped to [−2, 0] like S
 * itself: mean ± 1.96 · standard error of the paired differences. Null where fewer than two units are scored.
 */
export function pairedInterval(from: readonly number[], to: readonly number[], scoredFrom: number): Interval | null {
  const end = Math.min(from.length, to.length);
  const n = end - scoredFrom;
  if (n < 2) return null;
  let sum = 0;
  for (let index = scoredFrom; index < end; index += 1) sum += difference(from, to, index);
  const mean = sum / n;
  let squares = 0;
  for (let index = scoredFrom; index < end; index += 1) squares += (difference(from, to, index) - mean) ** 2;
  const margin = 1.96 * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: mean - margin, high: mean + margin, n };
}

/** S of stored log-probabilities: mean of the clipped values with the sign turned; null where none is scored. */
export function clippedS(logprobs: readonly number[], scoredFrom: number): number | null {
  if (logprobs.length <= scoredFrom) return null;
  let sum = 0;
  for (let index = scoredFrom; index < logprobs.length; index += 1) sum -= clip(logprobs[index] ?? 0);
  return sum / (logprobs.length - scoredFrom);
}

function difference(from: readonly number[], to: readonly number[], index: number): number {
  return clip(to[index] ?? 0) - clip(from[index] ?? 0);
}

function clip(logprob: number): number {
  return Math.min(0, Math.max(clipNats, logprob));
}
