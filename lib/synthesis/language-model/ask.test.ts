import { expect, test } from "vitest";
import { z } from "zod";
import { chatQuestion } from "#lib/calls/question.ts";
import { openaiChat } from "#lib/llm/chat/openai.ts";
import { lane } from "#lib/llm/lanes/lane.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { modelServer, type Said } from "#lib/testing/model-server/scripted.ts";
import { scriptedChat } from "#lib/testing/scripted-models.ts";
import { askJson } from "./ask.ts";

const signal = AbortSignal.timeout(60_000);
const question = { system: "Be brief.", user: "Give JSON.", what: "moves", replyTokens: 8_000 };
const Reply = z.object({
  moves: z
    .array(
      z.discriminatedUnion("tool", [
        z.object({ tool: z.literal("read"), path: z.string().max(1000) }),
        z.object({ tool: z.literal("write") }),
      ]),
    )
    .min(1)
    .max(80),
  id: z.string().regex(/^R\d+$/),
  order: z.int().nonnegative(),
});
const good = { moves: [{ tool: "write" }], id: "R1", order: 0 };
const completion = (content: string): Said => ({
  json: { choices: [{ message: { content }, finish_reason: "stop" }] },
});
const chatAt = (url: string) =>
  openaiChat({ baseUrl: `${url}/v1`, model: "m", lane: lane({ name: "m", maxRetries: 0 }) });

const formats = (bodies: readonly { readonly body: unknown }[]) =>
  bodies.map(({ body }) => z.object({ response_format: z.unknown() }).parse(body).response_format);

test("the form of the reply is asked for by name; what stands in it is checked here", async () => {
  await using server = await modelServer((_, nth) =>
    completion(JSON.stringify(nth === 0 ? { ...good, id: "x" } : good)),
  );
  const { value, usage } = await askJson(chatAt(server.url), question, Reply, signal);
  expect(value).toEqual(good);
  expect(usage).toHaveLength(2);
  const object = (properties: object) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  const move = {
    anyOf: [
      object({ tool: { type: "string", const: "read" }, path: { type: "string" } }),
      object({ tool: { type: "string", const: "write" } }),
    ],
  };
  const schema = object({ moves: { type: "array", items: move }, id: { type: "string" }, order: { type: "integer" } });
  const format = { type: "json_schema", json_schema: { name: "moves", strict: true, schema } };
  expect(formats(server.heard)).toEqual([format, format]);
});

test("a server that knows no schemas is asked without, and its reply is checked all the same", async () => {
  await using server = await modelServer(({ body }) =>
    JSON.stringify(body).includes("response_format")
      ? { status: 400, json: { error: { message: "response_format is not supported" } } }
      : completion(`Here: ${JSON.stringify({ ...good, order: -1 })}`),
  );
  await expect(askJson(chatAt(server.url), question, Reply, signal)).rejects.toThrow(/no usable moves.*order/s);
  expect(server.heard).toHaveLength(4);
});

test("another schema is another question to the store of replies", async () => {
  const chat = scriptedChat([{ when: "Give JSON", reply: JSON.stringify(good) }]);
  await askJson(chat, question, Reply, signal);
  await askJson(chat, question, Reply.extend({ note: z.string().optional() }), signal);
  await askJson(chat, question, Reply, signal);
  const [one, other, again] = chat.calls.map((request) => chatQuestion("m", request, 0).key);
  expect(one).not.toBe(other);
  expect(again).toBe(one);
});

test.each([
  [400, "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens."],
  [400, "The input (9000 tokens) is longer than the model's context length (4096 tokens)."],
  [400, "the request exceeds the available context size, try increasing it"],
  [400, "prompt is too long: 9000 tokens > 4096 maximum"],
  [413, "The input token count (9000) exceeds the maximum number of tokens allowed (4096)."],
])("a prompt beyond the window is refused %i with the setting that mends it: %s", async (status, message) => {
  await using server = await modelServer(() => ({ status, json: { error: { message } } }));
  const failure = askJson(chatAt(server.url), question, Reply, signal);
  await expect(failure).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringMatching(
      /answered 4\d\d: .*\. config\.authorWindow: it is more than openai-compatible\/m takes/,
    ),
  });
  expect(server.heard).toHaveLength(1);
});

test("the window of a real tokenizer", async () => {
  await using server = await startModelServer({ engine: "chat", scores: "hashed", maxModelLen: 4_096 });
  const chat = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName });
  await expect(askJson(chat, question, Reply, signal)).rejects.toThrow("config.authorWindow");
});

test("other refusals and failures stay as they are", async () => {
  await using server = await modelServer(() => ({ status: 401, json: { error: { message: "No key for context" } } }));
  const failure = askJson(chatAt(server.url), question, Reply, signal);
  await expect(failure).rejects.not.toThrow("config.authorWindow");
  await expect(askJson(chatAt(server.url), question, Reply, AbortSignal.abort(new Error("enough")))).rejects.toThrow(
    "enough",
  );
});
