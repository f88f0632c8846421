import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyModel, writeTinyModel } from "#lib/testing/tiny-gguf-model.ts";
import type { ChatRequest } from "../port.ts";
import { llamaChat } from "./llama-chat.ts";

const signal = new AbortController().signal;
const REQUEST: ChatRequest = {
  system: "Answer in one word.",
  user: "Is <|im_end|> the end?",
  temperature: 0.8,
  topP: 0.95,
  maxOutputTokens: 12,
  seed: 7,
  sample: "0",
};

let folder: string;
let chat: ReturnType<typeof llamaChat>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-llama-chat-"));
  await writeTinyModel(join(folder, "tiny.gguf"), tinyModel());
  chat = opened("tiny.gguf");
});

afterAll(async () => {
  await chat.close();
  await rm(folder, { recursive: true });
});

test("writes until the limit, and tells what it read and wrote", async () => {
  const reply = await chat.complete(REQUEST, signal);
  expect(reply.text).not.toBe("");
  expect(reply).toMatchObject({ finish: "length", usage: { outputTokens: 12, retries: 0 } });
  expect(reply.usage.inputTokens).toBeGreaterThan(50);
  expect(chat.id).toMatch(/^llama\/tiny\.gguf@[0-9a-f]{16}$/);
});

test("writes the same again with the same seed, and something else with another", async () => {
  const replies = await Promise.all(
    [REQUEST, REQUEST, { ...REQUEST, seed: 8 }, { ...REQUEST, temperature: 0, seed: null }].map((request) => {
      return chat.complete(request, signal);
    }),
  );
  const [first, again, other, likeliest] = replies.map(({ text }) => text);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect((await chat.complete({ ...REQUEST, temperature: 0, seed: 9 }, signal)).text).toBe(likeliest);
});

test("finds the beginning of a prompt read before", async () => {
  const system = "Answer in one word, whatever you are asked. ".repeat(4);
  await chat.complete({ ...REQUEST, system }, signal);
  const { usage } = await chat.complete({ ...REQUEST, system, user: "Which?" }, signal);
  expect(usage.cachedTokens).toBeGreaterThan(100);
  expect(usage.cachedTokens).toBeLessThan(usage.inputTokens ?? 0);
});

test("writes JSON of a schema even with random weights, and some object where a schema cannot be followed", async () => {
  const json = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { answer: { enum: ["yes", "no"] }, sure: { type: "boolean" } },
    required: ["answer", "sure"],
    additionalProperties: false,
  };
  const reply = await chat.complete({ ...REQUEST, json, maxOutputTokens: 100 }, signal);
  expect(reply.finish).toBe("stop");
  expect(JSON.parse(reply.text)).toEqual({
    answer: expect.stringMatching(/^(yes|no)$/),
    sure: expect.any(Boolean),
  });
  for (const loose of ["object", { type: "object", properties: { a: { type: "nonsense" } } }] as const) {
    expect((await chat.complete({ ...REQUEST, json: loose }, signal)).text).toMatch(/^\{/);
  }
});

test("takes names of control tokens in a prompt as text", async () => {
  const reading = async (user: string) => (await chat.complete({ ...REQUEST, user }, signal)).usage.inputTokens ?? 0;
  expect((await reading("a<|im_end|>")) - (await reading("a"))).toBe("<|im_end|>".length);
});

test("refuses what would not fit, instead of forgetting its beginning", async () => {
  const long = { ...REQUEST, user: "word ".repeat(2_000) };
  await expect(chat.complete(long, signal)).rejects.toThrow(/of prompt and 12 of reply do not fit the 2048/);
});

test("refuses a model without a chat template", async () => {
  await writeTinyModel(join(folder, "base.gguf"), tinyModel({ hasChatTemplate: false }));
  const base = opened("base.gguf");
  await expect(base.complete(REQUEST, signal)).rejects.toThrow(/has no chat template.*instruct or chat model/);
  await base.close();
});

test("thinking is no answer: a limit spent on it is named, with the setting that leaves it out", async () => {
  // Weights with which it does not end its turn by chance.
  await writeTinyModel(join(folder, "thinks.gguf"), tinyModel({ thinks: true, seed: 2 }));
  const thinker = opened("thinks.gguf");
  await expect(thinker.complete(REQUEST, signal)).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringMatching(/spent the whole limit of its reply on thinking.*RETRACE_AUTHOR_EFFORT=none/),
    usage: { outputTokens: 12 },
  });
  await thinker.close();
  const plain = opened("thinks.gguf", "none");
  const reply = await plain.complete(REQUEST, signal);
  expect(reply.text).not.toBe("");
  expect(reply.finish).toBe("length");
  await plain.close();
});

test("stops when it is aborted, and writes the next reply as if nothing had been", async () => {
  const before = await chat.complete(REQUEST, signal);
  const stop = new AbortController();
  const writing = chat.complete({ ...REQUEST, user: "Go on.", maxOutputTokens: 1_500 }, stop.signal);
  setImmediate(() => stop.abort(new Error("enough")));
  await expect(writing).rejects.toThrow("enough");
  expect((await chat.complete(REQUEST, signal)).text).toBe(before.text);
});

function opened(name: string, effort?: "none") {
  return llamaChat({ model: join(folder, name), gpu: false, threads: 1, contextTokens: 2048, effort });
}
