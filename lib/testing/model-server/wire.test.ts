import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type ModelServer, startModelServer } from "./index.ts";
import type { EngineName } from "./options.ts";

const servers = new Map<EngineName, ModelServer>();
const text = "import x from 'y';\n\nexport const café = \"日本 🙂\"; // naïve\n";

beforeAll(async () => {
  for (const engine of ["sglang", "vllm", "openai", "together", "fireworks"] as const) {
    servers.set(engine, await startModelServer({ engine, maxModelLen: 4_096 }));
  }
});
afterAll(async () => {
  for (const server of servers.values()) await server[Symbol.asyncDispose]();
});

function serverOf(engine: EngineName): ModelServer {
  const server = servers.get(engine);
  if (!server) throw new Error(`No server for ${engine}.`);
  return server;
}

async function post<T>(server: ModelServer, path: string, body: object, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const json: unknown = await response.json();
  expect(response.status, JSON.stringify(json)).toBe(200);
  return schema.parse(json);
}

const Generated = z.object({
  text: z.string(),
  meta_info: z.object({
    prompt_tokens: z.number(),
    cached_tokens: z.number(),
    completion_tokens: z.number(),
    input_token_logprobs: z.array(z.tuple([z.number().nullable(), z.number(), z.string().nullable()])),
  }),
});

function generate(ids: number[], start: number, extra: object = {}) {
  const body = {
    input_ids: ids,
    return_logprob: true,
    logprob_start_len: start,
    sampling_params: { max_new_tokens: 1, temperature: 0 },
    ...extra,
  };
  return post(serverOf("sglang"), "/generate", body, Generated);
}

test("SGLang gives triples from the start position on, the first of them without a logprob", async () => {
  const server = serverOf("sglang");
  const ids = server.tokenizer.encode(text);
  const { meta_info: meta } = await generate(ids, 4);
  expect(meta.input_token_logprobs.map(([, id]) => id)).toEqual(ids.slice(4));
  expect(meta.input_token_logprobs[0]).toEqual([null, ids[4], null]);
  expect(meta.input_token_logprobs.slice(1).map(([logprob]) => logprob)).toEqual(server.logprobs(ids, 5));
  expect(meta.prompt_tokens).toBe(ids.length);
  expect(meta.completion_tokens).toBe(1);
});

test("SGLang reuses what it has read up to the start position, and tells tokens as text where asked", async () => {
  const server = serverOf("sglang");
  server.flushCache();
  const ids = server.tokenizer.encode(text);
  expect((await generate(ids, 10)).meta_info.cached_tokens).toBe(0);
  expect((await generate(ids, 10)).meta_info.cached_tokens).toBe(10);
  expect((await generate(ids, 0)).meta_info.cached_tokens).toBe(0);
  const told = await generate(ids, 0, { return_text_in_logprobs: true });
  expect(told.meta_info.input_token_logprobs.map(([, , piece]) => piece)).toEqual(
    ids.map((id) => server.tokenizer.decode([id])),
  );
});

test("SGLang takes lists, and strings with BOS where the tokenizer adds one", async () => {
  const server = serverOf("sglang");
  const replies = await post(
    server,
    "/generate",
    {
      input_ids: [server.tokenizer.encode("one\n"), server.tokenizer.encode("two three\n")],
      return_logprob: true,
      logprob_start_len: [0, 1],
      sampling_params: { max_new_tokens: 1, temperature: 0 },
    },
    z.array(Generated),
  );
  expect(replies.map((each) => each.meta_info.input_token_logprobs.length)).toEqual([
    server.tokenizer.encode("one\n").length,
    server.tokenizer.encode("two three\n").length - 1,
  ]);
  await using other = await startModelServer({ engine: "sglang", addsBos: true });
  const tokens = z.object({ tokens: z.array(z.number()) });
  const body = { prompt: "one\n" };
  expect((await post(other, "/tokenize", body, tokens)).tokens[0]).toBe(other.tokenizer.bosId);
  const plain = await post(other, "/tokenize", { ...body, add_special_tokens: false }, tokens);
  expect(plain.tokens).toEqual(server.tokenizer.encode("one\n"));
  const back = await post(other, "/detokenize", { tokens: plain.tokens }, z.object({ text: z.string() }));
  expect(back.text).toBe("one\n");
});

const Completed = z.object({
  choices: z.array(
    z.object({
      text: z.string(),
      prompt_logprobs: z.array(z.record(z.string(), z.object({ logprob: z.number() })).nullable()).nullish(),
      prompt_token_ids: z.array(z.number()).nullish(),
      logprobs: z
        .object({
          tokens: z.array(z.string()),
          token_logprobs: z.array(z.number().nullable()),
          token_ids: z.array(z.number()).optional(),
        })
        .nullable(),
    }),
  ),
  prompt: z
    .array(
      z.object({ logprobs: z.object({ tokens: z.array(z.string()), token_logprobs: z.array(z.number().nullable()) }) }),
    )
    .optional(),
});

test("vLLM maps each prompt token's id to its logprob, null for the first", async () => {
  const server = serverOf("vllm");
  const ids = server.tokenizer.encode(text);
  const reply = await post(
    server,
    "/v1/completions",
    { model: server.modelName, prompt: ids, prompt_logprobs: 0, max_tokens: 1, temperature: 0, return_token_ids: true },
    Completed,
  );
  const choice = reply.choices[0];
  expect(choice?.prompt_token_ids).toEqual(ids);
  expect(choice?.prompt_logprobs?.[0]).toBeNull();
  const given = (choice?.prompt_logprobs ?? []).slice(1).map((entry, index) => entry?.[`${ids[index + 1]}`]?.logprob);
  expect(given).toEqual(server.logprobs(ids, 1));
});

test("vLLM's tokenize spells the bytes of the text", async () => {
  const server = serverOf("vllm");
  const Tokenized = z.object({ count: z.number(), tokens: z.array(z.number()), token_strs: z.array(z.string()) });
  const body = { model: server.modelName, prompt: text, add_special_tokens: false, return_token_strs: true };
  const { tokens, token_strs: strings, count } = await post(server, "/tokenize", body, Tokenized);
  expect(count).toBe(tokens.length);
  expect(strings.join("")).toContain("ĠcafÃ©");
  expect(server.tokenizer.decode(tokens)).toBe(text);
});

test.each(["openai", "fireworks"] as const)(
  "%s echoes the prompt's logprobs before the generated one",
  async (engine) => {
    const server = serverOf(engine);
    const ids = server.tokenizer.encode(text);
    for (const most of [0, 1]) {
      const body = { model: server.modelName, prompt: ids, echo: true, logprobs: 1, max_tokens: most, temperature: 0 };
      const { choices } = await post(server, "/v1/completions", body, Completed);
      const logprobs = choices[0]?.logprobs;
      expect(logprobs?.token_logprobs.length).toBe(ids.length + most);
      expect(logprobs?.token_logprobs[0]).toBeNull();
      expect(logprobs?.token_logprobs.slice(1, ids.length)).toEqual(server.logprobs(ids, 1));
      if (engine === "fireworks") expect(logprobs?.token_ids?.slice(0, ids.length)).toEqual(ids);
      else expect(logprobs?.tokens.join("")).toContain("bytes:\\x");
    }
  },
);

test("Together echoes strings only, apart from the choices", async () => {
  const server = serverOf("together");
  const ids = server.tokenizer.encode(text);
  const body = { model: server.modelName, prompt: text, echo: true, logprobs: 1, max_tokens: 1 };
  const { prompt } = await post(server, "/v1/completions", body, Completed);
  expect(prompt?.[0]?.logprobs.token_logprobs).toEqual([null, ...server.logprobs(ids, 1)]);
  const refused = await fetch(`${server.url}/v1/completions`, {
    method: "POST",
    body: JSON.stringify({ ...body, prompt: ids }),
  });
  expect(refused.status).toBe(400);
});

test("log-probabilities add up: score(P, xy) = score(P, x) + score(Px, y)", () => {
  const server = serverOf("sglang");
  const ids = server.tokenizer.encode(text.repeat(60));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const middle = Math.floor(ids.length / 2);
  expect(ids.length).toBeGreaterThan(2_000);
  expect(sum(server.logprobs(ids, 7))).toBeCloseTo(
    sum(server.logprobs(ids.slice(0, middle), 7)) + sum(server.logprobs(ids, middle)),
    9,
  );
});

test("what does not fit the window, another model and another path are refused as the engines do", async () => {
  const long = serverOf("vllm").tokenizer.encode(text.repeat(200)).slice(0, 4_096);
  const answers = [
    await refused("vllm", "/v1/completions", { prompt: long, max_tokens: 1 }),
    await refused("sglang", "/generate", { input_ids: long, sampling_params: { max_new_tokens: 1 } }),
    await refused("openai", "/v1/completions", { model: serverOf("openai").modelName, prompt: long, max_tokens: 1 }),
    await refused("vllm", "/v1/completions", { model: "other", prompt: [1] }),
    await refused("sglang", "/v1/nothing", {}),
  ];
  expect(answers.map(([status]) => status)).toEqual([400, 400, 400, 404, 404]);
  expect(answers.map(([, body]) => body).join("\n")).toMatchInlineSnapshot(`
    "{"error":{"message":"4096 input tokens and 1 output tokens exceed the context length of 4096 tokens.","type":"BadRequestError","param":"input_tokens","code":400}}
    {"error":{"message":"4096 input tokens and 1 new tokens exceed the context length of 4096 tokens."}}
    {"error":{"message":"4096 tokens of prompt and 1 of completion exceed the context length of 4096 tokens.","type":"invalid_request_error","param":null,"code":null}}
    {"error":{"message":"There is no model \`other\`.","type":"NotFoundError","param":"model","code":404}}
    {"detail":"Not Found"}"
  `);
});

async function refused(engine: EngineName, path: string, body: object): Promise<[number, string]> {
  const response = await fetch(`${serverOf(engine).url}${path}`, { method: "POST", body: JSON.stringify(body) });
  return [response.status, await response.text()];
}
