import { expect, test } from "vitest";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { modelServer, type Said } from "#lib/testing/model-server/scripted.ts";
import { type Lane, lane } from "../lanes/lane.ts";
import type { ChatRequest } from "../port.ts";
import { chatBody } from "./chat-completions.ts";
import { chatReply } from "./chat-reply.ts";
import { openaiChat } from "./openai.ts";
import { ALL_TAKEN } from "./taken.ts";

/** Pauses of a lane are its own tests' matter. */
const quick = (maxRetries = 4): Lane => lane({ name: "m", backoff: { firstMs: 1, longestMs: 1 }, maxRetries });
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
      authorization: undefined,
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
  const answer = await openaiChat({ baseUrl: `${server.url}/v1`, model: "m", apiKey: "k", lane: quick() }).complete(
    request,
    never,
  );
  expect(answer.finish).toBe("length");
  expect(answer.usage.retries).toBe(1);
  expect(server.heard[1]?.authorization).toBe("Bearer k");
});

test("retries are bounded", async () => {
  await using server = await modelServer(() => ({ status: 503, headers: { "retry-after-ms": "1" }, json: {} }));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", lane: quick(2) });
  await expect(model.complete(request, never)).rejects.toThrow("(tried 3 times)");
  expect(server.heard).toHaveLength(3);
});

test("names the parameter a server refuses", async () => {
  const error = {
    message: "Unsupported value",
    type: "invalid_request_error",
    param: "n",
    code: "unsupported_value",
  };
  await using server = await modelServer(() => ({ status: 400, json: { error } }));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m" });
  await expect(model.complete(request, never)).rejects.toThrow("Unsupported value (parameter n)");
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
  await expect(model.complete(request, never)).rejects.toThrow("wrote no answer");
});

test("a reply without text tells what it cost, because it is charged", async () => {
  const said = { choices: [{ message: { content: null }, finish_reason: "length" }] };
  const usage = { prompt_tokens: 11, completion_tokens: 50 };
  await using server = await modelServer(() => ({ json: { ...said, usage } }));
  const asking = openaiChat({ baseUrl: `${server.url}/v1`, model: "m" }).complete(request, never);
  await expect(asking).rejects.toMatchObject({
    kind: "refused",
    mayBeBilled: true,
    usage: { inputTokens: 11, outputTokens: 50 },
  });
});

test.each([
  [{ prompt_tokens: -5, completion_tokens: 2.5 }, null, null],
  [{ prompt_tokens: 9, completion_tokens: "many" }, 9, null],
  ["free", null, null],
  [null, null, null],
])("of the usage %o only what can be right is told, and the reply is kept", async (usage, input, output) => {
  const choices = [{ message: { content: "Hi." }, finish_reason: "stop" }];
  await using server = await modelServer(() => ({ json: { choices, usage } }));
  const answer = await openaiChat({ baseUrl: `${server.url}/v1`, model: "m" }).complete(request, never);
  expect(answer).toMatchObject({
    text: "Hi.",
    usage: { inputTokens: input, outputTokens: output, cachedTokens: null },
  });
  expect(server.heard).toHaveLength(1);
});

test.each([
  ["a shape of its own", { json: { hello: 1 } }, "does not answer like"],
  ["a page", { text: "<html>" }, "something other than JSON"],
] as const)("a server that answers %s", async (_, said, message) => {
  await using server = await modelServer(() => said);
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", lane: quick() });
  await expect(model.complete(request, never)).rejects.toThrow(message);
  expect(server.heard).toHaveLength(3);
});

test("a server that hangs meets the time limit, or the caller's abort", async () => {
  await using server = await modelServer(() => "hang");
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", timeoutMs: 50, maxRetries: 0 });
  await expect(model.complete(request, never)).rejects.toThrow("did not begin to answer within 50 ms");
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("enough")), 20);
  const patient = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", timeoutMs: 60_000 });
  await expect(patient.complete(request, abort.signal)).rejects.toThrow("enough");
});

const schema = { type: "object", properties: { title: { type: "string" } }, required: ["title"] };

test("JSON of a schema is asked for as the server understands it, and it is asked only once what it understands", async () => {
  const refusal = (param: string): Said => ({ status: 400, json: { error: { message: "Not supported", param } } });
  await using server = await modelServer(({ body }) => {
    const type = JSON.stringify(body).match(/"response_format":\{"type":"(\w+)"/)?.[1];
    return type === undefined ? reply('{"title":"a"}') : refusal("response_format");
  });
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", lane: quick() });
  const asked = { ...request, json: { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema } };
  expect((await model.complete(asked, never)).text).toBe('{"title":"a"}');
  const formats = server.heard.map(({ body }) => body).map((body) => Object(body).response_format);
  expect(formats).toEqual([
    { type: "json_schema", json_schema: { name: "reply", strict: true, schema } },
    { type: "json_object" },
    undefined,
  ]);
  await model.complete(asked, never);
  expect(server.heard).toHaveLength(4);
});

test("a schema is sent under its title, in the keywords that strict servers know", () => {
  const read = { type: "object", properties: { tool: { const: "read" }, oneOf: { type: "string" } } };
  const moves = { type: "array", items: { oneOf: [read, { type: "null" }] } };
  const json = { title: "moves", type: "object", properties: { moves, title: { type: "string" } } };
  expect(chatBody({ model: "m" }, { ...request, json }, ALL_TAKEN).response_format).toEqual({
    type: "json_schema",
    json_schema: {
      name: "moves",
      strict: true,
      schema: {
        type: "object",
        properties: {
          moves: { type: "array", items: { anyOf: [read, { type: "null" }] } },
          title: { type: "string" },
        },
      },
    },
  });
  const unnamed = chatBody({ model: "m" }, { ...request, json: { ...json, title: "two words" } }, ALL_TAKEN);
  expect(unnamed.response_format).toMatchObject({ json_schema: { name: "reply" } });
});

test("a refusal for another reason is not mistaken for one of the format", async () => {
  await using server = await modelServer(() => ({ status: 401, json: { error: { message: "Wrong key" } } }));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m", lane: quick() });
  await expect(model.complete({ ...request, json: "object" }, never)).rejects.toThrow("Check the key.");
  expect(server.heard).toHaveLength(1);
});

const choice = (message: object, finish_reason: string | null) => ({ choices: [{ message, finish_reason }] });

test.each([
  ["a filter", choice({ content: "Half of" }, "content_filter"), "refused", "content filter"],
  ["the model's own refusal", choice({ content: null, refusal: "I can't." }, "stop"), "refused", "declined: I can't."],
  ["a tool", choice({ content: null, tool_calls: [{}] }, "tool_calls"), "refused", "called a tool"],
  ["an empty text", choice({ content: "" }, "stop"), "malformed", "returned no text"],
  ["a limit spent on reasoning", choice({ content: "" }, "length"), "refused", "wrote no answer"],
  ["a router's error", { error: { message: "upstream busy", code: 429 } }, "rate-limit", "upstream busy"],
] as const)("%s is named", async (_, body, kind, message) => {
  expect(() => chatReply(body, "m", 1)).toThrow(
    expect.objectContaining({ kind, message: expect.stringContaining(message) }),
  );
});

test.each([
  ["stop", "stop"],
  ["eos", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  [null, "other"],
  ["unheard of", "other"],
] as const)("finish reason %s means %s", (reason, finish) => {
  expect(chatReply(choice({ content: "a" }, reason), "m", 1).finish).toBe(finish);
});

test.each([
  [{ kind: "status", status: 429, retryAfter: "0", times: 2 }],
  [{ kind: "status", status: 503, body: "html", times: 1 }],
  [{ kind: "status", status: 500, times: 1 }],
  [{ kind: "reset", at: "before-headers", times: 1 }],
  [{ kind: "reset", at: "mid-body", times: 1 }],
  [{ kind: "stall", at: "first-byte", times: 1 }],
  [{ kind: "stall", at: "mid-body", times: 1 }],
  [{ kind: "truncated-json", times: 1 }],
  [{ kind: "other-shape", times: 1 }],
] as const)("%o ends in the right reply", async (fault) => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed" });
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: quick(), timeoutMs: 400 });
  const right = await model.complete(request, never);
  server.setFaults([fault]);
  const answer = await model.complete(request, never);
  expect(answer.text).toBe(right.text);
  expect(answer.usage.retries).toBe(fault.times);
});
