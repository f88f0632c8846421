import { expect, test } from "vitest";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { EndOfAttempt } from "#lib/llm/lanes/attempt-watch.ts";
import { type Amount, NOTHING_SPENT } from "./cost.ts";
import { NotRepeated, openTill } from "./till.ts";

const price = { input: 2, output: 10 };
/** 100 tokens in and 50 out: at most 700 micros. */
const attempt = { inputTokens: 100, outputTokens: 50 };
const cost = { requests: 1, inputTokens: 60, outputTokens: 50 };
const usage = (inputTokens: number | null, outputTokens: number) => ({
  inputTokens,
  outputTokens,
  cachedTokens: null,
  wallMs: 1,
  retries: 0,
});

function till({ attempts = 1, room = Number.POSITIVE_INFINITY } = {}) {
  const grown: Amount[] = [];
  const opened = openTill({
    price,
    attempt,
    attempts,
    reserveMore: async (amount) => {
      if (grown.length >= room) return false;
      grown.push(amount);
      return true;
    },
  });
  const begin = async (): Promise<EndOfAttempt> => opened.watch.begin(cost);
  return { ...opened, grown, begin };
}

test("the first attempt is reserved already; one after an attempt that may be billed is reserved before it goes out", async () => {
  const { begin, grown, spoilt } = till();
  (await begin())({ kind: "failed", failure: new CallFailure("timeout", "slow") });
  expect(grown).toEqual([]);
  (await begin())({ kind: "failed", failure: new CallFailure("malformed", "cut") });
  expect(grown).toEqual([{ micros: 700, tokens: 150 }]);
  (await begin())({ kind: "answered", cost });
  expect(grown).toHaveLength(2);
  expect(spoilt()).toEqual({ attempts: 2, amount: { micros: 1_400, tokens: 300 } });
});

test("one spoilt attempt among several is reserved anew, however many are still to come", async () => {
  const { begin, grown } = till({ attempts: 3 });
  (await begin())({ kind: "failed", failure: new CallFailure("timeout", "slow") });
  const [one, two] = await Promise.all([begin(), begin()]);
  expect(grown).toHaveLength(1);
  one?.({ kind: "answered", cost });
  two?.({ kind: "answered", cost });
  (await begin())({ kind: "answered", cost });
  expect(grown).toHaveLength(1);
  // One more than was foreseen: its likes were thrown away.
  (await begin())({ kind: "answered", cost });
  expect(grown).toHaveLength(2);
});

test("an attempt that was turned away, or never went out, leaves its room to the next", async () => {
  const { begin, grown, spoilt } = till();
  (await begin())({ kind: "failed", failure: new CallFailure("rate-limit", "slow down") });
  (await begin())({ kind: "unsent" });
  (await begin())({ kind: "failed", failure: new CallFailure("refused", "no such form") });
  (await begin())({ kind: "answered", cost });
  expect(grown).toEqual([]);
  expect(spoilt()).toEqual({ attempts: 0, amount: NOTHING_SPENT });
});

test("a failure that tells what it cost counts as that; an attempt stopped under way counts whole", async () => {
  const { begin, spoilt } = till({ attempts: 2 });
  const failure = new CallFailure("refused", "no text", { usage: usage(40, 30) });
  (await begin())({ kind: "failed", failure });
  (await begin())({ kind: "stopped" });
  expect(spoilt()).toEqual({ attempts: 2, amount: { micros: 380 + 700, tokens: 70 + 150 } });
});

test("without room no attempt goes out again, and the call may pass later", async () => {
  const { begin, spoilt } = till({ room: 0 });
  (await begin())({ kind: "failed", failure: new CallFailure("malformed", "cut") });
  const again = begin();
  await expect(again).rejects.toBeInstanceOf(NotRepeated);
  await expect(again).rejects.toMatchObject({ kind: "malformed", mayPass: true, mayBeBilled: false });
  expect(spoilt().attempts).toBe(1);
});

test("answers that were thrown away are paid besides those that were kept, and so is what a connection took", async () => {
  const { begin, besides, watch } = till({ attempts: 5 });
  const connecting = await watch.begin({ requests: 1, inputTokens: 0, outputTokens: 0 });
  connecting({ kind: "answered", cost: { requests: 1, inputTokens: 9, outputTokens: 0 } });
  for (let count = 0; count < 3; count++) (await begin())({ kind: "answered", cost });
  expect(besides([])).toEqual({ micros: 18 + 3 * (120 + 500), tokens: 9 + 3 * 110 });
  expect(besides([usage(60, 50), usage(60, 50)])).toEqual({ micros: 18 + 620, tokens: 9 + 110 });
  // A server that counts otherwise than we do has thrown nothing away.
  expect(besides([usage(50, 50), usage(60, 50), usage(60, 50)])).toEqual({ micros: 18, tokens: 9 });
  expect(besides([usage(null, 50), usage(60, 50)])).toEqual({ micros: 18, tokens: 9 });
});

test("after its end nothing is reserved, and what is being reserved is waited for", async () => {
  const reserving = Promise.withResolvers<boolean>();
  const { watch, close } = openTill({ price, attempt, attempts: 0, reserveMore: () => reserving.promise });
  const begun = Promise.resolve(watch.begin(cost));
  let closed = false;
  const closing = close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toBe(false);
  reserving.resolve(true);
  await Promise.all([begun, closing]);
  await expect(Promise.resolve(watch.begin(cost))).resolves.toBeTypeOf("function");
});
