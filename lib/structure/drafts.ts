import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import { type Drafted, draftFile, readerOf, type SourceFile } from "./draft-file.ts";
import type { FileDraft, LanguageAdapter } from "./languages/port.ts";
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
  readonly byAdapter: ReadonlyMap<LanguageAdapter, readonly FileDraft<unknown>[]>;
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

type Held = { readonly adapter: LanguageAdapter; readonly draft?: unknown; readonly bytes?: Uint8Array };

/** Reads the files (sorted by path) with their adapters, each at most once and none that is known already. */
export async function draftAll(files: readonly SourceFile[], options: DraftOptions): Promise<Drafts> {
  const problems = new Map<string, string>();
  const held = new Map<string, Held>();
  const tasks: AdapterTask[] = [];
  for (const file of files) {
    const reader = readerOf(file);
    if ("problem" in reader) problems.set(file.path, reader.problem);
    else {
      const { adapter } = reader;
      const known = revive(options.known?.get(file.path), adapter);
      if (known) held.set(file.path, known);
      else tasks.push({ file, adapter, grammar: adapter.grammar(file) });
    }
  }

  let done = files.length - tasks.length;
  const keep: Keep = ({ file: { path }, adapter }, drafted) => {
    if ("problem" in drafted) problems.set(path, drafted.problem);
    else held.set(path, { adapter, ...drafted });
    done += 1;
    options.onProgress?.(done, files.length);
  };
  const size = options.threads ?? threadsFor(tasks);
  const here = (queue: Iterator<AdapterTask>): Promise<void> => draftHere(queue, options.signal, keep);
  if (size > 0) await draftInThreads(tasks, size, options.signal, keep, here);
  else {
    const queue = tasks.values();
    await here(queue);
    const left = [...queue];
    if (left.length > 0) await draftInThreads(left, 1, options.signal, keep, here);
  }

  const byAdapter = new Map<LanguageAdapter, FileDraft<unknown>[]>();
  for (const file of files) {
    const found = held.get(file.path);
    if (!found) continue;
    const draft = found.draft ?? (found.bytes ? deserialize(found.bytes) : undefined);
    const known = byAdapter.get(found.adapter);
    const entry = { path: file.path, role: file.role, draft };
    if (known) known.push(entry);
    else byAdapter.set(found.adapter, [entry]);
  }
  const stored = (): Map<string, StoredDraft> =>
    new Map(
      [...held].map(([path, { adapter, bytes, draft }]) => [
        path,
        { version: versionOf(adapter), bytes: bytes ?? serialize(draft) },
      ]),
    );
  return { byAdapter, problems, parsed: tasks.length, stored };
}

/** Bytes that cannot be read any more cost a parse and nothing else. */
function revive(known: StoredDraft | undefined, adapter: LanguageAdapter): Held | null {
  if (known?.version !== versionOf(adapter)) return null;
  try {
    return { adapter, bytes: known.bytes, draft: deserialize(known.bytes) };
  } catch {
    return null;
  }
}

type AdapterTask = Task & { readonly adapter: LanguageAdapter };

type Keep = (task: AdapterTask, drafted: Drafted | { readonly bytes: Uint8Array }) => void;

/** Parses in this thread until the queue is empty, or a file has broken this thread's runtime. */
async function draftHere(queue: Iterator<AdapterTask>, signal: AbortSignal | undefined, keep: Keep): Promise<void> {
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

function versionOf(adapter: LanguageAdapter): string {
  return `${adapter.languages[0]}/${adapter.version}`;
}
