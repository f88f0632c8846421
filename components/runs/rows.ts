import type { CallTotals } from "#lib/calls/index.ts";
import type { RunEvent, RunFile, RunFileState, RunHead, RunStage } from "#lib/runs/index.ts";

/** One cell of the stage strip. */
export type Stage = {
  readonly id: string;
  readonly name: string;
  readonly state: "done" | "running" | "waiting" | "stopped" | "off";
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
export function stageStrip(run: RunHead, files: readonly RunFile[], scorerFailed = false): Stage[] {
  const total = run.files.total > 0 ? run.files.total : null;
  const whole = (id: RunStage, name: string, waits: string, done: number | null) =>
    wholeStage(run, id, name, waits, done);
  return [
    whole("import", "Import", "", total),
    whole("structure", "Structure", "waits for Import", total),
    whole("plan", "Plan", "waits for Structure", total === null ? null : 1),
    fileStage(run, files, "author", "Author", "waits for Plan"),
    ...scoringStages(run, files, scorerFailed),
    whole("flatten", "Flatten", "waits for every file", total),
  ];
}

function wholeStage(run: RunHead, id: RunStage, name: string, waits: string, all: number | null): Stage {
  const now = ORDER.indexOf(run.stage);
  const place = ORDER.indexOf(id);
  if (now > place || run.state === "done") return { id, name, state: "done", done: all, total: all, note: "done" };
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
  return run.state === "running" ? "running" : run.state === "queued" ? "waiting" : "stopped";
}

/** The files of one folder, in order of writing. */
export type FolderRow = {
  readonly folder: string;
  readonly files: readonly RunFile[];
  readonly done: number;
  /** Mean of the known gains of its files, with their number. */
  readonly gain: number | null;
  readonly scored: number;
};

/** More folders than this are shown by the folder above. */
const MOST_FOLDERS = 32;

/** Files by folder, folders in the order in which their first file is written. */
export function folderRows(files: readonly RunFile[], most: number = MOST_FOLDERS): FolderRow[] {
  for (let depth = 6; depth > 0; depth -= 1) {
    const rows = groupAt(files, depth);
    if (rows.length <= most || depth === 1) return rows;
  }
  return [];
}

function groupAt(files: readonly RunFile[], depth: number): FolderRow[] {
  const groups = new Map<string, RunFile[]>();
  for (const file of files) {
    const folder = file.path.split("/").slice(0, -1).slice(0, depth).join("/") || "(top)";
    const group = groups.get(folder);
    if (group) group.push(file);
    else groups.set(folder, [file]);
  }
  return [...groups].map(([folder, group]) => {
    const gains = group.flatMap((file) => (file.gain === null ? [] : [file.gain]));
    return {
      folder,
      files: group,
      done: group.filter((file) => file.state === "done").length,
      gain: mean(gains),
      scored: gains.length,
    };
  });
}

/** How a file's square looks: its state, and an amber foot where there is a note to a finished one. */
export function squareOf(file: RunFile): RunFileState | "note" {
  return file.state === "done" && file.note !== null ? "note" : file.state;
}

/** How many files are in each state, in order of work. */
export function stateCounts(files: readonly RunFile[]): { state: RunFileState; count: number }[] {
  const states: readonly RunFileState[] = ["done", "refine", "score", "author", "failed", "waiting"];
  return states
    .map((state) => ({ state, count: files.filter((file) => file.state === state).length }))
    .filter(({ count }) => count > 0);
}

/** Files somebody works on at this moment, in order of writing. */
export function workingNow(files: readonly RunFile[]): RunFile[] {
  return files.filter((file) => file.state === "author" || file.state === "score" || file.state === "refine");
}

/** Files a person should look at: failed ones first, then those with a note. */
export function needsALook(files: readonly RunFile[]): RunFile[] {
  const failed = files.filter((file) => file.state === "failed");
  return [...failed, ...files.filter((file) => file.state !== "failed" && file.note !== null)];
}

export type EventFilter = "all" | "notes" | "problems";

/** Events, newest first, at least as grave as the filter asks. */
export function eventRows(events: readonly RunEvent[], filter: EventFilter): RunEvent[] {
  const levels = LEVELS[filter];
  return events.filter((event) => levels.includes(event.level)).toReversed();
}

const LEVELS: Readonly<Record<EventFilter, readonly RunEvent["level"][]>> = {
  all: ["info", "note", "warning", "error"],
  notes: ["note", "warning", "error"],
  problems: ["warning", "error"],
};

/** Sums over all calls; a figure that one part does not know is unknown for the whole. */
export function callSum(
  calls: readonly CallTotals[],
): Omit<CallTotals, "purpose" | "model" | "failedCalls" | "waitedMs" | "retries"> {
  const known = (values: readonly (number | null)[]) => {
    const numbers = values.flatMap((value) => (value === null ? [] : [value]));
    return numbers.length === 0 ? null : sum(numbers);
  };
  return {
    calls: sum(calls.map((each) => each.calls)),
    inputTokens: known(calls.map((each) => each.inputTokens)),
    servedCalls: sum(calls.map((each) => each.servedCalls)),
    outputTokens: known(calls.map((each) => each.outputTokens)),
    cachedTokens: known(calls.map((each) => each.cachedTokens)),
    costUsd: known(calls.map((each) => each.costUsd)),
    unpricedCalls: sum(calls.map((each) => each.unpricedCalls)),
    wallMs: sum(calls.map((each) => each.wallMs)),
  };
}

/** Below this many finished files a forecast would be a guess. */
const LEAST_FOR_FORECAST = 5;

/** Milliseconds to the end at the pace of the files finished so far, or null where that says nothing yet. */
export function remainingMs(run: RunHead, files: readonly RunFile[], nowMs: number): number | null {
  if (run.state !== "running") return null;
  const ends = files.flatMap((file) => (file.finishedAt === null ? [] : [Date.parse(file.finishedAt)]));
  const starts = files.flatMap((file) => (file.startedAt === null ? [] : [Date.parse(file.startedAt)]));
  const left = run.files.total - ends.length;
  if (ends.length < LEAST_FOR_FORECAST || left <= 0) return null;
  const spentMs = nowMs - Math.min(...starts);
  return spentMs > 0 ? (spentMs / ends.length) * left : null;
}

/** Share of its files a run has finished, for lists. */
export function doneShare(run: RunHead): number | null {
  return run.files.total > 0 ? run.files.done / run.files.total : null;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
