import { at } from "#lib/std/assert.ts";
import { seededRandom } from "#lib/std/random.ts";
import type { Interval } from "./schema.ts";

const RESAMPLES = 2_000;

/** Values of one cluster: thoughts of one repository hang together, so that only repositories are drawn. */
export type Cluster = readonly number[];

/**
 * The mean over all values with a 95 % percentile interval of the cluster bootstrap (Efron and Tibshirani, An Introduction to
 * the Bootstrap, 1993, chapters 8 and 13): whole clusters are drawn with replacement. No interval for a single cluster.
 */
export function meanInterval(clusters: readonly Cluster[], seed: number): Interval {
  const filled = clusters.filter((cluster) => cluster.length > 0);
  if (filled.length === 0) return { mean: 0, low: null, high: null };
  const sums = filled.map((cluster) => cluster.reduce((total, value) => total + value, 0));
  const counts = filled.map((cluster) => cluster.length);
  const mean = total(sums) / total(counts);
  if (filled.length === 1) return { mean, low: null, high: null };
  const random = seededRandom(seed);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    let count = 0;
    for (let draw = 0; draw < filled.length; draw++) {
      const cluster = Math.floor(random() * filled.length);
      sum += at(sums, cluster);
      count += at(counts, cluster);
    }
    means[resample] = sum / count;
  }
  means.sort();
  return { mean, low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/** Between the two nearest of the sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? low;
  return low + (high - low) * (place - below);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
