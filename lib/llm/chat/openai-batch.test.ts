import { expect, test } from "vitest";
import { type ModelServer, startModelServer } from "#lib/testing/model-server/index.ts";
import { CallFailure } from "../call-failure.ts";
import type { ChatRequest } from "../port.ts";
import type { BatchItem } from "./batch-lines.ts";
import { openaiChat } from "./openai.ts";
import { type BatchClient, openaiBatches } from "./openai-batch.ts";
import { knownTaken } from "./taken.ts";

const never = new AbortController().signal;
const request = (user: string): ChatRequest => ({
  system: "Be brief.",
  user,
  temperature: 0,
  topP: 1,
  maxOutputTokens: 50,
  seed: null,
  sample: "0",
});
const items: BatchItem[] = ["a", "b", "c", "d"].map((id) => ({ customId: id, request: request(`Say ${id}.`) }));

function clientOf(server: ModelServer): BatchClient {
  return openaiBatches({ baseUrl: `${server.url}/v1/`, model: server.modelName, apiKey: "k", timeoutMs: 2_000 });
}

async function ended(client: BatchClient, batchId: string) {
  for (;;) {
    const told = await client.batchState(batchId, never);
    if (told.state !== "running") return told;
  }
}

test("requests come back as the replies that the chat endpoint gives, those that failed as failures", async () => {
  await using server = await startModelServer({
    engine: "chat",
    scores: "hashed",
    apiKey: "k",
    batch: { polls: 3, failing: (id) => id === "b" },
  });
  const client = clientOf(server);
  const batchId = await client.submitBatch(items, never);
  expect(await client.batchState(batchId, never)).toMatchObject({ state: "running", reason: null });
  expect(await ended(client, batchId)).toEqual({
    state: "ended",
    counts: { total: 4, completed: 3, failed: 1 },
    reason: null,
  });
  const results = await client.batchResults(batchId, never);
  expect([...results.keys()].sort()).toEqual(["a", "b", "c", "d"]);
  expect(results.get("b")).toMatchObject({ kind: "server", mayPass: true });
  const chat = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, apiKey: "k" });
  expect(results.get("c")).toMatchObject({ text: (await chat.complete(request("Say c."), never)).text });
});

test("the same requests are submitted once, also by one who does not know of the first time", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed" });
  // The batch is made, and nobody hears of it.
  server.setFaults([{ kind: "reset", at: "mid-body", afterWork: true, path: "/v1/batches", after: 1, times: 1 }]);
  await expect(clientOf(server).submitBatch(items, never)).rejects.toBeInstanceOf(CallFailure);
  const batchId = await clientOf(server).submitBatch(items, never);
  expect(await clientOf(server).submitBatch(items, never)).toBe(batchId);
  // Nor does it matter what either has learnt of the model.
  const memory = knownTaken(`${server.url}/v1`, server.modelName);
  memory.taken = { ...memory.taken, limit: "max_completion_tokens" };
  expect(await clientOf(server).submitBatch(items, never)).toBe(batchId);
  const made = server.heard.filter(({ method, path }) => method === "POST" && path === "/v1/batches");
  expect(made).toHaveLength(1);
  expect(await clientOf(server).submitBatch(items.slice(1), never)).not.toBe(batchId);
  const forms = server.heard.filter(({ method, path }) => method === "POST" && path === "/v1/batches");
  expect(forms.map(({ body }) => JSON.parse(Object(body).metadata.retrace_form).limit)).toEqual([
    null,
    "max_completion_tokens",
  ]);
});

test("a provider that lists no batches still gets them", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed" });
  server.setFaults([{ kind: "status", status: 405, path: "/v1/batches", times: 1 }]);
  expect(await clientOf(server).submitBatch(items, never)).toMatch(/^batch_/);
});

test("a window that closes too early leaves what was answered, and names what was not", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed", batch: { polls: 1, expires: true } });
  const client = clientOf(server);
  const batchId = await client.submitBatch(items, never);
  expect(await ended(client, batchId)).toMatchObject({
    state: "ended",
    reason: expect.stringContaining("window closed"),
  });
  const results = [...(await client.batchResults(batchId, never)).values()];
  expect(results.filter((each) => each instanceof CallFailure && each.mayPass)).toHaveLength(2);
  expect(results.filter((each) => !(each instanceof CallFailure))).toHaveLength(2);
  // Submitted again it is another batch, for the first one is over.
  expect(await client.submitBatch(items, never)).not.toBe(batchId);
});

test("a cancelled batch ends with what was done", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed", batch: { polls: 3 } });
  const client = clientOf(server);
  const batchId = await client.submitBatch(items, never);
  await client.cancelBatch(batchId, never);
  expect(await ended(client, batchId)).toMatchObject({ state: "ended", reason: expect.stringContaining("cancelled") });
});

test("a batch that the provider refuses tells why", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed" });
  const batchId = await clientOf(server).submitBatch(items, never);
  const status = { id: batchId, status: "failed", errors: { data: [{ message: "not unique", line: 3 }] } };
  server.setFaults([{ kind: "other-shape", path: `/v1/batches/${batchId}`, json: status }]);
  expect(await clientOf(server).batchState(batchId, never)).toEqual({
    state: "failed",
    counts: { total: 0, completed: 0, failed: 0 },
    reason: "The provider refused the batch: line 3: not unique.",
  });
});

test.each([
  [{ kind: "status", status: 429, retryAfter: "7" }, "rate-limit"],
  [{ kind: "status", status: 503, body: "html" }, "overload"],
  [{ kind: "reset", at: "before-headers" }, "network"],
  [{ kind: "stall", at: "mid-body" }, "timeout"],
  [{ kind: "truncated-json" }, "malformed"],
  [{ kind: "other-shape" }, "malformed"],
] as const)("%o is one failed attempt of kind %s", async (fault, kind) => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed", faults: [fault] });
  const client = openaiBatches({ baseUrl: `${server.url}/v1`, model: server.modelName, timeoutMs: 300 });
  await expect(client.submitBatch(items, never)).rejects.toMatchObject({ kind });
  expect(server.heard).toHaveLength(1);
});

test("a batch that is not there is refused, and an abort comes through", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed" });
  await expect(clientOf(server).batchState("batch_none/../x", never)).rejects.toMatchObject({ kind: "refused" });
  expect(server.heard[0]?.path).toBe("/v1/batches/batch_none%2F..%2Fx");
  const reason = new Error("enough");
  await expect(clientOf(server).submitBatch(items, AbortSignal.abort(reason))).rejects.toBe(reason);
});
