import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { invariant } from "#lib/std/assert.ts";
import { messageOf } from "#lib/std/errors.ts";
import { Engine, Task } from "./engine.ts";

/** Entry of a scoring thread: one task in, one reply out. */
const Options = z.strictObject({
  slotBits: z.number(),
  states: z.number(),
  /** One number, shared with the main thread: not 0 when the task at hand is to stop. */
  stop: z.instanceof(Int32Array),
});

const port = parentPort;
invariant(port, "thread.ts runs as a worker thread");
const { stop, ...options } = Options.parse(workerData);
const engine = new Engine(options);

function check(): void {
  if (Atomics.load(stop, 0) !== 0) throw new Error("stopped");
}

port.on("message", (message: unknown) => {
  try {
    const scores = engine.run(Task.parse(message), check);
    port.postMessage({ kind: "scores", scores, held: engine.heldKeys() });
  } catch (error) {
    port.postMessage({ kind: "failed", message: messageOf(error), held: engine.heldKeys() });
  }
});
