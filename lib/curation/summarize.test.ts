import { expect, test } from "vitest";
import type { Review, Verdict } from "./schema.ts";
import { summarize } from "./summarize.ts";

let nextId = 1;
function entry(stepIndex: number | null, verdict: Verdict | null, undone = false): Review {
  return {
    id: String(nextId++),
    trajectoryId: "t",
    stepIndex,
    reviewer: "owner",
    kind: verdict === null ? "note" : "verdict",
    verdict,
    reasons: [],
    note: verdict === null ? "hm" : "",
    createdAt: "2026-01-01T00:00:00.000Z",
    undoneAt: undone ? "2026-01-02T00:00:00.000Z" : null,
  };
}

test.each<[string, Review[], Verdict | null, Record<string, Verdict>]>([
  ["nothing", [], null, {}],
  ["a note", [entry(null, null)], null, {}],
  ["the newest", [entry(null, "accept"), entry(null, "reject")], "reject", {}],
  ["what stood before an undone one", [entry(null, "accept"), entry(null, "reject", true)], "accept", {}],
  ["an abstention", [entry(null, "accept"), entry(null, "abstain")], "abstain", {}],
  [
    "each step for itself",
    [entry(3, "reject"), entry(4, "accept"), entry(3, "accept")],
    null,
    { 3: "accept", 4: "accept" },
  ],
])("%s stands", (_what, log, trajectory, steps) => {
  expect(summarize(log)).toEqual({ trajectory, steps, log });
});
