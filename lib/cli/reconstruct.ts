import type { z } from "zod";
import { localOwner } from "#lib/auth/actor.ts";
import { exportTo } from "#lib/dataset/server.ts";
import { openDatabase } from "#lib/db/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { type RunDetail, StartRunInput } from "#lib/runs/index.ts";
import { findEqualRun, getRun, resumeRun, startRun } from "#lib/runs/server.ts";
import { AppError } from "#lib/std/errors.ts";
import { getTrajectory } from "#lib/trajectory/server.ts";
import { runWorker } from "#lib/worker/main.ts";
import { Progress } from "./progress.ts";
import { sourceOf } from "./source.ts";

type Options = {
  readonly out: string;
  readonly subPath?: string;
  readonly commit?: string;
  readonly author: string;
  readonly scorer: string;
  readonly mode: string;
  readonly candidates?: number;
  readonly passes?: number;
};

/** The whole pipeline with a worker of its own. Equal work that was left unfinished goes on; finished work is not redone. */
export async function reconstruct(given: string, options: Options): Promise<void> {
  const database = await openDatabase();
  const stop = new AbortController();
  const interrupted = () => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupted);
  try {
    const source = await sourceOf(given, options);
    const run = await beginOrResume({ source, config: configOf(options) });
    const working = runWorker(stop.signal);
    working.catch(() => {});
    const detail = await Promise.race([follow(run, stop.signal), working.then(() => getRun(localOwner, run))]);
    for (const { level, message } of detail.events) if (level === "warning") process.stderr.write(`${message}\n`);
    if (detail.run.state === "done" && detail.run.trajectoryId) await writeRow(detail.run.trajectoryId, options.out);
    else if (stop.signal.aborted)
      throw new AppError("conflict", `stopped; run ${run} goes on when the same command is given again`);
    else
      throw new AppError("conflict", `run ${run} is ${detail.run.state}: ${detail.run.error ?? "no reason recorded"}`);
    stop.abort();
    await working;
  } finally {
    stop.abort();
    await closeQueue();
    await database.close();
  }
}

/** Words that name no author, scorer or mode are refused by the schema, which lists those that do. */
function configOf(options: Options): z.output<typeof StartRunInput>["config"] {
  const parsed = StartRunInput.shape.config.safeParse({
    author: options.author,
    scorer: options.scorer,
    search: {
      mode: options.mode,
      ...(options.candidates !== undefined && { candidates: options.candidates }),
      ...(options.passes !== undefined && { passes: options.passes }),
    },
  });
  if (parsed.success) return parsed.data;
  throw new AppError(
    "invalid",
    parsed.error.issues.map((issue) => `--${issue.path.at(-1)?.toString()}: ${issue.message}`).join("; "),
  );
}

async function beginOrResume(input: StartRunInput): Promise<string> {
  const equal = await findEqualRun(localOwner, input);
  if (!equal || equal.state === "done") return (await startRun(localOwner, input)).id;
  if (equal.state === "paused" || equal.state === "failed") await resumeRun(localOwner, equal.id);
  return equal.id;
}

async function follow(runId: string, signal: AbortSignal): Promise<RunDetail> {
  const progress = new Progress();
  for (;;) {
    const detail = await getRun(localOwner, runId);
    const { state, stage, files } = detail.run;
    const now = detail.files.find(
      (file) => file.state !== "done" && file.state !== "waiting" && file.state !== "failed",
    );
    progress.draw(files.done, files.total, stage === "write" ? `files, ${now?.path ?? ""}` : stage);
    if (state === "done" || state === "failed" || state === "cancelled" || state === "paused" || signal.aborted) {
      progress.end();
      return detail;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function writeRow(trajectoryId: string, out: string): Promise<void> {
  const trajectory = await getTrajectory(localOwner, trajectoryId);
  await exportTo(
    localOwner,
    out,
    { format: "canonical", filter: { id: [trajectoryId], includeUnfaithful: true } },
    new AbortController().signal,
  );
  const { fidelity, stats, scorer } = trajectory;
  const unit = stats.unit ?? "";
  const overPlacebo = (stats.meanGain ?? 0) - (stats.meanPlaceboGain ?? 0);
  const gain =
    stats.meanGain === null
      ? "not scored"
      : `mean gain ${stats.meanGain.toFixed(4)} ${unit} over no thought, ${overPlacebo.toFixed(4)} over placebo (${scorer})`;
  const bits = stats.warmBitsPerByte === null ? "" : `, ${stats.warmBitsPerByte.toFixed(3)} bits per byte warm`;
  process.stderr.write(
    `${trajectoryId}: ${stats.files} files, ${stats.steps} steps, ${stats.improvedThinks} of ${stats.scoredThinks} thoughts improved, ${gain}${bits}\n`,
  );
  if (fidelity?.ok) {
    process.stderr.write(`fidelity ok: ${fidelity.files} files, ${fidelity.bytes} bytes; wrote ${out}\n`);
  } else {
    process.stderr.write(
      `fidelity broken: ${fidelity?.problems.map((each) => `${each.path} ${each.problem}`).join("; ")}\n`,
    );
    process.exitCode = 1;
  }
}
