import { firstLogicalBlock } from "./first-block.ts";

/** How the log-probabilities of one target are compared: from which unit on, and clipped at what; null clips nothing. */
export type Scale = { readonly scoredFrom: number; readonly clipNats: number | null };

/** Index of the first scored unit: the first that begins at or after the end of the target's first logical block. */
export function firstScoredUnit(target: string, ends: readonly number[], language?: string): number {
  const border = firstLogicalBlock(target, language);
  const index = ends.findIndex((_, unit) => (unit === 0 ? 0 : (ends[unit - 1] ?? 0)) >= border);
  return Math.max(0, index);
}

/**
 * S: mean negative clipped log-probability over the scored units, nats; lower is better. REER (arXiv 2509.06160) scores its
 * references so, clipped that one unit nobody can foresee does not decide.
 */
export function meanNats(logprobs: readonly number[], { scoredFrom, clipNats }: Scale): number {
  let sum = 0;
  for (let unit = scoredFrom; unit < logprobs.length; unit++) sum -= clip(logprobs[unit] ?? 0, clipNats);
  return Math.max(0, sum / Math.max(1, logprobs.length - scoredFrom));
}

/** Sum over the scored units, unclipped: what compares across tokenizers. */
export function sumLogprob(logprobs: readonly number[], scoredFrom: number): number {
  let sum = 0;
  for (let unit = scoredFrom; unit < logprobs.length; unit++) sum += logprobs[unit] ?? 0;
  return sum;
}

/** How much better one text is than another, unit by unit. */
export type Difference = {
  /** S(before) - S(after): positive is better. */
  readonly mean: number;
  /** Of the mean, from the spread over units; infinite for fewer than two units. */
  readonly standardError: number;
  readonly units: number;
};

/** The paired difference over the scored units, less those marked in `skip`. */
export function pairedDifference(
  before: readonly number[],
  after: readonly number[],
  { scoredFrom, clipNats }: Scale,
  skip?: Uint8Array,
): Difference {
  let units = 0;
  let mean = 0;
  let squares = 0;
  // Welford's running variance: the differences are small beside the values.
  for (let unit = scoredFrom; unit < before.length; unit++) {
    if (skip?.[unit]) continue;
    const difference = clip(after[unit] ?? 0, clipNats) - clip(before[unit] ?? 0, clipNats);
    units++;
    const step = difference - mean;
    mean += step / units;
    squares += step * (difference - mean);
  }
  const standardError = units < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / (units - 1) / units);
  return { mean, standardError, units };
}

function clip(logprob: number, clipNats: number | null): number {
  return clipNats === null ? logprob : Math.max(logprob, clipNats);
}
