import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { chatRequest, fakeChat, insertRun, never, PRICES, usage } from "#lib/testing/paid-models.ts";
import { accountOf } from "./account.ts";
import { createDesk } from "./desk.ts";
import { ledgerLine } from "./ledger-line.ts";
import { chatQuestion } from "./question.ts";
import { packChatReply } from "./reply-body.ts";
import { storePayment } from "./store.ts";
import { storedChat } from "./stored-chat.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const options = (runId: string) => ({ runId, purpose: "thought", repeat: 0, prices: PRICES, endpoint: null });

test("a process that counted as dead and was not: the reply of whoever was faster stays, and both work on with it", async () => {
  const run = await insertRun("faster");
  const gate = Promise.withResolvers<void>();
  const slow = fakeChat(async () => {
    await gate.promise;
    return { text: "the slow one's" };
  });
  const fast = fakeChat(() => ({ text: "the fast one's" }));
  const slowDesk = createDesk();
  const slowly = storedChat(slow, options(run), slowDesk).complete(chatRequest("q"), never);
  await expect.poll(() => slow.asked.length).toBe(1);
  await prisma.callHolder.updateMany({ where: { id: slowDesk.holder.id }, data: { aliveUntil: new Date(0) } });
  const model = storedChat(fast, options(run), createDesk());
  expect((await model.complete(chatRequest("q"), never)).text).toBe("the fast one's");
  gate.resolve();
  expect((await slowly).text).toBe("the fast one's");
  expect((await model.complete(chatRequest("q"), never)).text).toBe("the fast one's");
  // Both were paid, and the ledger says so.
  expect(await prisma.modelCall.count({ where: { runId: run, served: false } })).toBe(2);
  expect(await prisma.modelReply.count()).toBe(1);
  expect(await prisma.callClaim.count()).toBe(0);
});

test("a payment that is stored again, because nobody heard that it was stored, counts once", async () => {
  const run = await insertRun("again");
  const question = chatQuestion("test/fake", chatRequest("again"), 0);
  const reply = { text: "once", finish: "stop", usage: usage(10, 5) } as const;
  const account = accountOf("test/fake", options(run));
  const counted = { counted: { micros: 70, tokens: 15 }, spoiltAttempts: 0 };
  const payment = {
    replies: [{ question, cut: false, outputTokens: 5, body: packChatReply(reply) }],
    calls: [ledgerLine(account, question.key, reply.usage, counted)],
    holderId: "one",
    settlement: null,
  };
  expect(await storePayment({ ...payment, again: false })).toBe(1);
  expect(await storePayment({ ...payment, again: true })).toBe(0);
  expect(await prisma.modelCall.count({ where: { runId: run } })).toBe(1);
});

test.each([
  ["reply", `INSERT ON "ModelReply"`],
  ["line of the ledger", `INSERT ON "ModelCall"`],
  ["settlement", `UPDATE ON "RunSpend"`],
])("where the %s cannot be stored, nothing is, and it is tried again", async (what, event) => {
  const run = await insertRun(`half ${what}`, { tokens: 1_000 });
  const gate = Promise.withResolvers<void>();
  const chat = fakeChat(async () => {
    await gate.promise;
    return {};
  });
  const question = chatRequest(`half ${what}`);
  const asking = storedChat(chat, options(run)).complete(question, never);
  await expect.poll(() => chat.asked.length).toBe(1);
  const table = event.slice(event.indexOf("ON "));
  await prisma.$executeRawUnsafe(
    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$",
  );
  await prisma.$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE ${event} FOR EACH ROW EXECUTE FUNCTION refuse()`);
  const said = vi.spyOn(process.stderr, "write");
  gate.resolve();
  await expect.poll(() => String(said.mock.calls)).toContain("could not be written down and is tried again");
  const { key } = chatQuestion(chat.id, question, 0);
  const stored = async () => ({
    replies: await prisma.modelReply.count({ where: { key } }),
    lines: await prisma.modelCall.count({ where: { runId: run } }),
    tokens: Number((await prisma.runSpend.findUniqueOrThrow({ where: { runId: run } })).settledTokens),
  });
  expect(await stored()).toEqual({ replies: 0, lines: 0, tokens: 0 });
  await prisma.$executeRawUnsafe(`DROP TRIGGER refuse ${table}`);
  expect((await asking).text).toBe(`half ${what} 1`);
  expect(await stored()).toEqual({ replies: 1, lines: 1, tokens: 15 });
});
