import { type Db, prisma } from "#lib/db/client.ts";
import { QUEUES } from "./queue.ts";

/** First key of the advisory locks that workers hold; the second is their own. */
export const LOCK_CLASS = 7222;

export type NewWorker = { readonly id: string; readonly host: string; readonly processId: number };

/** Registers a worker and returns the key of the advisory lock it must hold while it lives. */
export async function insertWorker(worker: NewWorker): Promise<number> {
  const row = await prisma.worker.create({ data: worker, select: { lockKey: true } });
  return row.lockKey;
}

export async function deleteWorker(id: string): Promise<void> {
  await prisma.worker.deleteMany({ where: { id } });
}

/** Ids of workers whose process is alive: those that hold their advisory lock in this database. */
export async function liveWorkers(db: Db = prisma): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT w.id FROM "Worker" w
    JOIN pg_locks l ON l.locktype = 'advisory' AND l.classid = ${LOCK_CLASS} AND l.objid = w."lockKey" AND l.granted
    JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
    ORDER BY w."startedAt"`;
  return rows.map((row) => row.id);
}

export async function claimJob(jobId: string, workerId: string): Promise<void> {
  await prisma.jobClaim.upsert({
    where: { jobId },
    create: { jobId, workerId },
    update: { workerId, takenAt: new Date() },
    select: { jobId: true },
  });
}

/** Counts one more thrown error and returns how many there were. */
export async function countError(jobId: string): Promise<number> {
  const row = await prisma.jobClaim.update({
    where: { jobId },
    data: { errors: { increment: 1 } },
    select: { errors: true },
  });
  return row.errors;
}

export async function forgetClaim(jobId: string): Promise<void> {
  await prisma.jobClaim.deleteMany({ where: { jobId } });
}

/** Holder of a claim between two workers. */
const NOBODY = "";

export type Orphan = {
  readonly jobId: string;
  readonly queue: string;
  readonly workerId: string;
  readonly kills: number;
  readonly data: unknown;
};

/**
 * Active jobs that no living worker holds. A job fetched a moment ago may not be claimed yet, hence the five seconds for
 * those without a claim.
 */
export async function orphanedJobs(): Promise<Orphan[]> {
  const live = await liveWorkers();
  const queues = Object.values(QUEUES);
  return prisma.$queryRaw<Orphan[]>`
    SELECT j.id::text AS "jobId", j.name AS queue, coalesce(c."workerId", ${NOBODY}) AS "workerId", coalesce(c.kills, 0) AS kills, j.data
    FROM pgboss.job j LEFT JOIN "JobClaim" c ON c."jobId" = j.id
    WHERE j.name = ANY(${queues}::text[]) AND j.state = 'active'
      AND ((c."workerId" <> ${NOBODY} AND NOT (c."workerId" = ANY(${live}::text[])))
        OR (coalesce(c."workerId", ${NOBODY}) = ${NOBODY} AND j.started_on < now() - interval '5 seconds'))`;
}

/**
 * Takes a worker's name off a job that goes back to the queue. Otherwise whoever fetches it next would, until its own
 * claim is written, look like the dead one, and the job would be given away while it runs.
 */
export async function releaseClaim(jobId: string): Promise<void> {
  await prisma.jobClaim.updateMany({ where: { jobId }, data: { workerId: NOBODY } });
}

/** The same for a dead worker's claim, and counts the kill. False where another reaper was faster: the job is its then. */
export async function takeFromDead({ jobId, workerId }: Orphan): Promise<boolean> {
  if (workerId === NOBODY) return true;
  const data = { workerId: NOBODY, kills: { increment: 1 } };
  return (await prisma.jobClaim.updateMany({ where: { jobId, workerId }, data })).count > 0;
}

/** Workers that ended without saying goodbye and hold no job any more. */
export async function deleteDeadWorkers(): Promise<void> {
  const live = await liveWorkers();
  await prisma.worker.deleteMany({ where: { id: { notIn: live }, startedAt: { lt: new Date(Date.now() - 60_000) } } });
}
