import { fromPrisma, PgBoss } from "pg-boss";
import { databaseUrl } from "#lib/db/address.ts";
import type { Db } from "#lib/db/client.ts";
import { log } from "#lib/std/log.ts";

/**
 * What a job spends its time on: computing in the worker, or waiting for endpoints. A worker executes as many of the first
 * as it has cores, and many more of the second.
 */
export type Place = "here" | "away";

/** One queue for each place; the kind of a job travels in the data. */
export const QUEUES = { here: "retrace", away: "retrace-away" } as const satisfies Record<Place, string>;

/** Postgres channel that wakes idle workers. */
export const WAKE_CHANNEL = "retrace_jobs";

let started: Promise<PgBoss> | undefined;

/** The process's connection to the queue. Only workers supervise (expire, archive); others merely send. */
export function queue(options: { supervise: boolean } = { supervise: false }): Promise<PgBoss> {
  started ??= start(options.supervise).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

/** Closes the connection; a later use opens it again. */
export async function closeQueue(): Promise<void> {
  const closing = started;
  started = undefined;
  const boss = await closing?.catch(() => undefined);
  await boss?.stop({ graceful: false });
}

export type EnqueueOptions = {
  /** Higher first, then first come, first served. */
  readonly priority?: number;
  readonly place?: Place;
  /** It is not executed sooner. */
  readonly afterMs?: number;
  /** At most one job of this key in so many seconds; another one comes in the seconds after, and a third not at all. */
  readonly once?: { readonly key: string; readonly seconds: number };
};

/**
 * Puts a job in the queue as part of the caller's transaction. The payload holds ids; whatever else a job needs it reads
 * from the tables.
 */
export async function enqueue(
  tx: Db,
  name: string,
  payload: Readonly<Record<string, string | number>>,
  { priority = 0, place = "here", afterMs = 0, once }: EnqueueOptions = {},
): Promise<void> {
  const boss = await queue();
  const startAfter = Math.ceil(afterMs / 1000);
  await boss.send(
    QUEUES[place],
    { name, payload },
    {
      db: fromPrisma(tx),
      priority,
      startAfter,
      // Not merely dropped: the first may have looked already at what the second is about.
      ...(once && { singletonKey: once.key, singletonSeconds: once.seconds, singletonNextSlot: true }),
    },
  );
  await tx.$executeRawUnsafe(`SELECT pg_notify('${WAKE_CHANNEL}', '')`);
}

async function start(supervise: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl(),
    application_name: "retrace-jobs",
    max: 3,
    supervise,
    schedule: false,
  });
  boss.on("error", (error) => log.warn("queue", { problem: error.message }));
  await boss.start();
  for (const name of Object.values(QUEUES)) await createQueue(boss, name);
  return boss;
}

async function createQueue(boss: PgBoss, name: string): Promise<void> {
  await boss.createQueue(name, {
    // Kills are told apart from errors and bounded in JobClaim; pg-boss's own bound is only a backstop.
    retryLimit: 1000,
    retryDelay: 0,
    // The backstop for a host that vanished with its connection half open; a killed process is noticed at once.
    heartbeatSeconds: 60,
    expireInSeconds: 23 * 3600,
    deleteAfterSeconds: 24 * 3600,
    retentionSeconds: 14 * 24 * 3600,
  });
}
