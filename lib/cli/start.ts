import { type ChildProcess, fork } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { localOwner } from "#lib/auth/actor.ts";
import { createSignInLink } from "#lib/auth/session.ts";
import { type OpenDatabase, openDatabase } from "#lib/db/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { findEqualRun, hasRuns, resumeRun, startRun } from "#lib/runs/server.ts";
import type { Source } from "#lib/sources/index.ts";
import { dataFolder, env } from "#lib/std/env.ts";
import { AppError, codeOf, messageOf } from "#lib/std/errors.ts";
import { ensureFolder } from "#lib/std/folder.ts";
import { buildIfStale } from "./build.ts";
import { keepWorker } from "./keep-worker.ts";
import { signInAddress } from "./sign-in.ts";
import { sourceOf } from "./source.ts";

type Options = { readonly subPath?: string; readonly sample: boolean; readonly port?: number };

/** The real code that a first start reconstructs: the part of Retrace that imports repositories. */
const SAMPLE_SUB_PATH = "lib/sources";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Everything `npm start` does: database, build, web server, one worker, and what was asked for. Ends with Ctrl-C. */
export async function start(given: string | undefined, options: Options): Promise<void> {
  const port = options.port ?? env().RETRACE_PORT;
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
  // Relative paths are the caller's; everything else here is relative to the package.
  const source = given === undefined ? null : await resolveLater(given, options);
  process.env.RETRACE_DATA = dataFolder();
  process.chdir(root);

  await checkFolder(process.env.RETRACE_DATA);
  await checkPort(port);
  tell("starting the database");
  const database = await openDatabase();
  process.env.RETRACE_DATABASE = database.kind;
  process.env.RETRACE_PORT = String(port);
  tell(databaseLine(database));
  const children: (() => ChildProcess | null)[] = [];
  try {
    await buildIfStale(tell);
    if (stopping.signal.aborted) return;
    const web = await startWeb(stopping);
    const program = join(root, "lib/cli/main.ts");
    const keeping = { program, execArgv: process.execArgv, tell, revive: database.revive };
    children.push(() => web, keepWorker(keeping, stopping.signal).current);
    const { token } = await createSignInLink();
    process.stdout.write(
      `\nRetrace is ready. Open this link once, within 15 minutes, to sign in:\n\n  ${signInAddress(port, token)}\n\n`,
    );
    await beginWork(source ? await source() : null, options.sample);
    await aborted(stopping.signal);
    tell("stopping");
  } finally {
    await Promise.all(children.map((current) => endChild(current())));
    await closeQueue();
    await database.close();
  }
  tell("stopped; everything is kept for the next start");
}

/** Archives are stored through the database, which is not open yet; the path is fixed before the folder changes. */
async function resolveLater(given: string, { subPath }: Options): Promise<() => Promise<Source>> {
  const folder = process.cwd();
  return async () => {
    const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) || /^[^/\s]+@[^/\s]+:/.test(given);
    return sourceOf(isAddress ? given : join(given.startsWith("/") ? "" : folder, given), { subPath });
  };
}

async function beginWork(source: Source | null, sample: boolean): Promise<void> {
  if (source) {
    const equal = await findEqualRun(localOwner, { source });
    if (equal && (equal.state === "paused" || equal.state === "failed")) await resumeRun(localOwner, equal.id);
    const run = equal && equal.state !== "done" ? equal : await startRun(localOwner, { source });
    tell(`reconstructing ${run.name}; watch it under Runs`);
  } else if (sample && !(await hasRuns(localOwner))) {
    const run = await startRun(localOwner, { source: { kind: "folder", path: root, subPath: SAMPLE_SUB_PATH } });
    tell(`the database is empty: reconstructing the sample ${run.name}; watch it under Runs`);
  }
}

function startWeb(stopping: AbortController): Promise<ChildProcess> {
  // No --conditions here: see web.ts.
  const child = fork(join(root, "lib/cli/web.ts"), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(child));
    child.once("exit", (code) => {
      reject(new AppError("upstream", `the web server ended with code ${code}`));
      if (!stopping.signal.aborted) {
        tell(`the web server ended unexpectedly (code ${code})`);
        stopping.abort();
      }
    });
  });
}

async function endChild(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await gone;
  clearTimeout(hard);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // The timer keeps the process alive while nothing else does.
    const alive = setInterval(() => {}, 1 << 30);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}

async function checkFolder(folder: string): Promise<void> {
  try {
    await ensureFolder(folder);
    const probe = join(folder, ".probe");
    await writeFile(probe, "x".repeat(4096));
    await rm(probe);
  } catch (error) {
    if (codeOf(error) === "ENOSPC")
      throw new AppError("upstream", `the disk is full: ${folder} cannot be written; free some space and start again`);
    throw new AppError(
      "upstream",
      `${folder} cannot be written (${codeOf(error) ?? messageOf(error)}); set RETRACE_DATA to a folder you may write to`,
    );
  }
}

function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      const reason = codeOf(error) === "EADDRINUSE" ? "is in use" : `cannot be used (${codeOf(error)})`;
      reject(
        new AppError(
          "upstream",
          `port ${port} ${reason}; stop what listens there or choose another with --port ${port + 1}`,
        ),
      );
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
  });
}

function databaseLine({ kind, appliedMigrations }: OpenDatabase): string {
  const where = kind === "embedded" ? `embedded Postgres, data in ${dataFolder()}` : "Postgres of DATABASE_URL";
  return `${where}${appliedMigrations.length > 0 ? `; ${appliedMigrations.length} migrations applied` : ""}`;
}

function tell(line: string): void {
  process.stdout.write(`retrace: ${line}\n`);
}
