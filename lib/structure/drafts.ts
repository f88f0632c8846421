import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import { type Drafted, draftFile, readerOf, type SourceFile } from "./draft-file.ts";
import type { FileDraft, LanguageAdapter } from "./languages/port.ts";
import type { Family } from "./languages/registry.ts";
import { isRuntimeBroken } from "./parser.ts";
import { draftInThreads, type Task } from "./threads.ts";

/** A serialized draft; it holds for the version of the adapter that made it. */
export type StoredDraft = { readonly version: string; readonly bytes: Uint8Array };

/** Drafts of an earlier commit of the same repository, by path. Only those of files that have not changed. */
export type KnownDrafts = ReadonlyMap<string, StoredDraft>;

export type DraftOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Threads that parse beside the calling one. By default as many as the work is worth. */
  readonly threads?: number;
  readonly known?: KnownDrafts;
};

export type Drafts = {
  readonly byFamily: ReadonlyMap<Family, readonly FileDraft<unknown>[]>;
  /** Why a file has no draft. */
  readonly problems: ReadonlyMap<string, string>;
  /** How many files were parsed now, and not taken from what was known. */
  readonly parsed: number;
  /** Every draft in the form to keep, made when it is asked for. */
  stored(): Map<string, StoredDraft>;
};

/** How long the event loop may wait: heartbeats and cancellation live there. */
const SLICE_MS = 40;
/** A thread more costs as much as parsing some of this. */
const BYTES_PER_THREAD = 1_500_000;
const MOST_THREADS = 7;

type Held = { readonly family: Family; readonly draft?: unknown; readonly bytes?: Uint8Array };

/** Reads the files (sorted by path) with their adapters, each at most once and none that is known already. */
export async function draftAll(files: readonly SourceFile[], options: DraftOptions): Promise<Drafts> {
  const problems = new Map<string, string>();
  const held = new Map<string, Held>();
  const tasks: FamilyTask[] = [];
  const versions = new Map<Family, string>();
  for (const file of files) {
    const reader = readerOf(file);
    if ("problem" in reader) problems.set(file.path, reader.problem);
    else {
      const { family } = reader;
      const adapter = await family.load();
      const version = versionOf(family, adapter);
      versions.set(family, version);
      const draft = revive(options.known?.get(file.path), version);
      if (draft) held.set(file.path, { family, ...draft });
      else tasks.push({ file, family, adapter, grammar: adapter.grammar(file) });
    }
  }

  let done = files.length - tasks.length;
  const keep: Keep = ({ file: { path }, family }, drafted) => {
    if ("problem" in drafted) problems.set(path, drafted.problem);
    else held.set(path, { family, ...drafted });
    done += 1;
    options.onProgress?.(done, files.length);
  };
  const size = options.threads ?? threadsFor(tasks);
  const here = (queue: Iterator<FamilyTask>): Promise<void> => draftHere(queue, options.signal, keep);
  if (size > 0) await draftInThreads(tasks, size, options.signal, keep, here);
  else {
    const queue = tasks.values();
    await here(queue);
    const left = [...queue];
    if (left.length > 0) await draftInThreads(left, 1, options.signal, keep, here);
  }

  const byFamily = new Map<Family, FileDraft<unknown>[]>();
  for (const file of files) {
    const found = held.get(file.path);
    if (!found) continue;
    const draft = found.draft ?? (found.bytes ? deserialize(found.bytes) : undefined);
    const known = byFamily.get(found.family);
    const entry = { path: file.path, role: file.role, draft };
    if (known) known.push(entry);
    else byFamily.set(found.family, [entry]);
  }
  const stored = (): Map<string, StoredDraft> =>
    new Map(
      [...held].map(([path, { family, bytes, draft }]) => [
        path,
        { version: versions.get(family) ?? "", bytes: bytes ?? serialize(draft) },
      ]),
    );
  return { byFamily, problems, parsed: tasks.length, stored };
}

/** Bytes that cannot be read any more cost a parse and nothing else. */
function revive(known: StoredDraft | undefined, version: string): { bytes: Uint8Array; draft: unknown } | null {
  if (known?.version !== version) return null;
  try {
    return { bytes: known.bytes, draft: deserialize(known.bytes) };
  } catch {
    return null;
  }
}

type FamilyTask = Task & { readonly family: Family; readonly adapter: LanguageAdapter };

type Keep = (task: FamilyTask, drafted: Drafted | { readonly bytes: Uint8Array }) => void;

/** Parses in this thread until the queue is empty, or a file has broken this thread's runtime. */
async function draftHere(queue: Iterator<FamilyTask>, signal: AbortSignal | undefined, keep: Keep): Promise<void> {
  let sliceStart = performance.now();
  while (!isRuntimeBroken()) {
    signal?.throwIfAborted();
    const { done, value: task } = queue.next();
    if (done) return;
    keep(task, await draftFile(task.adapter, task.file));
    if (performance.now() - sliceStart < SLICE_MS) continue;
    await setImmediate();
    sliceStart = performance.now();
  }
}

function threadsFor(tasks: readonly Task[]): number {
  const bytes = tasks.reduce((sum, { file }) => sum + file.content.length, 0);
  return Math.min(availableParallelism() - 1, MOST_THREADS, Math.floor(bytes / BYTES_PER_THREAD));
}

function versionOf({ languages }: Family, { version }: LanguageAdapter): string {
  return `${languages[0]}/${version}`;
}
