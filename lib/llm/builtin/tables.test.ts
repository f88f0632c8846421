import { expect, test } from "vitest";
import { COST, COST_UNIT, exponential, LOGIT_LIMIT, naturalLog, SQUASH, STRETCH } from "./tables.ts";

test("logarithm and exponential agree with the engine's own to 14 digits", () => {
  for (const x of [1e-5, 0.1, 0.75, 1, 1.4999, 2, 10, 65_535]) expect(naturalLog(x)).toBeCloseTo(Math.log(x), 13);
  for (const x of [-11, -1, 0, 0.5, 3, 11]) expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 12);
});

test("stretch and squash have the values computed by hand", () => {
  // ln(3 / 1) = 1.0986 = 281.2/256; index 3072 stands for (3072.5 / 4096) / (1023.5 / 4096) = 3.00195, also 281/256.
  expect(STRETCH[3072]).toBe(281 / 256);
  expect(STRETCH[2048]).toBe(0);
  expect(STRETCH[0]).toBe(-(STRETCH.at(-1) ?? 0));
  // 65536 / (1 + e^-1) = 47910.96...
  expect(SQUASH[(LOGIT_LIMIT + 1) * 256]).toBe(47_911);
  expect(SQUASH[LOGIT_LIMIT * 256]).toBe(32_768);
});

test("no probability is 0 or 1, and all rise", () => {
  expect(SQUASH[0]).toBeGreaterThanOrEqual(1);
  expect(SQUASH.at(-1)).toBeLessThanOrEqual(65_535);
  expect(SQUASH.every((value, index) => index === 0 || value >= (SQUASH[index - 1] ?? 0))).toBe(true);
});

test("a cost is the negative logarithm in whole units", () => {
  expect(COST[32_768]).toBe(Math.round(Math.LN2 * COST_UNIT));
  expect(COST[65_536]).toBe(0);
  expect(COST[1]).toBe(Math.round(16 * Math.LN2 * COST_UNIT));
});
