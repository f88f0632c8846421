import { expect, test } from "vitest";
import { mergedRuns, verbatimRuns } from "./leak-spans.ts";

const run = (from: number, length: number) => ({ from, target: 0, length });

test("runs are merged by their place; what touches an earlier one is left out", () => {
  const first = [run(2, 3), run(10, 2)];
  const others = [run(0, 2), run(4, 2), run(5, 5), run(9, 1), run(12, 4), run(15, 3), run(16, 1)];
  expect(mergedRuns(first, others).map(({ from, length }) => [from, length])).toEqual([
    [0, 2],
    [2, 3],
    [5, 5],
    [10, 2],
    [12, 4],
    [16, 1],
  ]);
  expect(mergedRuns([], first)).toEqual(first);
  expect(mergedRuns(first, [])).toEqual(first);
});

test("runs that overlap in a thought share no token", () => {
  const lengths = Int32Array.from([1, 2, 3, 2, 3, 0, 1]);
  const lastTokens = Int32Array.from([0, 1, 2, 8, 9, -1, 4]);
  expect(verbatimRuns({ lengths, lastTokens }, 1)).toEqual([
    { from: 0, target: 0, length: 3 },
    { from: 3, target: 8, length: 2 },
    { from: 6, target: 4, length: 1 },
  ]);
  expect(verbatimRuns({ lengths, lastTokens }, 3)).toEqual([
    { from: 0, target: 0, length: 3 },
    { from: 3, target: 8, length: 2 },
  ]);
});
