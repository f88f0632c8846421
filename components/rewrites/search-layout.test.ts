import { expect, test } from "vitest";
import { aCandidate } from "./fixtures.ts";
import { layoutSearch, niceTicks } from "./search-layout.ts";

const candidates = [
  aCandidate("no-thought", 0.9, { kind: "no-thought", parent: null, reason: "reference" }),
  aCandidate("placebo", 0.89, { kind: "placebo", parent: null, reason: "reference" }),
  aCandidate("0", 0.8, { kind: "start", pass: 0, parent: null, reason: "start" }),
  aCandidate("1a", 0.7, { reason: "leak" }),
  aCandidate("1b", 0.75, { accepted: true, reason: "accepted" }),
  aCandidate("2a", 0.76, { pass: 2, parent: "1b" }),
];
const box = { left: 0, right: 400, top: 0, bottom: 100 };

test("better is up and evaluation runs to the right", () => {
  const { points } = layoutSearch(candidates, box);
  expect(points.map((point) => point.candidate.label)).toEqual(["0", "1a", "1b", "2a"]);
  expect(points.map((point) => point.x)).toEqual([50, 150, 250, 350]);
  const [start, leak] = points;
  expect(leak?.y).toBeLessThan(start?.y ?? 0);
  expect(points[3]?.from).toEqual({ x: points[2]?.x, y: points[2]?.y });
});

test("only accepted candidates move the best-so-far line", () => {
  const { best, points } = layoutSearch(candidates, box);
  const [start, , second] = points;
  expect(best).toEqual([
    { x: 50, y: start?.y },
    { x: 250, y: start?.y },
    { x: 250, y: second?.y },
    { x: 400, y: second?.y },
  ]);
});

test("references are lines, passes are bands", () => {
  const { references, passes } = layoutSearch(candidates, box);
  expect(references.map((each) => each.label)).toEqual(["no-thought", "placebo"]);
  expect(passes.map((each) => [each.label, each.x, each.width])).toEqual([
    ["start", 0, 100],
    ["pass 1", 100, 200],
    ["pass 2", 300, 100],
  ]);
});

test("an empty search draws nothing", () => {
  expect(layoutSearch([], box).points).toEqual([]);
  expect(layoutSearch([], box).best).toEqual([]);
});

test("ticks are round", () => {
  expect(niceTicks(0.786, 0.846)).toEqual({ ticks: [0.79, 0.8, 0.81, 0.82, 0.83, 0.84], digits: 2 });
  expect(niceTicks(1, 1)).toEqual({ ticks: [1], digits: 3 });
});
