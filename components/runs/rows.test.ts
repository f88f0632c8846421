import { describe, expect, test } from "vitest";
import type { ProbeReport, RunFile, RunHead } from "#lib/runs/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import {
  callRows,
  callSum,
  eventRows,
  folderRows,
  needsALook,
  remainingMs,
  runFacts,
  squareOf,
  workingNow,
} from "./rows.ts";
import { stageStrip } from "./stage-rows.ts";

const run: RunHead = {
  id: "run_1",
  name: "retrace",
  source: { kind: "folder", path: "/work" },
  config: defaultRunConfig,
  state: "running",
  stage: "write",
  snapshotId: "snap_1",
  trajectoryId: "traj_1",
  error: null,
  files: { total: 4, done: 1, failed: 0 },
  meanGain: 0.04,
  createdAt: "2026-11-20T12:00:00.000Z",
  startedAt: "2026-11-20T12:00:00.000Z",
  finishedAt: null,
};

function file(order: number, path: string, state: RunFile["state"], more: Partial<RunFile> = {}): RunFile {
  return {
    order,
    path,
    state,
    stepsDone: 0,
    steps: 9,
    gain: null,
    note: null,
    workerId: null,
    startedAt: null,
    finishedAt: null,
    ...more,
  };
}

const PROBE: ProbeReport = {
  modelId: "vllm/judge",
  engine: "vllm",
  engineVersion: null,
  modelRevision: null,
  windowTokens: null,
  longestPromptTokens: null,
  beginning: { policy: "none" },
  tokenizerFingerprint: null,
  reusesPrefix: null,
  noiseNats: 0,
  coldNats: null,
  meanLogprob: null,
  passed: true,
  checks: [],
  measuredAt: "2026-11-20T12:00:00.000Z",
};

const files = [
  file(0, "lib/a.ts", "done", { gain: 0.02 }),
  file(1, "lib/b.ts", "refine"),
  file(2, "lib/deep/c.ts", "author"),
  file(3, "README.md", "waiting"),
];

describe("stages", () => {
  test("files count in every stage they have passed", () => {
    const strip = stageStrip(run, files);
    expect(strip.map(({ id, state, done }) => [id, state, done])).toEqual([
      ["import", "done", 4],
      ["structure", "done", 4],
      ["plan", "done", 1],
      ["author", "running", 2],
      ["score", "running", 2],
      ["refine", "running", 1],
      ["flatten", "waiting", 0],
    ]);
  });

  test("a run that stopped works on nothing, and says how it stopped", () => {
    const states = (state: RunHead["state"]) => stageStrip({ ...run, state }, files).map((stage) => stage.state);
    expect(states("failed").slice(3, 6)).toEqual(["failed", "failed", "failed"]);
    expect(states("paused").slice(3, 6)).toEqual(["paused", "paused", "paused"]);
    expect(states("cancelled")).not.toContain("running");
  });

  test("a stage that is over says how long it took, where the account tells", () => {
    const at = (seconds: number) => new Date(Date.parse(run.createdAt) + seconds * 1000).toISOString();
    const event = (kind: string, seconds: number) => ({
      id: kind,
      at: at(seconds),
      level: "info" as const,
      kind,
      path: null,
      message: "",
    });
    const events = [event("import", 4), event("structure", 13), event("plan", 54)];
    const notes = stageStrip(run, files, { events }).map(({ note }) => note);
    expect(notes.slice(0, 3)).toEqual(["done in 0:04", "done in 0:09", "done in 0:41"]);
    expect(stageStrip(run, files)[0]?.note).toBe("done");
  });

  test("without a scorer there is nothing to score or refine", () => {
    const strip = stageStrip({ ...run, config: { ...defaultRunConfig, scorer: "none" } }, files);
    expect(strip.filter(({ state }) => state === "off").map(({ id }) => id)).toEqual(["score", "refine"]);
  });

  test("a run whose work was done before has nothing left to begin", () => {
    const again = { ...run, state: "done" as const, stage: "done" as const, files: { total: 0, done: 0, failed: 0 } };
    expect(new Set(stageStrip(again, []).map(({ state }) => state))).toEqual(new Set(["done"]));
  });

  test("before the files are known no figure is shown", () => {
    const early = { ...run, stage: "import" as const, files: { total: 0, done: 0, failed: 0 } };
    expect(stageStrip(early, []).find(({ id }) => id === "author")).toMatchObject({ state: "waiting", total: null });
  });
});

describe("folders", () => {
  test("stand in order of their first file, with the mean of known gains", () => {
    expect(folderRows(files).map(({ folder, done, gain }) => [folder, done, gain])).toEqual([
      ["lib", 1, 0.02],
      ["lib/deep", 0, null],
      ["(top)", 0, null],
    ]);
  });

  test("too many are shown by the folder above, and no file is lost", () => {
    const many = Array.from({ length: 40 }, (_, index) => file(index, `src/f${index}/x.ts`, "waiting"));
    const rows = folderRows(many);
    expect(rows.map(({ folder }) => folder)).toEqual(["src"]);
    expect(rows[0]?.files).toHaveLength(40);
  });
});

test("what needs a look: failures first, then notes", () => {
  const all = [file(0, "a", "done", { note: "2 reads dropped" }), file(1, "b", "failed"), file(2, "c", "done")];
  expect(needsALook(all).map(({ path }) => path)).toEqual(["b", "a"]);
  expect(all.map(squareOf)).toEqual(["note", "failed", "done"]);
  expect(workingNow(files).map(({ order }) => order)).toEqual([1, 2]);
});

test("events come newest first and are filtered by weight", () => {
  const event = (id: string, level: "info" | "note" | "warning" | "error") => ({
    id,
    level,
    at: "2026-11-20T12:00:00.000Z",
    kind: "file",
    path: null,
    message: "",
  });
  const events = [event("1", "info"), event("2", "note"), event("3", "error")];
  expect(eventRows(events, "all").map(({ id }) => id)).toEqual(["3", "2", "1"]);
  expect(eventRows(events, "notes").map(({ id }) => id)).toEqual(["3", "2"]);
  expect(eventRows(events, "problems").map(({ id }) => id)).toEqual(["3"]);
});

test("call totals leave unknown figures unknown", () => {
  const call = {
    purpose: "score",
    model: "m",
    calls: 2,
    failedCalls: 0,
    servedCalls: 1,
    inputTokens: 10,
    outputTokens: null,
    cachedTokens: null,
    costUsd: 0.25,
    unpricedCalls: 0,
    spoiltAttempts: 0,
    countedUsd: 0.25,
    countedTokens: 10,
    wallMs: 5,
    waitedMs: 0,
    retries: 0,
  };
  expect(
    callRows(["score", "odd", "rewrite", "probe", "plan"].map((purpose) => ({ ...call, purpose }))).map(
      ({ purpose }) => purpose,
    ),
  ).toEqual(["plan", "probe", "rewrite", "score", "odd"]);
  const asked = { ...run, config: { ...defaultRunConfig, author: "language-model" as const, scorer: "vllm" as const } };
  const calls = [
    { ...call, purpose: "probe", model: "vllm/judge" },
    { ...call, purpose: "plan", model: "openai-compatible/org/writer" },
  ];
  expect(runFacts({ run: asked, calls, probe: null }).map(({ name, value }) => `${name} ${value}`)).toEqual([
    "author org/writer",
    "scorer judge",
    "search guarded, K 2, R 3",
  ]);
  expect(runFacts({ run: asked, calls: [], probe: null }).map(({ name }) => name)).toEqual(["search"]);
  expect(runFacts({ run: asked, calls: [], probe: { ...PROBE, passed: false } }).at(-1)?.value).toBe("off");
  expect(callSum([call, { ...call, inputTokens: null, costUsd: null, unpricedCalls: 2 }])).toEqual({
    calls: 4,
    cachedTokens: null,
    servedCalls: 2,
    inputTokens: 10,
    outputTokens: null,
    costUsd: 0.25,
    unpricedCalls: 2,
    wallMs: 10,
  });
});

test("a forecast needs five finished files and a run that runs", () => {
  const done = Array.from({ length: 5 }, (_, index) =>
    file(index, `f${index}`, "done", {
      startedAt: "2026-11-20T12:00:00.000Z",
      finishedAt: "2026-11-20T12:05:00.000Z",
    }),
  );
  const ten = { ...run, files: { total: 10, done: 5, failed: 0 } };
  const now = Date.parse("2026-11-20T12:05:00.000Z");
  expect(remainingMs(ten, done, now)).toBe(5 * 60_000);
  expect(remainingMs(ten, done.slice(1), now)).toBeNull();
  expect(remainingMs({ ...ten, state: "paused" }, done, now)).toBeNull();
});
