/**
 * Logistic tables of the context-mixing model. Math.exp and Math.log may differ in the last bit between engines, so both
 * functions are computed here from additions, multiplications and divisions alone, which IEEE 754 rounds the same way on
 * every machine; the tables are therefore equal everywhere, and so are all scores.
 */

/** Stretched probabilities, ln(p / (1 - p)), stay within this many units of 0. */
export const LOGIT_LIMIT = 11;
/** Entries of SQUASH per unit. */
export const LOGIT_STEPS = 256;
/** A probability is an integer out of this; 0 and PROBABILITY_ONE itself never occur. */
export const PROBABILITY_ONE = 65536;
/** Costs are whole numbers of 1/COST_UNIT nat, so that sums are exact in any order. */
export const COST_UNIT = 2 ** 22;
/** Entries of STRETCH. */
const PROBABILITY_STEPS = 4096;

/** `SQUASH[round((x + LOGIT_LIMIT) * LOGIT_STEPS)]` is 65536 / (1 + e^-x), between 1 and 65535. */
export const SQUASH = Int32Array.from({ length: 2 * LOGIT_LIMIT * LOGIT_STEPS + 1 }, (_, index) => {
  const x = index / LOGIT_STEPS - LOGIT_LIMIT;
  const probability = Math.round(PROBABILITY_ONE / (1 + exponential(-x)));
  return Math.min(PROBABILITY_ONE - 1, Math.max(1, probability));
});

/** `STRETCH[trunc(p * 4096)]` is ln(p / (1 - p)), rounded to 1/256. */
export const STRETCH = Float64Array.from({ length: PROBABILITY_STEPS }, (_, index) => {
  const odds = (index + 0.5) / (PROBABILITY_STEPS - 0.5 - index);
  return Math.round(naturalLog(odds) * LOGIT_STEPS) / LOGIT_STEPS;
});

/** `COST[p]` is -ln(p / 65536) in 1/COST_UNIT nat; entry 0 is unused. */
export const COST = Int32Array.from({ length: PROBABILITY_ONE + 1 }, (_, probability) =>
  probability === 0 ? 0 : Math.round(-naturalLog(probability / PROBABILITY_ONE) * COST_UNIT),
);

/** ln(x) for x > 0 by 2 artanh((x - 1) / (x + 1)) after scaling x to [0.75, 1.5). */
export function naturalLog(x: number): number {
  let mantissa = x;
  let halvings = 0;
  for (; mantissa >= 1.5; halvings++) mantissa /= 2;
  for (; mantissa < 0.75; halvings--) mantissa *= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  let power = ratio;
  let sum = 0;
  for (let odd = 1; odd < 40; odd += 2) {
    sum += power / odd;
    power *= ratio * ratio;
  }
  return 2 * sum + halvings * Math.LN2;
}

/** e^x by its series at x / 1024, squared ten times. */
export function exponential(x: number): number {
  const small = x / 1024;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 14; n++) {
    term *= small / n;
    sum += term;
  }
  for (let squaring = 0; squaring < 10; squaring++) sum *= sum;
  return sum;
}
