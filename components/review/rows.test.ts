import { expect, test } from "vitest";
import type { ReviewRow } from "#lib/curation/index.ts";
import { facetCounts, filterRows, histogram, means, sortRows, whyEarly } from "./rows.ts";

function row(id: string, more: Partial<ReviewRow> = {}): ReviewRow {
  return {
    trajectoryId: id,
    repository: "retrace",
    license: "MIT",
    files: 5,
    steps: 40,
    meanGain: 0.01,
    meanPlaceboGain: 0,
    maxLeak: 0.001,
    ungrounded: 0,
    fidelityOk: true,
    verdict: null,
    judgedSteps: 0,
    rejectedSteps: 0,
    notes: 0,
    createdAt: "2026-11-20T12:00:00.000Z",
    ...more,
  };
}

const none = { verdict: [], license: [], repository: [] };

test("the gravest reason is named first", () => {
  expect(whyEarly(row("a"))).toBeNull();
  expect(whyEarly(row("b", { meanGain: 0.05, maxLeak: 0.04, ungrounded: 2 }))?.text).toBe("gain high, leak high");
  expect(whyEarly(row("c", { fidelityOk: false, maxLeak: 0.04 }))?.text).toBe("files differ from the repository");
  expect(whyEarly(row("d", { ungrounded: 1 }))?.text).toBe("1 ungrounded name");
  expect(whyEarly(row("e", { meanGain: -0.001, meanPlaceboGain: -0.002 }))?.text).toBe("thoughts do not help");
  expect(whyEarly(row("f", { meanGain: 0.001, meanPlaceboGain: 0.002 }))?.text).toBe("no better than placebo");
  expect(whyEarly(row("g", { meanGain: null, meanPlaceboGain: null, maxLeak: null }))?.text).toBe("not scored");
});

test("facets hold together, and each counts under the others", () => {
  const rows = [row("a"), row("b", { verdict: "accept" }), row("c", { license: null, repository: "depgraph" })];
  const filter = { ...none, verdict: ["open"], license: ["none"] };
  expect(filterRows(rows, filter).map(({ trajectoryId }) => trajectoryId)).toEqual(["c"]);
  expect(facetCounts(rows, filter, "verdict")).toEqual([
    { value: "open", count: 1 },
    { value: "accept", count: 0 },
    { value: "reject", count: 0 },
    { value: "abstain", count: 0 },
  ]);
  expect(facetCounts(rows, filter, "license")).toEqual([
    { value: "MIT", count: 1 },
    { value: "none", count: 1 },
  ]);
});

test("unknown values come last in every order, and equal ones newest first", () => {
  const rows = [
    row("old", { meanGain: 0.02 }),
    row("blank", { meanGain: null, maxLeak: null }),
    row("best", { meanGain: 0.05 }),
    row("new", { meanGain: 0.02, createdAt: "2026-11-21T12:00:00.000Z" }),
  ];
  const ids = (sorted: ReviewRow[]) => sorted.map(({ trajectoryId }) => trajectoryId);
  expect(ids(sortRows(rows, "gain"))).toEqual(["best", "new", "old", "blank"]);
  expect(ids(sortRows(rows, "newest"))[0]).toBe("new");
  expect(ids(sortRows(rows, "telling"))[0]).toBe("blank");
  expect(ids(rows)).toEqual(["old", "blank", "best", "new"]);
});

test("a histogram loses nothing", () => {
  expect(histogram([])).toBeNull();
  const counted = histogram([0, 0.5, 1, 1], 4);
  expect(counted?.counts).toEqual([1, 0, 1, 2]);
  expect(histogram([2, 2], 3)?.counts).toEqual([2, 0, 0]);
});

test("means leave unknown values out", () => {
  expect(means([row("a", { meanGain: 0.02, maxLeak: null }), row("b", { meanGain: null, maxLeak: null })])).toEqual({
    gain: 0.02,
    leak: null,
  });
});
