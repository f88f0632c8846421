import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import type { MinuteLimits } from "#lib/llm/lanes/minute-budget.ts";
import { type CallCost, NOTHING, type RateBudget } from "#lib/llm/rate-budget.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { never } from "#lib/testing/paid-models.ts";
import { postgresBudget } from "./postgres-budget.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const limits = (overrides: Partial<MinuteLimits>): MinuteLimits => ({
  requests: null,
  inputTokens: null,
  outputTokens: null,
  ...overrides,
});
const cost = (requests: number, inputTokens = 0, outputTokens = 0): CallCost => ({
  requests,
  inputTokens,
  outputTokens,
});

/** A minute of a second and a half, so that a test sees several. */
const QUICK = { windowMs: 1_500, sliceMs: 25 } as const;

async function postgresNowMs(): Promise<number> {
  const rows = await prisma.$queryRaw<
    { ms: number }[]
  >`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
  return rows[0]?.ms ?? 0;
}

/** Takes everything at once, dealt out to the budgets of several processes; tells what was let through when at the latest. */
async function takeAll(budgets: readonly RateBudget[], costs: readonly CallCost[]) {
  const events: { atMs: number; cost: CallCost }[] = [];
  await Promise.all(
    costs.map(async (one, index) => {
      await budgets[index % budgets.length]?.take(one, never);
      events.push({ atMs: await postgresNowMs(), cost: one });
    }),
  );
  return events;
}

/** What the row itself has counted in any window; the moments at which callers learn of it come a little later. */
async function watched(id: string, work: Promise<unknown>): Promise<Record<keyof CallCost, number>> {
  const worst = { requests: 0, inputTokens: 0, outputTokens: 0 };
  let done = false;
  const ending = work.finally(() => {
    done = true;
  });
  while (!done) {
    const row = await prisma.rateBucket.findUnique({ where: { id } });
    const nowMs = await postgresNowMs();
    for (const kind of ["requests", "inputTokens", "outputTokens"] as const) {
      const sum = (row?.[kind] ?? []).reduce((total, each, index) => {
        const from = Number(row?.fromMs[index] ?? 0);
        return from + QUICK.windowMs > nowMs ? total + Number(each) : total;
      }, 0);
      worst[kind] = Math.max(worst[kind], sum);
    }
  }
  await ending;
  return worst;
}

test("many takers of several processes never exceed any limit, and all get through", async () => {
  const limit = limits({ requests: 20, inputTokens: 1_000, outputTokens: 400 });
  const budgets = [1, 2, 3].map(() => postgresBudget("many", limit, QUICK));
  const costs = Array.from({ length: 50 }, (_, index) => cost(1, 20 + (index % 9) * 15, (index % 4) * 10));
  const taking = takeAll(budgets, costs);
  const worst = await watched("many", taking);
  const events = await taking;
  expect(events).toHaveLength(50);
  expect(worst.requests).toBeLessThanOrEqual(20);
  expect(worst.inputTokens).toBeLessThanOrEqual(1_000);
  expect(worst.outputTokens).toBeLessThanOrEqual(400);
  expect(worst.inputTokens).toBeGreaterThan(800);
}, 30_000);

test("whatever the limits, the first window lets through no more than they allow", async () => {
  let round = 0;
  const taken = fc.record({
    requests: fc.integer({ min: 1, max: 3 }),
    inputTokens: fc.nat(300),
    outputTokens: fc.nat(300),
  });
  const some = fc.record({
    requests: fc.option(fc.integer({ min: 1, max: 12 })),
    inputTokens: fc.option(fc.integer({ min: 1, max: 2_000 })),
    outputTokens: fc.option(fc.integer({ min: 1, max: 2_000 })),
  });
  await fc.assert(
    fc.asyncProperty(some, fc.array(taken, { minLength: 1, maxLength: 12 }), async (limit, costs) => {
      const id = `round-${round++}`;
      const budgets = [1, 2].map(() => postgresBudget(id, limit));
      const abort = new AbortController();
      const through: CallCost[] = [];
      const taking = costs.map((one, index) =>
        budgets[index % 2]
          ?.take(one, abort.signal)
          .then(() => through.push(one))
          .catch(() => {}),
      );
      // However busy the machine is, one gets through; the others have a moment more.
      await Promise.race(taking);
      await Promise.race([Promise.all(taking), new Promise((resolve) => setTimeout(resolve, 150))]);
      const granted = [...through];
      abort.abort(new Error("enough"));
      await Promise.all(taking);
      for (const kind of ["requests", "inputTokens", "outputTokens"] as const) {
        const [most, used] = [limit[kind], granted.map((each) => each[kind]).filter((each) => each > 0)];
        // One that is above the limit by itself goes alone.
        if (most !== null && used.length > 1) expect(used.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(most);
      }
      expect(granted.length).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("a caller is judged by the row as it is once the lock is its own", async () => {
  await postgresBudget("locked", limits({ requests: 1 })).take(cost(0), never);
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query("BEGIN");
  const nowMs = Math.floor(await postgresNowMs());
  await other.query(
    `UPDATE "RateBucket" SET "fromMs" = '{${nowMs}}', requests = '{1}', "inputTokens" = '{0}', "outputTokens" = '{0}' WHERE id = 'locked'`,
  );
  const abort = new AbortController();
  const waiting = postgresBudget("locked", limits({ requests: 1 })).take(cost(1), abort.signal);
  setTimeout(() => other.query("COMMIT"), 100);
  setTimeout(() => abort.abort(new Error("not let through")), 400);
  await expect(waiting).rejects.toThrow("not let through");
  await other.end();
});

test("a small call of another process does not take what a large one waits for", async () => {
  const budgets = [1, 2].map(() => postgresBudget("large", limits({ inputTokens: 1_000 }), QUICK));
  const order: string[] = [];
  const take = (index: number, name: string, tokens: number) =>
    budgets[index]?.take(cost(1, tokens), never).then(() => order.push(name));
  await take(0, "first", 600);
  const large = take(0, "large", 900);
  await expect
    .poll(async () =>
      JSON.stringify(await prisma.rateBucket.findUnique({ where: { id: "large" }, select: { waiting: true } })),
    )
    .toContain("900");
  const small = take(1, "small", 300);
  const tiny = take(1, "tiny", 50);
  await Promise.all([large, small, tiny]);
  expect(order).toEqual(["first", "large", "small", "tiny"]);
});

test("what a call did not need is free at once, what it needed beyond its estimate is missing", async () => {
  const budget = postgresBudget("settle", limits({ outputTokens: 1_000 }));
  const first = await budget.take(cost(1, 0, 900), never);
  await first.settle(cost(1, 0, 100));
  const second = await budget.take(cost(1, 0, 800), never);
  await second.settle(cost(1, 0, 900));
  const abort = new AbortController();
  const third = budget.take(cost(1, 0, 1), abort.signal);
  setTimeout(() => abort.abort(new Error("still waiting")), 200);
  await expect(third).rejects.toThrow("still waiting");
  await second.settle(NOTHING);
  const row = () => prisma.rateBucket.findUniqueOrThrow({ where: { id: "settle" } });
  await expect.poll(async () => (await row()).waiting).toEqual([]);
});

test("a call that is let through and never goes out gives everything back", async () => {
  const budget = postgresBudget("nothing", limits({ requests: 1 }));
  const first = await budget.take(cost(1), never);
  await first.settle(NOTHING);
  await budget.take(cost(1), never);
});

test("a place among those that wait is lost when its process is dead", async () => {
  const budget = postgresBudget("place", limits({ requests: 2 }));
  await budget.take(cost(1), never);
  const dead = { id: "dead", until: Math.round((await postgresNowMs()) + 300), r: 2, i: 0, o: 0 };
  await prisma.rateBucket.update({ where: { id: "place" }, data: { waiting: [dead] } });
  await budget.take(cost(1), never);
  expect(await postgresNowMs()).toBeGreaterThan(dead.until);
});

test("an abort in the queue returns at once and blocks nobody behind it", async () => {
  const budget = postgresBudget("abort", limits({ inputTokens: 1_000 }));
  await budget.take(cost(1, 500), never);
  const abort = new AbortController();
  const large = budget.take(cost(1, 1_000), abort.signal);
  const small = budget.take(cost(1, 100), never);
  await new Promise((resolve) => setTimeout(resolve, 100));
  abort.abort(new Error("enough"));
  await expect(large).rejects.toThrow("enough");
  await small;
});
