import { expect, test } from "vitest";
import { estimateRun, type RunShape } from "./estimate.ts";
import { RunEstimate } from "./schema.ts";

const scorer = {
  price: null,
  free: null,
  slots: 64,
  contextTokens: 8_000,
  scoredTokens: 1_000,
  reusesPrefix: true,
  speed: null,
};
const asked = (calls: number, inputTokens: number, outputTokens: number) => ({ calls, inputTokens, outputTokens });
const author = {
  price: { input: 2, output: 10 },
  free: null,
  slots: 4,
  plan: asked(3, 15_000, 4_000),
  thought: asked(30, 150_000, 18_000),
  rewrite: asked(90, 450_000, 36_000),
  speeds: {},
};
const shape: RunShape = {
  files: 30,
  thoughts: 90,
  candidates: 2,
  passes: 3,
  references: 3,
  rescores: true,
  author,
  scorer,
};

test("eight texts of 1,000 tokens after one context of 8,000: what an engine without and with prefix reuse must read", () => {
  const one = { ...shape, thoughts: 1, candidates: 0, references: 8, author: null };
  const without = estimateRun({ ...one, scorer: { ...scorer, reusesPrefix: false } }).total;
  expect([without.calls.value, without.inputTokens.value, without.cachedTokens.value]).toEqual([8, 72_000, 0]);
  const { inputTokens, cachedTokens } = estimateRun(one).total;
  expect((inputTokens.value ?? 0) - (cachedTokens.value ?? 0)).toBe(16_000);
});

test("calls, tokens, cost and time of a run", () => {
  const speeds = { thought: { calls: 12, wallMs: 20_000 } };
  const estimate = estimateRun({ ...shape, author: { ...author, speeds } });
  expect(RunEstimate.parse(estimate)).toEqual(estimate);
  const of = (purpose: string) => estimate.lines.find((line) => line.purpose === purpose);
  expect(estimate.lines.map((line) => [line.purpose, line.calls.value])).toEqual([
    ["plan", 3],
    ["thought", 30],
    ["rewrite", 90 * 6],
    ["score", 90 * (3 + 3 * 3)],
  ]);
  expect(of("thought")).toMatchObject({ inputTokens: { value: 150_000 }, outputTokens: { value: 18_000 } });
  expect(of("thought")?.costUsd.value).toBeCloseTo(0.3 + 0.18, 9);
  expect(of("thought")?.wallMs).toEqual({
    value: (30 * 20_000) / 4,
    assumption: "20000 ms a call as in 12 calls before, 4 at once",
  });
  expect(of("rewrite")?.inputTokens.value).toBe(6 * 450_000);
});

test("what is free costs nothing, and says why, whatever prices there are", () => {
  const free = "runs on this machine";
  const { lines, total } = estimateRun({ ...shape, author: { ...author, free }, scorer: { ...scorer, free } });
  expect(lines.every(({ costUsd }) => costUsd.value === 0 && costUsd.assumption === `free: ${free}`)).toBe(true);
  expect(total.costUsd.value).toBe(0);
});

test("what is not known stays unknown, and makes the sum unknown", () => {
  const { lines, total } = estimateRun(shape);
  expect(lines.at(-1)).toMatchObject({ costUsd: { value: null }, wallMs: { value: null } });
  expect(total.costUsd.value).toBeNull();
  expect(total.calls.value).toBe(3 + 30 + 540 + 1_080);
});

test("a run that asks no model costs nothing", () => {
  const { lines, total } = estimateRun({ ...shape, author: null, scorer: null });
  expect(lines).toEqual([]);
  expect(total).toMatchObject({ calls: { value: 0 }, costUsd: { value: 0 }, wallMs: { value: 0 } });
});

test("without a search nothing is rewritten, and only references are scored", () => {
  const { lines } = estimateRun({ ...shape, candidates: 0, passes: 0 });
  expect(lines.map((line) => line.purpose)).toEqual(["plan", "thought", "score"]);
  expect(lines.at(-1)?.calls.value).toBe(270);
});
