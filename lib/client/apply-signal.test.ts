import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { RunDetail, RunFile, RunHead } from "#lib/runs/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { applySignal, placeEvent, placeFile } from "./apply-signal.ts";
import { placeRun, runDetail, runList } from "./runs.ts";
import { stepHeaders, trajectoryList } from "./trajectories.ts";

function aRun(id: string, other: Partial<RunHead> = {}): RunHead {
  return {
    id,
    name: id,
    source: { kind: "snapshot", snapshotId: "s" },
    config: defaultRunConfig,
    state: "running",
    stage: "write",
    snapshotId: "s",
    trajectoryId: "t",
    error: null,
    files: { total: 2, done: 0, failed: 0 },
    meanGain: null,
    createdAt: `2026-01-0${id}T00:00:00.000Z`,
    startedAt: null,
    finishedAt: null,
    ...other,
  };
}

function aFile(order: number, state: RunFile["state"] = "waiting"): RunFile {
  const none = { gain: null, note: null, workerId: null, startedAt: null, finishedAt: null };
  return { order, path: `f${order}`, state, stepsDone: 0, steps: 1, ...none };
}

const event = (id: string) =>
  ({ id, at: "2026-01-01T00:00:00.000Z", level: "info", kind: "file", path: null, message: "m" }) as const;
const detail: RunDetail = {
  run: aRun("1"),
  files: [aFile(0), aFile(1)],
  events: [event("1")],
  calls: [],
  spending: { budget: null, settledUsd: 0, settledTokens: 0, heldUsd: 0, heldTokens: 0 },
  probe: null,
  batch: null,
  workers: 1,
};

test("a run takes its place by age, or its own", () => {
  expect(placeRun([aRun("3"), aRun("1")], aRun("2")).map((each) => each.id)).toEqual(["3", "2", "1"]);
  expect(placeRun([], aRun("2"))).toHaveLength(1);
  expect(placeRun([aRun("3")], aRun("1")).map((each) => each.id)).toEqual(["3", "1"]);
  expect(placeRun([aRun("2"), aRun("1")], aRun("1", { state: "done" })).map((each) => each.state)).toEqual([
    "running",
    "done",
  ]);
});

test("a file takes its place by order, known or new", () => {
  expect(placeFile(detail, aFile(1, "done")).files.map((each) => each.state)).toEqual(["waiting", "done"]);
  expect(placeFile({ ...detail, files: [aFile(2)] }, aFile(0)).files.map((each) => each.order)).toEqual([0, 2]);
});

test("an event told twice is kept once, and old ones go", () => {
  expect(placeEvent(detail, event("1"))).toBe(detail);
  expect(placeEvent(detail, event("2")).events.map((each) => each.id)).toEqual(["1", "2"]);
  const many = Array.from({ length: 2000 }, (_, index) => event(String(index)));
  expect(placeEvent({ ...detail, events: many }, event("new")).events).toHaveLength(2000);
});

test("signals patch what is loaded and leave alone what is not", () => {
  const client = new QueryClient();
  applySignal(client, { type: "file", runId: "1", file: aFile(0, "done") });
  expect(client.getQueryData(runDetail("1").queryKey)).toBeUndefined();
  client.setQueryData(runDetail("1").queryKey, detail);
  client.setQueryData(runList().queryKey, [detail.run]);
  applySignal(client, { type: "file", runId: "1", file: aFile(0, "refine") });
  applySignal(client, { type: "event", runId: "1", event: event("2") });
  applySignal(client, { type: "run", run: aRun("1", { meanGain: 0.5 }) });
  const after = client.getQueryData(runDetail("1").queryKey);
  expect(after?.files[0]?.state).toBe("refine");
  expect(after?.events).toHaveLength(2);
  expect(after?.run.meanGain).toBe(0.5);
  expect(client.getQueryData(runList().queryKey)?.[0]?.meanGain).toBe(0.5);
});

test("results become old when a file is done or the run moves on, not at every beat", () => {
  const client = new QueryClient();
  const isOld = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  client.setQueryData(runDetail("1").queryKey, detail);
  client.setQueryData(stepHeaders("t").queryKey, []);
  client.setQueryData(trajectoryList().queryKey, []);
  applySignal(client, { type: "run", run: aRun("1", { meanGain: 1 }) });
  applySignal(client, { type: "file", runId: "1", file: aFile(0, "refine") });
  expect([isOld(stepHeaders("t").queryKey), isOld(trajectoryList().queryKey)]).toEqual([false, false]);
  applySignal(client, { type: "file", runId: "1", file: aFile(0, "done") });
  expect([isOld(stepHeaders("t").queryKey), isOld(trajectoryList().queryKey)]).toEqual([true, false]);
  applySignal(client, { type: "run", run: aRun("1", { stage: "done", state: "done" }) });
  expect(isOld(trajectoryList().queryKey)).toBe(true);
});
