import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type ModelServer, startModelServer } from "#lib/testing/model-server/index.ts";
import { CallFailure, echoScorer, lane, sglangScorer, vllmScorer } from "../index.ts";
import { checkedLogprobs } from "./server.ts";

/* Answers with one thing wrong that only one check can see, and oddities that must not change the number. */

const never = new AbortController().signal;
const PREFIX = ["# Plan\n", "The file greets whoever comes, by name.\n"];
const REQUEST = { prompt: "I shall write a greeting.\n```\n", target: 'export const hi = (name) => "Hi, " + name;\n' };
/** Answers are edited as the JSON that they are. */
const Json = z.record(z.string(), z.any());
type Json = z.infer<typeof Json>;
type Edit = (answer: Json, asked: Json) => void;
type Make = typeof sglangScorer;

let servers: Record<"sglang" | "vllm" | "openai" | "fireworks", ModelServer>;
beforeAll(async () => {
  const [sglang, vllm, openai, fireworks] = await Promise.all(
    (["sglang", "vllm", "openai", "fireworks"] as const).map((engine) =>
      startModelServer({ engine, scores: "hashed" }),
    ),
  );
  if (sglang && vllm && openai && fireworks) servers = { sglang, vllm, openai, fireworks };
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server[Symbol.asyncDispose]())));

/** The numbers where each scoring's answer is changed, connecting excepted. */
async function scored(make: Make, on: keyof typeof servers, edit: Edit | null) {
  const server = servers[on];
  let isConnected = false;
  const changing: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!isConnected || !edit || !/\/(generate|completions)$/.test(String(input))) return response;
    const answer = Json.parse(await response.json());
    edit(answer, Json.parse(JSON.parse(String(init?.body))));
    return Response.json(answer);
  };
  const calls = lane({ name: on, maxRetries: 0 });
  const scorer = make({ baseUrl: server.url, model: server.modelName, lane: calls, fetch: changing });
  const session = await scorer.open(PREFIX, never);
  isConnected = true;
  const [score] = await session.score([REQUEST], never);
  return score?.logprobs ?? [];
}

const logprobsOf = (answer: Json) => answer.choices[0].logprobs;

test.each<[string, Make, keyof typeof servers, Edit, string]>([
  [
    "SGLang that read fewer tokens, though it tells those of the target",
    sglangScorer,
    "sglang",
    ({ meta_info: meta }) => {
      meta.prompt_tokens -= 5;
    },
    "it read",
  ],
  [
    "SGLang with a logprob where none can be",
    sglangScorer,
    "sglang",
    ({ meta_info: meta }) => {
      meta.input_token_logprobs[0][0] = -1;
    },
    "may be shifted",
  ],
  [
    "SGLang without the logprobs it was asked for",
    sglangScorer,
    "sglang",
    ({ meta_info: meta }) => {
      delete meta.input_token_logprobs;
    },
    "it returned no input_token_logprobs",
  ],
  [
    "vLLM with a logprob of the first token",
    vllmScorer,
    "vllm",
    ({ choices: [choice] }, { prompt }) => {
      choice.prompt_logprobs[0] = { [prompt[0]]: { logprob: -1 } };
    },
    "the first token has a logprob",
  ],
  [
    "vLLM that scored another token before the target",
    vllmScorer,
    "vllm",
    ({ choices: [choice] }, { prompt }) => {
      delete choice.prompt_token_ids;
      choice.prompt_logprobs[3] = { [prompt[3] + 1]: { logprob: -1, decoded_token: "x" } };
    },
    "it returned no logprob for token 3",
  ],
  [
    "vLLM without prompt_logprobs",
    vllmScorer,
    "vllm",
    ({ choices: [choice] }) => {
      delete choice.prompt_logprobs;
    },
    "it returned no prompt_logprobs",
  ],
  [
    "an echo of ids with more tokens than were sent and asked for",
    echoScorer,
    "vllm",
    (answer) => {
      const { tokens, token_logprobs: values, token_ids: ids } = logprobsOf(answer);
      for (const list of [tokens, values, ids]) list?.push(list.at(-1), list.at(-1));
    },
    "tokens for the",
  ],
  [
    "an echo of ids that counted others",
    echoScorer,
    "vllm",
    ({ usage }) => {
      usage.prompt_tokens += 1;
    },
    "tokens for the",
  ],
  [
    "an echo of ids that names another",
    echoScorer,
    "vllm",
    (answer, { prompt }) => {
      const logprobs = logprobsOf(answer);
      logprobs.token_ids = logprobs.tokens.map((_: string, index: number) => prompt[index] ?? 1);
      logprobs.token_ids[2] += 1;
    },
    "it echoed other tokens",
  ],
  [
    "an echo of ids that spells another text",
    echoScorer,
    "vllm",
    (answer) => {
      logprobsOf(answer).tokens[2] = "other";
    },
    "do not spell the prompt",
  ],
  [
    "an echo whose lists differ in length",
    echoScorer,
    "openai",
    (answer) => {
      logprobsOf(answer).token_logprobs.push(-1);
    },
    "its lists have different lengths",
  ],
  [
    "an echo whose ids are fewer than its tokens",
    echoScorer,
    "fireworks",
    (answer) => {
      logprobsOf(answer).token_ids.pop();
    },
    "its lists have different lengths",
  ],
  [
    "an echo with a logprob of the first token",
    echoScorer,
    "openai",
    (answer) => {
      logprobsOf(answer).token_logprobs[0] = -1;
    },
    "the first token has a logprob",
  ],
  [
    "an echo without a logprob before the target",
    echoScorer,
    "openai",
    (answer) => {
      logprobsOf(answer).token_logprobs[3] = null;
    },
    "token 3 has no logprob",
  ],
])("%s is refused", async (_, make, on, edit, message) => {
  const failure = await scored(make, on, edit).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CallFailure);
  expect(failure).toMatchObject({ kind: "wrong", message: expect.stringContaining(message) });
});

test.each<[string, Make, keyof typeof servers, Edit]>([
  [
    "vLLM that tells the likeliest token beside its own",
    vllmScorer,
    "vllm",
    ({ choices: [choice] }) => {
      for (const entry of choice.prompt_logprobs) if (entry) entry["0"] ??= { logprob: -0.001, decoded_token: "!" };
    },
  ],
  [
    "an echo that writes 0 for the token nothing predicts",
    echoScorer,
    "openai",
    (answer) => {
      logprobsOf(answer).token_logprobs[0] = 0;
    },
  ],
])("%s: the same number", async (_, make, on, edit) => {
  expect(await scored(make, on, edit)).toEqual(await scored(make, on, null));
});

test("a generated token without text is not taken for the end of the target", async () => {
  const server = servers.openai;
  server.setFaults([{ kind: "status", status: 400, path: "/v1/completions", contains: '"max_tokens":0' }]);
  const right = await scored(echoScorer, "openai", null);
  const odd = await scored(echoScorer, "openai", (answer) => {
    const logprobs = logprobsOf(answer);
    logprobs.tokens[logprobs.tokens.length - 1] = "";
    logprobs.token_logprobs[logprobs.tokens.length - 1] = -7;
    delete answer.usage.completion_tokens;
  });
  server.setFaults([]);
  expect(odd).toEqual(right);
});

test("rounding above 0 counts as 0, and what is no number is refused wherever it stands", () => {
  const refuse = (what: string) => new CallFailure("wrong", what);
  expect(checkedLogprobs([5e-4, -2, 0], 1, refuse)).toEqual([0, -2, 0]);
  for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, null, undefined, 0.01, -9_999]) {
    expect(() => checkedLogprobs([-1, value], 4, refuse)).toThrow(/^token 5 has /);
  }
});
