import { Worker } from "node:worker_threads";
import { z } from "zod";
import { AppError, messageOf } from "#lib/std/errors.ts";
import type { TargetScore } from "../port.ts";
import type { Task } from "./engine.ts";
import { heldChunks, type PoolOptions, type Prefix } from "./prefix-pool.ts";

/** A task before it is known which chunks its thread lacks. */
export type Work = Prefix & { readonly chunks: readonly string[]; readonly requests: Task["requests"] };

const Score = z.strictObject({
  ends: z.array(z.number()),
  logprobs: z.array(z.number()),
  usage: z.strictObject({
    inputTokens: z.null(),
    outputTokens: z.null(),
    cachedTokens: z.null(),
    wallMs: z.number(),
    retries: z.number(),
  }),
});
const Reply = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("scores"), scores: z.array(Score), held: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("failed"), message: z.string(), held: z.array(z.string()) }),
]);
type Reply = z.infer<typeof Reply>;

type Waiting = {
  readonly work: Work;
  readonly resolve: (scores: TargetScore[]) => void;
  readonly reject: (reason: unknown) => void;
  /** How often newer work went first because a thread had its prefix at hand. */
  passedOver: number;
};
type Thread = {
  readonly worker: Worker;
  readonly stop: Int32Array;
  held: ReadonlySet<string>;
  current: Waiting | null;
};

/** Newer work may go first at most so often. */
const PATIENCE = 8;

/**
 * Threads that each do one task at a time. Work goes to the thread that has read most of its prefix; threads start when
 * needed, never keep the process alive while idle, and are replaced when they die.
 */
export class ThreadPool {
  private readonly size: number;
  private readonly options: PoolOptions;
  private readonly threads = new Set<Thread>();
  private readonly queue: Waiting[] = [];
  private closed = false;

  constructor(size: number, options: PoolOptions) {
    this.size = size;
    this.options = options;
  }

  run(work: Work, signal: AbortSignal): Promise<TargetScore[]> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.closed)
      return Promise.reject(new AppError("conflict", "The built-in scorer was closed; create a new one."));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { work, passedOver: 0, resolve: settle(resolve), reject: settle(reject) };
      const onAbort = () => {
        this.stop(waiting);
        waiting.reject(signal.reason);
      };
      function settle<T>(then: (value: T) => void): (value: T) => void {
        return (value) => {
          signal.removeEventListener("abort", onAbort);
          then(value);
        };
      }
      signal.addEventListener("abort", onAbort);
      this.queue.push(waiting);
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const ended = new AppError("conflict", "The built-in scorer was closed while it was working.");
    for (const waiting of this.queue.splice(0)) waiting.reject(ended);
    await Promise.all([...this.threads].map((thread) => this.end(thread, ended)));
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const idle = [...this.threads].filter((thread) => !thread.current);
      if (idle.length === 0 && this.threads.size < this.size) idle.push(this.start());
      const choice = choose(this.queue, idle, this.threads.size < this.size);
      if (!choice) return;
      const thread = choice.thread ?? this.start();
      for (const older of this.queue.slice(0, this.queue.indexOf(choice.waiting))) older.passedOver++;
      this.queue.splice(this.queue.indexOf(choice.waiting), 1);
      this.give(thread, choice.waiting);
    }
  }

  private give(thread: Thread, waiting: Waiting): void {
    const { keys, lengths, chunks, requests } = waiting.work;
    const from = heldChunks(waiting.work, thread.held);
    const task: Task = { keys: [...keys], lengths: [...lengths], from, chunks: chunks.slice(from), requests };
    thread.current = waiting;
    Atomics.store(thread.stop, 0, 0);
    thread.worker.ref();
    thread.worker.postMessage(task);
  }

  private start(): Thread {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: { ...this.options, stop } });
    const thread: Thread = { worker, stop, held: new Set(), current: null };
    this.threads.add(thread);
    worker.unref();
    worker.on("message", (message: unknown) => this.receive(thread, Reply.parse(message)));
    worker.on("error", (error) => void this.end(thread, died(messageOf(error))));
    worker.on("exit", (code) => void this.end(thread, died(`it ended with code ${code}`)));
    return thread;
  }

  private receive(thread: Thread, reply: Reply): void {
    const { current } = thread;
    thread.current = null;
    thread.held = new Set(reply.held);
    thread.worker.unref();
    if (reply.kind === "scores") current?.resolve(reply.scores);
    else current?.reject(new AppError("upstream", `The built-in scorer failed: ${reply.message}`));
    this.dispatch();
  }

  private stop(waiting: Waiting): void {
    const index = this.queue.indexOf(waiting);
    if (index >= 0) this.queue.splice(index, 1);
    for (const thread of this.threads) if (thread.current === waiting) Atomics.store(thread.stop, 0, 1);
  }

  /** The next task gets a new thread in its place. */
  private async end(thread: Thread, reason: AppError): Promise<void> {
    if (!this.threads.delete(thread)) return;
    thread.current?.reject(reason);
    thread.current = null;
    await thread.worker.terminate();
    if (!this.closed) this.dispatch();
  }
}

type Choice = { readonly waiting: Waiting; readonly thread: Thread | null };

/**
 * The work and the idle thread with the fewest bytes left to read, oldest work first among equals. Nothing goes before
 * work that waited too long. A thread that may still be started has read nothing.
 */
function choose(queue: readonly Waiting[], idle: readonly Thread[], mayStart: boolean): Choice | null {
  const [oldest] = queue;
  const candidates = oldest && oldest.passedOver >= PATIENCE ? [oldest] : queue.slice(0, PATIENCE);
  let best: (Choice & { readonly bytes: number }) | null = null;
  for (const waiting of candidates) {
    for (const thread of [...idle, ...(mayStart ? [null] : [])]) {
      const bytes = unreadBytes(waiting.work, thread?.held ?? new Set());
      if (!best || bytes < best.bytes) best = { waiting, thread, bytes };
    }
  }
  return best;
}

function unreadBytes(work: Work, held: ReadonlySet<string>): number {
  return work.lengths.slice(heldChunks(work, held)).reduce((sum, length) => sum + length, 0);
}

function died(why: string): AppError {
  return new AppError(
    "upstream",
    `A thread of the built-in scorer died (${why}). Try again: the next request gets a new one.`,
  );
}
