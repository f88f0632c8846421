import type { QueryClient } from "@tanstack/react-query";
import type { RunDetail, RunFile, RunSignal } from "#lib/runs/index.ts";
import { assertNever } from "#lib/std/assert.ts";
import { repositoryKeys } from "./repositories.ts";
import { reviewKeys } from "./reviews.ts";
import { rememberRun, runDetail, runKeys } from "./runs.ts";
import { trajectoryKeys } from "./trajectories.ts";

/** A run's account grows without bound; the screen keeps its end. */
const KEPT_EVENTS = 2000;

/** Brings the query cache up to date with one message of a live stream. */
export function applySignal(client: QueryClient, signal: RunSignal): void {
  switch (signal.type) {
    case "run": {
      const before = client.getQueryData(runDetail(signal.run.id).queryKey)?.run;
      rememberRun(client, signal.run);
      if (before?.stage !== signal.run.stage || before.state !== signal.run.state) forgetResults(client, signal.run);
      return;
    }
    case "file": {
      const key = runDetail(signal.runId).queryKey;
      client.setQueryData(key, (detail) => detail && placeFile(detail, signal.file));
      const trajectoryId = client.getQueryData(key)?.run.trajectoryId;
      if (trajectoryId && signal.file.state === "done") forget(client, trajectoryKeys.one(trajectoryId));
      return;
    }
    case "event":
      client.setQueryData(runDetail(signal.runId).queryKey, (detail) => detail && placeEvent(detail, signal.event));
      return;
    default:
      assertNever(signal);
  }
}

/** The detail with `file` in its place of the order of writing. */
export function placeFile(detail: RunDetail, file: RunFile): RunDetail {
  const others = detail.files.filter((each) => each.order !== file.order);
  return { ...detail, files: [...others, file].sort((a, b) => a.order - b.order) };
}

/** The detail with `event` at its end. A stream that resumes may tell the same event twice. */
export function placeEvent(detail: RunDetail, event: RunDetail["events"][number]): RunDetail {
  if (detail.events.some((each) => each.id === event.id)) return detail;
  return { ...detail, events: [...detail.events, event].slice(-KEPT_EVENTS) };
}

function forgetResults(client: QueryClient, run: RunDetail["run"]): void {
  // The stream tells of no calls: what a run cost at its end is asked for once more.
  forget(client, runKeys.detail(run.id));
  forget(client, runKeys.spending(run.id));
  forget(client, repositoryKeys.all);
  forget(client, trajectoryKeys.list);
  forget(client, reviewKeys.list);
  if (run.trajectoryId) forget(client, trajectoryKeys.one(run.trajectoryId));
}

/** A failed refetch shows in the query's own state, so nothing is lost by not waiting for it. */
function forget(client: QueryClient, queryKey: readonly unknown[]): void {
  client.invalidateQueries({ queryKey }).catch(() => undefined);
}
