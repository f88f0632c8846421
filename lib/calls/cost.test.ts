import { expect, test } from "vitest";
import { batchPrice, costMicros, mostAmount, mostOfChat, mostOfScore, mostOfScores, priceOf } from "./cost.ts";
import type { ModelPrice } from "./schema.ts";

const price: ModelPrice = { input: 3, output: 15, cachedInput: 0.3, batch: { input: 1.5, output: 7.5 } };
const usage = (inputTokens: number | null, outputTokens: number | null, cachedTokens: number | null = null) => ({
  inputTokens,
  outputTokens,
  cachedTokens,
  wallMs: 0,
  retries: 0,
});

test.each([
  [usage(1_000_000, 0), 3_000_000],
  [usage(0, 1_000_000), 15_000_000],
  [usage(1_000, 100, 900), 100 * 3 + 270 + 1_500],
  [usage(1, 0, 1), 1],
  // More was cached than read: neither is to be believed.
  [usage(10, 5, 99), null],
  [usage(-10, 5), null],
  [usage(10, 0.5), null],
  [usage(10, 5, -3), 30 + 75],
  [usage(null, 5), null],
  [usage(5, null), null],
  [usage(0, 0), 0],
])("%o costs %s micros", (used, expected) => {
  expect(costMicros(price, used)).toBe(expected);
});

test("without a price a cost is unknown, with a price of 0 it is 0", () => {
  expect(costMicros(null, usage(5, 5))).toBeNull();
  expect(costMicros({ input: 0, output: 0 }, usage(5, null))).toBe(0);
  expect(costMicros({ input: 0, output: 0 }, usage(null, null))).toBe(0);
});

test("decimal prices do not round up by binary fractions", () => {
  expect(costMicros({ input: 0.1, output: 0 }, usage(30, 0))).toBe(3);
  expect(costMicros({ input: 0.1, output: 0 }, usage(31, 0))).toBe(4);
});

test("a price is found by the whole id or by the model's own name", () => {
  const table = { asOf: "2026-11-01", models: { "org/large": price, "openai-compatible/small": price } };
  expect(priceOf(table, "openai-compatible/org/large")).toBe(price);
  expect(priceOf(table, "openai-compatible/small")).toBe(price);
  expect(priceOf(table, "openai-compatible/large")).toBeNull();
  expect(priceOf(table, "openai-compatible/org/large#effort=low")).toBe(price);
  expect(priceOf(table, "openai-compatible/small#effort=none")).toBe(price);
  expect(priceOf(table, "constructor")).toBeNull();
  expect(priceOf(null, "org/large")).toBeNull();
  expect(batchPrice(price)).toEqual({ input: 1.5, output: 7.5 });
  expect(batchPrice({ input: 1, output: 1 })).toEqual({ input: 1, output: 1 });
});

test("what is reserved is never below what the same call can cost", () => {
  const request = { system: "ä", user: "🙂", temperature: 0, topP: 1, maxOutputTokens: 10, seed: null, sample: "0" };
  expect(mostOfChat(request)).toEqual({ inputTokens: 2 + 4 + 64, outputTokens: 10 });
  expect(mostOfChat({ ...request, json: { type: "object" } }).inputTokens).toBe(70 + '{"type":"object"}'.length);
  expect(mostAmount(price, mostOfChat(request))).toEqual({ micros: 70 * 3 + 150, tokens: 80, priced: true });
  expect(mostAmount(null, { inputTokens: 1, outputTokens: 1 })).toEqual({ micros: 0, tokens: 2, priced: false });
  const scores = [mostOfScore(100, { prompt: "p", target: "x" }), mostOfScore(100, { prompt: "", target: "xyz" })];
  expect(scores).toEqual([
    { inputTokens: 100 + 2 + 64, outputTokens: 1 },
    { inputTokens: 100 + 3 + 64, outputTokens: 1 },
  ]);
  expect(mostOfScores(100, scores)).toEqual({ inputTokens: 166 + 167 + 164, outputTokens: 3 });
});
