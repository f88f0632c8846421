import { expect, test } from "vitest";
import { clippedS, pairedInterval } from "./paired-interval.ts";

test("a constant change has no width", () => {
  const interval = pairedInterval([-1, -1, -1, -1], [-0.5, -0.5, -0.5, -0.5], 1);
  expect(interval).toEqual({ mean: 0.5, low: 0.5, high: 0.5, n: 3 });
});

test("the interval is 1.96 standard errors of the paired differences", () => {
  // Differences 0, 1: mean 0.5, sample variance 0.5, standard error 0.5.
  const interval = pairedInterval([-1, -1], [-1, 0], 0);
  expect(interval?.mean).toBeCloseTo(0.5);
  expect(interval?.low).toBeCloseTo(0.5 - 1.96 * 0.5);
  expect(interval?.high).toBeCloseTo(0.5 + 1.96 * 0.5);
});

test("one unit cannot decide: values are clipped as S clips them", () => {
  expect(pairedInterval([-50, -1], [-2, -1], 0)?.mean).toBe(0);
  expect(clippedS([-50, -1], 0)).toBe(1.5);
});

test("too few scored units have no interval", () => {
  expect(pairedInterval([-1, -1], [-1, -1], 1)).toBeNull();
  expect(clippedS([-1], 1)).toBeNull();
});
