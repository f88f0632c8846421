import { expect, test } from "vitest";
import { LIMIT } from "./adaptive-limit.ts";
import { processLane, processLanes } from "./process-lane.ts";

test("one lane for each name, and all of them can be seen", () => {
  const first = processLane({ name: "a model at an address", limit: { initial: 3 } });
  expect(processLane({ name: "a model at an address" })).toBe(first);
  expect(processLane({ name: "another" })).not.toBe(first);
  expect(processLanes().map(({ name, limit }) => [name, limit])).toEqual([
    ["a model at an address", 3],
    ["another", LIMIT.initial],
  ]);
});
