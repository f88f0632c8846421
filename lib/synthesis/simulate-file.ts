import type { Usage } from "#lib/llm/index.ts";
import { AppError } from "#lib/std/errors.ts";
import type { AuditEvent, StepDraft } from "#lib/trajectory/index.ts";
import type { Author, FileTask, Move } from "./author.ts";
import { knownToFile, ungroundedNames } from "./ground.ts";
import { hindsightSentences } from "./hindsight.ts";
import type { PlanEntry } from "./schema.ts";
import { factsOf } from "./structural/facts.ts";
import { betweenReads, filesToRead } from "./structural/reading.ts";
import { sentence, tick, ticks } from "./structural/words.ts";

export type FileOptions = {
  /** Reads of one file, at most. */
  readonly maxReads: number;
  /** Blob of a written file, null for a path that is none. */
  readonly sha256: (path: string) => string | null;
  /** Chooses the words of thoughts added for reads the author forgot. */
  readonly seed?: number;
};

export type FileSimulation = {
  readonly steps: StepDraft[];
  readonly audit: AuditEvent[];
  readonly summary: string;
  readonly usage: Usage[];
};

/**
 * Plays the agent of one file. Whatever the author moves, the steps are legal: delegate, reads of files written before,
 * each after a thought, one thought, one write, return. What was dropped or added is in the audit.
 */
export async function simulateFile(
  author: Author,
  task: FileTask,
  options: FileOptions,
  signal: AbortSignal,
): Promise<FileSimulation> {
  signal.throwIfAborted();
  const { moves, summary, usage } = await author.writeFile(task, signal);
  const path = task.file.path;
  const audit: AuditEvent[] = [];
  const note = (kind: AuditEvent["kind"], about: string | null, message: string): void =>
    void audit.push({ agent: path, kind, path: about, message });
  const write = moves.findIndex((move) => move.action.tool === "write");
  const last = moves[write];
  if (last === undefined || last.thought.trim() === "") {
    throw new AppError(
      "upstream",
      `The author wrote ${path} without a thought before it. Run again, or choose another author model.`,
    );
  }
  for (const move of moves.slice(write + 1)) {
    if (move.action.tool === "read") note("rejected-read", move.action.path, "after the write");
  }
  const legal = legalReads(moves.slice(0, write), task, options.maxReads, note);
  const reads = [...legal, ...addedReads(legal, task, options, note)];
  const known = knownToFile(task);
  const sha = (of: string): string => {
    const found = options.sha256(of);
    if (found === null) throw new AppError("not-found", `There is no blob for ${of}, so its step cannot be recorded.`);
    return found;
  };
  const think = (text: string): StepDraft => {
    for (const each of hindsightSentences(text, path)) note("flagged-thought", path, `hindsight: ${each}`);
    return {
      agent: path,
      kind: "think",
      tool: null,
      path: null,
      text: text.trim(),
      sha256: null,
      ungrounded: ungroundedNames(text, known),
    };
  };
  const steps: StepDraft[] = [
    mainAction("delegate", path, delegateText(task)),
    ...reads.flatMap((read) => [
      ...(read.thought.trim() === "" ? [] : [think(read.thought)]),
      fileStep(path, "action", "read", read.path, sha(read.path)),
      fileStep(path, "observation", "read", read.path, sha(read.path)),
    ]),
    think(last.thought),
    fileStep(path, "action", "write", path, sha(path)),
    {
      ...mainAction("return", path, summary.trim() === "" ? `${tick(path)} is in place.` : summary.trim()),
      agent: path,
    },
  ];
  return { steps, audit, summary, usage };
}

type Read = { readonly path: string; readonly thought: string };
type Note = (kind: AuditEvent["kind"], about: string | null, message: string) => void;

/** The reads that may happen. The thought of a dropped read goes with it. */
function legalReads(moves: readonly Move[], task: FileTask, most: number, note: Note): Read[] {
  const written = new Set(task.written);
  const known = new Set(task.brief.structure.files.map((file) => file.path));
  const reads: Read[] = [];
  for (const { thought, action } of moves) {
    if (action.tool !== "read") continue;
    const { path } = action;
    if (path === task.file.path) note("rejected-read", path, "the file itself, which is not written yet");
    else if (!known.has(path)) note("rejected-read", path, "no file of the repository");
    else if (!written.has(path)) note("rejected-read", path, "not written yet at this place in the order");
    else if (reads.some((read) => read.path === path)) note("rejected-read", path, "read already");
    else if (reads.length >= most) note("capped-read", path, `over the limit of ${most} reads`);
    else reads.push({ path, thought });
  }
  return reads;
}

/** Direct dependencies the author did not read: its thoughts would otherwise use names it has not seen. */
function addedReads(legal: readonly Read[], task: FileTask, { maxReads, seed = 1 }: FileOptions, note: Note): Read[] {
  const missing = filesToRead(factsOf(task), maxReads)
    .filter((need) => !legal.some((read) => read.path === need.path))
    .slice(0, maxReads - legal.length);
  return missing.map((need, index) => {
    note("added-read", need.path, `${need.path} is a direct dependency the author had not read`);
    return { path: need.path, thought: betweenReads(task, seed, need, legal.length + index + 1) };
  });
}

function delegateText(task: FileTask): string {
  const entry = task.plan.entries.find((each) => each.path === task.file.path);
  const place = `file ${(task.file.order ?? 0) + 1} of ${task.brief.structure.order.length}`;
  if (entry === undefined) return `Write ${tick(task.file.path)}, ${place}.`;
  return [`Write ${tick(entry.path)}, ${place}.`, sentence(entry.purpose), ...details(entry)].join(" ");
}

function details(entry: PlanEntry): string[] {
  return [
    ...(entry.exports.length > 0
      ? [
          `It must offer ${ticks(
            entry.exports.map((each) => each.name),
            6,
          )}.`,
        ]
      : []),
    ...(entry.dependsOn.length > 0 ? [`It may rely on ${ticks(entry.dependsOn, 5)}.`] : []),
    ...(entry.requirements.length > 0 ? [`Serves ${entry.requirements.join(", ")}.`] : []),
  ];
}

function mainAction(tool: "delegate" | "return", path: string, text: string): StepDraft {
  return { agent: "main", kind: "action", tool, path, text, sha256: null, ungrounded: [] };
}

function fileStep(
  agent: string,
  kind: "action" | "observation",
  tool: "read" | "write",
  path: string,
  sha256: string,
): StepDraft {
  return { agent, kind, tool, path, text: null, sha256, ungrounded: [] };
}
