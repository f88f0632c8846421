import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type FaultRule, gaussian } from "./faults.ts";
import { type ModelServer, startModelServer } from "./index.ts";

type Where = Omit<Extract<FaultRule, { kind: "status" }>, "kind" | "status">;

const text = "export function add(a: number, b: number): number {\n  return a + b;\n}\n";
let server: ModelServer;
let vllm: ModelServer;

beforeAll(async () => {
  server = await startModelServer({ engine: "sglang" });
  vllm = await startModelServer({ engine: "vllm" });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await vllm[Symbol.asyncDispose]();
});
beforeEach(() => {
  for (const each of [server, vllm]) {
    each.setFaults([]);
    each.reset();
  }
});

const Reply = z.object({
  meta_info: z.object({
    prompt_tokens: z.number(),
    input_token_logprobs: z.array(z.tuple([z.number().nullable(), z.number(), z.null()])),
  }),
});

function ask(signal?: AbortSignal, prompt = text): Promise<Response> {
  return fetch(`${server.url}/generate`, {
    method: "POST",
    body: JSON.stringify({
      input_ids: server.tokenizer.encode(prompt),
      return_logprob: true,
      logprob_start_len: 0,
      sampling_params: { max_new_tokens: 1, temperature: 0 },
    }),
    ...(signal ? { signal } : {}),
  });
}

async function rows(fault?: FaultRule): Promise<{ logprobs: (number | null)[]; ids: number[]; promptTokens: number }> {
  if (fault) server.setFaults([fault]);
  const { meta_info: meta } = Reply.parse(await (await ask()).json());
  return {
    logprobs: meta.input_token_logprobs.map(([logprob]) => logprob),
    ids: meta.input_token_logprobs.map(([, id]) => id),
    promptTokens: meta.prompt_tokens,
  };
}

test("429 with seconds, with a date and without, so often as told", async () => {
  server.setFaults([
    { kind: "status", status: 429, retryAfter: "2", times: 1 },
    { kind: "status", status: 429, retryAfter: { dateInMs: 5_000 }, times: 2 },
    { kind: "status", status: 429, times: 3 },
  ]);
  const answers = [await ask(), await ask(), await ask(), await ask()];
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 200]);
  const after = answers.map(({ headers }) => headers.get("retry-after"));
  expect(after[0]).toBe("2");
  expect(Date.parse(after[1] ?? "")).not.toBeNaN();
  expect(after[2]).toBeNull();
  expect(server.metrics().paidCalls).toBe(1);
});

test("500 as JSON and 502 as a proxy's page", async () => {
  server.setFaults([{ kind: "status", status: 500, times: 1 }]);
  expect(await (await ask()).json()).toMatchObject({ error: { message: "Internal Server Error" } });
  server.setFaults([{ kind: "status", status: 502, body: "html" }]);
  const answer = await ask();
  expect(answer.headers.get("content-type")).toContain("text/html");
  expect(await answer.text()).toContain("<h1>502 Bad Gateway</h1>");
});

test("the connection is reset before the headers, after them, and in the body", async () => {
  server.setFaults([{ kind: "reset", at: "before-headers" }]);
  await expect(ask()).rejects.toThrow("fetch failed");
  server.setFaults([{ kind: "reset", at: "after-headers" }]);
  await expect(ask().then((answer) => answer.text())).rejects.toThrow();
  server.setFaults([{ kind: "reset", at: "mid-body" }]);
  const cut = await ask();
  expect(cut.status).toBe(200);
  await expect(cut.text()).rejects.toThrow();
  expect(server.metrics().paidCalls).toBe(0);
  server.setFaults([{ kind: "reset", at: "before-headers", afterWork: true }]);
  await expect(ask()).rejects.toThrow("fetch failed");
  await eventually(() => server.metrics().paidCalls).toBe(1);
});

test("it stalls before the first byte, and within the body", async () => {
  for (const at of ["first-byte", "mid-body"] as const) {
    server.setFaults([{ kind: "stall", at }]);
    const abort = new AbortController();
    const asked = ask(abort.signal).then((answer) => answer.text());
    await eventually(() => server.heard.length).toBeGreaterThan(0);
    const first = await Promise.race([
      asked.then(() => "answered"),
      new Promise((done) => setTimeout(done, 60, "waits")),
    ]);
    expect(first).toBe("waits");
    abort.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
    server.reset();
  }
  await eventually(() => server.metrics().inFlight).toBe(0);
});

test("it trickles, and what trickles in is whole", async () => {
  const whole = await rows();
  expect(await rows({ kind: "trickle", bytes: 200, everyMs: 1 })).toEqual(whole);
});

test("JSON cut in half, and JSON of another shape", async () => {
  server.setFaults([{ kind: "truncated-json" }]);
  const half = await (await ask()).text();
  expect(() => JSON.parse(half)).toThrow();
  server.setFaults([{ kind: "other-shape" }]);
  expect(await (await ask()).json()).toEqual({ status: "ok", result: [] });
  server.setFaults([{ kind: "other-shape", json: { text: [] } }]);
  expect(await (await ask()).json()).toEqual({ text: [] });
});

test("numbers: too few, too many, none, floors, positive ones, shifted ones, other ids", async () => {
  const good = await rows();
  const count = good.ids.length;
  expect((await rows({ kind: "wrong-length", by: -1 })).logprobs).toEqual(good.logprobs.slice(0, -1));
  expect((await rows({ kind: "wrong-length", by: 1 })).logprobs.length).toBe(count + 1);
  expect((await rows({ kind: "echo-ignored" })).logprobs).toEqual([]);
  const nulls = (await rows({ kind: "null-logprobs", every: 5 })).logprobs.slice(1);
  expect(nulls.flatMap((logprob, index) => (logprob === null ? [index % 5] : []))).not.toContain(1);
  expect(nulls[0]).toBeNull();
  expect((await rows({ kind: "floor" })).logprobs).toContain(-9999);
  expect(Math.max(...(await rows({ kind: "positive-logprobs" })).logprobs.slice(1).map(Number))).toBeGreaterThan(0);
  expect((await rows({ kind: "shifted" })).logprobs.slice(2)).toEqual(good.logprobs.slice(1, -1));
  const other = await rows({ kind: "other-ids" });
  expect(other.ids).not.toEqual(good.ids);
  expect(other.ids.length).toBe(count);
  expect((await rows({ kind: "no-context" })).logprobs[1]).not.toBe(good.logprobs[1]);
});

test("BOS before ids, and a context that lost its beginning", async () => {
  const good = await rows();
  const bos = await rows({ kind: "bos-added" });
  expect(bos.ids).toEqual([server.tokenizer.bosId, ...good.ids]);
  const short = await rows({ kind: "left-truncated", keep: 5 });
  expect(short.ids).toEqual(good.ids.slice(-5));
  expect(short.promptTokens).toBe(5);
});

test("what is no number is written as Python does, or as a number too large", async () => {
  for (const value of ["NaN", "Infinity", "-Infinity"] as const) {
    server.setFaults([{ kind: "not-a-number", value }]);
    const body = await (await ask()).text();
    expect(body).toContain(`[${value},`);
    expect(() => JSON.parse(body)).toThrow();
  }
  server.setFaults([{ kind: "not-a-number", value: "overflow" }]);
  const large = await (await ask()).text();
  expect(large).toContain("[-1e999,");
  expect(() => JSON.parse(large)).not.toThrow();
});

test("noise differs cold and warm, is the same for the same state, and has the sigma asked for", async () => {
  const good = await rows();
  const noise: FaultRule = { kind: "noise", sigmaNats: 0.1 };
  server.flushCache();
  const cold = await rows(noise);
  const warm = await rows(noise);
  expect(warm.logprobs).not.toEqual(cold.logprobs);
  expect((await rows(noise)).logprobs).toEqual(warm.logprobs);
  server.flushCache();
  expect((await rows(noise)).logprobs).toEqual(cold.logprobs);
  expect(cold.logprobs).not.toEqual(good.logprobs);
  const always: FaultRule = { kind: "noise", sigmaNats: 0.1, varies: "every-request" };
  expect((await rows(always)).logprobs).not.toEqual((await rows(always)).logprobs);
  const drawn = Array.from({ length: 4_000 }, (_, index) => gaussian(3, `${index}`));
  const variance = drawn.reduce((sum, value) => sum + value * value, 0) / drawn.length;
  expect(Math.abs(Math.sqrt(variance) - 1)).toBeLessThan(0.05);
});

test("vLLM's faults: no prompt logprobs, and another model's name", async () => {
  const body = { prompt: vllm.tokenizer.encode(text), prompt_logprobs: 0, max_tokens: 1 };
  const send = async () =>
    await (await fetch(`${vllm.url}/v1/completions`, { method: "POST", body: JSON.stringify(body) })).json();
  vllm.setFaults([{ kind: "echo-ignored" }, { kind: "wrong-model" }]);
  expect(await send()).toMatchObject({ model: "another-model-7b", choices: [{ prompt_logprobs: null }] });
});

test("a fault strikes by path, content, predicate, after some, and by chance that does not depend on order", async () => {
  const strikes = async (rule: Where, prompts: readonly string[]) => {
    server.reset();
    server.setFaults([{ kind: "status", status: 503, ...rule }]);
    const answers = await Promise.all(
      prompts.map(async (prompt) => [prompt, (await ask(undefined, prompt)).status] as const),
    );
    return new Map(answers);
  };
  const prompts = Array.from({ length: 40 }, (_, index) => `prompt ${index}\n`);
  expect([...(await strikes({ path: "/tokenize" }, prompts)).values()]).not.toContain(503);
  expect(
    [...(await strikes({ when: ({ nth }) => nth === 0 }, ["a\n", "b\n"])).values()].filter((status) => status === 503)
      .length,
  ).toBe(1);
  expect([...(await strikes({ after: 39 }, prompts)).values()].filter((status) => status === 503).length).toBe(1);
  const forward = await strikes({ probability: 0.3 }, prompts);
  const backward = await strikes({ probability: 0.3 }, prompts.toReversed());
  const struck = [...forward.values()].filter((status) => status === 503).length;
  expect(struck).toBeGreaterThan(4);
  expect(struck).toBeLessThan(22);
  for (const prompt of prompts) expect(backward.get(prompt)).toBe(forward.get(prompt));
});

test("another process sets faults and reads what happened", async () => {
  const set = (faults: unknown) =>
    fetch(`${server.url}/_control/faults`, { method: "POST", body: JSON.stringify({ faults }) });
  expect((await set([{ kind: "status", status: 500, path: "/generate" }])).status).toBe(200);
  expect((await ask()).status).toBe(500);
  expect((await set([{ kind: "nonsense" }])).status).toBe(400);
  expect((await set([])).status).toBe(200);
  expect((await ask()).status).toBe(200);
  const metrics = await (await fetch(`${server.url}/_control/metrics`)).json();
  expect(metrics).toMatchObject({
    paths: { "/generate": { calls: 2, paid: 1, statuses: { "200": 1, "500": 1 } } },
    faults: { status: 1 },
    mostPaidOfOneKey: 1,
  });
});

/** Waits longer than expect.poll does by itself, for a machine that has much else to do. */
function eventually<T>(value: () => T) {
  return expect.poll(value, { timeout: 20_000 });
}
