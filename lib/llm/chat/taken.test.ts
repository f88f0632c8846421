import { expect, test } from "vitest";
import { modelServer, type Said } from "#lib/testing/model-server/scripted.ts";
import { CallFailure } from "../call-failure.ts";
import type { ChatRequest } from "../port.ts";
import { batchFile } from "./batch-lines.ts";
import { openaiChat } from "./openai.ts";
import { openaiBatches } from "./openai-batch.ts";
import { ALL_TAKEN, knownTaken, refusedParameter } from "./taken.ts";

const never = new AbortController().signal;
const request: ChatRequest = {
  system: "Be brief.",
  user: "Hello",
  temperature: 0.8,
  topP: 0.85,
  maxOutputTokens: 50,
  seed: 3,
  sample: "0",
};
const ok: Said = { json: { choices: [{ message: { content: "Hi." }, finish_reason: "stop" }] } };
const refusal = (message: string, param: string | null, status = 400): Said => ({
  status,
  json: { error: { message, type: "invalid_request_error", param, code: "unsupported_parameter" } },
});

/** The words of OpenAI's o-series and GPT-5 (griptape-ai/ComfyUI-Griptape#312, diffbot/code-gpt-docs#445, openai/openai-python#2072). */
function likeOpenai(body: object): Said {
  if ("max_tokens" in body) {
    const words =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return refusal(words, "max_tokens");
  }
  if ("temperature" in body) {
    const words =
      "Unsupported value: 'temperature' does not support 0.8 with this model. Only the default (1) value is supported.";
    return refusal(words, "temperature");
  }
  if ("top_p" in body) return refusal("Unsupported parameter: 'top_p' is not supported with this model.", "top_p");
  return ok;
}

test("a model that thinks is asked in its own form, which is learnt once for all who ask it", async () => {
  await using server = await modelServer(({ body }) => likeOpenai(Object(body)));
  const options = { baseUrl: `${server.url}/v1`, model: "o4-mini", effort: "low" } as const;
  expect((await openaiChat(options).complete(request, never)).text).toBe("Hi.");
  expect(openaiChat(options).id).toBe("openai-compatible/o4-mini#effort=low");
  expect(server.heard).toHaveLength(3);
  expect(server.heard.at(-1)?.body).toEqual({
    model: "o4-mini",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
    ],
    max_completion_tokens: 50,
    seed: 3,
    reasoning_effort: "low",
  });
  // Another process part, the same server.
  await openaiChat(options).complete({ ...request, user: "Again" }, never);
  expect(server.heard).toHaveLength(4);
  // Another model at the same server is asked for everything.
  await openaiChat({ ...options, model: "gpt" }).complete(request, never);
  expect(server.heard[4]?.body).toHaveProperty("max_tokens");
});

test("what is refused of many calls at once is left out of all of them", async () => {
  await using server = await modelServer(({ body }) => likeOpenai(Object(body)));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "o3" });
  const replies = await Promise.all(Array.from({ length: 6 }, () => model.complete(request, never)));
  expect(replies.every(({ text }) => text === "Hi.")).toBe(true);
  expect(server.heard.length).toBeLessThanOrEqual(18);
});

test("instructions go into the user's message where a template has no place for them", async () => {
  await using server = await modelServer(({ body }) =>
    JSON.stringify(body).includes('"system"') ? refusal("System role not supported", null) : ok,
  );
  await openaiChat({ baseUrl: `${server.url}/v1`, model: "gemma" }).complete(request, never);
  expect(server.heard[1]?.body).toMatchObject({ messages: [{ role: "user", content: "Be brief.\n\nHello" }] });
});

const failure = (said: string, status = 400) => new CallFailure("refused", `http://h/v1 answered ${status}: ${said}`);

test.each([
  [
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "max_tokens",
  ],
  [
    "Unsupported value: 'temperature' does not support 0.8 with this model. Only the default (1) value is supported.",
    "temperature",
  ],
  ["`temperature` and `top_p` cannot both be specified for this model. Please use only one.", "top_p"],
  ["invalid temperature: only 1 is allowed for this model", "temperature"],
  ["`temperature` is deprecated for this model.", "temperature"],
  ["Unsupported value: 'messages[0].role' does not support 'system' with this model.", "system"],
  ['{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}', "seed"],
  ["This response_format type is unavailable now", "response_format"],
])("%s", (said, parameter) => {
  expect(refusedParameter(failure(said))).toBe(parameter);
});

test.each([
  "This model's maximum context length is 4096 tokens. However, you requested 8000 tokens ('max_tokens' or 'max_completion_tokens' is too large: 8000).",
  "max_tokens is too large: 8000. This model supports at most 4096 completion tokens.",
  "temperature must be between 0 and 2",
  "The prompt is too long.",
])("nothing can be left out after: %s", (said) => {
  expect(refusedParameter(failure(said))).toBeNull();
});

test("only what a server says of the request counts", () => {
  expect(refusedParameter(failure("temperature is not supported", 401))).toBeNull();
  expect(refusedParameter(new CallFailure("overload", "m answered 400: temperature is not supported"))).toBeNull();
  expect(refusedParameter(new Error("m answered 400: temperature is not supported"))).toBeNull();
});

test("a refusal that stays is thrown after what could be left out was left out", async () => {
  await using server = await modelServer(() => refusal("'temperature' is not supported", "temperature"));
  const model = openaiChat({ baseUrl: `${server.url}/v1`, model: "m" });
  await expect(model.complete(request, never)).rejects.toThrow("(parameter temperature)");
  expect(server.heard).toHaveLength(2);
});

test("a batch teaches the next one, even where nobody remembers what it was sent with but the batch", async () => {
  const line = (id: string) => {
    const error = { message: "Unsupported parameter: 'top_p' is not supported with this model.", param: "top_p" };
    return JSON.stringify({ custom_id: id, response: { status_code: 400, body: { error } } });
  };
  const form = JSON.stringify({ ...ALL_TAKEN, limit: "max_completion_tokens", json: "object" });
  await using server = await modelServer(({ path }) => {
    if (path === "/v1/batches/b1") {
      return { json: { id: "b1", status: "completed", error_file_id: "f1", metadata: { retrace_form: form } } };
    }
    return path === "/v1/files/f1/content" ? { text: `${line("a")}\n${line("b")}\n` } : { status: 404, json: {} };
  });
  const options = { baseUrl: `${server.url}/v1`, model: "o3" };
  const results = await openaiBatches(options).batchResults("b1", never);
  for (const id of ["a", "b"]) {
    expect(results.get(id)).toMatchObject({ kind: "overload", message: expect.stringContaining("The next batch") });
  }
  const items = [{ customId: "a", request: { ...request, json: "object" as const } }];
  const next = batchFile(options, items, knownTaken(options.baseUrl, "o3").taken);
  expect(next).toContain('"max_completion_tokens":50');
  expect(next).toContain('"json_object"');
  expect(next).not.toContain("top_p");
});
