import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { chatRequest, fakeChat, insertRun, never, PRICES } from "#lib/testing/paid-models.ts";
import { chatQuestion } from "../question.ts";
import { storedChat } from "../stored-chat.ts";
import { countReplies, countUnneededReplies, deleteUnneededReplies } from "./store.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const ask = (runId: string | null, question: string) =>
  storedChat(fakeChat(), { runId, purpose: "thought", repeat: 0, prices: PRICES }).complete(
    chatRequest(question),
    never,
  );
const kept = async () => {
  const rows = await prisma.modelReply.findMany({ select: { key: true } });
  const keys = new Set(rows.map(({ key }) => key));
  return (...questions: string[]) =>
    questions.filter((question) => keys.has(chatQuestion("test/fake", chatRequest(question), 0).key));
};
const STATES = ["queued", "running", "paused", "failed", "done", "cancelled"] as const;

test("only what no run needs is purged, and the ledger stays", async () => {
  for (const state of STATES) {
    const run = await insertRun(state);
    await prisma.run.update({ where: { id: run }, data: { state } });
    await ask(run, `of ${state}`);
  }
  await ask(null, "of nobody");
  await ask("done", "used by another, paused");
  await ask("paused", "used by another, paused");
  await ask("done", "used again lately");
  await ask("done", "in a batch");
  await ask("done", "asked for now");
  await prisma.$executeRaw`UPDATE "ModelReply" SET "createdAt" = CURRENT_TIMESTAMP - interval '91 days'`;
  await prisma.$executeRaw`UPDATE "ModelCall" SET at = CURRENT_TIMESTAMP - interval '91 days'`;
  await ask("cancelled", "used again lately");
  await ask("done", "stored lately");
  const { id, key } = chatQuestion("test/fake", chatRequest("in a batch"), 0);
  const item = { id, key, limitTokens: 100, endpoint: "h", model: "m", purpose: "plan", state: "waiting" };
  await prisma.modelBatchItem.create({ data: { ...item, request: new Uint8Array() } });
  const asked = chatQuestion("test/fake", chatRequest("asked for now"), 0);
  await prisma.callClaim.create({ data: { id: asked.id, holderId: "somebody" } });
  const lines = await prisma.modelCall.count();

  const all = await countReplies();
  expect(all.replies).toBe(12);
  expect(all.bytes).toBeGreaterThan(12 * 20);
  expect(await countUnneededReplies(90)).toMatchObject({ replies: 3 });
  expect(await countUnneededReplies(92)).toEqual({ replies: 0, bytes: 0 });
  expect(await deleteUnneededReplies(90)).toBe(3);
  const of = await kept();
  expect(of(...STATES.map((state) => `of ${state}`))).toEqual(["of queued", "of running", "of paused", "of failed"]);
  expect(
    of("of nobody", "used by another, paused", "used again lately", "in a batch", "asked for now", "stored lately"),
  ).toEqual(["used by another, paused", "used again lately", "in a batch", "asked for now", "stored lately"]);
  expect(await prisma.modelCall.count()).toBe(lines);
  expect(await deleteUnneededReplies(90)).toBe(0);
});
