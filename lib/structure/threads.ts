import { Worker } from "node:worker_threads";
import { AppError, messageOf } from "#lib/std/errors.ts";
import type { SourceFile } from "./draft-file.ts";
import { moduleOf } from "./parser.ts";

export type Batch = {
  readonly number: number;
  readonly files: readonly (SourceFile & { readonly content: Uint8Array<ArrayBuffer> })[];
  /** Grammars that the thread has not met yet, by file name. */
  readonly modules: readonly (readonly [string, WebAssembly.Module])[];
};
/** A serialized draft, or why there is none. */
export type BatchResult = { readonly bytes: Uint8Array } | { readonly problem: string };
export type BatchReply = { readonly number: number; readonly results: readonly BatchResult[] };

/** A file with the name of its grammar. */
export type Task = { readonly file: SourceFile; readonly grammar: string };

type Group = { readonly number: number; readonly tasks: readonly Task[] };
type Thread = { readonly worker: Worker; readonly grammars: Set<string>; readonly open: Group[] };

/** Small enough that the threads end together, large enough that messages cost nothing beside the parsing. */
const BATCH_BYTES = 128 * 1024;
const BATCH_FILES = 64;
/** One in work and one at hand. */
const OPEN_BATCHES = 2;
/** So many threads that die without a single reply between them will not do better next time. */
const DEATHS_IN_A_ROW = 20;

/**
 * Parses files in `size` threads of this run, which end with it. Each thread has one warm parser per grammar; compiled
 * grammars are shared. `receive` gets every result, in no order. A file that kills a thread becomes a problem of that
 * file alone: what the thread had at hand is given out again, one file at a time.
 */
export async function draftInThreads(
  tasks: readonly Task[],
  size: number,
  signal: AbortSignal | undefined,
  receive: (file: SourceFile, result: BatchResult) => void,
): Promise<void> {
  const queue = groupsOf(tasks);
  const modules = new Map<string, WebAssembly.Module>();
  for (const grammar of new Set(tasks.map((task) => task.grammar))) modules.set(grammar, await moduleOf(grammar));
  signal?.throwIfAborted();
  const threads = new Set<Thread>();
  let number = queue.length;
  let deaths = 0;

  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => reject(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });

      const start = (): void => {
        const worker = new Worker(new URL("./thread.ts", import.meta.url));
        const thread: Thread = { worker, grammars: new Set(), open: [] };
        threads.add(thread);
        worker.on("message", (reply: BatchReply) => {
          settle(thread, reply);
          feed(thread);
        });
        worker.on("error", (error) => replace(thread, messageOf(error)));
        worker.on("exit", (code) => replace(thread, `it ended with code ${code}`));
        feed(thread);
      };
      const feed = (thread: Thread): void => {
        while (thread.open.length < OPEN_BATCHES) {
          const group = queue.shift();
          if (!group) break;
          thread.open.push(group);
          const batch = batchOf(group, thread, modules);
          thread.worker.postMessage(
            batch,
            batch.files.map(({ content }) => content.buffer),
          );
        }
        if (queue.length === 0 && [...threads].every(({ open }) => open.length === 0)) resolve();
      };
      const settle = (thread: Thread, { number: done, results }: BatchReply): void => {
        deaths = 0;
        const index = thread.open.findIndex((group) => group.number === done);
        const [group] = index < 0 ? [] : thread.open.splice(index, 1);
        for (const [position, { file }] of (group?.tasks ?? []).entries()) {
          const result = results[position];
          if (result) receive(file, result);
        }
      };
      const replace = (thread: Thread, why: string): void => {
        if (!threads.delete(thread)) return;
        deaths += 1;
        if (deaths > DEATHS_IN_A_ROW) {
          reject(new AppError("upstream", `The parsing threads die at once: ${why}`));
          return;
        }
        for (const [index, group] of thread.open.entries()) {
          const [task] = group.tasks;
          if (index === 0 && group.tasks.length === 1 && task) {
            receive(task.file, { problem: "could not be parsed: it ended the thread that read it" });
          } else for (const each of group.tasks) queue.push({ number: number++, tasks: [each] });
        }
        start();
      };

      for (let index = 0; index < Math.min(size, queue.length); index++) start();
      if (tasks.length === 0) resolve();
    });
  } finally {
    // From here on an exit is no death.
    const ending = [...threads];
    threads.clear();
    await Promise.all(ending.map(({ worker }) => worker.terminate()));
  }
}

function groupsOf(tasks: readonly Task[]): Group[] {
  const groups: { number: number; tasks: Task[] }[] = [];
  let bytes = 0;
  for (const task of tasks) {
    let group = groups.at(-1);
    if (!group || bytes >= BATCH_BYTES || group.tasks.length >= BATCH_FILES) {
      group = { number: groups.length, tasks: [] };
      groups.push(group);
      bytes = 0;
    }
    group.tasks.push(task);
    bytes += task.file.content.length;
  }
  return groups;
}

function batchOf({ number, tasks }: Group, thread: Thread, modules: ReadonlyMap<string, WebAssembly.Module>): Batch {
  const fresh = new Set(tasks.map(({ grammar }) => grammar).filter((grammar) => !thread.grammars.has(grammar)));
  for (const grammar of fresh) thread.grammars.add(grammar);
  return {
    number,
    // A content may be a view of a far larger buffer, all of which would be sent; and what is sent is gone here.
    files: tasks.map(({ file }) => ({ ...file, content: new Uint8Array(file.content) })),
    modules: [...modules].filter(([grammar]) => fresh.has(grammar)),
  };
}
