import { afterAll, beforeAll, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { BudgetReached } from "#lib/calls/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { folderOf, TWO_FILES } from "#lib/testing/two-files.ts";
import { getRun, setRunBudget, startRun } from "./server.ts";
import { waitAfter } from "./wait-after.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await closeQueue();
  await database.drop();
});

const started = async () => {
  const source = { kind: "folder" as const, path: await folderOf(TWO_FILES) };
  return (await startRun(localOwner, { source, budget: { tokens: 100 } })).id;
};
/** As a call that met the budget of 100 tokens throws it. */
const reached = (runId: string) => {
  const spending = { budget: { tokens: 100 }, settledUsd: 0, settledTokens: 90, heldUsd: 0, heldTokens: 0 };
  return new BudgetReached(runId, spending, { usd: 0, tokens: 50 });
};

test("a run whose budget is reached is paused, once, and says why", async () => {
  const id = await started();
  expect(await waitAfter(id, reached(id))).toBeNull();
  expect(await waitAfter(id, reached(id))).toBeNull();
  const { run, events } = await getRun(localOwner, id);
  expect(run).toMatchObject({ state: "paused", error: expect.stringContaining("90 of 100 tokens") });
  expect(events.filter(({ kind }) => kind === "budget")).toHaveLength(1);
});

test.each([{ tokens: 900 }, { usd: 5 }, null])("raised to %o in the meantime, it goes on by itself", async (budget) => {
  const id = await started();
  const error = reached(id);
  await setRunBudget(localOwner, id, budget);
  expect(await waitAfter(id, error)).toEqual({ afterMs: 0 });
  expect((await getRun(localOwner, id)).run).toMatchObject({ state: "queued", error: null });
});
