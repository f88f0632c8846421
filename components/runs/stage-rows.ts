import { formatDuration } from "#components/ui/format.ts";
import type { RunEvent, RunFile, RunFileState, RunHead, RunStage } from "#lib/runs/index.ts";
import { assertNever } from "#lib/std/assert.ts";

/** One cell of the stage strip. */
export type Stage = {
  readonly id: string;
  readonly name: string;
  readonly state: "done" | "running" | "waiting" | "paused" | "failed" | "stopped" | "off";
  readonly done: number | null;
  readonly total: number | null;
  readonly note: string;
};

const ORDER: readonly RunStage[] = ["import", "structure", "plan", "write", "flatten", "done"];
const FILE_ORDER: readonly RunFileState[] = ["waiting", "author", "score", "refine", "done"];

/**
 * The strip: import, structure and plan are over the whole, writing is three stages through which every file goes.
 * A failed file has passed none of those it was to pass.
 */
export function stageStrip(
  run: RunHead,
  files: readonly RunFile[],
  {
    events = [],
    scorerFailed = false,
  }: { readonly events?: readonly RunEvent[]; readonly scorerFailed?: boolean } = {},
): Stage[] {
  const total = run.files.total > 0 ? run.files.total : null;
  const whole = (id: RunStage, name: string, waits: string, done: number | null) =>
    wholeStage(run, id, name, waits, done, tookMs(run, events, id));
  return [
    whole("import", "Import", "", total),
    whole("structure", "Structure", "waits for Import", total),
    whole("plan", "Plan", "waits for Structure", total === null ? null : 1),
    fileStage(run, files, "author", "Author", "waits for Plan"),
    ...scoringStages(run, files, scorerFailed),
    whole("flatten", "Flatten", "waits for every file", total),
  ];
}

function wholeStage(
  run: RunHead,
  id: RunStage,
  name: string,
  waits: string,
  all: number | null,
  took: number | null,
): Stage {
  const now = ORDER.indexOf(run.stage);
  const place = ORDER.indexOf(id);
  if (now > place || run.state === "done") {
    const note = took === null ? "done" : `done in ${formatDuration(took)}`;
    return { id, name, state: "done", done: all, total: all, note };
  }
  if (now < place) {
    return { id, name, state: "waiting", done: all === null ? null : 0, total: all, note: waitNote(run, waits) };
  }
  const state = stateNow(run);
  const done = all === null ? null : 0;
  return { id, name, state, done, total: all, note: state === "running" ? "working" : run.state };
}

/** Refine is off without passes or rewrites, and both are off without a scorer that can be used. */
function scoringStages(run: RunHead, files: readonly RunFile[], scorerFailed: boolean): Stage[] {
  const off = (id: string, name: string, note: string): Stage => ({
    id,
    name,
    state: "off",
    done: null,
    total: null,
    note,
  });
  const { scorer, search } = run.config;
  if (scorer === "none") return [off("score", "Score", "no scorer"), off("refine", "Refine", "no scorer")];
  if (scorerFailed) return [off("score", "Score", "probe failed"), off("refine", "Refine", "probe failed")];
  const score = fileStage(run, files, "score", "Score", "waits for Author");
  if (search.mode === "off") return [score, off("refine", "Refine", "search is off")];
  if (search.passes === 0 || search.candidates === 0) {
    return [score, off("refine", "Refine", `K ${search.candidates}, R ${search.passes}`)];
  }
  return [score, fileStage(run, files, "refine", "Refine", "waits for Score")];
}

function fileStage(
  run: RunHead,
  files: readonly RunFile[],
  id: "author" | "score" | "refine",
  name: string,
  waits: string,
): Stage {
  const total = run.files.total;
  const done = run.state === "done" ? total : files.filter((file) => hasPassed(file, id)).length;
  const working = files.filter((file) => file.state === id).length;
  // Equal work was done by an earlier run, so that this one wrote no file.
  if (run.state === "done" && total === 0)
    return { id, name, state: "done", done: null, total: null, note: "done before" };
  if (total > 0 && done === total) return { id, name, state: "done", done, total, note: "done" };
  if (working > 0) {
    return { id, name, state: stateNow(run), done, total, note: `${working} ${working === 1 ? "file" : "files"} now` };
  }
  if (done > 0) return { id, name, state: stateNow(run), done, total, note: run.state === "running" ? "" : run.state };
  // A file that was laid down waits again, and its work is kept.
  const begun = id === "author" ? files.filter((file) => file.startedAt !== null).length : 0;
  if (begun > 0) return { id, name, state: stateNow(run), done, total, note: `${begun} begun` };
  return {
    id,
    name,
    state: "waiting",
    done: total > 0 ? 0 : null,
    total: total > 0 ? total : null,
    note: waitNote(run, waits),
  };
}

function hasPassed(file: RunFile, stage: RunFileState): boolean {
  return FILE_ORDER.indexOf(file.state) > FILE_ORDER.indexOf(stage);
}

/** A run that has stopped waits for nothing. */
function waitNote(run: RunHead, waits: string): string {
  return run.state === "running" || run.state === "queued" ? waits : "not begun";
}

function stateNow(run: RunHead): Stage["state"] {
  switch (run.state) {
    case "running":
      return "running";
    case "queued":
      return "waiting";
    case "paused":
      return "paused";
    case "failed":
      return "failed";
    case "done":
    case "cancelled":
      return "stopped";
    default:
      return assertNever(run.state);
  }
}

/** From the end of the stage before to the event that ends this one, or null where the account does not hold both. */
function tookMs(run: RunHead, events: readonly RunEvent[], id: RunStage): number | null {
  const at = (kind: RunStage) => events.findLast((event) => event.kind === kind && event.level === "info")?.at ?? null;
  const from: { readonly [Id in RunStage]?: string | null } = {
    import: run.startedAt,
    structure: at("import"),
    plan: at("structure"),
  };
  const [begun, ended] = [from[id] ?? null, at(id)];
  if (begun === null || ended === null) return null;
  return Math.max(0, Date.parse(ended) - Date.parse(begun));
}
