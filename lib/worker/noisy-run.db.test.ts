import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { getRun, startRun } from "#lib/runs/server.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import type { FaultRule } from "#lib/testing/model-server/faults.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { folderOf, TWO_FILES } from "#lib/testing/two-files.ts";
import { runWorker } from "./main.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await closeQueue();
  await database.drop();
  vi.unstubAllEnvs();
});

const CONFIG = { author: "language-model", scorer: "sglang", search: { mode: "guarded" } } as const;
const NOISE: FaultRule = { kind: "noise", sigmaNats: 0.1, varies: "every-request", path: "/generate" };

/** A run of two files; tells the probe's noise, and how many scorings of the search were asked more than once. */
async function searched(faults: readonly FaultRule[]) {
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 65_536, faults });
  vi.stubEnv("RETRACE_AUTHOR_URL", `${server.url}/v1`);
  vi.stubEnv("RETRACE_AUTHOR_MODEL", server.modelName);
  vi.stubEnv("RETRACE_SCORER_URL", server.url);
  vi.stubEnv("RETRACE_SCORER_MODEL", server.modelName);
  vi.stubEnv("RETRACE_SCORER_ENGINE", "sglang");
  const source = { kind: "folder", path: await folderOf(TWO_FILES) } as const;
  const { id } = await startRun(localOwner, { source, config: CONFIG });
  const stop = new AbortController();
  const working = runWorker(stop.signal);
  const ended = async () => ["done", "failed", "paused"].includes((await getRun(localOwner, id)).run.state);
  try {
    while (!(await ended())) await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    stop.abort();
    await working;
  }
  const { run, probe } = await getRun(localOwner, id);
  expect(run).toMatchObject({ state: "done", error: null });
  const planned = server.heard.findIndex(({ path }) => path === "/v1/chat/completions");
  const scorings = server.heard.slice(planned).filter(({ text }) => text.includes('"return_logprob":true'));
  return { noiseNats: probe?.noiseNats ?? Number.NaN, again: scorings.filter(({ nthOfKey }) => nthOfKey > 0).length };
}

test("noise that the probe has measured reaches the search: there the incumbent is scored again in each pass", async () => {
  const noisy = await searched([NOISE]);
  expect(noisy.noiseNats).toBeGreaterThan(0.05);
  expect(noisy.noiseNats).toBeLessThan(0.15);
  expect(noisy.again).toBeGreaterThan(0);
}, 90_000);

test("a scorer without noise is asked for no number twice", async () => {
  expect(await searched([])).toEqual({ noiseNats: 0, again: 0 });
}, 90_000);
