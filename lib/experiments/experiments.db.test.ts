import { afterAll, beforeAll, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { getRun } from "#lib/runs/server.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { folderOf, TWO_FILES } from "#lib/testing/two-files.ts";
import { runWorker } from "#lib/worker/main.ts";
import { ExperimentSpec } from "./index.ts";
import { experimentReport, listExperiments, readExperiment, startExperiment } from "./server.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await closeQueue();
  await database.drop();
});

test("an experiment runs every source under every arm, is continued, not repeated, and reports", async () => {
  const sources = [await folderOf(TWO_FILES), await folderOf({ "clock.ts": TWO_FILES["clock.ts"] })];
  const spec = {
    name: "trial",
    sources: sources.map((path) => ({ kind: "folder" as const, path })),
    arms: [
      { name: "raw", control: "raw" as const },
      { name: "off", config: { search: { mode: "off" as const } } },
      { name: "guarded", config: {} },
    ],
    budget: { tokens: 1_000_000 },
  };
  const started = await startExperiment(localOwner, spec);
  expect(started.runs.map(({ arm }) => arm)).toEqual(["off", "off", "guarded", "guarded"]);
  for (const { runId } of started.runs) {
    expect((await getRun(localOwner, runId)).spending.budget).toEqual(spec.budget);
  }
  const empty = await experimentReport(localOwner, started.id);
  expect(empty).toMatchObject({ complete: false, arms: [] });

  const again = await startExperiment(localOwner, spec);
  expect(again).toEqual(started);
  expect(await listExperiments(localOwner)).toHaveLength(1);

  const stop = new AbortController();
  const working = runWorker(stop.signal);
  for (;;) {
    const { runs } = await readExperiment(localOwner, started.id);
    expect(runs.flatMap(({ error }) => error ?? [])).toEqual([]);
    if (runs.every(({ state }) => state === "done")) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  stop.abort();
  await working;

  const report = await experimentReport(localOwner, started.id);
  expect(report.complete).toBe(true);
  expect(report.arms.map(({ arm, repositories }) => [arm, repositories])).toEqual([
    ["raw", 2],
    ["off", 2],
    ["guarded", 2],
  ]);
  const [raw, off, guarded] = report.arms;
  expect(off?.thoughts).toBe(guarded?.thoughts);
  expect(raw).toMatchObject({ thoughts: off?.thoughts, final: off?.noThought, control: "raw", cost: { calls: 0 } });
  expect(off?.rewrites).toBe(0);
  expect(off?.searchGain.mean).toBe(0);
  expect(guarded?.rewrites).toBeGreaterThan(0);
  expect(guarded?.final.mean).toBeLessThanOrEqual(off?.final.mean ?? 0);
  expect(report.repositories).toHaveLength(2);
});

test("a spec that says nothing useful is refused with the field that is wrong", async () => {
  await expect(startExperiment(localOwner, { name: "x", sources: [], arms: [] })).rejects.toThrow(/sources/);
  const arm = { name: "one", config: {} };
  const twice = { name: "x", sources: [{ kind: "folder", path: "/nowhere" }], arms: [arm, arm] };
  await expect(startExperiment(localOwner, twice)).rejects.toThrow(/name of their own/);
  const nothingRun = { ...twice, arms: [{ name: "raw", control: "raw" }] };
  await expect(startExperiment(localOwner, nothingRun)).rejects.toThrow(/must hold one with a config/);
});

test("without arms of its own an experiment compares the paper's", () => {
  const spec = ExperimentSpec.parse({ name: "x", sources: [{ kind: "folder", path: "/nowhere" }] });
  expect(spec.arms.map((arm) => ("control" in arm ? arm.control : arm.config.search?.mode))).toEqual([
    "raw",
    "placebo",
    "off",
    "faithful",
    "guarded",
  ]);
});
