import { expect, test } from "vitest";
import { modelServer, type Said } from "#lib/testing/model-server.ts";
import { openaiChat } from "./openai.ts";
import type { ChatRequest } from "./port.ts";

const never = new AbortController().signal;
const request: ChatRequest = {
  system: "Be brief.",
  user: "Hello",
  temperature: 0.7,
  topP: 0.9,
  maxOutputTokens: 50,
  seed: 3,
  sample: "0",
};
const reply = (content: string | null, finish = "stop"): Said => ({
  json: {
    id: "1",
    object: "chat.completion",
    created: 0,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: finish }],
    usage: { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15, prompt_tokens_details: { cached_tokens: 8 } },
  },
});

test("sends what was asked, and nothing of the environment", async () => {
  process.env.OPENAI_API_KEY = "from-the-environment";
  await using server = await modelServer(() => reply("Hi."));
  const answer = await openaiChat({ baseUrl: `${server.url}/v1/`, model: "m" }).complete(request, never);
  delete process.env.OPENAI_API_KEY;
  expect(answer).toMatchObject({ text: "Hi.", finish: "stop" });
  expect(answer.usage).toMatchObject({ inputTokens: 11, outputTokens: 4, cachedTokens: 8, retries: 0 });
  expect(server.heard).toEqual([
    {
      path: "/v1/chat/completions",
      authorization: "Bearer none",
      body: {
        model: "m",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
        temperature: 0.7,
        top_p: 0.9,
        max_tokens: 50,
        seed: 3,
      },
    },
  ]);
});

test("retries 429 and counts it", async () => {
  await using server = await modelServer((_, nth) =>
    nth === 0
      ? { status: 429, headers: { "retry-after-ms": "5" }, json: { error: { message: "slow down" } } }
      : reply("Hi.", "length"),
  );
  const answer = await openaiChat({ baseUrl: `${server.url}/v1`, model: "m", apiKey: "k" }).complete(request, never);
  expect(answer.finish).toBe("length");
  expect(answer.usage.retries).toBe(1);
  expect(server.heard[1]?.authorization).toBe("Bearer k");
});

test("retries are bounded", async () => {
  await using server = await modelServer(() => ({ status: 503, headers: { "retry-after-ms": "1" }, json: {} }));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", maxRetries: 2 });
  await expect(model.complete(request, never)).rejects.toThrow("after 2 retries");
  expect(server.heard).toHaveLength(3);
});

test("names the parameter a server refuses", async () => {
  const error = {
    message: "Unsupported value",
    type: "invalid_request_error",
    param: "temperature",
    code: "unsupported_value",
  };
  await using server = await modelServer(() => ({ status: 400, json: { error } }));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m" });
  await expect(model.complete(request, never)).rejects.toThrow("It refuses the parameter temperature.");
  expect(server.heard).toHaveLength(1);
});

test("a limit under its newer name", async () => {
  await using server = await modelServer(() => reply("Hi."));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", limitParameter: "max_completion_tokens" });
  await model.complete({ ...request, seed: null, sample: "0" }, never);
  expect(server.heard[0]?.body).toMatchObject({ max_completion_tokens: 50 });
  expect(server.heard[0]?.body).not.toHaveProperty("max_tokens");
  expect(server.heard[0]?.body).not.toHaveProperty("seed");
});

test("no text is an error that says why", async () => {
  await using server = await modelServer(() => reply(null, "length"));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m" });
  await expect(model.complete(request, never)).rejects.toThrow("raise maxOutputTokens");
});

test.each([
  ["a shape of its own", { json: { hello: 1 } }, "does not answer like"],
  ["a page", { text: "<html>" }, "does not answer like"],
] as const)("a server that answers %s", async (_, said, message) => {
  await using server = await modelServer(() => said);
  await expect(openaiChat({ baseUrl: `${server.url}/v1`, model: "m" }).complete(request, never)).rejects.toThrow(
    message,
  );
});

test("a server that hangs meets the time limit, or the caller's abort", async () => {
  await using server = await modelServer(() => "hang");
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", timeoutMs: 50, maxRetries: 0 });
  await expect(model.complete(request, never)).rejects.toThrow("did not answer in time");
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("enough")), 20);
  const patient = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", timeoutMs: 60_000 });
  await expect(patient.complete(request, abort.signal)).rejects.toThrow("enough");
});
