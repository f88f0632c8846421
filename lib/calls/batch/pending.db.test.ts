import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { insertRun } from "#lib/testing/paid-models.ts";
import { pendingBatch } from "./store.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const place = { endpoint: "http://m/v1", model: "test/m" };

async function insertItem(id: string, runId: string, state: string, batchId: string | null): Promise<void> {
  const question = { key: id, limitTokens: 10, purpose: "thought", request: new Uint8Array([1]) };
  await prisma.modelBatchItem.create({ data: { id, ...place, ...question, runId, state, batchId } });
}

test("a run waits for what is sent and for what gathers, and for nobody else's", async () => {
  const [run, other] = [await insertRun("pending", { usd: 1 }), await insertRun("pending-other", { usd: 1 })];
  expect(await pendingBatch(run)).toBeNull();

  const sentAt = new Date("2026-11-20T12:00:00.000Z");
  await prisma.modelBatch.create({ data: { id: "sent", ...place, state: "sent", sentAt } });
  await prisma.modelBatch.create({ data: { id: "sending", ...place, state: "sending" } });
  await insertItem("a", run, "batched", "sent");
  await insertItem("b", run, "batched", "sent");
  await insertItem("c", run, "batched", "sending");
  await insertItem("d", run, "waiting", null);
  await insertItem("e", run, "failed", "sent");
  await insertItem("f", other, "waiting", null);

  expect(await pendingBatch(run)).toEqual({ gathering: 2, sent: 2, sentAt: sentAt.toISOString() });
  expect(await pendingBatch(other)).toEqual({ gathering: 1, sent: 0, sentAt: null });
});
