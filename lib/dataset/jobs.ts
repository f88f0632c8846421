import { z } from "zod";
import { type AnyJob, defineJob } from "#lib/jobs/index.ts";
import { writeExport } from "./build-dataset.ts";
import { WRITE_EXPORT } from "./export-dataset.ts";
import { failExport } from "./store.ts";

/** Every kind of job of datasets. */
export const datasetJobs: readonly AnyJob[] = [
  defineJob({
    name: WRITE_EXPORT,
    payload: z.strictObject({ exportId: z.string() }),
    attempts: 2,
    run: ({ exportId }, { signal }) => writeExport(exportId, signal),
    giveUp: ({ exportId }, reason) => failExport(exportId, reason, new Date()),
  }),
];
