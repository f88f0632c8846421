import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { openaiChat } from "#lib/llm/chat/openai.ts";
import { echoScorer, sglangScorer, vllmScorer } from "#lib/llm/engines/server-scorers.ts";
import { lane } from "#lib/llm/lanes/lane.ts";
import { replicatedScorer } from "#lib/llm/replicas/replicated-models.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { chatRequest, fakeChat, insertRun, never, usage } from "#lib/testing/paid-models.ts";
import { createDesk } from "./desk.ts";
import { probePayment } from "./probe-payment.ts";
import { recordCalls } from "./record-calls.ts";
import { BudgetReached } from "./spend/budget-reached.ts";
import { getSpending } from "./spend/store.ts";
import { callTotals } from "./store.ts";
import { storedChat } from "./stored-chat.ts";
import { storedScorer } from "./stored-scorer.ts";

/** The default second is short on a busy machine. */
const PATIENTLY = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const options = (runId: string) => ({ runId, purpose: "thought", repeat: 0, prices: null });
const quick = (name: string) => lane({ name, backoff: { firstMs: 1, longestMs: 1 } });
const linesOf = (runId: string) => prisma.modelCall.findMany({ where: { runId }, orderBy: { id: "asc" } });
const silent = usage(null, null);
/** 65 + 1 tokens in and 100 out. */
const MOST = 166;

/** What the ledger says was counted is what the account has settled, whatever happened. */
async function expectBalanced(runId: string): Promise<void> {
  const counted = (await callTotals(runId)).reduce((sum, each) => sum + each.countedTokens, 0);
  expect(await getSpending(runId)).toMatchObject({ settledTokens: counted, heldTokens: 0, heldUsd: 0 });
}

test("attempts that were spoilt on the way to a reply are in its line, and in the budget", async () => {
  const run = await insertRun("spoilt", { tokens: 10_000 });
  await using server = await startModelServer({
    engine: "chat",
    faults: [{ kind: "truncated-json", times: 2 }],
  });
  const chat = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: quick("spoilt") });
  const { usage } = await storedChat(chat, options(run)).complete(chatRequest("a"), never);
  const own = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  expect(own).toBeGreaterThan(0);
  expect(await linesOf(run)).toMatchObject([
    { retries: 2, spoiltAttempts: 2, countedTokens: BigInt(own + 2 * MOST), errorClass: null },
  ]);
  await expectBalanced(run);
});

test("no attempt goes out that the budget has no room for", async () => {
  // Room for two attempts, whatever they cost.
  const run = await insertRun("no-room", { tokens: 2 * MOST + 10 });
  await using server = await startModelServer({ engine: "chat", faults: [{ kind: "truncated-json" }] });
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: quick("no-room") });
  const chat = storedChat(model, options(run));
  await expect(chat.complete(chatRequest("b"), never)).rejects.toThrow(/budget has no room now/);
  expect(server.heard).toHaveLength(2);
  expect(await linesOf(run)).toMatchObject([{ errorClass: "malformed", spoiltAttempts: 2, countedTokens: 332n }]);
  await expectBalanced(run);
  await expect(chat.complete(chatRequest("b"), never)).rejects.toBeInstanceOf(BudgetReached);
  expect(server.heard).toHaveLength(2);
});

test("many calls that are spoilt at once never take more than the budget", async () => {
  const budget = { tokens: 12 * MOST };
  const run = await insertRun("many", budget);
  await using server = await startModelServer({
    engine: "chat",
    latencyMs: 5,
    faults: [{ kind: "truncated-json", times: 8 }],
  });
  let worst = 0;
  const model = openaiChat({
    baseUrl: `${server.url}/v1`,
    model: server.modelName,
    lane: quick("many"),
    async fetch(...given) {
      const { settledTokens, heldTokens } = await getSpending(run);
      worst = Math.max(worst, settledTokens + heldTokens);
      return fetch(...given);
    },
  });
  const desks = [createDesk(), createDesk()];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 24 }, (_, index) => {
      const question = String.fromCharCode(99 + index);
      const chat = storedChat(model, options(run), desks[index % 2]);
      return chat.complete(chatRequest(question), never);
    }),
  );
  expect(outcomes.some(({ status }) => status === "rejected")).toBe(true);
  expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
  expect(worst).toBeGreaterThan(0);
  expect(worst).toBeLessThanOrEqual(budget.tokens);
  await expectBalanced(run);
});

test("a call that is stopped after it was sent counts whole, one that still waits counts nothing", async () => {
  const run = await insertRun("stopped", { tokens: 10_000 });
  await using server = await startModelServer({ engine: "chat", latencyMs: 60_000 });
  const narrow = lane({ name: "stopped", limit: { initial: 1, most: 1 } });
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: narrow });
  const abort = new AbortController();
  const asking = ["A", "B"].map((text) => storedChat(model, options(run)).complete(chatRequest(text), abort.signal));
  const outcomes = Promise.allSettled(asking);
  await expect.poll(() => server.heard.length, PATIENTLY).toBe(1);
  await expect.poll(() => prisma.spendHold.count({ where: { runId: run } }), PATIENTLY).toBe(2);
  abort.abort(new Error("shutting down"));
  await outcomes;
  const lines = await linesOf(run);
  expect(lines.map((line) => [line.errorClass, line.spoiltAttempts]).toSorted()).toEqual([
    ["aborted", 0],
    ["aborted", 1],
  ]);
  expect(await getSpending(run)).toMatchObject({ settledTokens: MOST, heldTokens: 0 });
  await expectBalanced(run);
});

test.each([
  ["sglang", sglangScorer],
  ["vllm", vllmScorer],
  ["openai", echoScorer],
  ["together", echoScorer],
] as const)("what %s tells of every scoring is what the account has settled", async (engine, scorerOf) => {
  const run = await insertRun(`scores-${engine}`, { tokens: 1_000_000 });
  await using server = await startModelServer({ engine });
  const scorer = scorerOf({ baseUrl: server.url, model: server.modelName, lane: quick(engine) });
  const session = await storedScorer(scorer, { ...options(run), purpose: "score" }).open(["# A file\n"], never);
  const target = "export const add = 1;\n";
  await session.score(
    ["It adds.\n", "It fetches what others left behind.\n"].map((prompt) => ({ prompt, target })),
    never,
  );
  const { inputTokens, outputTokens } = server.metrics();
  expect(await getSpending(run)).toMatchObject({ settledTokens: inputTokens + outputTokens });
  await expectBalanced(run);
});

test.each([
  ["and so was the next", 2],
  ["and the next answered all anew", 1],
])("scorings of a replica that was lost before its last one, %s, are paid though nobody sees them", async (_, lost) => {
  const run = await insertRun(`replicas-${lost}`, { tokens: 1_000_000 });
  await using one = await startModelServer({ engine: "vllm" });
  await using other = await startModelServer({ engine: "vllm" });
  const narrow = { maxRetries: 0, backoff: { firstMs: 1, longestMs: 1 }, limit: { initial: 1, most: 1 } };
  const replicas = [one, other].map((server) => {
    const own = lane({ name: server.url, ...narrow });
    const model = vllmScorer({ baseUrl: server.url, model: server.modelName, lane: own });
    return { address: server.url, lane: own, model };
  });
  // Answers one of three, and then its door stays shut.
  for (const server of [one, other].slice(0, lost)) {
    server.setFaults([{ kind: "status", status: 503, path: "/v1/completions", after: 1, times: 1 }]);
  }
  const scorer = storedScorer(replicatedScorer(replicas), { ...options(run), purpose: "score" });
  const requests = ["a\n", "b\n", "c\n"].map((prompt) => ({ prompt, target: `const x = ${lost};\n` }));
  // Which replica comes first is decided by the prefix.
  for (let index = 0; index < 8; index++) {
    const session = await scorer.open([`p${index}\n`], never);
    const score = () => session.score(requests, never);
    await score().catch(score);
  }
  const billed = [one, other].reduce((sum, server) => {
    const { inputTokens, outputTokens } = server.metrics();
    return sum + inputTokens + outputTokens;
  }, 0);
  const answered = [one, other].reduce((sum, server) => sum + server.metrics().paidCalls, 0);
  expect(answered).toBeGreaterThan(24);
  // What was under way when another failed was stopped, and may be billed: 18 bytes, 64 for a template, and a token out.
  const stopped = (await callTotals(run)).reduce((sum, each) => sum + each.spoiltAttempts, 0) * 83;
  expect((await getSpending(run)).settledTokens).toBe(billed + stopped);
  await expectBalanced(run);
});

test.each([
  ["sglang", sglangScorer],
  ["together", echoScorer],
] as const)(
  "everything a probe of %s asks stands in the ledger, counts, and is never answered by the store",
  async (engine, scorerOf) => {
    const run = await insertRun(`probe-${engine}`, { tokens: 1_000_000 });
    await using server = await startModelServer({ engine, maxModelLen: 65_536 });
    const scorer = scorerOf({ baseUrl: server.url, model: server.modelName, lane: quick("probe") });
    const kept = await prisma.modelReply.count();
    const probe = () =>
      scorer.probe(never, probePayment(scorer.id, { runId: run, purpose: "probe", prices: null }, never));
    expect((await probe()).passed).toBe(true);
    const [first] = await callTotals(run);
    expect(first).toMatchObject({ purpose: "probe", model: scorer.id, servedCalls: 0, failedCalls: 0 });
    const { inputTokens, outputTokens } = server.metrics();
    expect(await getSpending(run)).toMatchObject({ settledTokens: inputTokens + outputTokens });
    await probe();
    expect((await callTotals(run))[0]?.calls).toBe(2 * (first?.calls ?? 0));
    expect(await prisma.modelReply.count()).toBe(kept);
    await expectBalanced(run);
  },
);

test("what is free costs 0 and says why, fits any budget of money, and is never unknown", async () => {
  const run = await insertRun("free", { usd: 0.000001 });
  const free = "runs on this machine";
  const chat = { ...fakeChat(() => ({ usage: silent })), id: "test/local" };
  await storedChat(chat, { ...options(run), free }).complete(chatRequest("f"), never);
  await recordCalls(run, "score", "builtin/context-mixing@2", [silent], "built in");
  expect(await linesOf(run)).toMatchObject([
    { costMicros: 0n, priceVersion: "free: runs on this machine" },
    { costMicros: 0n, priceVersion: "free: built in" },
  ]);
  for (const totals of await callTotals(run)) expect(totals).toMatchObject({ costUsd: 0, unpricedCalls: 0 });
});
