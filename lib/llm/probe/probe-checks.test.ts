import { expect, test } from "vitest";
import { additivity, deviations } from "./probe-checks.ts";

test("a scorer that gives the same numbers five times has no noise at all, whatever the numbers", () => {
  const usage = { inputTokens: 1, outputTokens: 1, cachedTokens: null, wallMs: 1, retries: 0 };
  const logprobs = Array.from({ length: 1_000 }, (_, index) => -0.05 - ((index * 7919) % 4_000) / 1_000);
  const score = { ends: logprobs.map((_, index) => index + 1), logprobs, usage };
  expect(deviations([score, score, score, score, score])).toEqual({ noiseNats: 0, coldNats: 0 });
});

test("halves may differ from the whole by what noise gives, and by no more", () => {
  const usage = { inputTokens: 1, outputTokens: 1, cachedTokens: null, wallMs: 1, retries: 0 };
  const units = 64;
  const whole = {
    ends: Array.from({ length: units }, (_, index) => index + 1),
    logprobs: Array(units).fill(-1),
    usage,
  };
  const off = (nats: number) => [{ ends: [units], logprobs: [-units - nats], usage }];
  const model = { kind: "language-model" as const };
  // 0.05 for each of 64 units are 3.2; three deviations of a noise of 0.2 are 6.79.
  expect(additivity(model, whole, off(3.1), 0)[1]).toBe(true);
  expect(additivity(model, whole, off(3.3), 0)[1]).toBe(false);
  expect(additivity(model, whole, off(6.7), 0.2)[1]).toBe(true);
  expect(additivity(model, whole, off(6.9), 0.2)[1]).toBe(false);
});
