import type { CallTotals } from "#lib/calls/index.ts";
import type { RunDetail, RunEvent, RunFile, RunFileState, RunHead } from "#lib/runs/index.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { isOfScorer } from "./spend-rows.ts";

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
): Pick<
  CallTotals,
  "calls" | "servedCalls" | "inputTokens" | "outputTokens" | "cachedTokens" | "costUsd" | "unpricedCalls" | "wallMs"
> {
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

/** Who writes, who measures and how it searches, as far as the run knows; a stand-in is named by its tag. */
export function runFacts({
  run,
  calls,
  probe,
}: Pick<RunDetail, "run" | "calls" | "probe">): { name: string; value: string; title?: string }[] {
  const { author, scorer, search } = run.config;
  const writer = author === "structural" ? "structural" : calls.find((call) => !isOfScorer(call))?.model;
  const reader = probe?.modelId ?? calls.find(isOfScorer)?.model;
  const model = (name: string, id: string | undefined) =>
    id === undefined ? [] : [{ name, value: modelName(id), title: id }];
  return [
    ...model("author", writer),
    ...(scorer === "builtin" ? [] : model("scorer", scorer === "none" ? "none" : reader)),
    probe?.passed === false
      ? {
          name: "search",
          value: "off",
          title: `Asked for ${searchInWords(scorer, search)}; the scorer cannot be used.`,
        }
      : { name: "search", value: searchInWords(scorer, search) },
  ];
}

/** "guarded, K 2, R 3"; "off" where nothing scores. */
export function searchInWords(scorer: RunConfig["scorer"], { mode, candidates, passes }: RunConfig["search"]): string {
  if (scorer === "none" || mode === "off") return "off";
  return mode === "segment" ? `segment, K ${candidates}` : `${mode}, K ${candidates}, R ${passes}`;
}

/** A model without the adapter that asks it: "openai-compatible/coder-32b" is "coder-32b". */
export function modelName(id: string): string {
  return id.replace(/^(openai-compatible|sglang|vllm|echo|llama|builtin)\//u, "");
}

const PURPOSES = ["plan", "probe", "thought", "rewrite", "score"];

/** Calls in the order of the work: plan, what the scorer can do, first thoughts, rewrites, scores, then whatever else there is. */
export function callRows(calls: readonly CallTotals[]): CallTotals[] {
  const place = ({ purpose }: CallTotals) => (PURPOSES.includes(purpose) ? PURPOSES.indexOf(purpose) : PURPOSES.length);
  return calls.toSorted((a, b) => place(a) - place(b));
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
