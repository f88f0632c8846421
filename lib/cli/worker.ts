import { openDatabase } from "#lib/db/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { runWorker } from "#lib/worker/main.ts";

/** Executes jobs until Ctrl-C, or until the process that started it is gone. */
export async function worker(options: { concurrency?: number; away?: number }): Promise<void> {
  const database = await openDatabase();
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  process.once("disconnect", () => stop.abort());
  try {
    await runWorker(stop.signal, {
      ...(options.concurrency !== undefined && { here: options.concurrency }),
      ...(options.away !== undefined && { away: options.away }),
    });
  } finally {
    await closeQueue();
    await database.close();
  }
}
