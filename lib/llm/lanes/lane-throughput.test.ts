import { expect, test } from "vitest";
import { seededRandom } from "#lib/std/random.ts";
import { simulatedClock } from "#lib/testing/simulated-clock.ts";
import { type SimulatedEndpointOptions, simulatedEndpoint } from "#lib/testing/simulated-endpoint.ts";
import { type LaneOptions, lane } from "./lane.ts";

const never = new AbortController().signal;
const one = { requests: 1, inputTokens: 10, outputTokens: 10 };

type Work = { readonly files: number; readonly callsOfFile: number; readonly ms: (random: () => number) => number };
const FILES: Work = { files: 200, callsOfFile: 20, ms: () => 1_000 };

/** Files are worked on at the same time, the calls of one file one after the other, as a run does. */
async function simulate(options: SimulatedEndpointOptions, work: Work, of: Partial<LaneOptions> = {}) {
  const clock = simulatedClock();
  const random = seededRandom(7);
  const endpoint = simulatedEndpoint(clock, options);
  const calls = lane({ name: "simulated", clock, random, ...of });
  const limits: number[] = [];
  const files = Array.from({ length: work.files }, async () => {
    for (let nth = 0; nth < work.callsOfFile; nth++) {
      await calls.call(one, (signal) => endpoint.serve(work.ms(random), signal), never);
      limits.push(calls.state().limit);
    }
  });
  await clock.drain();
  await Promise.all(files);
  return { endpoint, limits, busy: endpoint.busy(0, clock.now()), pending: clock.pending(), state: calls.state() };
}

test.each(["queue", "429"] as const)(
  "64 slots of fixed latency stay busy for 95 of 100 through 200 files (%s)",
  async (over) => {
    const { busy, endpoint, pending } = await simulate({ slots: 64, over }, FILES);
    expect(busy).toBeGreaterThan(0.95);
    expect(endpoint.served()).toBe(4_000);
    expect(pending).toBe(0);
  },
);

test.each([1, 3, 10, 40, 64])(
  "a server that says 429 above %i settles there, and rarely has to say it",
  async (slots) => {
    const work = { files: 200, callsOfFile: Math.max(4, slots), ms: (random: () => number) => 500 + 1_000 * random() };
    const { limits, endpoint, busy } = await simulate({ slots, over: "429" }, work, { maxRetries: 12 });
    const settled = limits.slice(limits.length / 2, -200);
    const mean = settled.reduce((total, limit) => total + limit, 0) / settled.length;
    expect(mean).toBeGreaterThan(slots * 0.9);
    expect(mean).toBeLessThanOrEqual(slots + 1);
    expect(endpoint.mostAtOnce()).toBe(slots);
    expect(endpoint.turnedAway() / endpoint.served()).toBeLessThan(0.1);
    expect(busy).toBeGreaterThan(0.85);
  },
);

test("a server that queues is not buried under more than it gets done", async () => {
  const work = { files: 1_000, callsOfFile: 10, ms: (random: () => number) => 500 + 1_000 * random() };
  const { limits, busy } = await simulate({ slots: 64, over: "queue" }, work);
  const settled = limits.slice(limits.length / 2, -1_000);
  expect(Math.min(...settled)).toBeGreaterThanOrEqual(60);
  expect(settled.reduce((total, limit) => total + limit, 0) / settled.length).toBeLessThan(2 * 64);
  expect(busy).toBeGreaterThan(0.95);
});

test("capacity that shrinks and comes back is followed", async () => {
  const slots = (nowMs: number) => (nowMs > 60_000 && nowMs < 120_000 ? 8 : 64);
  const work = { files: 200, callsOfFile: 60, ms: () => 1_000 };
  const { limits } = await simulate({ slots, over: "429" }, work, { maxRetries: 20 });
  expect(Math.min(...limits.slice(3_900, 4_300))).toBeLessThanOrEqual(9);
  expect(Math.max(...limits.slice(-2_000))).toBeGreaterThanOrEqual(58);
});

test("calls that become longer are not mistaken for a queue for long", async () => {
  let done = 0;
  const ms = () => (done++ < 3_000 ? 500 : 2_000);
  const { limits } = await simulate(
    { slots: 10_000, over: "queue" },
    { files: 300, callsOfFile: 60, ms },
    { limit: { most: 100 } },
  );
  expect(Math.min(...limits.slice(3_000))).toBeGreaterThanOrEqual(56);
  expect(limits.at(-500)).toBeGreaterThanOrEqual(90);
});

test("calls of very different lengths are not mistaken for a queue", async () => {
  const ms = (random: () => number) => (random() < 0.3 ? 5 : random() < 0.5 ? 500 : 4_000);
  const work = { files: 300, callsOfFile: 60, ms };
  const { limits } = await simulate({ slots: 10_000, over: "queue" }, work, { limit: { most: 128 } });
  const settled = limits.slice(2_000);
  expect(settled.reduce((total, limit) => total + limit, 0) / settled.length).toBeGreaterThan(0.9 * 128);
});

test("a server that asks for a long pause with each 429 is not asked for one more all the time", async () => {
  const work = { files: 200, callsOfFile: 60, ms: () => 1_000 };
  const { busy } = await simulate({ slots: 64, over: "429", retryAfterMs: 20_000 }, work);
  // One such pause alone is a tenth of the time that this work takes.
  expect(busy).toBeGreaterThan(0.8);
});

test("Retry-After makes the whole lane wait, and nobody comes early", async () => {
  const clock = simulatedClock();
  const endpoint = simulatedEndpoint(clock, { slots: 4, over: "429", retryAfterMs: 20_000 });
  const calls = lane({ name: "simulated", clock, random: seededRandom(3) });
  const sentMs: number[] = [];
  const attempt = (signal: AbortSignal) => {
    sentMs.push(clock.now());
    return endpoint.serve(1_000, signal);
  };
  const work = Array.from({ length: 24 }, () => calls.call(one, attempt, never));
  await clock.run(10);
  expect(calls.state()).toMatchObject({ inFlight: 4, pausedForMs: expect.closeTo(20_000, -2) });
  await clock.drain();
  await Promise.all(work);
  expect(sentMs.filter((ms) => ms > 0 && ms < 20_000)).toEqual([]);
  expect(clock.pending()).toBe(0);
});
