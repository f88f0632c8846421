import { expect, test } from "vitest";
import { simulatedClock } from "#lib/testing/simulated-clock.ts";
import { type CallCost, NOTHING } from "../rate-budget.ts";
import type { MinuteLimits } from "./minute-budget.ts";
import { processBudget } from "./process-budget.ts";

const never = new AbortController().signal;
const cost = (requests: number, inputTokens = 0, outputTokens = 0): CallCost => ({
  requests,
  inputTokens,
  outputTokens,
});
const limits = (overrides: Partial<MinuteLimits>): MinuteLimits => ({
  requests: null,
  inputTokens: null,
  outputTokens: null,
  ...overrides,
});

/** The most of `values` that lie in any sixty seconds. */
function worstMinute(events: readonly { readonly atMs: number; readonly value: number }[]): number {
  return Math.max(
    ...events.map(({ atMs }) =>
      events
        .filter((each) => each.atMs >= atMs && each.atMs < atMs + 60_000)
        .reduce((total, each) => total + each.value, 0),
    ),
  );
}

test.each([
  ["requests", limits({ requests: 30 }), () => cost(1), 30],
  ["input tokens", limits({ inputTokens: 10_000 }), (index: number) => cost(1, 500 + (index % 7) * 300), 10_000],
  ["output tokens", limits({ outputTokens: 4_000 }), (index: number) => cost(1, 9, 100 + (index % 5) * 50), 4_000],
])("%s: no minute holds more than the limit, and none much less", async (kind, limit, costOf, most) => {
  const clock = simulatedClock();
  const budget = processBudget(limit, clock);
  const events: { atMs: number; value: number }[] = [];
  const calls = Array.from({ length: 120 }, async (_, index) => {
    const one = costOf(index);
    await budget.take(one, never);
    const value = kind === "requests" ? one.requests : kind === "input tokens" ? one.inputTokens : one.outputTokens;
    events.push({ atMs: clock.now(), value });
  });
  await clock.drain();
  await Promise.all(calls);
  expect(worstMinute(events)).toBeLessThanOrEqual(most);
  const total = events.reduce((sum, each) => sum + each.value, 0);
  expect(clock.now()).toBeLessThanOrEqual((Math.ceil(total / most) + 1) * 61_000);
  expect(clock.pending()).toBe(0);
});

test("first come, first served: a small call does not overtake a large one", async () => {
  const clock = simulatedClock();
  const budget = processBudget(limits({ inputTokens: 1_000 }), clock);
  const order: string[] = [];
  const take = (name: string, tokens: number) => budget.take(cost(1, tokens), never).then(() => order.push(name));
  const calls = [take("first", 800), take("large", 900), take("small", 10)];
  await clock.run(1_000);
  expect(order).toEqual(["first"]);
  await clock.drain();
  await Promise.all(calls);
  expect(order).toEqual(["first", "large", "small"]);
});

test("what a call did not need is free at once, what it needed beyond its estimate is missing later", async () => {
  const clock = simulatedClock();
  const budget = processBudget(limits({ outputTokens: 1_000 }), clock);
  const first = await budget.take(cost(1, 0, 900), never);
  let second = false;
  const later = budget.take(cost(1, 0, 800), never).then((grant) => {
    second = true;
    return grant;
  });
  await clock.run(5_000);
  expect(second).toBe(false);
  await first.settle(cost(1, 0, 100));
  const grant = await later;
  await grant.settle(cost(1, 0, 1_500));
  let thirdMs = -1;
  const third = budget.take(cost(1, 0, 100), never).then(() => {
    thirdMs = clock.now();
  });
  await clock.drain();
  await third;
  // The 700 above the estimate were counted at second 5, with the 800 that were estimated.
  expect(thirdMs).toBe(5_000 + 60_250);
});

test("a call that never went out gives everything back", async () => {
  const clock = simulatedClock();
  const budget = processBudget(limits({ requests: 1 }), clock);
  const first = await budget.take(cost(1), never);
  await first.settle(NOTHING);
  await budget.take(cost(1), never);
  expect(clock.now()).toBe(0);
});

test("a call larger than the whole minute waits for an empty one instead of for ever", async () => {
  const clock = simulatedClock();
  const budget = processBudget(limits({ inputTokens: 1_000 }), clock);
  await budget.take(cost(1, 10), never);
  const large = budget.take(cost(1, 5_000), never);
  await clock.drain();
  await large;
  expect(clock.now()).toBe(60_250);
});

test("an abort leaves the queue, and whoever comes next moves up", async () => {
  const clock = simulatedClock();
  const budget = processBudget(limits({ inputTokens: 1_000 }), clock);
  await budget.take(cost(1, 500), never);
  const abort = new AbortController();
  const large = budget.take(cost(1, 1_000), abort.signal);
  const small = budget.take(cost(1, 100), never);
  await clock.run(100);
  abort.abort(new Error("enough"));
  await expect(large).rejects.toThrow("enough");
  await small;
  expect(clock.now()).toBe(100);
  expect(clock.pending()).toBe(0);
});
