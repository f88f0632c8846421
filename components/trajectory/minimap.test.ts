import { expect, test } from "vitest";
import { aHeader, aTrajectory, scoresWithGain } from "./fixtures.ts";
import { buildMinimap, stepAtPixel } from "./minimap.ts";
import { buildTimeline } from "./rows.ts";

test("up to the limit every step is a column", () => {
  const map = buildMinimap(buildTimeline(aTrajectory()), 300);
  expect(map.buckets).toHaveLength(16);
  expect(map.files).toEqual([
    { path: "lib/a.ts", from: 2, to: 9 },
    { path: "lib/b.ts", from: 9, to: 16 },
  ]);
  expect(map.range).toBe(buildTimeline(aTrajectory()).gainRange);
});

test("beyond it a pixel shows the worst gain and the weightiest kind", () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    index === 501
      ? aHeader(index, { scores: scoresWithGain(-0.3) })
      : index % 2 === 0
        ? aHeader(index, { scores: scoresWithGain(0.1) })
        : aHeader(index, { kind: "observation", tool: "read" }),
  );
  const map = buildMinimap(buildTimeline(many), 100);
  expect(map.buckets).toHaveLength(100);
  expect(map.buckets[50]).toMatchObject({ from: 500, to: 510, mark: "think" });
  expect(map.buckets[50]?.gain).toBeCloseTo(-0.3);
  expect(map.buckets.at(-1)?.to).toBe(1000);
});

test("pixels lead to steps", () => {
  expect([-5, 0, 50, 99, 400].map((x) => stepAtPixel(10, 100, x))).toEqual([0, 0, 5, 9, 9]);
  expect(stepAtPixel(0, 100, 5)).toBe(0);
});
