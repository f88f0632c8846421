import { expect, test } from "vitest";
import { estimateRun } from "#lib/calls/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { estimateInWords, shapeOf } from "./estimate.ts";
import { evenly } from "./rehearsal.ts";

/** 3 files with 2 thoughts each. */
const counts = { files: 3, bytes: 90_900, thoughts: 6 };
const scorer = {
  usable: true,
  noisy: true,
  basis: "as probed",
  shape: {
    contextTokens: 2_000,
    scoredTokens: 500,
    reusesPrefix: true,
    price: null,
    free: null,
    slots: 3,
    speed: null,
  },
};

test("of many files some are rehearsed, the first and the last among them", () => {
  expect(evenly(3, 32)).toEqual([0, 1, 2]);
  expect(evenly(0, 32)).toEqual([]);
  const some = evenly(1_000, 32);
  expect(new Set(some).size).toBe(32);
  expect([some[0], some.at(-1)]).toEqual([0, 999]);
});

test("a scorer that failed its probe scores and rewrites nothing", () => {
  const { shape, basis } = shapeOf(defaultRunConfig, counts, null, { ...scorer, usable: false, basis: "failed" });
  expect(shape).toMatchObject({ candidates: 0, passes: 0, scorer: null });
  expect(basis).toContain("failed");
});

test("every mode has the calls its search can make at most", () => {
  const calls = (mode: "off" | "guarded" | "segment") => {
    const config = { ...defaultRunConfig, scorer: "sglang" as const, search: { ...defaultRunConfig.search, mode } };
    return estimateRun(shapeOf(config, counts, null, scorer).shape).total.calls.value;
  };
  // 3 references, and K = 2 with the incumbent once more in every pass.
  expect([calls("off"), calls("guarded"), calls("segment")]).toEqual([18, 6 * (3 + 3 * 3), 6 * (3 + 10 * 3)]);
});

test("in words nothing is invented: no price, no cost; no measured call, no time", () => {
  const config = { ...defaultRunConfig, scorer: "sglang" as const };
  const { shape, basis } = shapeOf(config, counts, null, scorer);
  const unknown = estimateInWords({ ...estimateRun(shape), basis });
  expect(unknown).toContain("72 calls");
  expect(unknown).toContain("cost unknown");
  expect(unknown).not.toContain("min of calls");
  const known = { ...scorer.shape, price: { input: 1, output: 4 }, speed: { calls: 9, wallMs: 5000 } };
  const told = estimateInWords({ ...estimateRun({ ...shape, scorer: known }), basis });
  expect(told).toMatch(/\$\d/);
  expect(told).toContain("2 min of calls");
});
