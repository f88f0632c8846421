import { type ChildProcess, fork } from "node:child_process";
import { messageOf } from "#lib/std/errors.ts";

type KeepOptions = {
  /** Path of main.ts. */
  readonly program: string;
  readonly execArgv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly tell: (line: string) => void;
  /** Brings the database back where it is ours and has died; a worker without one ends at once. */
  readonly revive: () => Promise<void>;
};

type KeptWorker = {
  /** The process of now; null between two of them. */
  current(): ChildProcess | null;
};

const LONG_LIFE_MS = 60_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Starts a worker and replaces it when it ends, more and more slowly if it keeps ending: it ends itself when it has lost the
 * database, because its jobs may then be others' already.
 */
export function keepWorker(options: KeepOptions, signal: AbortSignal): KeptWorker {
  let child: ChildProcess | null = null;
  let deaths = 0;

  function start(): void {
    const born = Date.now();
    const started = fork(options.program, ["worker"], {
      execArgv: [...options.execArgv],
      ...(options.env && { env: options.env }),
    });
    child = started;
    started.once("exit", (code, killer) => {
      child = null;
      if (signal.aborted) return;
      deaths = Date.now() - born > LONG_LIFE_MS ? 0 : deaths + 1;
      const waitMs = Math.min(LONGEST_WAIT_MS, 200 * 2 ** deaths);
      options.tell(`the worker ended unexpectedly (${killer ?? `code ${code}`}); another starts in ${waitMs} ms`);
      setTimeout(() => void again(), waitMs);
    });
  }

  async function again(): Promise<void> {
    if (signal.aborted) return;
    // Without a database the next worker says what is missing, and is replaced in its turn.
    await options.revive().catch((error: unknown) => options.tell(`the database does not start: ${messageOf(error)}`));
    if (!signal.aborted) start();
  }

  start();
  return { current: () => child };
}
