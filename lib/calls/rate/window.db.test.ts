import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { attempt, openBucket } from "./store.ts";

const COUNTING = { windowMs: 1_000, sliceMs: 50 };
const LIMITS = { requests: 2, inputTokens: null, outputTokens: null };
const CALL = { requests: 1, inputTokens: 0, outputTokens: 0 };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

test("what was let through counts for the whole window, by Postgres's own clock", async () => {
  await openBucket("window");
  const granted: number[] = [];
  while (granted.length < 6) {
    const tried = await attempt("window", `call ${granted.length}`, CALL, LIMITS, COUNTING);
    if (tried?.granted) granted.push(tried.nowMs);
  }
  // Any two that are two apart: with one less between them, three would fall into one window.
  const spans = granted.slice(2).map((nowMs, index) => nowMs - (granted[index] ?? Number.NaN));
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(COUNTING.windowMs);
});
