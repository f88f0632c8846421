import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import type { AnyJob } from "./define.ts";
import { enter, type Presence } from "./presence.ts";
import { type Place, QUEUES, queue } from "./queue.ts";
import {
  claimJob,
  countError,
  deleteDeadWorkers,
  forgetClaim,
  orphanedJobs,
  releaseClaim,
  takeFromDead,
} from "./store.ts";

/** A file that kills its worker this often (out of memory, say) is given up instead of taking every worker down. */
const MOST_KILLS = 50;
const IDLE_MS = 1000;
const REAP_MS = 1000;
const HEARTBEAT_MS = 20_000;
/** Jobs taken by one question: workers that wake at the same moment take turns, and share what is there. */
const MOST_TAKEN = 32;

const Envelope = z.object({ name: z.string(), payload: z.unknown() });

/** Jobs of each place executed at once. */
export type Slots = Readonly<Record<Place, number>>;

/** Executes jobs until the signal aborts; a job under way is told by its own signal and goes back to the queue. */
export async function work(
  jobs: readonly AnyJob[],
  options: { readonly slots: Slots; readonly signal: AbortSignal },
): Promise<void> {
  const boss = await queue({ supervise: true });
  // Without its lock a worker counts as dead and its jobs are given to others. A job that can neither be done nor given
  // back is held by the worker's name. In both cases it must stop at once.
  const lost = new AbortController();
  const signal = AbortSignal.any([options.signal, lost.signal]);
  const presence = await enter((error) => lost.abort(error));
  const take = (job: TakenJob) =>
    takeJob(boss, jobs, job, presence, signal).catch((error: unknown) => lost.abort(error));
  log.info("worker ready", { worker: presence.workerId.slice(0, 8), ...options.slots });
  try {
    const places = (["here", "away"] as const).map((place) =>
      serve(boss, { queue: QUEUES[place], slots: options.slots[place] }, take, presence, signal),
    );
    await Promise.all([...places, reap(boss, jobs, signal)]);
  } finally {
    await presence.leave();
  }
  if (lost.signal.aborted) throw lost.signal.reason;
}

/** Keeps the slots of one queue full. */
async function serve(
  boss: PgBoss,
  { queue, slots }: { readonly queue: string; readonly slots: number },
  take: (job: TakenJob) => Promise<void>,
  presence: Presence,
  signal: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    const free = slots - running.size;
    if (free <= 0) {
      await Promise.race([...running, presence.wait(IDLE_MS, signal)]);
      continue;
    }
    const found = await boss
      .fetch<unknown>(queue, { batchSize: Math.min(free, MOST_TAKEN) })
      .catch((error: unknown) => {
        log.warn("queue cannot be read", { queue, problem: messageOf(error) });
        return [];
      });
    for (const { id, data } of found) {
      const job = take({ id, data, queue }).finally(() => running.delete(job));
      running.add(job);
    }
    if (found.length === 0) await Promise.race([...running, presence.wait(IDLE_MS, signal)]);
  }
  await Promise.all(running);
}

type TakenJob = { readonly id: string; readonly data: unknown; readonly queue: string };

async function takeJob(
  boss: PgBoss,
  jobs: readonly AnyJob[],
  job: TakenJob,
  presence: Presence,
  signal: AbortSignal,
): Promise<void> {
  await claimJob(job.id, presence.workerId);
  await execute(boss, jobs, job, presence, signal);
}

async function execute(
  boss: PgBoss,
  jobs: readonly AnyJob[],
  job: TakenJob,
  presence: Presence,
  signal: AbortSignal,
): Promise<void> {
  const envelope = Envelope.safeParse(job.data);
  const definition = jobs.find((each) => each.name === envelope.data?.name);
  if (!envelope.success || !definition) {
    log.error("a job nobody knows was completed without work", { job: job.id, name: envelope.data?.name });
    await settle(boss, job);
    return;
  }
  const heartbeat = setInterval(() => void boss.touch(job.queue, job.id).catch(() => {}), HEARTBEAT_MS);
  try {
    await definition.run(envelope.data.payload, { signal, workerId: presence.workerId });
    await settle(boss, job);
  } catch (error) {
    if (signal.aborted) {
      // Stopped, not failed: another worker, or this one after its next start, goes on from the last saved step.
      await releaseClaim(job.id).catch(() => {});
      await boss.fail(job.queue, job.id).catch(() => {});
      return;
    }
    const errors = await countError(job.id);
    log.warn("job threw", { name: definition.name, errors, problem: messageOf(error) });
    if (errors < definition.attempts) {
      await releaseClaim(job.id);
      await boss.fail(job.queue, job.id, { message: messageOf(error) });
    } else {
      await definition.giveUp(envelope.data.payload, messageOf(error));
      await settle(boss, job);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

async function settle(boss: PgBoss, { id, queue }: Pick<TakenJob, "id" | "queue">): Promise<void> {
  await boss.complete(queue, id);
  await forgetClaim(id);
}

/** Gives the jobs of dead workers back to the queue. Every worker does it; doing it twice is harmless. */
async function reap(boss: PgBoss, jobs: readonly AnyJob[], signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      for (const orphan of await orphanedJobs()) {
        const envelope = Envelope.safeParse(orphan.data);
        const definition = jobs.find((each) => each.name === envelope.data?.name);
        if (definition && envelope.success && orphan.kills >= MOST_KILLS) {
          await definition.giveUp(envelope.data.payload, `its worker died ${orphan.kills} times`);
          await settle(boss, { id: orphan.jobId, queue: orphan.queue });
        } else {
          if (!(await takeFromDead(orphan))) continue;
          log.info("job of a dead worker returns to the queue", { job: orphan.jobId });
          await boss.fail(orphan.queue, orphan.jobId, { message: "its worker died" });
        }
      }
      if (round % 60 === 0) await deleteDeadWorkers();
    } catch (error) {
      log.warn("dead workers could not be looked for", { problem: messageOf(error) });
    }
    // Not woken by new jobs, hence a plain timer.
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, REAP_MS);
      const stop = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener("abort", stop, { once: true });
    });
  }
}
