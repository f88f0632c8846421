import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import type { AnyJob } from "./define.ts";
import { enter, type Presence } from "./presence.ts";
import { QUEUE, queue } from "./queue.ts";
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

const Envelope = z.object({ name: z.string(), payload: z.unknown() });

/** Executes jobs until the signal aborts; a job under way is told by its own signal and goes back to the queue. */
export async function work(
  jobs: readonly AnyJob[],
  options: { concurrency: number; signal: AbortSignal },
): Promise<void> {
  const boss = await queue({ supervise: true });
  const lost = new AbortController();
  const signal = AbortSignal.any([options.signal, lost.signal]);
  // Without its lock a worker counts as dead and its jobs are given to others: it must stop at once.
  const presence = await enter((error) => lost.abort(error));
  log.info("worker ready", { worker: presence.workerId.slice(0, 8), slots: options.concurrency });
  try {
    const slots = Array.from({ length: options.concurrency }, () => runSlot(boss, jobs, presence, signal));
    await Promise.all([...slots, reap(boss, jobs, signal)]);
  } finally {
    await presence.leave();
  }
  if (lost.signal.aborted) throw lost.signal.reason;
}

async function runSlot(boss: PgBoss, jobs: readonly AnyJob[], presence: Presence, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [job] = await boss.fetch<unknown>(QUEUE, { batchSize: 1 }).catch((error: unknown) => {
      log.warn("queue cannot be read", { problem: messageOf(error) });
      return [];
    });
    if (!job) {
      await presence.wait(IDLE_MS, signal);
      continue;
    }
    await claimJob(job.id, presence.workerId);
    await execute(boss, jobs, { id: job.id, data: job.data }, presence, signal);
  }
}

async function execute(
  boss: PgBoss,
  jobs: readonly AnyJob[],
  job: { id: string; data: unknown },
  presence: Presence,
  signal: AbortSignal,
): Promise<void> {
  const envelope = Envelope.safeParse(job.data);
  const definition = jobs.find((each) => each.name === envelope.data?.name);
  if (!envelope.success || !definition) {
    log.error("a job nobody knows was completed without work", { job: job.id, name: envelope.data?.name });
    await settle(boss, job.id);
    return;
  }
  const heartbeat = setInterval(() => void boss.touch(QUEUE, job.id).catch(() => {}), HEARTBEAT_MS);
  try {
    await definition.run(envelope.data.payload, { signal, workerId: presence.workerId });
    await settle(boss, job.id);
  } catch (error) {
    if (signal.aborted) {
      // Stopped, not failed: another worker, or this one after its next start, goes on from the last saved step.
      await releaseClaim(job.id).catch(() => {});
      await boss.fail(QUEUE, job.id).catch(() => {});
      return;
    }
    const errors = await countError(job.id);
    log.warn("job threw", { name: definition.name, errors, problem: messageOf(error) });
    if (errors < definition.attempts) {
      await releaseClaim(job.id);
      await boss.fail(QUEUE, job.id, { message: messageOf(error) });
    } else {
      await definition.giveUp(envelope.data.payload, messageOf(error));
      await settle(boss, job.id);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

async function settle(boss: PgBoss, jobId: string): Promise<void> {
  await boss.complete(QUEUE, jobId);
  await forgetClaim(jobId);
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
          await settle(boss, orphan.jobId);
        } else {
          if (!(await takeFromDead(orphan))) continue;
          log.info("job of a dead worker returns to the queue", { job: orphan.jobId });
          await boss.fail(QUEUE, orphan.jobId, { message: "its worker died" });
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
