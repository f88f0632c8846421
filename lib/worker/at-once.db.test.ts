import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { getRun, startRun } from "#lib/runs/server.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { runWorker } from "./main.ts";

const FILES = 24;
/** A file has one call under way at least; some may be done before the server stops answering. */
const LEAST_AT_ONCE = 20;

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-at-once-"));
  for (let index = 0; index < FILES; index++) {
    await writeFile(join(folder, `part${index}.ts`), `export const part${index} = ${index};\n`);
  }
  database = await testDatabase();
});

afterEach(async () => {
  await closeQueue();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

test("a worker asks for all files of a run at once", {
  timeout: 120_000,
}, async () => {
  await using server = await startModelServer({ engine: "sglang", scores: "hashed", latencyMs: 100 });
  vi.stubEnv("RETRACE_AUTHOR_URL", `${server.url}/v1`);
  vi.stubEnv("RETRACE_AUTHOR_MODEL", server.modelName);
  const config = { author: "language-model", scorer: "none" } as const;
  const { id } = await startRun(localOwner, { source: { kind: "folder", path: folder }, config });
  const stop = new AbortController();
  const working = runWorker(stop.signal);
  try {
    await until(async () => (await getRun(localOwner, id)).files.some(({ startedAt }) => startedAt !== null));
    // Nothing is answered any more, so that whatever is asked stays.
    server.setCapacity({ slots: 0 });
    await expect.poll(() => server.metrics().waiting, { timeout: 60_000 }).toBeGreaterThanOrEqual(LEAST_AT_ONCE);
    server.setCapacity({ slots: 64, latencyMs: 0 });
    await until(async () => (await getRun(localOwner, id)).run.state === "done");
  } finally {
    stop.abort();
    await working;
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
