import { datasetJobs } from "#lib/dataset/jobs.ts";
import { type Slots, work } from "#lib/jobs/index.ts";
import { runJobs } from "#lib/runs/jobs.ts";
import { closeModels, scoringThreads } from "#lib/runs/server.ts";

/** Files that wait for endpoints at once: enough to keep 64 slots busy while some are between two calls. */
const FILES_AWAY = 96;

/** Executes every kind of job until the signal aborts. The database is open and DATABASE_URL names it. */
export async function runWorker(signal: AbortSignal, slots: Partial<Slots> = {}): Promise<void> {
  const { here = scoringThreads(), away = FILES_AWAY } = slots;
  try {
    await work([...runJobs, ...datasetJobs], { slots: { here, away }, signal });
  } finally {
    await closeModels();
  }
}
