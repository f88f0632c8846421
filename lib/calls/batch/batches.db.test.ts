import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { transaction } from "#lib/db/transaction.ts";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { BatchItem, BatchResult } from "#lib/llm/chat/batch-lines.ts";
import type { BatchClient, BatchState } from "#lib/llm/chat/openai-batch.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { chatRequest, fakeChat, insertRun, never, usage } from "#lib/testing/paid-models.ts";
import { createDesk } from "../desk.ts";
import { getSpending } from "../spend/store.ts";
import { storedChat } from "../stored-chat.ts";
import { AwaitingBatch } from "./awaiting-batch.ts";
import { batchedChat } from "./batched-chat.ts";
import { type BatchDesk, pollBatches, submitWaiting } from "./run-batches.ts";
import { dropWaiting } from "./store.ts";

/** The default second is short on a busy machine. */
const PATIENTLY = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const prices = { asOf: "2026-11-01", models: { fake: { input: 4, output: 20, batch: { input: 2, output: 10 } } } };

/** A provider's batch interface: knows a batch again by its requests, and answers what `answer` says. */
function provider(answer: (item: BatchItem) => BatchResult | null = reply) {
  const batches = new Map<string, { items: readonly BatchItem[]; state: BatchState["state"] }>();
  const trouble: { before: unknown; after: unknown } = { before: null, after: null };
  const client: BatchClient = {
    async submitBatch(items) {
      const id = JSON.stringify(items);
      if (trouble.before) throw trouble.before;
      if (!batches.has(id)) batches.set(id, { items, state: "running" });
      if (trouble.after) throw trouble.after;
      return id;
    },
    async batchState(id) {
      const { state = "failed" } = batches.get(id) ?? {};
      const counts = { total: 0, completed: 0, failed: 0 };
      return { state, counts, reason: state === "failed" ? "line 1: odd" : null };
    },
    async batchResults(id) {
      const items = batches.get(id)?.items ?? [];
      const results = items.map((item) => [item.customId, answer(item)] as const);
      return new Map(results.flatMap(([customId, result]) => (result ? [[customId, result] as const] : [])));
    },
    async cancelBatch() {},
  };
  const end = (state: BatchState["state"] = "ended") => {
    for (const batch of batches.values()) batch.state = state;
  };
  return { client, batches, trouble, end };
}

function reply({ request }: BatchItem): BatchResult {
  return { text: `re ${request.user}`, finish: "stop", usage: usage(10, 5) };
}

function world(name: string, answer?: (item: BatchItem) => BatchResult | null) {
  const there = provider(answer);
  const place = { endpoint: `http://${name}/v1`, model: "test/fake", client: there.client, prices };
  // Each its own model, so that no test is answered by another's replies.
  const at = (): BatchDesk => ({ ...place, model: `test-${name}/fake`, desk: createDesk() });
  const chat = (runId: string) =>
    batchedChat(at().model, { runId, purpose: "thought", repeat: 0, prices, endpoint: place.endpoint });
  return { ...there, at, chat };
}

const park = async (chat: ReturnType<typeof batchedChat>, ...questions: string[]) => {
  const asking = questions.map((question) =>
    expect(chat.complete(chatRequest(question), never)).rejects.toBeInstanceOf(AwaitingBatch),
  );
  await Promise.all(asking);
};

test("questions are parked, sent once, and answered from the store when the batch has ended", async () => {
  const run = await insertRun("whole", { usd: 1 });
  const { at, chat, batches, end } = world("whole");
  await park(chat(run), "a", "b", "a");
  // 65 + 1 tokens in at 2 and 100 out at 10, twice.
  expect(await getSpending(run)).toMatchObject({ heldUsd: 0.002264, heldTokens: 332, settledUsd: 0 });
  expect(await submitWaiting(at(), never)).toBe(2);
  expect(await submitWaiting(at(), never)).toBe(0);
  await park(chat(run), "b");
  expect(await pollBatches(at(), never)).toEqual({ running: 1, replies: 0, runIds: [] });
  end();
  expect(await pollBatches(at(), never)).toEqual({ running: 0, replies: 2, runIds: [run] });
  expect(await pollBatches(at(), never)).toEqual({ running: 0, replies: 0, runIds: [] });
  expect(await chat(run).complete(chatRequest("b"), never)).toMatchObject({ text: "re b", usage: usage(10, 5) });
  expect(batches.size).toBe(1);
  expect(await getSpending(run)).toMatchObject({ heldUsd: 0, heldTokens: 0, settledUsd: 0.00014, settledTokens: 30 });
  const lines = await prisma.modelCall.findMany({ where: { runId: run }, orderBy: { id: "asc" } });
  expect(lines.map((line) => [line.served, line.costMicros])).toEqual([
    [false, 70n],
    [false, 70n],
    [true, 0n],
  ]);
  expect(await prisma.modelBatchItem.count({ where: { runId: run } })).toBe(0);
});

test("killed between the provider's yes and our note of it: the batch is found, not sent again", async () => {
  const run = await insertRun("killed");
  const { at, chat, batches, end } = world("killed");
  await park(chat(run), "a", "b");
  const place = at();
  const hanging = Promise.withResolvers<string>();
  const dead = {
    ...place.client,
    submitBatch: async (...given: Parameters<BatchClient["submitBatch"]>) => {
      await place.client.submitBatch(...given);
      return hanging.promise;
    },
  };
  const killed = createDesk();
  const abandoned = submitWaiting({ ...place, client: dead, desk: killed }, never);
  await expect.poll(() => batches.size, PATIENTLY).toBe(1);
  // Others leave the batch alone as long as its process lives.
  expect(await submitWaiting(at(), never)).toBe(0);
  await prisma.callHolder.update({ where: { id: killed.holder.id }, data: { aliveUntil: new Date(0) } });
  expect(await submitWaiting(at(), never)).toBe(2);
  expect(batches.size).toBe(1);
  end();
  expect(await pollBatches(at(), never)).toMatchObject({ replies: 2 });
  hanging.reject(new Error("gone"));
  await expect(abandoned).rejects.toThrow("gone");
});

test.each(["before", "after"] as const)(
  "trouble %s the provider made the batch: the next try sends the same one",
  async (when) => {
    const run = await insertRun(`trouble-${when}`);
    const { at, chat, batches, trouble } = world(`trouble-${when}`);
    await park(chat(run), "a");
    trouble[when] = new CallFailure("network", "reset");
    await expect(submitWaiting(at(), never)).rejects.toThrow("reset");
    await park(chat(run), "b");
    trouble[when] = null;
    expect(await submitWaiting(at(), never)).toBe(2);
    expect([...batches.values()].map((batch) => batch.items.length)).toEqual([1, 1]);
  },
);

test("killed while results are stored: the rest is stored later, nothing twice", async () => {
  const run = await insertRun("partly");
  const { at, chat, end } = world("partly");
  const questions = Array.from({ length: 120 }, (_, index) => `q${index}`);
  await park(chat(run), ...questions);
  await submitWaiting(at(), never);
  end();
  await prisma.$executeRawUnsafe(`
    CREATE FUNCTION stop_late() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF (SELECT count(*) FROM "ModelCall" WHERE "runId" = ''partly'') >= 110 THEN RAISE EXCEPTION ''killed''; END IF; RETURN NEW; END'`);
  await prisma.$executeRaw`CREATE TRIGGER stop_late BEFORE INSERT ON "ModelCall" FOR EACH ROW EXECUTE FUNCTION stop_late()`;
  await expect(pollBatches(at(), never)).rejects.toThrow(/killed/);
  await prisma.$executeRaw`DROP TRIGGER stop_late ON "ModelCall"`;
  expect(await prisma.modelCall.count({ where: { runId: run } })).toBe(100);
  expect(await pollBatches(at(), never)).toMatchObject({ replies: 20 });
  expect(await prisma.modelCall.count({ where: { runId: run } })).toBe(120);
  expect(await getSpending(run)).toMatchObject({ heldTokens: 0, settledTokens: 120 * 15 });
});

test("a request without an answer goes into the next batch, three times; a refused one is told to its asker once", async () => {
  const run = await insertRun("missing");
  const { at, chat, batches, end } = world("missing", (item) =>
    item.request.user === "never" ? null : new CallFailure("refused", "too long"),
  );
  await park(chat(run), "never", "bad");
  await submitWaiting(at(), never);
  end();
  expect(await pollBatches(at(), never)).toMatchObject({ replies: 0, runIds: [run] });
  await expect(chat(run).complete(chatRequest("bad"), never)).rejects.toThrow("too long");
  for (let round = 0; round < 2; round++) {
    await park(chat(run), "never");
    expect(await submitWaiting(at(), never)).toBe(1);
    end();
    await pollBatches(at(), never);
  }
  await expect(chat(run).complete(chatRequest("never"), never)).rejects.toThrow(/ended without a reply/);
  expect(batches.size).toBe(3);
  await park(chat(run), "never", "bad");
  expect(await submitWaiting(at(), never)).toBe(2);
  expect(await getSpending(run)).toMatchObject({
    settledTokens: 0,
    heldTokens: 65 + 5 + 100 - 1 + (65 + 3 + 100 - 1) + 2,
  });
});

test("a batch that the provider refuses fails its questions, with the reason", async () => {
  const run = await insertRun("refused");
  const { at, chat, end, trouble } = world("refused");
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  end("failed");
  expect(await pollBatches(at(), never)).toMatchObject({ runIds: [run] });
  await expect(chat(run).complete(chatRequest("a"), never)).rejects.toThrow("line 1: odd");
  await park(chat(run), "a");
  trouble.before = new CallFailure("refused", "no batches here");
  expect(await submitWaiting(at(), never)).toBe(0);
  await expect(chat(run).complete(chatRequest("a"), never)).rejects.toThrow("no batches here");
  expect((await getSpending(run)).heldTokens).toBe(0);
});

test("what fits no budget is not put into a batch; a run takes its waiting questions back", async () => {
  const run = await insertRun("poor", { tokens: 200 });
  const { at, chat } = world("poor");
  await park(chat(run), "a");
  await expect(chat(run).complete(chatRequest("b"), never)).rejects.toThrow(/budget.tokens/);
  expect(await transaction((tx) => dropWaiting(run, tx))).toBe(1);
  expect((await getSpending(run)).heldTokens).toBe(0);
  expect(await submitWaiting(at(), never)).toBe(0);
});

test("a question whose batch ends while it is asked again is answered, not sent again", async () => {
  const run = await insertRun("race", { tokens: 10_000 });
  const { at, chat, end } = world("race");
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  end();
  // The batch is read between the asker's look for a reply and its look for the item.
  const polling = await prisma.modelBatchItem.findFirstOrThrow({ where: { runId: run } });
  await pollBatches(at(), never);
  const asking = chat(run).complete(chatRequest("a"), never);
  expect((await asking).text).toBe("re a");
  const { batchId: _, ...item } = polling;
  await prisma.modelBatchItem.create({ data: { ...item, request: new Uint8Array(item.request), state: "waiting" } });
  expect(await submitWaiting(at(), never)).toBe(0);
  expect(await prisma.modelBatchItem.count({ where: { runId: run } })).toBe(0);
});

test("askers and pollers at once: every question is in one batch, and paid once", async () => {
  const run = await insertRun("storm", { tokens: 1_000_000 });
  const { at, chat, end, batches } = world("storm");
  const questions = Array.from({ length: 12 }, (_, index) => `s${index}`);
  const askers = questions.map(async (question) => {
    for (;;) {
      const reply = await chat(run)
        .complete(chatRequest(question), never)
        .catch((error: unknown) => {
          if (!(error instanceof AwaitingBatch)) throw error;
        });
      if (reply) return reply.text;
    }
  });
  let asking = true;
  const texts = Promise.all(askers).finally(() => {
    asking = false;
  });
  while (asking) {
    await Promise.all([submitWaiting(at(), never), submitWaiting(at(), never)]);
    end();
    await Promise.all([pollBatches(at(), never), pollBatches(at(), never)]);
  }
  expect(await texts).toEqual(questions.map((question) => `re ${question}`));
  expect([...batches.values()].flatMap((batch) => batch.items)).toHaveLength(questions.length);
  expect(await prisma.modelCall.count({ where: { runId: run, served: false } })).toBe(questions.length);
  expect(await getSpending(run)).toMatchObject({ heldTokens: 0, settledTokens: questions.length * 15 });
});

test("two processes that send at once send different questions", async () => {
  const run = await insertRun("both");
  const { at, chat, batches } = world("both");
  await park(chat(run), ...Array.from({ length: 20 }, (_, index) => `q${index}`));
  const sent = await Promise.all([submitWaiting(at(), never), submitWaiting(at(), never)]);
  expect(sent[0] + sent[1]).toBe(20);
  expect([...batches.values()].reduce((sum, batch) => sum + batch.items.length, 0)).toBe(20);
});

test("a question that a whole reply of another limit answers while it waits is taken back instead of sent", async () => {
  const run = await insertRun("otherwise");
  const { at, chat, batches } = world("otherwise");
  await park(chat(run), "a");
  const direct = storedChat({ ...fakeChat(), id: at().model }, { runId: null, purpose: "thought", repeat: 0, prices });
  await direct.complete(chatRequest("a", { maxOutputTokens: 200 }), never);
  expect(await submitWaiting(at(), never)).toBe(0);
  expect(batches.size).toBe(0);
  expect(await getSpending(run)).toMatchObject({ heldUsd: 0, heldTokens: 0 });
});

/** What a question of one character may cost at most: 66 tokens in and 100 out. */
const MOST = { tokens: 166, usd: (66 * 2 + 100 * 10) / 1e6 };
const countedOf = async (runId: string) => {
  const { _sum } = await prisma.modelCall.aggregate({
    where: { runId },
    _sum: { countedMicros: true, countedTokens: true, spoiltAttempts: true },
  });
  return { micros: Number(_sum.countedMicros), tokens: Number(_sum.countedTokens), spoilt: _sum.spoiltAttempts };
};

test("a line that came back unusable is charged like a reply, each time, and its next try is reserved anew", async () => {
  const run = await insertRun("spoilt", { usd: 1 });
  const { at, chat, end } = world("spoilt", () => new CallFailure("malformed", "cut off"));
  for (let round = 1; round <= 3; round++) {
    await park(chat(run), "a");
    expect(await submitWaiting(at(), never)).toBe(1);
    end();
    await pollBatches(at(), never);
    const held = round < 3 ? MOST.usd : 0;
    const spending = await getSpending(run);
    expect(spending.settledUsd).toBeCloseTo(round * MOST.usd, 9);
    expect(spending).toMatchObject({ settledTokens: round * MOST.tokens, heldUsd: held });
  }
  await expect(chat(run).complete(chatRequest("a"), never)).rejects.toThrow("cut off");
  expect(await countedOf(run)).toEqual({ micros: 3 * 1_132, tokens: 3 * MOST.tokens, spoilt: 3 });
});

test("a line without text that tells what it took counts as that", async () => {
  const run = await insertRun("told");
  const { at, chat, end } = world("told", () => new CallFailure("refused", "no text", { usage: usage(30, 100) }));
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  end();
  await pollBatches(at(), never);
  expect(await getSpending(run)).toMatchObject({ settledUsd: 0.00106, settledTokens: 130, heldTokens: 0 });
  expect(await prisma.modelCall.findFirst({ where: { runId: run } })).toMatchObject({
    inputTokens: 30,
    outputTokens: 100,
    costMicros: 1_060n,
  });
});

test("where the budget has no room for another try of a spoilt line, its asker is told", async () => {
  const run = await insertRun("no-room", { tokens: 300 });
  const { at, chat, end } = world("no-room", () => new CallFailure("malformed", "cut off"));
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  end();
  expect(await pollBatches(at(), never)).toMatchObject({ runIds: [run] });
  expect(await getSpending(run)).toMatchObject({ settledTokens: MOST.tokens, heldTokens: 0 });
  await expect(chat(run).complete(chatRequest("a"), never)).rejects.toThrow(/budget.tokens: 166 of 300/);
});

test("a batch that cannot be read keeps no other waiting, and is given up long after its time", async () => {
  const run = await insertRun("unread");
  const { at, chat, end } = world("unread");
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  await park(chat(run), "b");
  await submitWaiting(at(), never);
  end();
  const place = at();
  const gone = (id: string) => id.includes('"user":"a"');
  const client: BatchClient = {
    ...place.client,
    batchState: async (id, signal) => {
      if (gone(id)) throw new CallFailure("refused", "answered 404: no such batch");
      return place.client.batchState(id, signal);
    },
  };
  expect(await pollBatches({ ...place, client }, never)).toMatchObject({ running: 1, replies: 1 });
  expect((await chat(run).complete(chatRequest("b"), never)).text).toBe("re b");
  expect(await pollBatches({ ...place, client }, never)).toMatchObject({ running: 1, replies: 0 });
  await prisma.modelBatch.updateMany({
    where: { endpoint: place.endpoint, state: "sent" },
    data: { sentAt: new Date(Date.now() - 49 * 3_600_000) },
  });
  expect(await pollBatches({ ...place, client }, never)).toEqual({ running: 0, replies: 0, runIds: [run] });
  await expect(chat(run).complete(chatRequest("a"), never)).rejects.toThrow(/within two days.*no such batch/);
  // Nobody knows whether it was worked on.
  expect(await getSpending(run)).toMatchObject({ settledTokens: 15 + MOST.tokens, heldTokens: 0 });
});

test("a batch that still runs long after its time is given up as well", async () => {
  const run = await insertRun("stuck");
  const { at, chat } = world("stuck");
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  await prisma.modelBatch.updateMany({
    where: { endpoint: at().endpoint },
    data: { sentAt: new Date(Date.now() - 49 * 3_600_000) },
  });
  expect(await pollBatches(at(), never)).toMatchObject({ running: 0, runIds: [run] });
  await expect(chat(run).complete(chatRequest("a"), never)).rejects.toThrow(/still running/);
});

test("results of requests that nobody sent change nothing", async () => {
  const run = await insertRun("strangers");
  const { at, chat, end } = world("strangers");
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  end();
  const place = at();
  const client: BatchClient = {
    ...place.client,
    async batchResults(id, signal) {
      const own = await place.client.batchResults(id, signal);
      return new Map([...own, ["stranger", { text: "x", finish: "stop", usage: usage(9_999, 9_999) }]]);
    },
  };
  expect(await pollBatches({ ...place, client }, never)).toMatchObject({ replies: 1 });
  expect(await getSpending(run)).toMatchObject({ settledTokens: 15, heldTokens: 0 });
  expect(await prisma.modelCall.count({ where: { runId: run } })).toBe(1);
});

test("with other prices by the time a batch has ended, its replies cost those, and nothing stays held", async () => {
  const run = await insertRun("dearer", { usd: 1 });
  const { at, chat, end } = world("dearer");
  await park(chat(run), "a");
  await submitWaiting(at(), never);
  end();
  const dearer = { asOf: "2026-12-01", models: { fake: { input: 40, output: 200 } } };
  await pollBatches({ ...at(), prices: dearer }, never);
  expect(await getSpending(run)).toMatchObject({ settledUsd: 0.0014, heldUsd: 0 });
  const line = await prisma.modelCall.findFirst({ where: { runId: run } });
  expect(line).toMatchObject({ costMicros: 1_400n, priceVersion: "2026-12-01" });
});
