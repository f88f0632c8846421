import { expect, test } from "vitest";
import { aTrajectory } from "./fixtures.ts";
import { edgeStep, neighbourStep, nextUnjudged, sameFileStep, scoredStep } from "./navigate.ts";
import { buildRows, buildTimeline } from "./rows.ts";

const headers = aTrajectory();
const rows = buildRows(
  buildTimeline(headers, [{ afterStep: 0, kind: "capped-read", path: null, message: "" }]),
  "all",
  new Set(),
);

test("rows without a step are passed over", () => {
  expect(neighbourStep(rows, 0, 1)).toBe(1);
  expect(neighbourStep(rows, 2, -1)).toBe(0);
  expect(neighbourStep(rows, rows.length - 1, 1)).toBeNull();
  expect([edgeStep(rows, "first"), edgeStep(rows, "last")]).toEqual([0, 15]);
});

test("the same file: its agent's steps without what came back", () => {
  expect(sameFileStep(headers, 3, 1)).toBe(4);
  expect(sameFileStep(headers, 4, 1)).toBe(6);
  expect(sameFileStep(headers, 8, 1)).toBeNull();
  expect(sameFileStep(headers, 3, -1)).toBe(2);
  expect(sameFileStep(headers, 14, 1)).toBe(15);
});

test("the next open step goes round once", () => {
  const done = new Set([3, 6]);
  expect(nextUnjudged(headers, (index) => done.has(index), 3)).toBe(10);
  expect(nextUnjudged(headers, (index) => done.has(index), 15)).toBe(0);
  expect(nextUnjudged(headers, () => true, 3)).toBeNull();
});

test("a write's figures are those of the thought before it, a read's too where one was scored", () => {
  const scored = headers.map((header) =>
    header.index === 6 || header.index === 13 ? { ...header, candidates: 3 } : header,
  );
  expect([6, 7, 4, 2, 12].map((index) => scoredStep(scored, index))).toEqual([6, 6, 6, 6, 13]);
  expect([0, 1].map((index) => scoredStep(scored, index))).toEqual([null, null]);
});
