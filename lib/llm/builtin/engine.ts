import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import type { TargetScore } from "../port.ts";
import { type PoolOptions, PrefixPool } from "./prefix-pool.ts";
import { scoreRequests } from "./score-requests.ts";

/** One piece of work for a thread: read a prefix, then score. `chunks` are those from index `from` on. */
export const Task = z.strictObject({
  keys: z.array(z.string()),
  lengths: z.array(z.number()),
  from: z.number(),
  chunks: z.array(z.string()),
  requests: z.array(z.strictObject({ prompt: z.string(), target: z.string() })),
});
export type Task = z.infer<typeof Task>;

/** Reads prefixes and scores targets in the calling thread. */
export class Engine {
  private readonly pool: PrefixPool;

  constructor(options: PoolOptions) {
    this.pool = new PrefixPool(options);
  }

  /** `check` is called every few milliseconds and throws to stop the work. */
  run(task: Task, check: () => void): TargetScore[] {
    const encoder = new TextEncoder();
    const chunkAt = (index: number) => encoder.encode(at(task.chunks, index - task.from));
    const model = this.pool.modelAfter(task, chunkAt, check);
    return scoreRequests(model, task.requests, check);
  }

  /** Prefixes that need not be sent again. */
  heldKeys(): string[] {
    return this.pool.heldKeys();
  }
}
