import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { folderOf, TWO_FILES } from "#lib/testing/two-files.ts";
import { runWorker } from "#lib/worker/main.ts";
import { estimateSnapshot, getRun, startRun } from "./server.ts";

let database: TestDatabase;
beforeAll(async () => {
  vi.stubEnv("RETRACE_ALLOW_FOLDERS", "1");
  database = await testDatabase();
});
afterAll(async () => {
  await closeQueue();
  await database.drop();
});
afterEach(() => vi.unstubAllEnvs());

/** One pass, which no search ends early. */
const config = {
  author: "language-model",
  scorer: "sglang",
  search: { mode: "faithful", candidates: 1, passes: 1 },
} as const;

/** Works until the run has ended. */
async function done(path: string) {
  const { id } = await startRun(localOwner, { source: { kind: "folder", path }, config });
  const stop = new AbortController();
  const working = runWorker(stop.signal);
  try {
    return await vi.waitFor(
      async () => {
        const detail = await getRun(localOwner, id);
        expect(["done", "failed", "paused"]).toContain(detail.run.state);
        return detail;
      },
      { timeout: 240_000, interval: 250 },
    );
  } finally {
    stop.abort();
    await working;
  }
}

test("the estimate of every purpose is within a quarter of what a run over real code takes", {
  timeout: 300_000,
}, async () => {
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 131_072 });
  vi.stubEnv("RETRACE_AUTHOR_URL", `${server.url}/v1`);
  vi.stubEnv("RETRACE_AUTHOR_MODEL", server.modelName);
  vi.stubEnv("RETRACE_SCORER_URL", server.url);
  vi.stubEnv("RETRACE_SCORER_MODEL", server.modelName);
  vi.stubEnv("RETRACE_SCORER_ENGINE", "sglang");
  // A small run tells how many bytes this model makes a token of.
  const small = await done(await folderOf(TWO_FILES));
  expect(small.run.state).toBe("done");

  const real = await done("lib/curation");
  expect(real.run.error).toBeNull();
  expect(real.run.state).toBe("done");
  const { lines } = await estimateSnapshot(localOwner, real.run.snapshotId ?? "", { config });
  const table = lines.map(({ purpose, calls, inputTokens, outputTokens }) => {
    const took = real.calls.find((each) => each.purpose === purpose);
    return {
      purpose,
      calls: (calls.value ?? 0) / ((took?.calls ?? 0) + (took?.servedCalls ?? 0)),
      inputTokens: (inputTokens.value ?? 0) / (took?.inputTokens ?? 0),
      outputTokens: (outputTokens.value ?? 0) / (took?.outputTokens ?? 0),
    };
  });
  expect(table.map(({ purpose }) => purpose)).toEqual(["plan", "thought", "rewrite", "score"]);
  for (const { purpose, calls, inputTokens, outputTokens } of table) {
    expect([purpose, Math.abs(calls - 1) < 0.25]).toEqual([purpose, true]);
    expect([purpose, Math.abs(inputTokens - 1) < 0.25]).toEqual([purpose, true]);
    // How long a model writes is its own matter.
    expect([purpose, outputTokens > 0.5 && outputTokens < 2]).toEqual([purpose, true]);
  }
});
