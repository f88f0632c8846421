import { expect, test } from "vitest";
import { type Heard, modelServer, type Said } from "#lib/testing/model-server.ts";
import { vllmScorer } from "./vllm.ts";

const never = new AbortController().signal;
const score = (url: string, target: string, prompt = "P\n", extra = {}) =>
  vllmScorer({ baseUrl: `${url}/v1/`, model: "m", backoffMs: 1, timeoutMs: 2_000, ...extra })
    .open(["first\n", "second\n"], never)
    .then((session) => session.score([{ prompt, target }], never));

/**
 * A tokenizer in the manner of byte-level BPE: each byte is its token, but "\n\n" is one and so are two spaces, so that
 * boundaries can move. Token ids are 1000 + byte, or 2000 and 2001.
 */
function tokensOf(text: string): { ids: number[]; texts: string[] } {
  const ids: number[] = [];
  const texts: string[] = [];
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const twice = bytes[at + 1] === byte && (byte === 10 || byte === 32);
    const printed = printedByte(byte);
    ids.push(twice ? 2000 + (byte === 10 ? 0 : 1) : 1000 + byte);
    texts.push(twice ? printed + printed : printed);
    if (twice) at++;
  }
  return { ids, texts };
}

function printedByte(byte: number): string {
  const printable = (value: number) => (value >= 33 && value <= 126) || (value >= 161 && value !== 173);
  if (printable(byte)) return String.fromCharCode(byte);
  return String.fromCharCode(
    256 + Array.from({ length: byte }, (_, value) => value).filter((value) => !printable(value)).length,
  );
}

const record = (value: unknown): Record<string, unknown> => (value && typeof value === "object" ? { ...value } : {});
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

/** Answers like vLLM; token n has the logprob -n/100. `change` spoils the completion. */
function speaks(change: (completion: Record<string, unknown>, ids: number[], nth: number) => Said | null = () => null) {
  return (heard: Heard, nth: number): Said => {
    const body = record(heard.body);
    if (heard.path === "/v1/models") return { json: { object: "list", data: [{ id: "m", max_model_len: 400 }] } };
    if (heard.path === "/tokenize") {
      const { ids, texts } = tokensOf(String(body.prompt));
      return { json: { count: ids.length, max_model_len: 400, tokens: ids, token_strs: texts } };
    }
    const ids = numbers(body.prompt);
    const completion = {
      id: "1",
      object: "text_completion",
      choices: [
        {
          index: 0,
          text: "x",
          prompt_token_ids: ids,
          prompt_logprobs: ids.map((id, at) =>
            at === 0 ? null : { [id]: { logprob: -at / 100, rank: 1, decoded_token: "?" } },
          ),
        },
      ],
      usage: { prompt_tokens: ids.length, completion_tokens: 1, prompt_tokens_details: null },
    };
    return change(completion, ids, nth) ?? { json: completion };
  };
}

const withChoice = (completion: Record<string, unknown>, choice: Record<string, unknown>): Said => ({
  json: {
    ...completion,
    choices: [{ ...record(Array.isArray(completion.choices) ? completion.choices[0] : {}), ...choice }],
  },
});

test("sends token ids and lays the logprobs over the target", async () => {
  await using server = await modelServer(speaks());
  const [result] = await score(server.url, "aé🙂 b\n", "P\n", { apiKey: "k" });
  // 15 tokens come before: "first\nsecond\nP\n". Two bytes of é and four of the emoji are summed.
  expect(result?.ends).toEqual([1, 2, 4, 5, 6, 7]);
  const expected = [-0.15, -0.16 - 0.17, -0.18 - 0.19 - 0.2 - 0.21, -0.22, -0.23, -0.24];
  expect(result?.logprobs.map((logprob) => logprob.toFixed(6))).toEqual(expected.map((logprob) => logprob.toFixed(6)));
  expect(result?.usage).toMatchObject({ inputTokens: 25, outputTokens: 1, cachedTokens: null, retries: 0 });
  const sent = server.heard.find((heard) => heard.path === "/v1/completions");
  expect(sent?.authorization).toBe("Bearer k");
  expect(sent?.body).toMatchObject({
    model: "m",
    prompt_logprobs: 0,
    max_tokens: 1,
    temperature: 0,
    add_special_tokens: false,
    return_token_ids: true,
  });
  expect(
    server.heard
      .filter((heard) => heard.path === "/tokenize")
      .every((heard) => record(heard.body).add_special_tokens === false),
  ).toBe(true);
});

test("a token that straddles the boundary counts to the target after every prompt", async () => {
  await using server = await modelServer(speaks());
  const session = await vllmScorer({ baseUrl: server.url, model: "m" }).open(["x"], never);
  const [first, second] = await session.score(
    [
      { prompt: "aa\n", target: "\nb" },
      { prompt: "aaaa\n", target: "\nb" },
    ],
    never,
  );
  expect(first?.ends).toEqual([1, 2]);
  expect(second?.ends).toEqual([1, 2]);
});

test("a boundary that moves between prompts is refused, in one call and across calls", async () => {
  await using server = await modelServer(speaks());
  const session = await vllmScorer({ baseUrl: server.url, model: "m" }).open(["x"], never);
  const stable = { prompt: "a\n", target: "\nb" };
  const moved = { prompt: "a.", target: "\nb" };
  await expect(session.score([stable, moved], never)).rejects.toThrow("boundary unstable");
  await session.score([stable], never);
  await expect(session.score([moved], never)).rejects.toThrow("boundary unstable");
});

test.each<[string, Parameters<typeof speaks>[0], string]>([
  ["no logprobs", (completion) => withChoice(completion, { prompt_logprobs: null }), "returned no prompt_logprobs"],
  [
    "null logprobs",
    (completion, ids) => withChoice(completion, { prompt_logprobs: ids.map(() => null) }),
    "no logprob for token",
  ],
  ["too few", (completion) => withChoice(completion, { prompt_logprobs: [null] }), "1 prompt logprobs for 17 tokens"],
  [
    "a first logprob",
    (completion, ids) => withChoice(completion, { prompt_logprobs: ids.map((id) => ({ [id]: { logprob: -1 } })) }),
    "first token",
  ],
  ["other tokens", (completion, ids) => withChoice(completion, { prompt_token_ids: ids.map(() => 7) }), "other tokens"],
  [
    "logprobs of other ids",
    (completion, ids) =>
      withChoice(completion, { prompt_logprobs: ids.map((_, at) => (at ? { 7: { logprob: -1 } } : null)) }),
    "no logprob for token",
  ],
  [
    "probabilities",
    (completion, ids) =>
      withChoice(completion, { prompt_logprobs: ids.map((id, at) => (at ? { [id]: { logprob: 0.5 } } : null)) }),
    "above 0",
  ],
  ["another shape", () => ({ json: { choices: "none" } }), "another shape"],
  ["no JSON", () => ({ text: "<html>" }), "other than JSON"],
  [
    "400",
    () => ({ status: 400, json: { message: "prompt_logprobs is not supported" } }),
    "prompt_logprobs is not supported",
  ],
])("a server that answers %s is refused", async (_, change, message) => {
  await using server = await modelServer(speaks(change));
  await expect(score(server.url, "ab")).rejects.toThrow(message);
  expect(server.heard.filter((heard) => heard.path === "/v1/completions")).toHaveLength(1);
});

test("429, 503 and a cut connection are retried, and counted", async () => {
  const failures: Said[] = [
    { status: 429, headers: { "retry-after": "0" }, json: {} },
    { status: 503, text: "busy" },
    "drop",
  ];
  await using server = await modelServer(speaks((_, __, nth) => failures[nth] ?? null));
  const [result] = await score(server.url, "ab");
  expect(result?.usage.retries).toBe(3);
  expect(result?.ends).toEqual([1, 2]);
});

test("retries are bounded, and their number is said", async () => {
  await using server = await modelServer(speaks(() => ({ status: 429, text: "later" })));
  await expect(score(server.url, "ab", "P\n", { maxRetries: 2 })).rejects.toThrow(
    "answered 429: later (after 2 retries)",
  );
});

test("a server that hangs meets the time limit, or the caller's abort", async () => {
  await using server = await modelServer(speaks(() => "hang"));
  await expect(score(server.url, "ab", "P\n", { timeoutMs: 100 })).rejects.toThrow("did not answer within 100 ms");
  const session = await vllmScorer({ baseUrl: server.url, model: "m" }).open([], never);
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("enough")), 50);
  await expect(session.score([{ prompt: "P\n", target: "ab" }], abort.signal)).rejects.toThrow("enough");
});

test("nothing is truncated", async () => {
  await using server = await modelServer(speaks());
  await expect(score(server.url, "a".repeat(400))).rejects.toThrow("415 tokens do not fit the 400 of m");
  expect(server.heard.some((heard) => heard.path === "/v1/completions")).toBe(false);
});

test("a model that is not served, a server that is not there", async () => {
  await using server = await modelServer(speaks());
  const other = vllmScorer({ baseUrl: server.url, model: "n" });
  await expect(other.open([], never)).rejects.toThrow('does not serve "n". It serves: m.');
  await expect(score("http://127.0.0.1:9", "ab", "P\n", { maxRetries: 0 })).rejects.toThrow("cannot be reached");
});

test("an empty target has no units, and a lone surrogate is scored as its replacement", async () => {
  await using server = await modelServer(speaks());
  expect((await score(server.url, ""))[0]).toMatchObject({ ends: [], logprobs: [] });
  expect((await score(server.url, "a\ud83db"))[0]?.ends).toEqual([1, 2, 3]);
});
