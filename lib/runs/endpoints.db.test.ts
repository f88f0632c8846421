import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { prisma } from "#lib/db/client.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { type ModelServer, startModelServer } from "#lib/testing/model-server/index.ts";
import { tinyModel, writeTinyModel } from "#lib/testing/tiny-gguf-model.ts";
import { folderOf, TWO_FILES } from "#lib/testing/two-files.ts";
import { getTrajectory, stepHeaders } from "#lib/trajectory/server.ts";
import { runWorker } from "#lib/worker/main.ts";
import { changeRunBudget, describeSettings, getRun, probeNow, resumeRun, setRunBudget, startRun } from "./server.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await closeQueue();
  await database.drop();
});
afterEach(() => vi.unstubAllEnvs());

const source = async () => ({ kind: "folder" as const, path: await folderOf(TWO_FILES) });

/** Author and scorer are this server; a price makes their cost known. */
function use(server: ModelServer, engine: "sglang" | "vllm"): void {
  vi.stubEnv("RETRACE_AUTHOR_URL", `${server.url}/v1`);
  vi.stubEnv("RETRACE_AUTHOR_MODEL", server.modelName);
  vi.stubEnv("RETRACE_SCORER_URL", server.url);
  vi.stubEnv("RETRACE_SCORER_MODEL", server.modelName);
  vi.stubEnv("RETRACE_SCORER_ENGINE", engine);
  const models = {
    [`openai-compatible/${server.modelName}`]: { input: 1, output: 4 },
    // Small beside the author, so that a probe, which reads much, does not decide a budget.
    [`${engine}/${server.modelName}`]: { input: 0.1, output: 0.1 },
  };
  vi.stubEnv("RETRACE_PRICES", JSON.stringify({ asOf: "2026-11-01", models }));
}

/** Works until the run has ended or waits for people. */
async function work(runId: string, timeout = 100_000) {
  const stop = new AbortController();
  const working = runWorker(stop.signal);
  try {
    return await vi.waitFor(
      async () => {
        const detail = await getRun(localOwner, runId);
        expect(["done", "failed", "paused"]).toContain(detail.run.state);
        return detail;
      },
      { timeout, interval: 100 },
    );
  } finally {
    stop.abort();
    await working;
  }
}

const config = { author: "language-model", scorer: "sglang" } as const;

test("a run over endpoints is probed, written, searched and paid for, and an equal one pays nothing", async () => {
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 65_536 });
  use(server, "sglang");
  const from = await source();
  const first = await startRun(localOwner, { source: from, config });
  const done = await work(first.id);
  expect(done.run.error).toBeNull();
  expect(done.run.state).toBe("done");
  expect(done.probe).toMatchObject({ passed: true, engine: "sglang" });
  const trajectory = await getTrajectory(localOwner, done.run.trajectoryId ?? "");
  expect(trajectory.fidelity?.ok).toBe(true);
  expect(trajectory.scorer).toBe(`sglang/${server.modelName}`);
  const thoughts = (await stepHeaders(localOwner, trajectory.id)).filter((step) => step.scores);
  expect(thoughts.length).toBeGreaterThan(1);
  for (const { scores } of thoughts) {
    expect(scores?.tokenizer).toMatch(/#[0-9a-f]{16}$/);
    expect(scores?.final).toBeLessThanOrEqual(scores?.initial ?? 0);
  }
  expect(done.calls.map(({ purpose }) => purpose)).toEqual(["plan", "probe", "rewrite", "score", "thought"]);
  for (const { costUsd, unpricedCalls } of done.calls) {
    expect(costUsd).toBeGreaterThan(0);
    expect(unpricedCalls).toBe(0);
  }
  const spent = done.calls.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  expect(done.spending.settledUsd).toBeCloseTo(spent, 9);
  expect(done.spending.heldUsd).toBe(0);
  const { scorers } = await describeSettings(localOwner);
  expect(scorers.find(({ name }) => name === "sglang")?.probe?.passed).toBe(true);
  // A probe by hand is of no run, and stands in the ledger all the same.
  await probeNow(localOwner, "sglang");
  const byHand = await prisma.modelCall.aggregate({
    where: { runId: null, purpose: "probe" },
    _count: true,
    _sum: { costMicros: true },
  });
  expect(byHand._count).toBe(done.calls.find(({ purpose }) => purpose === "probe")?.calls);
  expect(Number(byHand._sum.costMicros)).toBeGreaterThan(0);

  // Another mode writes another trajectory out of the same plan and first thoughts.
  const second = await startRun(localOwner, { source: from, config: { ...config, search: { mode: "faithful" } } });
  const again = await work(second.id);
  expect(again.run.state).toBe("done");
  expect(again.run.trajectoryId).not.toBe(done.run.trajectoryId);
  const authoring = again.calls.filter(({ purpose }) => purpose === "plan" || purpose === "thought");
  expect(authoring.map(({ calls }) => calls)).toEqual([0, 0]);
  for (const { servedCalls, costUsd } of authoring) {
    expect(servedCalls).toBeGreaterThan(0);
    expect(costUsd).toBe(0);
  }
});

test("a scorer that answers nonsense turns the search off, says why, and the rest is done", async () => {
  await using server = await startModelServer({
    engine: "vllm",
    faults: [{ kind: "null-logprobs", path: "/v1/completions" }],
  });
  use(server, "vllm");
  const run = await startRun(localOwner, { source: await source(), config: { ...config, scorer: "vllm" } });
  const done = await work(run.id);
  expect(done.run.error).toBeNull();
  expect(done.run.state).toBe("done");
  expect(done.probe?.passed).toBe(false);
  const told = done.events.find(({ kind }) => kind === "probe");
  expect(told).toMatchObject({ level: "warning", message: expect.stringMatching(/search is off.*no logprob/) });
  const trajectory = await getTrajectory(localOwner, done.run.trajectoryId ?? "");
  expect(trajectory).toMatchObject({ scorer: null, fidelity: { ok: true } });
});

test("a budget pauses the run before it is exceeded, and a larger one lets it end", async () => {
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 65_536 });
  use(server, "sglang");
  const run = await startRun(localOwner, { source: await source(), config, budget: { usd: 0.06 } });
  const paused = await work(run.id);
  expect(paused.run.state).toBe("paused");
  expect(paused.run.error).toMatch(/budget\.usd: \$0\.0\d+ of \$0\.06/);
  expect(paused.probe?.passed).toBe(true);
  expect(paused.calls.map(({ purpose }) => purpose)).toContain("plan");
  expect(paused.spending.settledUsd + paused.spending.heldUsd).toBeLessThanOrEqual(0.06);

  await setRunBudget(localOwner, run.id, { usd: 50 });
  await resumeRun(localOwner, run.id);
  const done = await work(run.id);
  expect(done.run.state).toBe("done");
  expect(done.run.error).toBeNull();
  expect(done.spending.heldUsd).toBe(0);
});

test("a budget that the probe alone would exceed pauses the run, and says nothing of the scorer", async () => {
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 65_536 });
  use(server, "sglang");
  const run = await startRun(localOwner, { source: await source(), config, budget: { tokens: 3_000 } });
  const paused = await work(run.id);
  expect(paused.run.state).toBe("paused");
  expect(paused.run.error).toMatch(/budget\.tokens: \d+ of 3000/);
  expect(paused.probe).toBeNull();
  expect(paused.spending.settledTokens).toBeLessThanOrEqual(3_000);
  await changeRunBudget(localOwner, run.id, { budget: null, resume: true });
  expect((await work(run.id)).probe?.passed).toBe(true);
});

test("an endpoint that goes away is waited for, and nothing is asked twice", { timeout: 120_000 }, async () => {
  const server = await startModelServer({ engine: "sglang", maxModelLen: 65_536 });
  const port = Number(new URL(server.url).port);
  use(server, "sglang");
  // Connected by now, so that the run finds out with its first question only.
  expect((await probeNow(localOwner, "sglang")).passed).toBe(true);
  const run = await startRun(localOwner, { source: await source(), config });
  await server[Symbol.asyncDispose]();
  const working = work(run.id);
  await vi.waitFor(
    async () => {
      const { events } = await getRun(localOwner, run.id);
      expect(events.map(({ kind }) => kind)).toContain("endpoint");
    },
    { timeout: 40_000, interval: 200 },
  );
  await using back = await startModelServer({ engine: "sglang", maxModelLen: 65_536, port });
  const done = await working;
  expect(done.run.state).toBe("done");
  expect(done.probe?.passed).toBe(true);
  expect(back.heard.length).toBeGreaterThan(0);
});

test("an author asked in batches is waited for, and the run goes on when they end", { timeout: 120_000 }, async () => {
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 65_536, batch: { polls: 1 } });
  use(server, "sglang");
  vi.stubEnv("RETRACE_AUTHOR_BATCH", "1");
  vi.stubEnv("RETRACE_BATCH_SECONDS", "3");
  const off = { search: { mode: "off" as const } };
  const run = await startRun(localOwner, { source: await source(), config: { ...config, ...off, scorer: "none" } });
  const done = await work(run.id, 110_000);
  expect(done.run.error).toBeNull();
  expect(done.run.state).toBe("done");
  expect(server.heard.filter(({ path }) => path.startsWith("/v1/chat")).length).toBe(0);
  expect(server.heard.some(({ path }) => path.startsWith("/v1/batches"))).toBe(true);
});

test("a GGUF file of random weights is loaded, probed, and found to be no language model", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "retrace-gguf-")), "tiny.gguf");
  await writeTinyModel(file, tinyModel());
  vi.stubEnv("RETRACE_SCORER_GGUF", file);
  const run = await startRun(localOwner, { source: await source(), config: { scorer: "llama" } });
  const done = await work(run.id);
  expect(done.run.state).toBe("done");
  expect(done.probe).toMatchObject({ engine: "llama", passed: false });
  expect(done.probe?.checks.find(({ name }) => name === "answers")?.passed).toBe(true);
  const told = done.events.find(({ kind }) => kind === "probe");
  expect(told?.message).toMatch(/search is off.*sanity|search is off.*order/);
});
