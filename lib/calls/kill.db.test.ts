import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import { text as readText } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { insertRun } from "#lib/testing/paid-models.ts";
import { getSpending, settleDeadHolds } from "./spend/store.ts";

const KILLS = 6;
const QUESTIONS = 150;
/** Questions that one process asks at once. */
const AT_ONCE = 8;

let database: TestDatabase | undefined;
const children = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await database?.drop();
});

test(`processes killed ${KILLS} times, and Postgres cut off: nothing is paid again after its reply was stored`, {
  timeout: 120_000,
}, async () => {
  database = await testDatabase();
  const run = await insertRun("run", { tokens: 1_000_000 });
  await using server = await chatServer();
  let cut = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const victim = start(server.url, run);
    const holderId = await victim.holderId;
    await until(() => server.answered() > (kill + 1) * 12);
    if (kill === 2) {
      cut = await cutOffPostgres();
      await until(() => server.answered() > 60);
    }
    victim.child.kill("SIGKILL");
    // Instead of waiting for half a minute until it counts as dead.
    await prisma.callHolder.updateMany({ where: { id: holderId }, data: { aliveUntil: new Date(0) } });
  }
  const survivors = [start(server.url, run), start(server.url, run)];
  const [one, two] = await Promise.all(survivors.map((each) => each.texts));
  expect(one).toEqual(two);
  expect(one).toHaveLength(QUESTIONS);

  const paid = await prisma.modelCall.groupBy({
    by: ["replyKey"],
    where: { runId: run, served: false, errorClass: null },
    _count: true,
  });
  expect(paid).toHaveLength(QUESTIONS);
  expect(paid.every((each) => each._count === 1)).toBe(true);
  expect(await prisma.modelReply.count()).toBe(QUESTIONS);
  // Only what was under way when a process was killed was asked again.
  expect(server.answered()).toBeLessThanOrEqual(QUESTIONS + KILLS * AT_ONCE);
  expect(cut).toBeGreaterThan(0);
  expect(await prisma.callClaim.count()).toBe(0);
  await settleDeadHolds();
  const { settledTokens, heldTokens } = await getSpending(run);
  const lines = await prisma.modelCall.groupBy({
    by: ["errorClass"],
    where: { runId: run },
    _sum: { countedTokens: true },
  });
  const counted = new Map(lines.map((line) => [line.errorClass, Number(line._sum.countedTokens)]));
  expect(counted.get(null)).toBe(QUESTIONS * 15);
  expect(heldTokens).toBe(0);
  // What the killed had asked may be billed, and the server did bill it; nobody but it knows how much.
  expect(settledTokens).toBe([...counted.values()].reduce((sum, each) => sum + each, 0));
  expect(settledTokens).toBeGreaterThanOrEqual(server.answered() * 15);
});

/** Ends every connection of the database but this one, as a restart of Postgres does. */
async function cutOffPostgres(): Promise<number> {
  const rows = await prisma.$queryRaw<{ ended: boolean }[]>`
    SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'retrace'`;
  return rows.filter((row) => row.ended).length;
}

function start(address: string, runId: string) {
  const program = "lib/testing/paying-process.ts";
  const args = ["--conditions=react-server", "--disable-warning=ExperimentalWarning", program, address, runId];
  const env = { ...process.env, DATABASE_URL: database?.url, NODE_OPTIONS: "", RETRACE_LOG: "error" };
  const child = spawn("node", [...args, String(QUESTIONS)], { env, stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  const told = Promise.withResolvers<string>();
  child.stdout.once("data", (chunk: Buffer) => told.resolve(String(chunk).split("\n")[0] ?? ""));
  const texts = readText(child.stdout).then((output) => {
    const last = output.trim().split("\n").at(-1) ?? "";
    return last.startsWith("[") ? z.array(z.string()).parse(JSON.parse(last)) : [];
  });
  return { child, holderId: told.promise, texts };
}

/** A chat endpoint that takes a moment, and gives another answer every time. */
async function chatServer() {
  let answered = 0;
  const server = createServer(async (request, response) => {
    await readText(request);
    setTimeout(() => {
      answered++;
      const message = { content: `answer ${answered}` };
      const usage = { prompt_tokens: 10, completion_tokens: 5 };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ message, finish_reason: "stop" }], usage }));
    }, 20);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    answered: () => answered,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
