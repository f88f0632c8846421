import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { insertRun } from "#lib/testing/paid-models.ts";
import { insertCalls, type NewCall } from "../store.ts";
import { spendSeries } from "./store.ts";

let database: TestDatabase;
let runId: string;
beforeAll(async () => {
  database = await testDatabase();
  runId = await insertRun("series");
});
afterAll(() => database.drop());

const call: Omit<NewCall, "runId"> = {
  purpose: "thought",
  model: "m",
  endpoint: null,
  replyKey: null,
  inputBytes: null,
  inputTokens: 100,
  outputTokens: 10,
  cachedTokens: null,
  wallMs: 5,
  retries: 0,
  waitedMs: null,
  served: false,
  priceVersion: null,
  costMicros: 2_000n,
  spoiltAttempts: 0,
  countedMicros: 0n,
  countedTokens: 0n,
  errorClass: null,
  error: null,
};

test("nothing was asked, so there is nothing to draw", async () => {
  expect(await spendSeries(runId, new Date())).toEqual({ from: null, sliceMs: 0, slices: [] });
});

test("calls fall into slices by their time, served ones are counted apart, and the last slice ends now", async () => {
  await insertCalls([
    { ...call, runId },
    { ...call, runId, purpose: "score", costMicros: 500n },
    { ...call, runId, served: true, costMicros: 0n },
    { ...call, runId, purpose: "plan", costMicros: null },
  ]);
  const start = new Date("2026-11-20T12:00:00.000Z");
  const rows = await prisma.modelCall.findMany({ orderBy: { id: "asc" }, select: { id: true } });
  for (const [index, { id }] of rows.entries()) {
    await prisma.modelCall.update({ where: { id }, data: { at: new Date(start.getTime() + index * 20_000) } });
  }
  const done = await spendSeries(runId, null);
  expect([done.from, done.sliceMs, done.slices.length]).toEqual([start.toISOString(), 1000, 60]);
  expect(done.slices[0]).toEqual({ costUsd: 0.002, calls: 1, servedCalls: 0, authoredTokens: 10, scoredTokens: 0 });
  expect(done.slices[20]).toEqual({ costUsd: 0.0005, calls: 1, servedCalls: 0, authoredTokens: 0, scoredTokens: 100 });
  expect(done.slices[40]).toEqual({ costUsd: 0, calls: 0, servedCalls: 1, authoredTokens: 0, scoredTokens: 0 });
  // The last call stands at the very end of the last slice.
  expect(done.slices[59]).toMatchObject({ costUsd: 0, calls: 1, authoredTokens: 10 });

  const running = await spendSeries(runId, new Date(start.getTime() + 600_000));
  expect(running.sliceMs).toBe(10_000);
  expect(running.slices.map((slice) => slice.calls).filter((calls) => calls > 0)).toEqual([1, 1, 1]);
});
