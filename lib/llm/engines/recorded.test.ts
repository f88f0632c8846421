import { expect, test } from "vitest";
import { echoEngine } from "./echo.ts";
import { sglangEngine } from "./sglang.ts";

/*
 * Replies of real servers, cut to the members that are read. Sources:
 * - SGLang: sgl-project/sglang-jax#13, a reply of /generate to `logprob_start_len: 1` for a prompt of five tokens (2025-08).
 * - vLLM 0.16.0: a comment of 2026-03-01 on ggml-org/llama.cpp#15189, /v1/completions with echo and `max_tokens: 1`.
 * - llama.cpp's server: as ggml-org/llama.cpp#27174 describes it, with the numbers of the reply above.
 */
const never = new AbortController().signal;
const answering =
  (json: unknown): typeof fetch =>
  async () =>
    Response.json(json);

test("SGLang: the entry at logprob_start_len is null, the others belong to the tokens after it", async () => {
  const reply = {
    text: " Paris",
    meta_info: {
      prompt_tokens: 5,
      completion_tokens: 6,
      cached_tokens: 0,
      input_token_logprobs: [
        [null, 6722, null],
        [-0.58203125, 315, null],
        [-3.53125, 9625, null],
        [-2.84375, 374, null],
      ],
    },
  };
  const engine = sglangEngine({ baseUrl: "http://recorded", model: "m", fetch: answering(reply) });
  const scores = await engine.score({ ids: [1782, 6722, 315, 9625, 374], pieces: null }, 2, never);
  expect(scores).toMatchObject({ logprobs: [-0.58203125, -3.53125, -2.84375], texts: null });
  // The same reply to a question about more tokens is not an answer to it.
  await expect(engine.score({ ids: [1782, 6722, 315, 9625, 374], pieces: null }, 1, never)).rejects.toThrow(
    "returned 4 logprobs for 5 tokens",
  );
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
