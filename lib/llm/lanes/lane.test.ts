import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { simulatedClock } from "#lib/testing/simulated-clock.ts";
import { CallFailure, type FailureKind } from "../call-failure.ts";
import { type CallCost, NOTHING, type RateBudget } from "../rate-budget.ts";
import { type LaneOptions, lane } from "./lane.ts";
import { processBudget } from "./process-budget.ts";

const never = new AbortController().signal;
const one: CallCost = { requests: 1, inputTokens: 10, outputTokens: 10 };
const failure = (kind: FailureKind, retryAfterMs: number | null = null) =>
  new CallFailure(kind, `it failed by ${kind}`, { retryAfterMs });

function laneWithClock(options: Partial<LaneOptions> = {}) {
  const clock = simulatedClock();
  return { clock, calls: lane({ name: "the endpoint", clock, random: () => 1, ...options }) };
}

/** An attempt that fails as told, attempt by attempt, and then answers. */
function scripted(...kinds: readonly FailureKind[]) {
  let sent = 0;
  const attempt = async () => {
    const kind = kinds[sent++];
    if (kind) throw failure(kind);
    return "answer";
  };
  return { attempt, sent: () => sent };
}

test("what may pass is tried again after a growing pause, and what was waited is told", async () => {
  const { clock, calls } = laneWithClock();
  const { attempt, sent } = scripted("server", "network", "overload");
  const call = calls.call(one, attempt, never);
  await clock.drain();
  expect(await call).toEqual({ value: "answer", retries: 3, waitedMs: 500 + 1_000 + 2_000 });
  expect(sent()).toBe(4);
});

test.each([
  ["server", 2, 3],
  ["malformed", 6, 3],
  ["refused", 6, 1],
  ["wrong", 6, 1],
] as const)("%s with %i retries allowed is sent %i times", async (kind, maxRetries, times) => {
  const { clock, calls } = laneWithClock({ maxRetries });
  const { attempt, sent } = scripted(...Array<FailureKind>(20).fill(kind));
  const call = expect(calls.call(one, attempt, never)).rejects.toMatchObject({ kind, attempts: times });
  await clock.drain();
  await call;
  expect(sent()).toBe(times);
  expect(clock.pending()).toBe(0);
});

test("what is no failure of the endpoint comes through as it is, once", async () => {
  const { calls } = laneWithClock();
  let sent = 0;
  const mistake = new TypeError("ours");
  const call = calls.call(
    one,
    async () => {
      sent++;
      throw mistake;
    },
    never,
  );
  await expect(call).rejects.toBe(mistake);
  expect(sent).toBe(1);
  expect(calls.state()).toMatchObject({ inFlight: 0, circuit: { kind: "closed" } });
});

test("the deadline holds all attempts and the pauses between them, and tells the last failure", async () => {
  const { clock, calls } = laneWithClock({ deadlineMs: 10_000, maxRetries: 50, circuit: { failures: 1_000 } });
  let sent = 0;
  const attempt = (signal: AbortSignal) => {
    sent++;
    return sent === 1 ? Promise.reject(failure("server")) : clock.sleep(60_000, signal);
  };
  const call = expect(calls.call(one, attempt, never)).rejects.toThrow(
    "the endpoint gave no answer within the deadline of 10 s. Its last failure: it failed by server (tried 2 times)",
  );
  await clock.drain();
  await call;
  expect(clock.now()).toBe(10_000);
  expect(calls.state()).toMatchObject({ inFlight: 0, waiting: 0 });
});

test("an attempt that does not heed its signal is left behind at the deadline", async () => {
  const { clock, calls } = laneWithClock({ deadlineMs: 1_000 });
  const call = expect(calls.call(one, () => new Promise(() => {}), never)).rejects.toMatchObject({ kind: "timeout" });
  await clock.drain();
  await call;
  expect(calls.state().inFlight).toBe(0);
});

test("a Retry-After beyond the deadline fails at once instead of at the deadline", async () => {
  const { clock, calls } = laneWithClock({ deadlineMs: 10_000 });
  const call = calls.call(one, () => Promise.reject(failure("rate-limit", 60_000)), never);
  await expect(call).rejects.toThrow("The next try, in 60.5 s, would come after the deadline of 10 s.");
  expect(clock.pending()).toBe(0);
});

test("a turn that never comes ends as well", async () => {
  const { clock, calls } = laneWithClock({
    limit: { initial: 1, most: 1 },
    longestWaitMs: 30_000,
    deadlineMs: 120_000,
  });
  const first = calls.call(one, (signal) => clock.sleep(100_000, signal), never);
  const second = expect(calls.call(one, async () => "late", never)).rejects.toThrow(
    "had no place for a call within 30 s",
  );
  await clock.drain();
  await Promise.all([first, second]);
});

test("an open circuit refuses those who wait and those who come, with endpoint, cause and time; then it closes by itself", async () => {
  const { clock, calls } = laneWithClock({ limit: { initial: 2, most: 2 }, random: () => 0.5, maxRetries: 20 });
  let alive = false;
  const attempt = async () => {
    await clock.sleep(10);
    if (!alive) throw failure("network");
    return "answer";
  };
  const outcomes: string[] = [];
  const many = Array.from({ length: 8 }, () =>
    calls.call(one, attempt, never).then(
      ({ value }) => outcomes.push(value),
      (error: Error) => outcomes.push(error.message),
    ),
  );
  await clock.drain();
  await Promise.all(many);
  expect(outcomes).toHaveLength(8);
  for (const message of outcomes) {
    expect(message).toContain(
      "the endpoint failed again and again and is left alone for another 10 s. Its last failure: it failed by network",
    );
  }
  expect(calls.state()).toMatchObject({ waiting: 0, inFlight: 0, circuit: { kind: "open", triesInMs: 10_000 } });
  const sentBefore = calls.state().failed;
  await expect(calls.call(one, attempt, never)).rejects.toMatchObject({ kind: "overload", retryAfterMs: 10_000 });
  expect(calls.state().failed).toBe(sentBefore);

  alive = true;
  await clock.run(clock.now() + 10_000);
  const after = Array.from({ length: 5 }, () => calls.call(one, attempt, never));
  await clock.run(clock.now() + 5);
  expect(calls.state()).toMatchObject({ inFlight: 1, waiting: 4, circuit: { kind: "trial" } });
  await clock.drain();
  expect((await Promise.all(after)).map(({ value }) => value)).toEqual(Array(5).fill("answer"));
  expect(calls.state().circuit).toEqual({ kind: "closed" });
});

test("an endpoint that comes back is known anew: what it bore while it died says nothing", async () => {
  const { clock, calls } = laneWithClock({ limit: { initial: 8, most: 64 }, random: () => 0.5, maxRetries: 20 });
  const dying = Array.from({ length: 8 }, () => calls.call(one, () => Promise.reject(failure("overload")), never));
  const ended = Promise.allSettled(dying);
  await clock.drain();
  await ended;
  expect(calls.state()).toMatchObject({ limit: 1, circuit: { kind: "open" } });
  await clock.run(clock.now() + 10_000);
  await calls.call(one, async () => {}, never);
  expect(calls.state()).toMatchObject({ limit: 8, circuit: { kind: "closed" } });
});

test("a trial whose caller gives up leaves the trial to the next", async () => {
  const { clock, calls } = laneWithClock({ circuit: { failures: 1, overMs: 0 }, maxRetries: 0 });
  await expect(calls.call(one, () => Promise.reject(failure("network")), never)).rejects.toThrow("it failed");
  await clock.run(10_000);
  const abort = new AbortController();
  const trial = expect(calls.call(one, (signal) => clock.sleep(1_000, signal), abort.signal)).rejects.toThrow("enough");
  const next = calls.call(one, async () => "answer", never);
  await clock.run(10_100);
  abort.abort(new Error("enough"));
  await trial;
  expect((await next).value).toBe("answer");
});

test("first come, first served, and a retry keeps its turn", async () => {
  const { clock, calls } = laneWithClock({ limit: { initial: 2, most: 2 }, random: () => 0 });
  const order: number[] = [];
  const failedOnce = new Set<number>();
  const many = Array.from({ length: 40 }, (_, index) =>
    calls.call(
      one,
      async (signal) => {
        await clock.sleep(100, signal);
        if (index % 5 === 0 && !failedOnce.has(index)) {
          failedOnce.add(index);
          throw failure("server");
        }
        order.push(index);
      },
      never,
    ),
  );
  await clock.drain();
  await Promise.all(many);
  const displaced = order.map((index, place) => Math.abs(index - place));
  expect(order).toHaveLength(40);
  expect(Math.max(...displaced)).toBeLessThanOrEqual(2);
});

test("an abort ends a call wherever it is, and leaves nothing behind", async () => {
  const budget = processBudget({ requests: 2, inputTokens: null, outputTokens: null }, simulatedClock());
  const { clock, calls } = laneWithClock({ limit: { initial: 4, most: 4 }, budget, circuit: { failures: 1_000 } });
  const abort = new AbortController();
  const attempts = [
    (signal: AbortSignal) => clock.sleep(60_000, signal),
    () => Promise.reject(failure("server", 30_000)),
  ];
  // One is under way, one pauses before its retry, two wait for the budget and four for a place.
  const many = Array.from({ length: 8 }, (_, index) =>
    calls.call(one, attempts[index] ?? (async () => {}), abort.signal),
  );
  const all = Promise.allSettled(many);
  await clock.run(100);
  expect(calls.state()).toMatchObject({ inFlight: 1, waiting: 7 });
  const reason = new Error("the run was stopped");
  abort.abort(reason);
  for (const outcome of await all) expect(outcome).toEqual({ status: "rejected", reason });
  expect(calls.state()).toMatchObject({ inFlight: 0, waiting: 0 });
  expect(clock.pending()).toBe(0);
  expect(getEventListeners(abort.signal, "abort")).toEqual([]);
  await expect(calls.call(one, async () => {}, abort.signal)).rejects.toBe(reason);
});

test("calls that succeed leave no timer and no listener", async () => {
  const { clock, calls } = laneWithClock();
  const signal = new AbortController().signal;
  await Promise.all(Array.from({ length: 50 }, () => calls.call(one, async () => {}, signal)));
  expect(clock.pending()).toBe(0);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("the budget is told what calls really cost, also those that failed", async () => {
  const settled: [CallCost, CallCost][] = [];
  const budget: RateBudget = {
    take: async (cost) => ({
      settle: async (actual) => void settled.push([cost, actual]),
    }),
  };
  const { clock, calls } = laneWithClock({ budget });
  const { attempt } = scripted("rate-limit", "server");
  const actual = { requests: 1, inputTokens: 12, outputTokens: 3 };
  const call = calls.call(one, attempt, never, () => actual);
  await clock.drain();
  await call;
  expect(settled).toEqual([
    [one, { requests: 1, inputTokens: 0, outputTokens: 0 }],
    [one, one],
    [one, actual],
  ]);
});

test("a budget that cannot be told does not lose a reply that was paid for", async () => {
  const budget: RateBudget = {
    take: async () => ({ settle: () => Promise.reject(new Error("the database is gone")) }),
  };
  const { calls } = laneWithClock({ budget });
  const logged = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect((await calls.call(one, async () => "answer", never)).value).toBe("answer");
  expect(logged).toHaveBeenCalledWith(expect.stringContaining("the database is gone"));
});

test("a call that waited for the budget while the endpoint asked for a pause waits for that, too", async () => {
  const { clock, calls } = laneWithClock({
    budget: {
      take: async (cost) => {
        taken.push(cost);
        if (taken.length === 2) await clock.sleep(1_000);
        return { settle: async (actual) => void (actual === NOTHING && returned.push(cost)) };
      },
    },
  });
  const taken: CallCost[] = [];
  const returned: CallCost[] = [];
  const sentMs: number[] = [];
  let first = true;
  const paused = calls.call(
    one,
    async () => {
      if (first) {
        first = false;
        throw failure("rate-limit", 20_000);
      }
    },
    never,
  );
  const waits = calls.call(one, async () => void sentMs.push(clock.now()), never);
  await clock.drain();
  await Promise.all([paused, waits]);
  expect(sentMs).toEqual([20_000]);
  expect(returned).toHaveLength(1);
});
