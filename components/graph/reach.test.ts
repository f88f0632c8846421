import { expect, test } from "vitest";
import { aFile, anEdge } from "./fixtures.ts";
import { distancesFrom, indexEdges, largestCycles, reachOf } from "./reach.ts";

// d → c → b → a, and a ↔ x
const near = indexEdges([anEdge("b", "a"), anEdge("c", "b"), anEdge("d", "c"), anEdge("a", "x"), anEdge("x", "a")]);

test("distances are negative for what is needed, positive for what needs it", () => {
  expect(Object.fromEntries(distancesFrom(near, "b", 1))).toEqual({ b: 0, a: -1, c: 1 });
  expect(Object.fromEntries(distancesFrom(near, "b", 2))).toEqual({ b: 0, a: -1, x: -2, c: 1, d: 2 });
});

test("in a cycle the nearer side counts, what is needed first", () => {
  expect(distancesFrom(near, "a", 3).get("x")).toBe(-1);
});

test("reach goes on to the end and survives cycles", () => {
  expect(reachOf(near, "d", "needs")).toEqual(["a", "b", "c", "x"]);
  expect(reachOf(near, "a", "neededBy")).toEqual(["b", "c", "d", "x"]);
  expect(reachOf(near, "alone", "needs")).toEqual([]);
});

test("cycles, the largest first", () => {
  const files = [
    aFile("a", 1, { cycle: 1 }),
    aFile("b", 0, { cycle: 1 }),
    aFile("p", 2, { cycle: 0 }),
    aFile("q", 3, { cycle: 0 }),
    aFile("r", 4, { cycle: 0 }),
    aFile("z", 5),
  ];
  expect(largestCycles(files).map((cycle) => cycle.map((file) => file.path))).toEqual([
    ["p", "q", "r"],
    ["b", "a"],
  ]);
});
