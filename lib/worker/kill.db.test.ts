import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { exportTo } from "#lib/dataset/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { getRun, startRun } from "#lib/runs/server.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";

/** `RETRACE_KILLS=20 npm run integration -- lib/worker` is the long form. */
const KILLS = Number(process.env.RETRACE_KILLS ?? 5);

let database: TestDatabase | undefined;
let child: ChildProcess | undefined;
afterEach(async () => {
  child?.kill("SIGKILL");
  await closeQueue();
  await database?.drop();
});

test(`a worker killed ${KILLS} times leaves the same bytes as one that was left alone`, {
  timeout: 600_000,
}, async () => {
  // Real code, copied so that its address and commit stay the same whatever happens around the test.
  const source = join(await mkdtemp(join(tmpdir(), "retrace-kill-")), "std");
  await cp("lib/std", source, { recursive: true });
  const undisturbed = await reconstruct(source, 0, 0);
  const disturbed = await reconstruct(source, KILLS, undisturbed.steps);
  expect(disturbed.killed).toBe(KILLS);
  expect(disturbed.bytes.equals(undisturbed.bytes)).toBe(true);
});

type Outcome = { readonly bytes: Buffer; readonly steps: number; readonly killed: number };

/**
 * One run in a database of its own, its workers killed without warning until `kills` is reached: the first before or in its
 * import, the others each when another share of all thoughts is done, in the middle of what comes next.
 */
async function reconstruct(path: string, kills: number, steps: number): Promise<Outcome> {
  await closeQueue();
  await database?.drop();
  database = await testDatabase();
  const { id } = await startRun(localOwner, { source: { kind: "folder", path } });
  let killed = 0;
  while (killed < kills) {
    child = startWorker(database.url);
    if (killed === 0) await sleep(900);
    while (!(await hasDone(id, (steps * killed) / kills))) await sleep(10);
    const before = await getRun(localOwner, id);
    if (before.run.state === "done") break;
    child.kill("SIGKILL");
    killed += 1;
  }
  child = startWorker(database.url);
  for (;;) {
    const { run } = await getRun(localOwner, id);
    if (run.state === "failed") throw new Error(run.error ?? "failed");
    if (run.state === "done" && run.trajectoryId) {
      child.kill("SIGKILL");
      const out = `${path}-${kills}.jsonl`;
      await exportTo(localOwner, out, { format: "canonical", filter: { id: [run.trajectoryId] } });
      return { bytes: await readFile(out), steps: await stepsDone(id), killed };
    }
    await sleep(200);
  }
}

async function hasDone(id: string, steps: number): Promise<boolean> {
  return (await stepsDone(id)) >= steps;
}

async function stepsDone(id: string): Promise<number> {
  const { files } = await getRun(localOwner, id);
  return files.reduce((sum, file) => sum + file.stepsDone, 0);
}

function startWorker(url: string): ChildProcess {
  const args = ["--conditions=react-server", "--disable-warning=ExperimentalWarning", "lib/cli/main.ts", "worker"];
  return spawn("node", args, {
    env: { ...process.env, DATABASE_URL: url, NODE_OPTIONS: "", RETRACE_LOG: "error" },
    stdio: "ignore",
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
