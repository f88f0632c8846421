import { expect, test } from "vitest";
import sglangGenerate from "#lib/testing/model-server/fixtures/sglang-generate.json" with { type: "json" };
import vllmPromptLogprobs from "#lib/testing/model-server/fixtures/vllm-prompt-logprobs.json" with { type: "json" };
import vllmTokenize from "#lib/testing/model-server/fixtures/vllm-tokenize.json" with { type: "json" };
import { echoEngine } from "./echo.ts";
import { sglangEngine } from "./sglang.ts";
import { vllmEngine } from "./vllm.ts";

/*
 * What real servers replied. The fixtures name their sources; the echo of vLLM 0.16.0 is that of a comment of 2026-03-01 on
 * ggml-org/llama.cpp#15189, whole; llama.cpp's server answers as ggml-org/llama.cpp#27174 describes it.
 */
const never = new AbortController().signal;
const answering =
  (json: unknown): typeof fetch =>
  async () =>
    Response.json(json);

test("SGLang: the entry at logprob_start_len is null, the others belong to the tokens after it", async () => {
  const engine = sglangEngine({ baseUrl: "http://recorded", model: "m", fetch: answering(sglangGenerate.reply) });
  const scores = await engine.score({ ids: [1782, 6722, 315, 9625, 374], pieces: null }, 2, never);
  expect(scores).toMatchObject({ logprobs: [-0.58203125, -3.53125, -2.84375], texts: null });
  // The same reply to a question about more tokens is not an answer to it.
  await expect(engine.score({ ids: [1782, 6722, 315, 9625, 374], pieces: null }, 1, never)).rejects.toThrow(
    "returned 4 logprobs for 5 tokens",
  );
});

test.each([
  [{ type: "abort", message: "Abort in waiting queue" }, "overload", true],
  [{ type: "abort", message: "Prefill failed", status_code: 500, err_type: "InternalServerError" }, "server", true],
  [{ type: "abort", message: "The input is longer than the window.", status_code: 400 }, "refused", false],
] as const)(
  "SGLang: an answer that tells of its own abort is a failure, whatever stands beside it: %o",
  async (reason, kind, mayPass) => {
    // The shape that superlinked/sie#284 and the router of THUDM/slime guard against.
    const meta = { ...sglangGenerate.reply.meta_info, finish_reason: reason };
    const engine = sglangEngine({
      baseUrl: "http://recorded",
      model: "m",
      fetch: answering({ text: "", meta_info: meta }),
    });
    const failure = { kind, mayPass, message: expect.stringContaining(reason.message) };
    const ids = [1782, 6722, 315, 9625, 374];
    await expect(engine.score({ ids, pieces: null }, 2, never)).rejects.toMatchObject(failure);
    await expect(engine.warm(ids, never)).rejects.toMatchObject(failure);
  },
);

test("vLLM: one entry for each token, the first null; printed tokens spell their text", async () => {
  const scoring = vllmEngine({
    baseUrl: "http://recorded",
    model: "llama-8b",
    fetch: answering(vllmPromptLogprobs.reply),
  });
  const scores = await scoring.score({ ids: [128000, 791], pieces: null }, 1, never);
  expect(scores).toMatchObject({ logprobs: [-3.679518699645996], texts: ["The"] });
  await expect(scoring.score({ ids: [128000, 792], pieces: null }, 1, never)).rejects.toThrow("other tokens");
  const cutting = vllmEngine({ baseUrl: "http://recorded", model: "llama-8b", fetch: answering(vllmTokenize.reply) });
  const tokens = await cutting.tokenize(`<|begin_of_text|>${vllmTokenize.request.prompt}`, never);
  expect(tokens.pieces?.map((piece) => Buffer.from(piece).toString())).toEqual([
    "<|begin_of_text|>",
    "Hello",
    " world",
    "!",
  ]);
});

const PROMPT = "The step of boiling water is: ";
const TOKENS = ["The", " step", " of", " boiling", " water", " is", ":", " ", "1"];
const LOGPROBS = [
  null,
  -8.818763732910156,
  -1.552642822265625,
  -13.55989933013916,
  -2.0115487575531006,
  -2.2331151962280273,
  -8.53701114654541,
  -1.2870503664016724,
  -0.41059786081314087,
];
const completion = (tokens: string[], logprobs: (number | null)[]) => ({
  object: "text_completion",
  model: "m",
  choices: [{ index: 0, logprobs: { tokens, token_logprobs: logprobs }, finish_reason: "length" }],
});
const echoing = (json: unknown) =>
  echoEngine({
    baseUrl: "http://recorded",
    model: "m",
    fetch: answering(json),
    settings: { maxTokens: 1, takes: "text" },
  });

test("vLLM's echo: the generated token is left out, though it could be read as the prompt's", async () => {
  const scores = await echoing(completion(TOKENS, LOGPROBS)).scoreText?.(PROMPT, never);
  expect(scores?.logprobs).toEqual(LOGPROBS.slice(0, 8));
  expect(scores?.ends).toEqual([3, 8, 11, 19, 25, 28, 29, 30]);
});

test("llama.cpp's server: one logprob, that of the generated token, is no answer", async () => {
  const reply = completion(TOKENS.slice(8), LOGPROBS.slice(8));
  await expect(echoing(reply).scoreText?.(PROMPT, never)).rejects.toThrow("it ignored echo");
});
