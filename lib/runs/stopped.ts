import { runState } from "./store.ts";

/** Thrown inside a stage when people have paused or cancelled its run; the job then ends quietly. */
export class RunStopped extends Error {
  constructor(state: string) {
    super(`the run is ${state}`);
    this.name = "RunStopped";
  }
}

/** Called between steps: stops for people who paused or cancelled, and for a worker that is told to end. */
export async function throwIfStopped(runId: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const state = await runState(runId);
  if (state !== "running") throw new RunStopped(state);
}
