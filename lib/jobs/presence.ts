import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import pg from "pg";
import { databaseUrl } from "#lib/db/address.ts";
import { WAKE_CHANNEL } from "./queue.ts";
import { deleteWorker, insertWorker, LOCK_CLASS } from "./store.ts";

export type Presence = {
  readonly workerId: string;
  /** Resolves at the next wake-up call or after `ms`. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  leave(): Promise<void>;
};

/**
 * A worker's sign of life: a connection that holds an advisory lock. When the process dies, however suddenly, Postgres
 * drops the connection and with it the lock, and others see it at once. The same connection listens for new jobs.
 */
export async function enter(onLost: (error: Error) => void): Promise<Presence> {
  const workerId = randomUUID();
  const lockKey = await insertWorker({ id: workerId, host: hostname(), processId: process.pid });
  const client = new pg.Client({
    connectionString: databaseUrl(),
    application_name: "retrace-worker",
    keepAlive: true,
  });
  let leaving = false;
  const sleepers = new Set<() => void>();
  client.on("error", (error) => !leaving && onLost(error));
  client.on("end", () => !leaving && onLost(new Error("the connection to the database ended")));
  client.on("notification", () => {
    for (const wake of sleepers) wake();
  });
  await client.connect();
  await client.query("SELECT pg_advisory_lock($1, $2)", [LOCK_CLASS, lockKey]);
  await client.query(`LISTEN ${WAKE_CHANNEL}`);
  return {
    workerId,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal.addEventListener("abort", wake, { once: true });
        sleepers.add(wake);
        if (signal.aborted) wake();
      }),
    leave: async () => {
      leaving = true;
      await client.end().catch(() => {});
      await deleteWorker(workerId).catch(() => {});
    },
  };
}
