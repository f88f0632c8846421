import { expect, test } from "vitest";
import { estimateRun } from "#lib/calls/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { countsOf, estimateInWords, shapeOf } from "./estimate.ts";

const file = (path: string, bytes: number) => ({ path, bytes });
const edge = (from: string, to: string) => ({ from, to });
const structure = {
  files: [file("a.ts", 300), file("b.ts", 600), file("c.ts", 90_000), file("logo.svg", 5000)],
  order: ["a.ts", "b.ts", "c.ts"],
  edges: [edge("b.ts", "a.ts"), edge("c.ts", "a.ts"), edge("c.ts", "b.ts"), edge("a.ts", "c.ts")],
};

test("what is counted: files in the order, and what each may read before it is written", () => {
  expect(countsOf(structure, defaultRunConfig)).toEqual({ files: 3, bytes: 90_900, reads: 1, readBytes: 400 });
  expect(countsOf(structure, { ...defaultRunConfig, maxReads: 1 }).reads).toBeCloseTo(2 / 3, 9);
});

const counts = countsOf(structure, defaultRunConfig);
const scorer = {
  usable: true,
  noisy: true,
  basis: "as probed",
  shape: { contextTokens: 2000, reusesPrefix: true, price: null, slots: 3, speed: null },
};

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
  // 3 files with 2 thoughts each: 3 references, and K = 2 with the incumbent once more in every pass.
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
