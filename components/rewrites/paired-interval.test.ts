import { expect, test } from "vitest";
import { clipOf, pairedInterval } from "./paired-interval.ts";

test("a constant change has no width", () => {
  const interval = pairedInterval([-1, -1, -1, -1], [-0.5, -0.5, -0.5, -0.5], 1, -2);
  expect(interval).toEqual({ mean: 0.5, low: 0.5, high: 0.5, n: 3 });
});

test("the interval is 1.96 standard errors of the paired differences", () => {
  // Differences 0, 1: mean 0.5, sample variance 0.5, standard error 0.5.
  const interval = pairedInterval([-1, -1], [-1, 0], 0, null);
  expect(interval?.mean).toBeCloseTo(0.5);
  expect(interval?.low).toBeCloseTo(0.5 - 1.96 * 0.5);
  expect(interval?.high).toBeCloseTo(0.5 + 1.96 * 0.5);
});

test("where S is clipped one unit cannot decide; where it is not, it counts whole", () => {
  expect(pairedInterval([-50, -1], [-2, -1], 0, -2)?.mean).toBe(0);
  expect(pairedInterval([-50, -1], [-2, -1], 0, null)?.mean).toBe(24);
});

test("the clip is read off the candidates", () => {
  expect(clipOf([{ s: 4.5, meanLogprob: -4.5 }])).toBeNull();
  expect(
    clipOf([
      { s: 4.5, meanLogprob: -4.5 },
      { s: 1.2, meanLogprob: -1.9 },
    ]),
  ).toBe(-2);
});

test("too few scored units have no interval", () => {
  expect(pairedInterval([-1, -1], [-1, -1], 1, null)).toBeNull();
});
