import { Worker } from "node:worker_threads";
import { AppError, messageOf } from "#lib/std/errors.ts";
import type { Batch, BatchReply, BatchResult } from "./batch.ts";
import type { SourceFile } from "./draft-file.ts";
import { moduleOf } from "./parser.ts";

/** A file with the name of its grammar. */
export type Task = { readonly file: SourceFile; readonly grammar: string };

type Group<Each extends Task = Task> = { readonly number: number; readonly tasks: Each[] };
type Thread<Each extends Task> = {
  readonly worker: Worker;
  readonly grammars: Set<string>;
  readonly open: Group<Each>[];
};

/** Small enough that the threads end together, large enough that messages cost nothing beside the parsing. */
const BATCH_BYTES = 128 * 1024;
const BATCH_FILES = 64;
/** One in work and one at hand. */
const OPEN_BATCHES = 2;
/** So many threads that die without a single reply between them will not do better next time. */
const DEATHS_IN_A_ROW = 20;

/**
 * Parses files in `size` threads of this run, which end with it, while `help` takes tasks of the same queue to the calling
 * one. Each thread has one warm parser per grammar; compiled grammars are shared. `receive` gets what the threads found,
 * in no order. A file that kills a thread becomes a problem of that file alone: what the thread had at hand is given out
 * again, one file at a time.
 */
export async function draftInThreads<Each extends Task>(
  tasks: readonly Each[],
  size: number,
  signal: AbortSignal | undefined,
  receive: Receive<Each>,
  help: (queue: Iterator<Each>) => Promise<void>,
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
    await Promise.all([promise, help(crew.rest())]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await crew.end();
  }
}

type Report<Each> = {
  readonly receive: Receive<Each>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};
type Receive<Each> = (task: Each, result: BatchResult) => void;

/** The threads of one run, and the batches that none of them has yet. */
class Crew<Each extends Task> {
  readonly #threads = new Set<Thread<Each>>();
  readonly #queue: Group<Each>[];
  readonly #modules: ReadonlyMap<string, WebAssembly.Module>;
  readonly #report: Report<Each>;
  #nextNumber: number;
  #deaths = 0;
  readonly #ending: Promise<number>[] = [];

  constructor(tasks: readonly Each[], modules: ReadonlyMap<string, WebAssembly.Module>, report: Report<Each>) {
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

  /** What no thread has yet, one by one and from the far end. */
  *rest(): Generator<Each> {
    for (let group = this.#queue.at(-1); group; group = this.#queue.at(-1)) {
      const task = group.tasks.pop();
      if (group.tasks.length === 0) this.#queue.pop();
      if (task) yield task;
    }
  }

  async end(): Promise<void> {
    this.#queue.length = 0;
    const ending = [...this.#threads].map(({ worker }) => worker.terminate());
    // From here on an exit is no death.
    this.#threads.clear();
    await Promise.all([...ending, ...this.#ending]);
  }

  #add(): void {
    const worker = new Worker(new URL("./thread.ts", import.meta.url));
    const thread: Thread<Each> = { worker, grammars: new Set(), open: [] };
    this.#threads.add(thread);
    worker.on("message", (reply: BatchReply) => this.#settle(thread, reply));
    worker.on("error", (error) => this.#replace(thread, messageOf(error)));
    worker.on("exit", (code) => this.#replace(thread, `it ended with code ${code}`));
    this.#feed(thread);
  }

  #feed(thread: Thread<Each>): void {
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

  #settle(thread: Thread<Each>, { number, results }: BatchReply): void {
    this.#deaths = 0;
    const index = thread.open.findIndex((group) => group.number === number);
    const [group] = index < 0 ? [] : thread.open.splice(index, 1);
    for (const [position, task] of (group?.tasks ?? []).entries()) {
      const result = results[position];
      if (result) this.#report.receive(task, result);
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
  #replace(thread: Thread<Each>, why: string): void {
    if (!this.#threads.delete(thread)) return;
    this.#deaths += 1;
    if (this.#deaths > DEATHS_IN_A_ROW) {
      this.#report.reject(new AppError("upstream", `The parsing threads die at once: ${why}`));
      return;
    }
    const [first, ...others] = thread.open;
    const [suspect, ...innocent] = first?.tasks ?? [];
    if (suspect && innocent.length === 0) this.#report.receive(suspect, { problem: DEADLY });
    else this.#queue.push(...(first?.tasks ?? []).map((task) => this.#single(task)));
    for (const { tasks } of others) this.#queue.push(...tasks.map((task) => this.#single(task)));
    this.#add();
  }

  #single(task: Each): Group<Each> {
    return { number: this.#nextNumber++, tasks: [task] };
  }
}

const DEADLY = "could not be parsed: it ended the thread that read it";

function groupsOf<Each extends Task>(tasks: readonly Each[]): Group<Each>[] {
  const groups: Group<Each>[] = [];
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

function batchOf(
  { number, tasks }: Group,
  { grammars }: { readonly grammars: Set<string> },
  modules: ReadonlyMap<string, WebAssembly.Module>,
): Batch {
  const fresh = new Set(tasks.map(({ grammar }) => grammar).filter((grammar) => !grammars.has(grammar)));
  for (const grammar of fresh) grammars.add(grammar);
  return {
    number,
    // A content may be a view of a far larger buffer, all of which would be sent; and what is sent is gone here.
    files: tasks.map(({ file }) => ({ ...file, content: new Uint8Array(file.content) })),
    modules: [...modules].filter(([grammar]) => fresh.has(grammar)),
  };
}
