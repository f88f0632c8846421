import { datasetJobs } from "#lib/dataset/jobs.ts";
import { work } from "#lib/jobs/index.ts";
import { runJobs } from "#lib/runs/jobs.ts";
import { closeScorers, scoringThreads } from "#lib/runs/server.ts";

/** Executes every kind of job until the signal aborts. The database is open and DATABASE_URL names it. */
export async function runWorker(signal: AbortSignal, concurrency: number = scoringThreads()): Promise<void> {
  try {
    await work([...runJobs, ...datasetJobs], { concurrency, signal });
  } finally {
    await closeScorers();
  }
}
