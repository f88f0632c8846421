import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { localOwner } from "#lib/auth/actor.ts";
import { keepWorker } from "#lib/cli/keep-worker.ts";
import { exportTo } from "#lib/dataset/server.ts";
import { disconnect, prisma } from "#lib/db/client.ts";
import { startEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { getRun, startRun } from "#lib/runs/server.ts";
import { assertNever, at } from "#lib/std/assert.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { TWO_FILES } from "#lib/testing/two-files.ts";

/** `RETRACE_KILLS=20 npm run integration -- lib/worker` is the long form. */
const KILLS = Number(process.env.RETRACE_KILLS ?? 3);
const VICTIMS = ["worker", "endpoint", "postgres"] as const;
type Victim = (typeof VICTIMS)[number];

const NODE_FLAGS = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];
const CONFIG = { author: "language-model", scorer: "sglang" } as const;

/** Whatever a test leaves running, by what ends it. */
const endings: (() => Promise<void>)[] = [];
let folder: string;
let shared: TestDatabase | undefined;

afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  for (const end of endings.reverse()) await end();
  await closeQueue();
  await shared?.drop();
  await rm(folder, { recursive: true, force: true });
});

test(`worker, endpoint and Postgres killed in turn, ${KILLS} times in all: the same bytes, and nothing paid twice`, {
  timeout: 60_000 + KILLS * 60_000,
}, async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-kills-"));
  await mkdir(join(folder, "project"));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, "project", name), text);

  shared = await testDatabase();
  const undisturbed = await reconstruct(shared.url, "undisturbed", []);
  const postgres = await ownPostgres();
  const disturbed = await reconstruct(
    postgres.url,
    "disturbed",
    Array.from({ length: KILLS }, (_, index) => at(VICTIMS, index % VICTIMS.length)),
    { ...postgres, replies: undisturbed.replies },
  );
  expect(disturbed.killed).toHaveLength(KILLS);
  expect(disturbed.bytes.equals(undisturbed.bytes)).toBe(true);
  expect(disturbed.replies).toBe(undisturbed.replies);

  // Every reply was paid by one line of the ledger, and every such line has its reply.
  const paid = await prisma.modelCall.groupBy({
    by: ["replyKey"],
    where: { served: false, errorClass: null, replyKey: { not: null } },
    _count: true,
  });
  expect(paid.filter((each) => each._count !== 1)).toEqual([]);
  expect(paid).toHaveLength(disturbed.replies);
  // What was stored was asked; only what was under way when something was killed was asked again.
  expect(disturbed.asked).toBeGreaterThanOrEqual(undisturbed.replies);
  expect(await prisma.callClaim.count()).toBe(0);
});

type Disturbance = { readonly replies: number; kill(): Promise<void>; revive(): Promise<void> };
type Outcome = {
  readonly bytes: Buffer;
  readonly replies: number;
  readonly asked: number;
  readonly killed: readonly Victim[];
};

/** One run on a database and an endpoint of its own. A kill comes whenever another share of the replies is stored. */
async function reconstruct(
  url: string,
  name: string,
  victims: readonly Victim[],
  disturbance?: Disturbance,
): Promise<Outcome> {
  await closeQueue();
  await disconnect();
  process.env.DATABASE_URL = url;
  const endpoint = await ownEndpoint(name);
  use(endpoint.url);
  const source = { kind: "folder", path: join(folder, "project") } as const;
  const { id } = await startRun(localOwner, { source, config: CONFIG });
  const stopping = new AbortController();
  const worker = keepWorker(
    {
      program: "lib/cli/main.ts",
      execArgv: NODE_FLAGS,
      env: { ...process.env, NODE_OPTIONS: "", RETRACE_LOG: "error", RETRACE_DATA: join(folder, "data") },
      tell: () => {},
      revive: async () => disturbance?.revive(),
    },
    stopping.signal,
  );
  endings.push(async () => {
    stopping.abort();
    worker.current()?.kill("SIGKILL");
  });

  const killed: Victim[] = [];
  for (const [index, victim] of victims.entries()) {
    const share = ((disturbance?.replies ?? 0) * (index + 1)) / (victims.length + 1);
    await until(async () => (await prisma.modelReply.count()) >= share);
    if ((await getRun(localOwner, id)).run.state === "done") break;
    await strike(victim, { worker: worker.current, endpoint, disturbance });
    killed.push(victim);
  }
  await until(async () => {
    const { run } = await getRun(localOwner, id);
    if (run.state === "failed" || run.state === "paused") throw new Error(`the run ${run.state}: ${run.error}`);
    return run.state === "done";
  });
  stopping.abort();
  worker.current()?.kill("SIGKILL");
  const { run } = await getRun(localOwner, id);
  const out = join(folder, `${name}.jsonl`);
  await exportTo(localOwner, out, { format: "canonical", filter: { id: [run.trajectoryId ?? ""] } });
  const replies = await prisma.modelReply.count();
  return { bytes: await readFile(out), replies, asked: await endpoint.asked(), killed };
}

type Stage = {
  readonly worker: () => ChildProcess | null;
  readonly endpoint: { kill(): Promise<void>; start(): Promise<void> };
  readonly disturbance: Disturbance | undefined;
};

async function strike(victim: Victim, { worker, endpoint, disturbance }: Stage): Promise<void> {
  switch (victim) {
    case "worker":
      await until(async () => worker() !== null);
      await killed(worker());
      return forgetDead();
    case "endpoint":
      await endpoint.kill();
      return endpoint.start();
    case "postgres": {
      const before = worker();
      await disturbance?.kill();
      await disturbance?.revive();
      // A worker that has lost its place ends when it has written down what it has paid for.
      await until(async () => worker() !== before);
      return forgetDead();
    }
    default:
      return assertNever(victim);
  }
}

/** Instead of waiting for half a minute until a process counts as dead. */
async function forgetDead(): Promise<void> {
  await prisma.callHolder.updateMany({ data: { aliveUntil: new Date(0) } });
}

/** Postgres of this test alone, so that it can be killed. */
async function ownPostgres() {
  const data = join(folder, "data");
  const server = await startEmbedded(data);
  await migrate(server.url);
  const processId = async () => Number((await readFile(join(server.folder, "postmaster.pid"), "utf8")).split("\n")[0]);
  endings.push(async () => {
    await disconnect();
    process.kill(await processId(), "SIGQUIT");
  });
  return {
    url: server.url,
    kill: async () => void process.kill(await processId(), "SIGKILL"),
    /** On the same folder and port. Right after a kill its old processes may still hold the shared memory. */
    async revive() {
      await until(async () => (await startEmbedded(data).catch(() => null))?.url === server.url);
    },
  };
}

/** The test server as a process of its own; what it was asked outlives it. */
async function ownEndpoint(name: string) {
  const state = join(folder, `${name}.state`);
  const port = await freePort();
  let child: ChildProcess | undefined;
  async function start(): Promise<void> {
    const program = ["lib/testing/model-server/main.ts", "--port", `${port}`, "--engine", "sglang", "--state", state];
    const env = { ...process.env, NODE_OPTIONS: "" };
    const flags = ["--max-model-len", "65536", "--latency-ms", "20"];
    child = spawn("node", [...NODE_FLAGS, ...program, ...flags], { env, stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout ?? child, "data");
  }
  async function kill(): Promise<void> {
    await killed(child ?? null);
  }
  await start();
  endings.push(kill);
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    kill,
    asked: async () =>
      (await readFile(state, "utf8")).split("\n").filter((line) => line.startsWith('{"type":"paid"')).length,
  };
}

function use(url: string): void {
  vi.stubEnv("RETRACE_AUTHOR_URL", `${url}/v1`);
  vi.stubEnv("RETRACE_AUTHOR_MODEL", "retrace-test-model");
  vi.stubEnv("RETRACE_SCORER_URL", url);
  vi.stubEnv("RETRACE_SCORER_MODEL", "retrace-test-model");
  vi.stubEnv("RETRACE_SCORER_ENGINE", CONFIG.scorer);
}

async function killed(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Asks again and again, also over a time in which the database does not answer; other failures end the test. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const holds = await condition().catch((error: unknown) => {
      if (isDatabaseAway(error)) return false;
      throw error;
    });
    if (holds) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const AWAY = /ECONNREFUSED|ECONNRESET|Can't reach database|terminat|starting up|shutting down|closed the connection/i;

function isDatabaseAway(error: unknown): boolean {
  const parsed = z.object({ message: z.string() }).safeParse(error);
  return parsed.success && AWAY.test(parsed.data.message);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = z.object({ port: z.number() }).parse(server.address());
      server.close(() => resolve(port));
    });
  });
}

const FILES = {
  ...TWO_FILES,
  "alarm.ts": `import { Timer } from "./timer.ts";

/** Rings once, when its timer has run down. */
export function rings(timer: Timer, now: Date, hasRung: boolean): boolean {
  return !hasRung && timer.remaining(now) === 0;
}
`,
};
