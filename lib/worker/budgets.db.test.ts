import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { getRun, setRunBudget, startRun } from "#lib/runs/server.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { type ModelServer, startModelServer } from "#lib/testing/model-server/index.ts";

/** How long workers are watched once a minute's budget is used up. `RETRACE_WATCH_MS=150000` sees whole minutes pass. */
const WATCH_MS = Number(process.env.RETRACE_WATCH_MS ?? 4_000);
const FILES = 32;
const PRICE = { input: 1, output: 4 };
const MINUTE_MS = 60_000;

let folder: string;
let database: TestDatabase;
const workers: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-budgets-"));
  for (let index = 0; index < FILES; index++) {
    await writeFile(join(folder, `part${index}.ts`), `export const part${index} = ${index};\n`);
  }
  database = await testDatabase();
});

afterEach(async () => {
  for (const worker of workers.splice(0)) await killed(worker);
  await closeQueue();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

test.each([
  { requests: 10, inputTokens: null, outputTokens: null },
  { requests: null, inputTokens: 25_000, outputTokens: null },
  // A reply may take 8,000 tokens and is counted as that until it is there.
  { requests: null, inputTokens: null, outputTokens: 20_000 },
])("two workers never exceed %o a minute", { timeout: 60_000 + WATCH_MS }, async (limits) => {
  await using server = await startModelServer({ engine: "chat", latencyMs: 50 });
  use(server);
  vi.stubEnv("RETRACE_AUTHOR_LIMITS", JSON.stringify(limits));
  const { id } = await startRun(localOwner, { source: { kind: "folder", path: folder }, config: CONFIG });
  startWorkers();
  const near = await quiet(server);
  expect(near).toBeGreaterThan(2);
  await sleep(WATCH_MS);
  const { run } = await getRun(localOwner, id);
  // Otherwise the budget had nothing to hold back.
  if (WATCH_MS < MINUTE_MS) expect(run.state).toBe("running");
  const most = (of: (call: ModelServer["calls"][number]) => number) => mostInAMinute(server, of);
  expect(most(() => 1)).toBeLessThanOrEqual(limits.requests ?? Number.POSITIVE_INFINITY);
  expect(most((call) => call.inputTokens)).toBeLessThanOrEqual(limits.inputTokens ?? Number.POSITIVE_INFINITY);
  expect(most((call) => call.outputTokens)).toBeLessThanOrEqual(limits.outputTokens ?? Number.POSITIVE_INFINITY);
});

test("two workers on one spending budget stop before it is exceeded", { timeout: 60_000 }, async () => {
  await using server = await startModelServer({ engine: "chat", latencyMs: 200 });
  use(server);
  const models = { [`openai-compatible/${server.modelName}`]: PRICE };
  vi.stubEnv("RETRACE_PRICES", JSON.stringify({ asOf: "2026-11-01", models }));
  // Room for the plan and some files: each call may cost 0.032 dollars for its reply alone, and costs far less.
  const budget = { usd: 0.1 };
  const { id } = await startRun(localOwner, { source: { kind: "folder", path: folder }, config: CONFIG, budget });
  startWorkers();
  const paused = await vi.waitFor(
    async () => {
      const detail = await getRun(localOwner, id);
      expect(detail.run.state).toBe("paused");
      return detail;
    },
    { timeout: 45_000, interval: 100 },
  );
  await sleep(WATCH_MS / 4);
  const { inputTokens, outputTokens } = server.metrics();
  const charged = (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6;
  expect(charged).toBeGreaterThan(0);
  expect(charged).toBeLessThanOrEqual(budget.usd);
  expect(paused.spending.settledUsd + paused.spending.heldUsd).toBeLessThanOrEqual(budget.usd);
  await expect(setRunBudget(localOwner, id, { usd: 5 })).resolves.toBeDefined();
});

const CONFIG = { author: "language-model", scorer: "none" } as const;

function use(server: ModelServer): void {
  vi.stubEnv("RETRACE_AUTHOR_URL", `${server.url}/v1`);
  vi.stubEnv("RETRACE_AUTHOR_MODEL", server.modelName);
}

function startWorkers(): void {
  const flags = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];
  const env = { ...process.env, DATABASE_URL: database.url, NODE_OPTIONS: "", RETRACE_LOG: "error" };
  for (let count = 0; count < 2; count++) {
    workers.push(spawn("node", [...flags, "lib/cli/main.ts", "worker"], { env, stdio: "ignore" }));
  }
}

/** Waits until the server has heard nothing for a while, having heard something; returns how many calls it answered. */
async function quiet(server: ModelServer): Promise<number> {
  for (;;) {
    const before = server.calls.length;
    await sleep(2_000);
    if (server.calls.length > 2 && server.calls.length === before) return before;
  }
}

/** By the server's own log: the largest sum over calls that were heard within any sixty seconds. */
function mostInAMinute(server: ModelServer, of: (call: ModelServer["calls"][number]) => number): number {
  const sums = server.calls.map(({ heardMs: from }) =>
    server.calls
      .filter(({ heardMs }) => heardMs >= from && heardMs < from + MINUTE_MS)
      .reduce((sum, call) => sum + of(call), 0),
  );
  return Math.max(0, ...sums);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
