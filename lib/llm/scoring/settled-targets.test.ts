import { expect, test } from "vitest";
import { settledTargets } from "./settled-targets.ts";

test("the longest of the prompts' own tails is scored after all of them", () => {
  const targets = settledTargets();
  targets.settle([
    { target: "x", ids: [1, 2, 7, 8, 9], from: 3 },
    { target: "x", ids: [3, 7, 8, 9], from: 1 },
  ]);
  expect(targets.lengthOf("x")).toBe(3);
});

test.each<[string, number[], number]>([
  ["other ids", [1, 8, 8], 1],
  ["more ids than were settled", [1, 6, 8, 9], 1],
  ["fewer ids than the target has", [9], 0],
])("later or sooner, %s are an error that names the remedy", (_, ids, from) => {
  const first = { target: "x", ids: [5, 8, 9], from: 1 };
  const other = { target: "x", ids, from };
  const later = settledTargets();
  later.settle([first]);
  expect(() => later.settle([other])).toThrow("End every prompt with the same line");
  if (from > 0 && ids.length === 3) expect(() => settledTargets().settle([first, other])).toThrow("boundary unstable");
});

test("targets are settled apart", () => {
  const targets = settledTargets();
  targets.settle([
    { target: "x", ids: [1, 2], from: 1 },
    { target: "y", ids: [1, 3, 4], from: 1 },
  ]);
  expect([targets.lengthOf("x"), targets.lengthOf("y"), targets.lengthOf("z")]).toEqual([1, 2, 0]);
});
