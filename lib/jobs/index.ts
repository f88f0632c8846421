/**
 * Jobs: units of work in Postgres, behind four functions, so that the queue's library is one folder's matter.
 *
 * - **Job**: a unit of work; carries ids, can be done again from its last saved step. Not "task", not "message".
 * - **Worker**: a process that executes jobs and holds an advisory lock while it lives. Not "consumer".
 * - **Place**: what a job spends its time on, computing *here* or waiting for endpoints *away*. Not "pool", not "lane".
 * - **Claim**: which worker took a job. **Orphan**: an active job whose worker is dead.
 */
export { type AnyJob, defineJob, type JobContext } from "./define.ts";
export { closeQueue, enqueue, type Place } from "./queue.ts";
export { liveWorkers } from "./store.ts";
export { type Slots, work } from "./work.ts";
