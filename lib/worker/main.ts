import { datasetJobs } from "#lib/dataset/jobs.ts";
import { type Slots, work } from "#lib/jobs/index.ts";
import { runJobs } from "#lib/runs/jobs.ts";
import { closeModels, scoringThreads } from "#lib/runs/server.ts";

/**
 * Files that wait for endpoints at once, since the calls of one follow each other. A third of it feeds 64 slots; the rest
 * is so that all files of a run advance together: where they go in batches, each batch ends with a few that go on alone.
 */
const FILES_AWAY = 256;

/** Executes every kind of job until the signal aborts. The database is open and DATABASE_URL names it. */
export async function runWorker(signal: AbortSignal, slots: Partial<Slots> = {}): Promise<void> {
  const { here = scoringThreads(), away = FILES_AWAY } = slots;
  try {
    await work([...runJobs, ...datasetJobs], { slots: { here, away }, signal });
  } finally {
    await closeModels();
  }
}
