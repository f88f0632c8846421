import { Worker } from "node:worker_threads";
import { AppError, messageOf } from "#lib/std/errors.ts";
import type { Batch, BatchReply, BatchResult } from "./batch.ts";
import type { SourceFile } from "./draft-file.ts";
import { moduleOf } from "./parser.ts";

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
  receive: Receive,
): Promise<void> {
  const modules = new Map<string, WebAssembly.Module>();
  for (const grammar of new Set(tasks.map((task) => task.grammar))) modules.set(grammar, await moduleOf(grammar));
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const crew = new Crew(tasks, modules, { receive, resolve, reject });
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  try {
    crew.start(size);
    await promise;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await crew.end();
  }
}

type Report = {
  readonly receive: Receive;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};
type Receive = (file: SourceFile, result: BatchResult) => void;

/** The threads of one run, and the batches that none of them has yet. */
class Crew {
  readonly #threads = new Set<Thread>();
  readonly #queue: Group[];
  readonly #modules: ReadonlyMap<string, WebAssembly.Module>;
  readonly #report: Report;
  #nextNumber: number;
  #deaths = 0;
  readonly #ending: Promise<number>[] = [];

  constructor(tasks: readonly Task[], modules: ReadonlyMap<string, WebAssembly.Module>, report: Report) {
    this.#queue = groupsOf(tasks);
    this.#nextNumber = this.#queue.length;
    this.#modules = modules;
    this.#report = report;
  }

  start(size: number): void {
    const useful = Math.min(size, this.#queue.length);
    if (useful === 0) this.#report.resolve();
    for (let index = 0; index < useful; index++) this.#add();
  }

  async end(): Promise<void> {
    const ending = [...this.#threads].map(({ worker }) => worker.terminate());
    // From here on an exit is no death.
    this.#threads.clear();
    await Promise.all([...ending, ...this.#ending]);
  }

  #add(): void {
    const worker = new Worker(new URL("./thread.ts", import.meta.url));
    const thread: Thread = { worker, grammars: new Set(), open: [] };
    this.#threads.add(thread);
    worker.on("message", (reply: BatchReply) => this.#settle(thread, reply));
    worker.on("error", (error) => this.#replace(thread, messageOf(error)));
    worker.on("exit", (code) => this.#replace(thread, `it ended with code ${code}`));
    this.#feed(thread);
  }

  #feed(thread: Thread): void {
    while (thread.open.length < OPEN_BATCHES) {
      const group = this.#queue.shift();
      if (!group) break;
      thread.open.push(group);
      const batch = batchOf(group, thread, this.#modules);
      thread.worker.postMessage(
        batch,
        batch.files.map(({ content }) => content.buffer),
      );
    }
    const isIdle = [...this.#threads].every(({ open }) => open.length === 0);
    if (isIdle && this.#queue.length === 0) this.#report.resolve();
  }

  #settle(thread: Thread, { number, results }: BatchReply): void {
    this.#deaths = 0;
    const index = thread.open.findIndex((group) => group.number === number);
    const [group] = index < 0 ? [] : thread.open.splice(index, 1);
    for (const [position, { file }] of (group?.tasks ?? []).entries()) {
      const result = results[position];
      if (result) this.#report.receive(file, result);
    }
    const left = group?.tasks.slice(results.length) ?? [];
    if (left.length === 0) {
      this.#feed(thread);
      return;
    }
    this.#queue.unshift({ number: this.#nextNumber++, tasks: left }, ...thread.open.splice(0));
    this.#threads.delete(thread);
    this.#ending.push(thread.worker.terminate());
    this.#add();
  }

  /** The first open batch is the one in work: a file that was alone in it is the one that killed. */
  #replace(thread: Thread, why: string): void {
    if (!this.#threads.delete(thread)) return;
    this.#deaths += 1;
    if (this.#deaths > DEATHS_IN_A_ROW) {
      this.#report.reject(new AppError("upstream", `The parsing threads die at once: ${why}`));
      return;
    }
    const [first, ...others] = thread.open;
    const [suspect, ...innocent] = first?.tasks ?? [];
    if (suspect && innocent.length === 0) this.#report.receive(suspect.file, { problem: DEADLY });
    else this.#queue.push(...(first?.tasks ?? []).map((task) => this.#single(task)));
    for (const { tasks } of others) this.#queue.push(...tasks.map((task) => this.#single(task)));
    this.#add();
  }

  #single(task: Task): Group {
    return { number: this.#nextNumber++, tasks: [task] };
  }
}

const DEADLY = "could not be parsed: it ended the thread that read it";

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
