import { expect, test } from "vitest";
import { auditOrder } from "./audit-order.ts";

type Step = Parameters<typeof auditOrder>[0][number];
const write = (path: string): Step => ({ agent: path, kind: "action", tool: "write", path });
const read = (path: string, agent: string): Step => ({ agent, kind: "action", tool: "read", path });
const shown = (path: string, agent: string): Step => ({ agent, kind: "observation", tool: null, path });
const problems = (steps: Step[], edges: { from: string; to: string }[] = []) =>
  auditOrder(steps, edges).map((each) => [each.step, each.path, each.problem]);

test("a sound order has no problem", () => {
  const steps = [write("a"), read("a", "b"), shown("a", "b"), write("b")];
  expect(problems(steps, [{ from: "b", to: "a" }])).toEqual([]);
});

test("reading what comes later, or oneself", () => {
  const steps = [read("b", "a"), shown("b", "a"), write("a"), read("b", "b"), shown("b", "b"), write("b")];
  expect(problems(steps)).toEqual([
    [0, "b", "read-before-write"],
    [3, "b", "read-before-write"],
  ]);
});

test("reads and observations go in pairs", () => {
  const steps = [write("a"), read("a", "b"), write("b"), shown("a", "c"), read("a", "c"), shown("b", "c")];
  expect(problems(steps)).toEqual([
    [1, "a", "read-without-observation"],
    [3, "a", "observation-without-read"],
    [4, "a", "read-without-observation"],
    [5, "b", "observation-without-read"],
  ]);
});

test("a dependency that comes later is a problem, but not within a cycle", () => {
  const steps = [write("a"), write("b"), write("c")];
  expect(problems(steps, [{ from: "a", to: "b" }])).toEqual([[0, "a", "dependency-later"]]);
  const cycle = [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "c", to: "a" },
  ];
  expect(problems(steps, cycle)).toEqual([]);
  expect(problems(steps, [{ from: "a", to: "never written" }])).toEqual([]);
});
