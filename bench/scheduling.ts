import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { z } from "zod";
import { localOwner } from "#lib/auth/actor.ts";
import { openDatabase } from "#lib/db/server.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { sglangScorer } from "#lib/llm/index.ts";
import { getRun, startRun } from "#lib/runs/server.ts";
import { writeProject } from "./scheduling/source.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** `RETRACE_BENCH_FILES=40 npm run bench -- scheduling` is a shorter one. */
const FILES = Number(process.env.RETRACE_BENCH_FILES ?? 200);
const WORKERS = Number(process.env.RETRACE_BENCH_WORKERS ?? 1);
const LATENCY_MS = Number(process.env.RETRACE_BENCH_LATENCY_MS ?? 1000);
const SLOTS = 64;
const CONFIG = { author: "language-model", scorer: "sglang" } as const;

/**
 * Prints how busy workers keep an endpoint of 64 slots and fixed latency through a run; its own capacity is the limit. A slot
 * is busy while it makes an answer that is heard whole and was not made before. The window begins when the first call of a
 * file takes a slot and ends with the last answer: the tail is in it; planning, which is one call after another, is in the
 * figure for the whole run alone.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "retrace-scheduling-"));
  process.env.RETRACE_DATA = join(folder, "data");
  process.env.RETRACE_LOG = "warn";
  delete process.env.DATABASE_URL;
  const database = await openDatabase();
  const server = await startServer();
  use(server.url, server.model);
  const workers: ChildProcess[] = [];
  try {
    await writeProject(join(folder, "project"), FILES);
    const source = { kind: "folder", path: join(folder, "project") } as const;
    const { id } = await startRun(localOwner, { source, config: CONFIG });
    await saveProbe(database.url, id, await probeOf(server));
    workers.push(...Array.from({ length: WORKERS }, startWorker));
    const clocks = await ended(id, [server.child, ...workers]);
    await report(id, server.url, clocks);
  } finally {
    for (const child of [...workers, server.child]) await end(child);
    await closeQueue();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Scores that are hashes cost the machine nothing and mean nothing, which a probe finds out; the search is wanted all the same. */
async function probeOf(server: { readonly url: string; readonly model: string }) {
  const scorer = sglangScorer({ baseUrl: server.url, model: server.model });
  const probe = await scorer.probe(new AbortController().signal);
  await scorer.close();
  return { ...probe, passed: true };
}

async function saveProbe(url: string, runId: string, probe: unknown): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('UPDATE "Run" SET probe = $1 WHERE id = $2', [JSON.stringify(probe), runId]);
  await client.end();
}

const Calls = z.object({
  nowMs: z.number(),
  calls: z.array(z.object({ key: z.string(), paid: z.boolean(), slotMs: z.number().nullable(), endedMs: z.number() })),
});
type Work = { readonly fromMs: number; readonly toMs: number; readonly useful: boolean };

async function report(runId: string, url: string, processorMs: readonly number[]): Promise<void> {
  const { nowMs, calls } = Calls.parse(await (await fetch(`${url}/_control/calls`)).json());
  const { files } = await getRun(localOwner, runId);
  const first = Math.min(...files.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)])));
  const beganMs = nowMs - (Date.now() - first);
  const all = workOf(calls);
  const work = all.filter((each) => each.fromMs >= beganMs);
  const fromMs = Math.min(...work.map((each) => each.fromMs));
  const toMs = Math.max(...work.map((each) => each.toMs));
  const share = (from: number, to: number) => {
    const used = all.reduce(
      (sum, each) => sum + (each.useful ? Math.max(0, Math.min(to, each.toMs) - Math.max(from, each.fromMs)) : 0),
      0,
    );
    return used / ((to - from) * SLOTS);
  };
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const tenth = (toMs - fromMs) / 10;
  const tenths = Array.from({ length: 10 }, (_, index) => share(fromMs + index * tenth, fromMs + (index + 1) * tenth));
  const useless = work.filter((each) => !each.useful).length;
  const least = ((work.length - useless) * LATENCY_MS) / SLOTS;
  const startMs = Math.min(...all.map((each) => each.fromMs));
  console.log(`  ${FILES} files, ${WORKERS} worker(s): ${work.length} calls of ${LATENCY_MS} ms over ${SLOTS} slots`);
  console.log(`  ${useless} calls of no use: repeated, refused, or not heard`);
  console.log(
    `  busy ${percent(share(fromMs, toMs))} of ${((toMs - fromMs) / 1000).toFixed(1)} s; by tenths: ${tenths.map(percent).join(", ")}`,
  );
  console.log(`  from the first call of the run, planning included: busy ${percent(share(startMs, toMs))}`);
  console.log(`  capacity would take ${(least / 1000).toFixed(1)} s, ratio ${(least / (toMs - fromMs)).toFixed(3)}`);
  const each = processorMs.map((ms) => `${(ms / Math.max(1, calls.length)).toFixed(2)} ms`);
  console.log(`  processor time a request: server ${each[0]}, workers ${each.slice(1).join(" and ")}`);
}

function workOf(calls: z.infer<typeof Calls>["calls"]): Work[] {
  const known = new Set<string>();
  return calls.flatMap(({ key, paid, slotMs, endedMs }) => {
    if (slotMs === null) return [];
    const useful = paid && !known.has(key);
    if (paid) known.add(key);
    return [{ fromMs: slotMs, toMs: endedMs, useful }];
  });
}

/** Waits for the run's end; returns what processor time the processes had taken by then. */
async function ended(id: string, children: readonly ChildProcess[]): Promise<number[]> {
  for (;;) {
    const { run } = await getRun(localOwner, id);
    if (run.state === "failed" || run.state === "paused") throw new Error(`the run ${run.state}: ${run.error}`);
    if (run.state === "done") return children.map(({ pid }) => processorMs(pid ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** User and system time, from Linux's /proc; 0 elsewhere. */
function processorMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function use(url: string, model: string): void {
  process.env.RETRACE_AUTHOR_URL = `${url}/v1`;
  process.env.RETRACE_AUTHOR_MODEL = model;
  process.env.RETRACE_SCORER_URL = url;
  process.env.RETRACE_SCORER_MODEL = model;
  process.env.RETRACE_SCORER_ENGINE = CONFIG.scorer;
}

async function startServer(): Promise<{ child: ChildProcess; url: string; model: string }> {
  const flags = ["--engine", CONFIG.scorer, "--scores", "hashed", "--latency-ms", `${LATENCY_MS}`];
  const child = startNode([
    "lib/testing/model-server/main.ts",
    ...flags,
    "--slots",
    `${SLOTS}`,
    "--max-model-len",
    "131072",
  ]);
  const [line] = await once(child.stdout ?? child, "data");
  return { child, ...z.object({ url: z.string(), model: z.string() }).parse(JSON.parse(String(line))) };
}

function startWorker(): ChildProcess {
  return startNode(["lib/cli/main.ts", "worker"]);
}

function startNode(args: readonly string[]): ChildProcess {
  const flags = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];
  return spawn(process.execPath, [...flags, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
