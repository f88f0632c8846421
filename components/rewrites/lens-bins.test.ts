import { expect, test } from "vitest";
import { binCounts, binName, binOf } from "./lens-bins.ts";

test("bins are symmetric and include their lower edge", () => {
  expect([0, 0.049, 0.05, 0.2, 0.5, 1, 9].map(binOf)).toEqual([0, 0, 1, 2, 3, 4, 4]);
  expect([-0.049, -0.05, -0.2, -0.5, -1, -9].map(binOf)).toEqual([0, -1, -2, -3, -4, -4]);
});

test("a change that is no number has no fill", () => {
  expect(binOf(Number.NaN)).toBe(0);
});

test("counts follow the legend's order and leave out what is not scored", () => {
  expect(binCounts([5, -2, 0, 0.1], 1)).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0]);
});

test("names", () => {
  expect([binName(-2), binName(0), binName(4)]).toEqual(["w2", "z", "b4"]);
});
