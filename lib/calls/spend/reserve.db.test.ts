import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { CallFailure } from "#lib/llm/call-failure.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { chatRequest, fakeChat, insertRun, never, PRICES, usage } from "#lib/testing/paid-models.ts";
import { createDesk } from "../desk.ts";
import type { ModelPrice } from "../schema.ts";
import { storedChat } from "../stored-chat.ts";
import { BudgetReached } from "./budget-reached.ts";
import { reserve } from "./reserve.ts";
import { getSpending, growHold, setBudget, settleDeadHolds, settleHold } from "./store.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const price = { input: 2, output: 10 };
const account = (price: ModelPrice | null) => ({ model: "test/fake", purpose: "thought", endpoint: null, price });
const options = (runId: string) => ({ runId, purpose: "thought", repeat: 0, prices: PRICES });
/** At most 66 + n tokens in, where n is the length of the question, and 100 out. */
const MOST_MICROS = (question: string) => (65 + question.length) * 2 + 100 * 10;

async function heldAsRows(runId: string) {
  const { _sum } = await prisma.spendHold.aggregate({ where: { runId }, _sum: { micros: true, tokens: true } });
  return { usd: Number(_sum.micros ?? 0) / 1e6, tokens: Number(_sum.tokens ?? 0) };
}

test("two processes with many calls at once never take more than the budget, and a larger one pays nothing twice", async () => {
  // Every call costs 70 micros and may cost up to 1138: the budget has room for a few at once and for some in all.
  const run = await insertRun("many", { usd: 0.004 });
  let worst = 0;
  const chat = fakeChat(async () => {
    const { settledUsd, heldUsd } = await getSpending(run);
    worst = Math.max(worst, settledUsd + heldUsd);
    return {};
  });
  const models = [createDesk(), createDesk()].map((desk) => storedChat(chat, options(run), desk));
  const askAll = () =>
    Promise.allSettled(
      Array.from({ length: 60 }, (_, index) => models[index % 2]?.complete(chatRequest(`q${index + 100}`), never)),
    );

  const outcomes = await askAll();
  const refused = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((error) => error instanceof BudgetReached)).toBe(true);
  expect(worst).toBeLessThanOrEqual(0.004);
  const spent = await getSpending(run);
  const paid = 60 - refused.length;
  // Nobody was refused while it would have fitted: the next call may cost 1.138 thousandths.
  expect(spent).toMatchObject({ settledUsd: (paid * 70) / 1e6, heldUsd: 0, heldTokens: 0, settledTokens: paid * 15 });
  expect(0.004 - spent.settledUsd).toBeLessThan(MOST_MICROS("q100") / 1e6);
  expect(await heldAsRows(run)).toEqual({ usd: 0, tokens: 0 });

  await setBudget(run, { usd: 1 });
  expect((await askAll()).every((each) => each.status === "fulfilled")).toBe(true);
  expect(chat.asked).toHaveLength(60);
  const totals = await prisma.modelCall.aggregate({ where: { runId: run }, _sum: { costMicros: true } });
  expect(Number(totals._sum.costMicros)).toBe(60 * 70);
  expect((await getSpending(run)).settledUsd).toBeCloseTo(0.0042, 9);
});

test("a budget of tokens needs no price", async () => {
  const run = await insertRun("tokens", { tokens: 199 });
  const model = storedChat(fakeChat(), { ...options(run), prices: null });
  await model.complete(chatRequest("one"), never);
  await model.complete(chatRequest("two"), never);
  await expect(model.complete(chatRequest("three"), never)).rejects.toThrow(
    /budget.tokens: 30 of 199 tokens are spent, and the next call may take 170.*resume/s,
  );
});

test("a budget of money with a model of unknown price is refused, not ignored", async () => {
  const run = await insertRun("unpriced", { usd: 1 });
  const chat = fakeChat();
  const asking = storedChat(chat, { ...options(run), prices: null }).complete(chatRequest("dear"), never);
  await expect(asking).rejects.toThrow(/price of test\/fake is not known.*RETRACE_PRICES/);
  expect(chat.asked).toEqual([]);
});

test("what a stored reply answers needs no budget", async () => {
  const [rich, poor] = [await insertRun("rich"), await insertRun("poor", { tokens: 1 })];
  const chat = fakeChat();
  const paid = await storedChat(chat, options(rich)).complete(chatRequest("free"), never);
  expect(await storedChat(chat, options(poor)).complete(chatRequest("free"), never)).toEqual(paid);
});

test("a call that only other estimates stand in the way of waits for them", async () => {
  const run = await insertRun("waits", { usd: 0.001 });
  const wanted = { runId: run, account: account(price), most: { inputTokens: 400, outputTokens: 0 } };
  await prisma.$executeRaw`INSERT INTO "CallHolder" VALUES ('busy', clock_timestamp() + interval '1 minute')`;
  const first = await reserve({ ...wanted, holderId: "busy" }, never);
  let second = false;
  const later = reserve({ ...wanted, holderId: "busy" }, never).then((hold) => {
    second = true;
    return hold;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(second).toBe(false);
  await settleHold(first.id, { micros: 100, tokens: 50 });
  expect(await later).toMatchObject({ micros: 800 });
  const abort = new AbortController();
  const third = reserve({ ...wanted, holderId: "busy" }, abort.signal);
  abort.abort(new Error("stopped"));
  await expect(third).rejects.toThrow("stopped");
});

test("what a dead process held may have been billed and counts whole; what waits for a batch stays held, and is not waited for", async () => {
  const run = await insertRun("dead", { tokens: 900 });
  const wanted = { runId: run, account: account(null), most: { inputTokens: 400, outputTokens: 0 } };
  await prisma.$executeRaw`INSERT INTO "CallHolder" VALUES ('killed', clock_timestamp() - interval '1 second')`;
  await reserve({ ...wanted, holderId: "killed" }, never);
  await settleDeadHolds();
  expect(await getSpending(run)).toMatchObject({ heldTokens: 0, settledTokens: 400 });
  const line = { purpose: "thought", model: "test/fake", errorClass: "lost", spoiltAttempts: 1, countedTokens: 400n };
  expect(await prisma.modelCall.findMany({ where: { runId: run } })).toMatchObject([line]);
  const kept = await reserve({ ...wanted, holderId: null }, never);
  await expect(reserve({ ...wanted, holderId: "killed" }, never)).rejects.toThrow(BudgetReached);
  await settleHold(kept.id, { micros: 0, tokens: 7 });
  // A commit whose answer never came is tried again, and counts once.
  await settleHold(kept.id, { micros: 0, tokens: 7 });
  expect(await getSpending(run)).toMatchObject({ heldTokens: 0, settledTokens: 407 });
});

test("a process that counted as dead and lives after all tells what it really spent, and its hold does not grow", async () => {
  const run = await insertRun("revived", { tokens: 900 });
  const wanted = { runId: run, account: account(null), most: { inputTokens: 400, outputTokens: 0 } };
  await prisma.$executeRaw`INSERT INTO "CallHolder" VALUES ('stood still', clock_timestamp() - interval '1 second')`;
  const hold = await reserve({ ...wanted, holderId: "stood still" }, never);
  expect(await growHold(hold)).toBe(true);
  expect(await growHold(hold)).toBe(false);
  await Promise.all([settleDeadHolds(), settleDeadHolds()]);
  expect(await getSpending(run)).toMatchObject({ heldTokens: 0, settledTokens: 800 });
  await setBudget(run, { tokens: 9_000 });
  expect(await growHold(hold)).toBe(false);
  await settleHold(hold.id, { micros: 0, tokens: 30 });
  expect(await getSpending(run)).toMatchObject({ heldTokens: 0, settledTokens: 30 });
  expect(await prisma.modelCall.count({ where: { runId: run } })).toBe(0);
});

test("a failure gives its hold back, unless the server took the request to its end", async () => {
  const run = await insertRun("failed", { tokens: 1_000 });
  const kinds = ["rate-limit", "refused", "malformed"] as const;
  const answers = [...kinds];
  const chat = fakeChat(() => {
    const kind = answers.shift();
    if (kind) throw new CallFailure(kind, kind);
    return {};
  });
  const model = storedChat(chat, options(run));
  const settled: number[] = [];
  for (const kind of kinds) {
    await expect(model.complete(chatRequest("f"), never)).rejects.toThrow(kind);
    const { settledTokens, heldTokens } = await getSpending(run);
    expect(heldTokens).toBe(0);
    settled.push(settledTokens);
  }
  expect(settled).toEqual([0, 0, 166]);
});

test("a reply that does not tell its tokens counts as what was reserved for it", async () => {
  const run = await insertRun("silent", { tokens: 1_000 });
  await storedChat(
    fakeChat(() => ({ usage: usage(null, null) })),
    options(run),
  ).complete(chatRequest("s"), never);
  expect(await getSpending(run)).toMatchObject({ settledTokens: 166, settledUsd: (66 * 2 + 1_000) / 1e6 });
  expect(await prisma.modelCall.findFirst({ where: { runId: run } })).toMatchObject({
    costMicros: null,
    inputTokens: null,
  });
});

test("more than was reserved is counted as it is told, and nothing goes out after it", async () => {
  const run = await insertRun("liar", { tokens: 1_000 });
  const chat = fakeChat(() => ({ usage: usage(90_000, 4) }));
  const model = storedChat(chat, options(run));
  await model.complete(chatRequest("lie"), never);
  expect(await getSpending(run)).toMatchObject({ settledTokens: 90_004, heldTokens: 0 });
  await expect(model.complete(chatRequest("lie again"), never)).rejects.toThrow(BudgetReached);
  expect(chat.asked).toHaveLength(1);
});

test.each([
  ["negative", usage(-1, 5)],
  ["broken", usage(1.5, 5)],
  ["endless", usage(2 ** 40, 5)],
  ["contradictory", { ...usage(10, 5), cachedTokens: 99 }],
])("a %s usage is not believed: the reply stays, and the most counts", async (name, told) => {
  const run = await insertRun(`usage-${name}`, { tokens: 1_000 });
  const asking = storedChat(
    fakeChat(() => ({ usage: told })),
    options(run),
  );
  expect((await asking.complete(chatRequest(name), never)).text).toBe(`${name} 1`);
  const most = 65 + name.length + 100;
  expect(await getSpending(run)).toMatchObject({ settledTokens: most, heldTokens: 0 });
  const line = {
    inputTokens: null,
    cachedTokens: null,
    outputTokens: 5,
    costMicros: null,
    countedTokens: BigInt(most),
  };
  expect(await prisma.modelCall.findMany({ where: { runId: run } })).toMatchObject([line]);
});

test.each([{ usd: 0 }, { tokens: 0 }, { usd: Number.NaN }, { tokens: 1.5 }])(
  "the budget %o is refused",
  async (odd) => {
    const run = await insertRun(`odd-${JSON.stringify(odd)}`);
    await expect(setBudget(run, odd)).rejects.toThrow();
  },
);

test("a budget that is not one is refused before it is stored", async () => {
  const run = await insertRun("odd");
  await expect(setBudget(run, { usd: -1 })).rejects.toThrow();
  await setBudget(run, { tokens: 5 });
  expect((await getSpending(run)).budget).toEqual({ tokens: 5 });
  await setBudget(run, null);
  expect((await getSpending(run)).budget).toBeNull();
});
