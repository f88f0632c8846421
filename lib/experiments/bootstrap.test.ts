import { expect, test } from "vitest";
import { meanInterval } from "./bootstrap.ts";

test("the mean is over all values, and the interval holds it", () => {
  const clusters = [[1, 2, 3], [2, 4], [0, 1, 5, 2], [3]];
  const { mean, low, high } = meanInterval(clusters, 1);
  expect(mean).toBeCloseTo(23 / 10, 12);
  expect(low).toBeLessThan(mean);
  expect(high).toBeGreaterThan(mean);
});

test("equal seeds give equal intervals, other seeds nearly equal ones", () => {
  const clusters = Array.from({ length: 20 }, (_, index) => [index % 5, (index * 7) % 11]);
  expect(meanInterval(clusters, 3)).toEqual(meanInterval(clusters, 3));
  const [one, other] = [meanInterval(clusters, 3), meanInterval(clusters, 4)];
  expect(one).not.toEqual(other);
  expect(Math.abs((one.low ?? 0) - (other.low ?? 0))).toBeLessThan(0.3);
});

test("clusters are drawn whole: values that hang together widen the interval", () => {
  const apart = Array.from({ length: 100 }, (_, index) => [index % 2]);
  const together = [Array.from({ length: 50 }, () => 0), Array.from({ length: 50 }, () => 1)];
  const width = ({ low, high }: ReturnType<typeof meanInterval>) => (high ?? 0) - (low ?? 0);
  expect(width(meanInterval(together, 1))).toBe(1);
  expect(width(meanInterval(apart, 1))).toBeLessThan(0.25);
});

test("about 95 of 100 intervals hold the true mean", () => {
  // Normal numbers by the sum of twelve uniform ones, from a fixed sequence.
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
  let held = 0;
  for (let round = 0; round < 200; round++) {
    const { low, high } = meanInterval(
      Array.from({ length: 40 }, () => [normal()]),
      round,
    );
    if (low !== null && high !== null && low <= 0 && high >= 0) held++;
  }
  expect(held).toBeGreaterThan(180);
  expect(held).toBeLessThan(199);
});

test("one cluster has no interval, none has no mean worth the name", () => {
  expect(meanInterval([[1, 3]], 1)).toEqual({ mean: 2, low: null, high: null });
  expect(meanInterval([], 1)).toEqual({ mean: 0, low: null, high: null });
});
