import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { insertRun } from "#lib/testing/paid-models.ts";
import { createHolder } from "./holder.ts";
import { getSpending } from "./spend/store.ts";

/** The default second is short on a busy machine. */
const PATIENTLY = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => database?.drop());

const aliveUntil = async (id: string) =>
  (await prisma.callHolder.findUnique({ where: { id } }))?.aliveUntil.getTime() ?? 0;

async function hasAliveUntil(id: string, changedFrom: number): Promise<void> {
  await expect.poll(() => aliveUntil(id), PATIENTLY).not.toBe(changedFrom);
}

test("signs of life begin before the work, go on while it lasts, and end with it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const holder = createHolder(() => []);
  const work = Promise.withResolvers<void>();
  let first = 0;
  const working = holder.during(async () => {
    first = await aliveUntil(holder.id);
    await work.promise;
  });
  await hasAliveUntil(holder.id, 0);
  await expect.poll(() => first, PATIENTLY).toBeGreaterThan(0);
  const [{ left } = { left: 0 }] = await prisma.$queryRaw<{ left: number }[]>`
    SELECT extract(epoch FROM "aliveUntil" - clock_timestamp())::float8 AS left FROM "CallHolder" WHERE id = ${holder.id}`;
  expect(left).toBeGreaterThan(15);
  expect(left).toBeLessThanOrEqual(30);
  vi.advanceTimersByTime(5_000);
  await hasAliveUntil(holder.id, first);
  expect(vi.getTimerCount()).toBe(1);
  work.resolve();
  await working;
  expect(vi.getTimerCount()).toBe(0);
});

test("work that fails ends the signs of life as well", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const holder = createHolder(() => []);
  await expect(holder.during(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(vi.getTimerCount()).toBe(0);
});

test("old claims that are in use by nobody are dropped with a sign of life", async () => {
  const holder = createHolder(() => ["busy"]);
  const claims = ["busy", "stray", "fresh"].map((id) => ({ id, holderId: holder.id }));
  await prisma.callClaim.createMany({ data: [...claims, { id: "other", holderId: "other" }] });
  await prisma.$executeRaw`UPDATE "CallClaim" SET "takenAt" = CURRENT_TIMESTAMP - interval '2 minutes' WHERE id <> 'fresh'`;
  await holder.during(async () => {});
  const left = await prisma.callClaim.findMany({ orderBy: { id: "asc" }, select: { id: true } });
  expect(left.map((claim) => claim.id)).toEqual(["busy", "fresh", "other"]);
});

test("a sign of life settles what the dead held, and forgets the holds of those that will not come back", async () => {
  const run = await insertRun("dead");
  await prisma.runSpend.create({ data: { runId: run, heldTokens: 5n } });
  await prisma.spendHold.create({ data: { id: "dead", runId: run, holderId: "killed", micros: 0n, tokens: 5n } });
  const holder = createHolder(() => []);
  await holder.during(async () => {});
  expect(await getSpending(run)).toMatchObject({ settledTokens: 5, heldTokens: 0 });
  expect(await prisma.spendHold.count({ where: { runId: run } })).toBe(1);
  await prisma.$executeRaw`UPDATE "ModelCall" SET at = CURRENT_TIMESTAMP - interval '25 hours' WHERE "runId" = ${run}`;
  await createHolder(() => []).during(async () => {});
  expect(await prisma.spendHold.count({ where: { runId: run } })).toBe(0);
  expect(await getSpending(run)).toMatchObject({ settledTokens: 5, heldTokens: 0 });
});
