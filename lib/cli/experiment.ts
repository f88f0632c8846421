import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { localOwner } from "#lib/auth/actor.ts";
import { openDatabase } from "#lib/db/server.ts";
import type { Experiment } from "#lib/experiments/index.ts";
import { experimentReport, readExperiment, renderReport, startExperiment } from "#lib/experiments/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { runWorker } from "#lib/worker/main.ts";
import { Progress } from "./progress.ts";

/** Runs a set of repositories under several configs and writes the report; given again, it goes on where it stopped. */
export async function experiment(file: string, options: { readonly out: string }): Promise<void> {
  const spec = await readSpec(file);
  const database = await openDatabase();
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    const started = await startExperiment(localOwner, spec);
    const working = runWorker(stop.signal);
    working.catch(() => {});
    const ended = await Promise.race([
      follow(started.id, stop.signal),
      working.then(() => readExperiment(localOwner, started.id)),
    ]);
    await writeReport(ended, options.out);
    stop.abort();
    await working;
  } finally {
    stop.abort();
    await closeQueue();
    await database.close();
  }
}

async function readSpec(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new AppError("invalid", `${file} cannot be read: ${messageOf(error)}`);
  });
  const parsed = z.json().safeParse(parseJson(text, file));
  if (!parsed.success) throw new AppError("invalid", `${file} is not JSON`);
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid", `${file} is not JSON: ${messageOf(error)}`);
  }
}

const ENDED = new Set(["done", "failed", "cancelled", "paused"]);

async function follow(id: string, signal: AbortSignal): Promise<Experiment> {
  const progress = new Progress();
  for (;;) {
    const now = await readExperiment(localOwner, id);
    const done = now.runs.filter((run) => run.state === "done").length;
    const running = now.runs.find((run) => run.state === "running");
    progress.draw(done, now.runs.length, running ? `runs, ${running.name} ${running.arm}` : "runs");
    if (signal.aborted || now.runs.every((run) => ENDED.has(run.state))) {
      progress.end();
      return now;
    }
    await new Promise((resolved) => setTimeout(resolved, 500));
  }
}

async function writeReport(experiment: Experiment, out: string): Promise<void> {
  const report = await experimentReport(localOwner, experiment.id);
  await mkdir(out, { recursive: true });
  for (const [name, content] of renderReport(report)) await writeFile(join(out, name), content);
  process.stderr.write(`wrote ${resolve(out, "report.md")}\n`);
  const unfinished = experiment.runs.filter((run) => run.state !== "done");
  for (const run of unfinished) {
    process.stderr.write(`${run.name} ${run.arm}: ${run.state}${run.error === null ? "" : `, ${run.error}`}\n`);
  }
  if (unfinished.length > 0) {
    process.stderr.write("The same command goes on with what is left.\n");
    process.exitCode = 1;
  }
}
