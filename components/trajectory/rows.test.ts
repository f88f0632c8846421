import { expect, test } from "vitest";
import { aHeader, aTrajectory, scoresWithGain } from "./fixtures.ts";
import { buildRows, buildTimeline, rowIndexByStep, stepOfRow } from "./rows.ts";

const audit = [{ afterStep: 5, kind: "rejected-read", path: "lib/b.ts", message: "comes later" }];
const none: ReadonlySet<string> = new Set();

test("a delegate step is the heading of its file", () => {
  const timeline = buildTimeline(aTrajectory());
  expect(timeline.groups).toHaveLength(2);
  expect(timeline.groups[0]).toMatchObject({
    path: "lib/a.ts",
    order: 0,
    delegate: 2,
    first: 3,
    last: 8,
    steps: 7,
    lines: 12,
  });
  expect(timeline.groups[0]?.gain).toBeCloseTo(0.04);
  const rows = buildRows(timeline, "all", none);
  expect(rows.map((row) => row.type)).toEqual([
    ..."ss".replaceAll("s", "step,").split(",").filter(Boolean),
    "group",
    ...Array.from({ length: 6 }, () => "step"),
    "group",
    ...Array.from({ length: 6 }, () => "step"),
  ]);
  expect(rows.map(stepOfRow)).toEqual(Array.from({ length: 16 }, (_, index) => index));
});

test("a file without a delegate still has a heading", () => {
  const timeline = buildTimeline([aHeader(0), aHeader(1, { agent: "a.ts" }), aHeader(2, { agent: "b.ts" })]);
  expect(timeline.groups.map((group) => [group.path, group.delegate, group.first])).toEqual([
    ["a.ts", null, 1],
    ["b.ts", null, 2],
  ]);
  expect(buildRows(timeline, "all", none).map((row) => row.type)).toEqual(["step", "group", "step", "group", "step"]);
});

test("folding hides a file's steps and audit rows, and links still find its heading", () => {
  const timeline = buildTimeline(aTrajectory(), audit);
  const rows = buildRows(timeline, "all", new Set(["lib/a.ts"]));
  expect(rows).toHaveLength(2 + 1 + 7);
  expect(rowIndexByStep(rows, timeline).get(6)).toBe(2);
});

test("filters keep the headings of files that have a match", () => {
  const timeline = buildTimeline(aTrajectory(), audit);
  expect(buildRows(timeline, "code", none).map(stepOfRow)).toEqual([2, 7, 9, 14]);
  expect(buildRows(timeline, "thinks", none).map(stepOfRow)).toEqual([0, 2, 3, 6, 9, 10, 13]);
  const flagged = buildRows(timeline, "flagged", none);
  expect(flagged.map((row) => row.type)).toEqual(["group", "audit", "group", "step"]);
  expect(timeline.flagged).toBe(1);
});

test("audit rows stand after their step", () => {
  const timeline = buildTimeline(aTrajectory(), [
    ...audit,
    { ...audit[0], afterStep: null, kind: "repaired-plan", path: null, message: "x" },
  ]);
  const rows = buildRows(timeline, "all", none);
  expect(rows[0]?.type).toBe("audit");
  const place = rows.findIndex((row) => row.key === "audit-5-0");
  expect(
    stepOfRow(
      rows[place - 1] ??
        rows[0] ?? {
          type: "audit",
          key: "",
          event: audit[0] ?? { afterStep: 0, kind: "", path: null, message: "" },
          lane: "main",
        },
    ),
  ).toBe(5);
});

test("ten thousand steps are grouped in one pass", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => aHeader(index, { agent: `f${Math.floor(index / 10)}.ts` }));
  const timeline = buildTimeline(many);
  expect(timeline.groups).toHaveLength(1000);
  expect(buildRows(timeline, "all", none)).toHaveLength(11_000);
});

test("bars are full where nine of ten gains lie within", () => {
  const steps = Array.from({ length: 10 }, (_, index) =>
    aHeader(index, { scores: scoresWithGain(index === 9 ? 5 : 0.01 * (index + 1)) }),
  );
  expect(buildTimeline(steps).gainRange).toBeCloseTo(0.09);
  expect(buildTimeline([]).gainRange).toBe(0.1);
});
