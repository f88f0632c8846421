/** S of a token scorer counts no unit as worse than this, nats, as REER does (arXiv 2509.06160); a span scorer clips nothing. */
const tokenClipNats = -2;

/** What S was clipped at, which the reply does not say: where S is the plain mean for every candidate, at nothing. */
export function clipOf(candidates: readonly { readonly s: number; readonly meanLogprob: number }[]): number | null {
  return candidates.some((each) => Math.abs(each.s + each.meanLogprob) > 1e-6) ? tokenClipNats : null;
}

/** Mean gain with its 95 % interval, nats per unit. */
export type Interval = { readonly mean: number; readonly low: number; readonly high: number; readonly n: number };

/**
 * 95 % interval of the mean paired change over scored units, from stored log-probabilities clipped like S itself: mean ± 1.96 · standard error of the paired differences. Null where fewer than two units are scored.
 */
export function pairedInterval(
  from: readonly number[],
  to: readonly number[],
  scoredFrom: number,
  clipNats: number | null,
): Interval | null {
  const end = Math.min(from.length, to.length);
  const n = end - scoredFrom;
  if (n < 2) return null;
  let sum = 0;
  for (let index = scoredFrom; index < end; index += 1) sum += difference(from, to, index, clipNats);
  const mean = sum / n;
  let squares = 0;
  for (let index = scoredFrom; index < end; index += 1) squares += (difference(from, to, index, clipNats) - mean) ** 2;
  const margin = 1.96 * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: mean - margin, high: mean + margin, n };
}

function difference(from: readonly number[], to: readonly number[], index: number, clipNats: number | null): number {
  return clip(to[index] ?? 0, clipNats) - clip(from[index] ?? 0, clipNats);
}

function clip(logprob: number, clipNats: number | null): number {
  return clipNats === null ? logprob : Math.max(clipNats, logprob);
}
