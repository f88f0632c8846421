import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { CallFailure } from "#lib/llm/call-failure.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { chatRequest, fakeChat, fakeScorer, insertRun, never, PRICES, usage } from "#lib/testing/paid-models.ts";
import { createDesk } from "./desk.ts";
import { chatQuestion } from "./question.ts";
import { callTotals, measuredBytesPerToken, measuredSpeed } from "./store.ts";
import { storedChat } from "./stored-chat.ts";
import { storedScorer } from "./stored-scorer.ts";

/** The default second is short on a busy machine. */
const PATIENTLY = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const options = (runId: string | null, repeat = 0) => ({
  runId,
  purpose: "thought",
  repeat,
  prices: PRICES,
  endpoint: "http://h/v1",
});
const linesOf = (runId: string) => prisma.modelCall.findMany({ where: { runId }, orderBy: { id: "asc" } });

test("a question is paid once, by whichever run; the ledger tells who paid and who was served", async () => {
  const [one, two] = [await insertRun("once-1"), await insertRun("once-2")];
  const chat = fakeChat();
  const first = await storedChat(chat, options(one)).complete(chatRequest("q"), never);
  const second = await storedChat(chat, options(two), createDesk()).complete(chatRequest("q"), never);
  expect(second).toEqual(first);
  expect(first).toEqual({ text: "q 1", finish: "stop", usage: usage(10, 5) });
  expect(chat.asked).toHaveLength(1);
  expect(await linesOf(one)).toMatchObject([
    {
      purpose: "thought",
      model: "test/fake",
      endpoint: "http://h/v1",
      inputTokens: 10,
      outputTokens: 5,
      cachedTokens: null,
      wallMs: 13,
      waitedMs: 3,
      served: false,
      priceVersion: "2026-11-01",
      costMicros: 70n,
      errorClass: null,
    },
  ]);
  expect(await linesOf(two)).toMatchObject([{ served: true, inputTokens: 10, costMicros: 0n, wallMs: 0 }]);
  expect(await callTotals(one)).toMatchObject([{ calls: 1, servedCalls: 0, costUsd: 0.00007, inputTokens: 10 }]);
  expect(await callTotals(two)).toMatchObject([{ calls: 0, servedCalls: 1, costUsd: 0, inputTokens: null }]);
});

test("the ledger tells how long a call took", async () => {
  const run = await insertRun("speed");
  const chat = { ...fakeChat(), id: "test/quick" };
  expect(await measuredSpeed(chat.id, "thought")).toBeNull();
  const model = storedChat(chat, options(run));
  await model.complete(chatRequest("one"), never);
  await model.complete(chatRequest("one"), never);
  expect(await measuredSpeed(chat.id, "thought")).toEqual({ calls: 1, wallMs: 13 });
});

test("the ledger tells how many bytes a model makes one token of, by what was answered and not served", async () => {
  const run = await insertRun("rate");
  const chat = { ...fakeChat(({ user }) => (user === "mute" ? { usage: usage(null, 5) } : {})), id: "test/rate" };
  expect(await measuredBytesPerToken(chat.id)).toBeNull();
  const model = storedChat(chat, options(run));
  // A system prompt of one byte, and ten tokens each time.
  await model.complete(chatRequest("a".repeat(29)), never);
  await model.complete(chatRequest("b".repeat(49)), never);
  await model.complete(chatRequest("b".repeat(49)), never);
  await model.complete(chatRequest("mute"), never);
  await storedChat(chat, { ...options(run), purpose: "probe" }).complete(chatRequest("p".repeat(900)), never);
  expect(await measuredBytesPerToken(chat.id)).toBe(4);
});

test("a sample, a repeat and another limit of a cut reply are asked anew; a whole reply serves another limit", async () => {
  const run = await insertRun("anew");
  const chat = fakeChat(({ user }) => ({ finish: user === "cut" ? "length" : "stop" }));
  const ask = (user: string, overrides = {}, repeat = 0) =>
    storedChat(chat, options(run, repeat)).complete(chatRequest(user, overrides), never);
  await ask("whole");
  await ask("whole", { sample: "1" });
  await ask("whole", {}, 1);
  expect(chat.asked).toHaveLength(3);
  expect((await ask("whole", { maxOutputTokens: 5 })).text).toBe("whole 1");
  expect((await ask("whole", { maxOutputTokens: 5_000 })).text).toBe("whole 1");
  expect(chat.asked).toHaveLength(3);
  await ask("whole", { maxOutputTokens: 4 });
  await ask("cut");
  await ask("cut");
  expect(chat.asked).toHaveLength(5);
  await ask("cut", { maxOutputTokens: 200 });
  expect(chat.asked).toHaveLength(6);
});

test("equal questions under way are asked once, in one process and across processes", async () => {
  const run = await insertRun("flight");
  const gate = Promise.withResolvers<void>();
  const chat = fakeChat(async () => {
    await gate.promise;
    return {};
  });
  const models = [createDesk(), createDesk()].map((desk) => storedChat(chat, options(run), desk));
  const asking = models.flatMap((model) =>
    Array.from({ length: 10 }, () => model.complete(chatRequest("same"), never)),
  );
  await expect.poll(() => chat.asked.length, PATIENTLY).toBe(1);
  gate.resolve();
  expect(new Set((await Promise.all(asking)).map((reply) => reply.text))).toEqual(new Set(["same 1"]));
  expect(chat.asked).toHaveLength(1);
  const lines = await linesOf(run);
  expect(lines.filter((line) => !line.served)).toHaveLength(1);
  expect(lines).toHaveLength(20);
  expect(await prisma.callClaim.count()).toBe(0);
});

test("the claim of a living process is waited for, that of a dead one is taken", async () => {
  const run = await insertRun("claims");
  const chat = fakeChat();
  const { id } = chatQuestion(chat.id, chatRequest("claimed"), 0);
  await prisma.$executeRaw`INSERT INTO "CallHolder" VALUES ('other', clock_timestamp() + interval '1 minute')`;
  await prisma.callClaim.create({ data: { id, holderId: "other" } });
  const abort = new AbortController();
  const waiting = storedChat(chat, options(run)).complete(chatRequest("claimed"), abort.signal);
  setTimeout(() => abort.abort(new Error("enough")), 300);
  await expect(waiting).rejects.toThrow("enough");
  expect(chat.asked).toEqual([]);
  const again = storedChat(chat, options(run)).complete(chatRequest("claimed"), never);
  await prisma.$executeRaw`UPDATE "CallHolder" SET "aliveUntil" = clock_timestamp() - interval '1 second' WHERE id = 'other'`;
  expect((await again).text).toBe("claimed 1");
  expect(await prisma.callClaim.count()).toBe(0);
});

test("an error is in the ledger with its class and is never served", async () => {
  const run = await insertRun("errors");
  const failures = [new CallFailure("overload", "busy\u0000", { attempts: 3 }), new Error("odd")];
  const chat = fakeChat(() => {
    const failure = failures.shift();
    if (failure) throw failure;
    return {};
  });
  const model = storedChat(chat, options(run));
  await expect(model.complete(chatRequest("e"), never)).rejects.toThrow("busy");
  await expect(model.complete(chatRequest("e"), never)).rejects.toThrow("odd");
  expect((await model.complete(chatRequest("e"), never)).text).toBe("e 3");
  expect(await linesOf(run)).toMatchObject([
    { errorClass: "overload", error: "busy", retries: 2, costMicros: null, inputTokens: null },
    { errorClass: "error", error: "odd", costMicros: null },
    { errorClass: null, costMicros: 70n },
  ]);
  expect(await callTotals(run)).toMatchObject([{ calls: 3, failedCalls: 2, unpricedCalls: 0 }]);
  expect(await prisma.callClaim.count()).toBe(0);
});

test("the abort of one asker is not the failure of another", async () => {
  const run = await insertRun("abort");
  const chat = fakeChat(async (_, signal) => {
    if (chat.asked.length === 1)
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return {};
  });
  const abort = new AbortController();
  const model = storedChat(chat, options(run));
  const first = model.complete(chatRequest("a"), abort.signal);
  await expect.poll(() => chat.asked.length, PATIENTLY).toBe(1);
  const second = model.complete(chatRequest("a"), never);
  abort.abort(new Error("paused"));
  await expect(first).rejects.toThrow("paused");
  expect((await second).text).toBe("a 2");
  expect((await linesOf(run)).map((line) => line.errorClass)).toEqual(["aborted", null]);
});

test("reply and ledger are stored together, with patience while the database is away", async () => {
  const run = await insertRun("patience");
  const said = vi.spyOn(process.stderr, "write");
  // When the answer comes, the table has gone; before, it is looked at for holds of the dead.
  const chat = fakeChat(async () => {
    await prisma.$executeRaw`ALTER TABLE "ModelCall" RENAME TO "ModelCallAway"`;
    return {};
  });
  const asking = storedChat(chat, options(run)).complete(chatRequest("p"), never);
  const replies = () => prisma.modelReply.count({ where: { key: chatQuestion("test/fake", chatRequest("p"), 0).key } });
  await expect.poll(() => String(said.mock.calls)).toContain("could not be written down and is tried again");
  expect(await replies()).toBe(0);
  await prisma.$executeRaw`ALTER TABLE "ModelCallAway" RENAME TO "ModelCall"`;
  expect((await asking).text).toBe("p 1");
  expect(await replies()).toBe(1);
  expect(await linesOf(run)).toHaveLength(1);
});

test("without a price a cost is unknown, never 0", async () => {
  const run = await insertRun("unpriced");
  await storedChat(fakeChat(), { ...options(run), prices: null }).complete(chatRequest("u"), never);
  expect(await linesOf(run)).toMatchObject([{ costMicros: null, priceVersion: null }]);
  expect(await callTotals(run)).toMatchObject([{ costUsd: null, unpricedCalls: 1 }]);
});

test("a session asks for what is missing, all in one batch, and opens the model's only then", async () => {
  const run = await insertRun("scores");
  const scorer = fakeScorer();
  const target = "const a = 1;\n";
  const requests = (...prompts: string[]) => prompts.map((prompt) => ({ prompt, target }));
  const open = () => storedScorer(scorer, options(run), createDesk()).open(["pre", "fix\n"], never);

  const first = await open();
  expect(scorer.opened).toEqual([]);
  const before = await first.score(requests("a\n", "b\n", "a\n"), never);
  expect(scorer.batches).toEqual([requests("a\n", "b\n")]);
  await first.close();

  const second = await open();
  expect(await second.score(requests("b\n", "a\n"), never)).toEqual([before[1], before[0]]);
  expect(scorer.opened).toEqual(["prefix\n"]);
  const mixed = await second.score(requests("c\n", "a\n", "d\n"), never);
  expect(scorer.batches.slice(1)).toEqual([requests("c\n", "d\n")]);
  expect(mixed[1]).toEqual(before[0]);
  await second.score([{ prompt: "a\n", target, sample: 1 }], never);
  expect(scorer.batches).toHaveLength(3);
  await second.close();

  const lines = await linesOf(run);
  expect(lines.map((line) => line.served)).toEqual([false, false, true, true, true, false, false, true, false]);
  expect(lines.every((line) => line.purpose === "thought" && line.inputTokens === 20)).toBe(true);
});

test("stored scores and new ones over other units are refused, not compared", async () => {
  const run = await insertRun("units");
  let cut = 1;
  const scorer = fakeScorer(({ target }) => (cut === 1 ? [target.length] : [1, target.length]));
  const open = () => storedScorer(scorer, options(run)).open([], never);
  await (await open()).score([{ prompt: "u\n", target: "xyz" }], never);
  cut = 2;
  const session = await open();
  await session.score([{ prompt: "u\n", target: "xyz" }], never);
  await expect(session.score([{ prompt: "v\n", target: "xyz" }], never)).rejects.toThrow(/boundary unstable/);
});

test("a scorer of this process is not stored", () => {
  const scorer = { ...fakeScorer(), place: "process" as const };
  expect(storedScorer(scorer, options(null))).toBe(scorer);
});

test("a session that failed to open is opened anew", async () => {
  const scorer = fakeScorer();
  const opening = scorer.open;
  let tries = 0;
  const flaky = {
    ...scorer,
    open: (...given: Parameters<typeof opening>) =>
      tries++ === 0 ? Promise.reject(new CallFailure("network", "gone")) : opening(...given),
  };
  const session = await storedScorer(flaky, options(null)).open(["flaky"], never);
  await expect(session.score([{ prompt: "", target: "x" }], never)).rejects.toThrow("gone");
  expect(await session.score([{ prompt: "", target: "x" }], never)).toHaveLength(1);
});
