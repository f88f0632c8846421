import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { openaiChat } from "#lib/llm/chat/openai.ts";
import { openaiBatches } from "#lib/llm/chat/openai-batch.ts";
import { sglangScorer } from "#lib/llm/engines/server-scorers.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { chatRequest, insertRun, never } from "#lib/testing/paid-models.ts";
import { AwaitingBatch } from "./batch/awaiting-batch.ts";
import { batchedChat } from "./batch/batched-chat.ts";
import { pollBatches, submitWaiting } from "./batch/run-batches.ts";
import { createDesk } from "./desk.ts";
import { storedChat } from "./stored-chat.ts";
import { storedScorer } from "./stored-scorer.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

test("over a real endpoint: a score that is served is bit for bit the one that was paid", async () => {
  const run = await insertRun("sglang");
  await using server = await startModelServer({ engine: "sglang" });
  const open = () => {
    const scorer = sglangScorer({ baseUrl: server.url, model: server.modelName });
    return storedScorer(scorer, { runId: run, repeat: 0, prices: null }, createDesk()).open(["# A file\n"], never);
  };
  const requests = ["It adds.\n", "It fetches.\n", ""].map((prompt) => ({ prompt, target: "export const add = 1;\n" }));
  const paid = await (await open()).score(requests, never);
  const before = server.metrics();
  const served = await (await open()).score(requests, never);
  expect(served).toEqual(paid);
  expect(served.flatMap((score) => score.logprobs).every((each) => Number.isFinite(each) && each <= 0)).toBe(true);
  expect(server.metrics()).toEqual(before);
  expect(await prisma.modelCall.count({ where: { runId: run, served: false } })).toBe(3);
});

test("over a real endpoint: chat is stored, and a batch gives the reply that the chat endpoint gives", async () => {
  const run = await insertRun("batch");
  await using server = await startModelServer({ engine: "chat", scores: "hashed", batch: { polls: 2 } });
  const endpoint = `${server.url}/v1`;
  const form = { baseUrl: endpoint, model: server.modelName };
  const chat = openaiChat(form);
  const options = { runId: run, purpose: "thought", prices: null, endpoint };
  const paid = await storedChat(chat, { ...options, repeat: 1 }).complete(chatRequest("Say it."), never);

  const batched = batchedChat(chat.id, { ...options, repeat: 0 });
  await expect(batched.complete(chatRequest("Say it."), never)).rejects.toBeInstanceOf(AwaitingBatch);
  const place = { endpoint, model: chat.id, client: openaiBatches(form), prices: null };
  expect(await submitWaiting(place, never)).toBe(1);
  await expect.poll(async () => (await pollBatches(place, never)).replies, { timeout: 10_000 }).toBe(1);
  expect((await batched.complete(chatRequest("Say it."), never)).text).toBe(paid.text);
});
