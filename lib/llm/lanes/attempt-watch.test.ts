import { expect, test } from "vitest";
import { CallFailure } from "../call-failure.ts";
import type { CallCost } from "../rate-budget.ts";
import { type AttemptEnd, watchingAttempts } from "./attempt-watch.ts";
import { type LaneOptions, lane } from "./lane.ts";

const never = new AbortController().signal;
const cost: CallCost = { requests: 1, inputTokens: 10, outputTokens: 10 };
const real: CallCost = { requests: 1, inputTokens: 7, outputTokens: 3 };

function watched(options: Partial<LaneOptions> = {}, begin: () => void = () => {}) {
  const ends: AttemptEnd[] = [];
  const calls = lane({ name: "the endpoint", backoff: { firstMs: 0, longestMs: 0 }, ...options });
  const watch = {
    begin() {
      begin();
      return (end: AttemptEnd) => void ends.push(end);
    },
  };
  const call = (attempt: () => Promise<string>, signal = never) =>
    watchingAttempts(watch, () => calls.call(cost, attempt, signal, () => real));
  return { ends, call };
}

test("every attempt is told, each with its end", async () => {
  const { ends, call } = watched();
  const failures = [new CallFailure("malformed", "cut"), new CallFailure("overload", "busy")];
  await call(async () => {
    const failure = failures.shift();
    if (failure) throw failure;
    return "answer";
  });
  expect(ends).toMatchObject([
    { kind: "failed", failure: { kind: "malformed", mayBeBilled: true } },
    { kind: "failed", failure: { kind: "overload", mayBeBilled: false } },
    { kind: "answered", cost: real },
  ]);
});

test("an attempt that its caller stops was sent, one that still waits was not", async () => {
  const { ends, call } = watched({ limit: { initial: 1, most: 1 } });
  const [sent, waiting] = [new AbortController(), new AbortController()];
  const outcomes = Promise.allSettled([
    call(() => new Promise(() => {}), sent.signal),
    call(async () => "never sent", waiting.signal),
  ]);
  await new Promise((resolve) => setImmediate(resolve));
  waiting.abort(new Error("enough"));
  sent.abort(new Error("enough"));
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(ends.map(({ kind }) => kind).toSorted()).toEqual(["stopped", "unsent"]);
});

test("who watches may end a call instead of another attempt", async () => {
  let begun = 0;
  const { ends, call } = watched({}, () => {
    begun++;
    if (begun > 1) throw new Error("no more money");
  });
  let sent = 0;
  const asking = call(async () => {
    sent++;
    throw new CallFailure("timeout", "slow");
  });
  await expect(asking).rejects.toThrow("no more money");
  expect(sent).toBe(1);
  expect(ends.map(({ kind }) => kind)).toEqual(["failed"]);
});
