import { expect, test } from "vitest";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { CallFailure } from "../call-failure.ts";
import { echoScorer, sglangScorer, vllmScorer } from "../engines/server-scorers.ts";
import type { TokenEngine, Tokens } from "../engines/token-engine.ts";
import { lane } from "../lanes/lane.ts";
import type { ScoringLane } from "./session-input.ts";
import { tokenScorer } from "./token-scorer.ts";

const never = new AbortController().signal;
const once: ScoringLane = { call: async (_, attempt, signal) => ({ value: await attempt(signal), retries: 0 }) };
const PREFIX = Array.from({ length: 120 }, (_, line) => `Line ${line} of what was written before.\n`);
const USAGE = { inputTokens: 1, outputTokens: 1, cachedTokens: null, wallMs: 1, retries: 0 };

/** One token for each byte, but one for two line breaks; token n of a prompt has the logprob -n/100. */
function byteEngine(more: Partial<TokenEngine> = {}, windowTokens: number | null = null) {
  const scored: { ids: readonly number[]; from: number }[] = [];
  const cut = (text: string): Tokens => {
    const pieces =
      Buffer.from(text)
        .toString("latin1")
        .match(/\n\n|[\s\S]/g) ?? [];
    return {
      ids: pieces.map((piece) => (piece.length === 2 ? 256 : piece.charCodeAt(0))),
      pieces: pieces.map((piece) => Buffer.from(piece, "latin1")),
    };
  };
  const engine: TokenEngine = {
    id: "vllm/bytes",
    name: "vllm",
    reusesPrefix: false,
    describe: async () => ({ version: null, revision: null, windowTokens }),
    tokenize: async (text) => cut(text),
    async score(tokens, from) {
      scored.push({ ids: tokens.ids, from });
      return { logprobs: tokens.ids.slice(from).map((_, index) => -(from + index) / 100), texts: null, usage: USAGE };
    },
    warm: async () => null,
    close: async () => {},
    ...more,
  };
  return { engine, scored, scorer: tokenScorer({ engine, lane: once }) };
}

test("bytes of a character are summed; logprobs are those of the target alone", async () => {
  const { scorer } = byteEngine();
  const session = await scorer.open(["ab\n"], never);
  const [score] = await session.score([{ prompt: "P\n", target: "a\u00e9b" }], never);
  expect(score?.ends).toEqual([1, 2, 3]);
  expect(score?.logprobs.map((logprob) => logprob.toFixed(2))).toEqual(["-0.05", "-0.13", "-0.08"]);
});

test("a token that straddles the boundary is scored after every prompt", async () => {
  const { scorer, scored } = byteEngine();
  const session = await scorer.open([], never);
  const [score] = await session.score([{ prompt: "P\n", target: "\nb" }], never);
  // P and then the straddling token; both line breaks count to the first unit.
  expect(score).toMatchObject({ ends: [1, 2] });
  expect(scored[0]).toEqual({ ids: [80, 256, 98], from: 1 });
  await expect(session.score([{ prompt: "P", target: "\nb" }], never)).rejects.toThrow("boundary unstable");
});

test.each([true, false])(
  "SentencePiece: a space before every text, lost when one token is decoded (bytes told: %s)",
  async (tells) => {
    const words = (text: string) => ` ${text}`.match(/\n| ?[^ \n]+| /g) ?? [];
    const idOf = (piece: string) =>
      [...piece].reduce((id, character) => (id * 31 + character.charCodeAt(0)) % 100_003, 7);
    const texts = new Map<number, string>();
    const { scorer } = byteEngine({
      async tokenize(text) {
        const pieces = words(text);
        for (const piece of pieces) texts.set(idOf(piece), piece.replace(/^ /, ""));
        return { ids: pieces.map(idOf), pieces: tells ? pieces.map((piece) => Buffer.from(piece)) : null };
      },
      async score(tokens, from) {
        const ids = tokens.ids.slice(from);
        const scores = { logprobs: ids.map((_, index) => -index - 1), usage: USAGE };
        return { ...scores, texts: tells ? null : ids.map((id) => texts.get(id) ?? "?") };
      },
    });
    const session = await scorer.open(PREFIX, never);
    const [score] = await session.score([{ prompt: "P\n", target: "let x = 1;\n  y\n" }], never);
    expect(score).toMatchObject({
      ends: [3, 5, 7, 10, 11, 12, 14, 15],
      logprobs: [-1, -2, -3, -4, -5, -6, -7, -8],
    });
  },
);

test("what the tokenizer puts before a text is put before every prompt, and lets a target stand first", async () => {
  const facts = { version: null, revision: null, windowTokens: null, beginIds: [999] };
  const { scorer, scored } = byteEngine({ describe: async () => facts });
  const session = await scorer.open([], never);
  const [score] = await session.score([{ prompt: "", target: "a" }], never);
  expect(scored[0]).toEqual({ ids: [999, 97], from: 1 });
  expect(score?.ends).toEqual([1]);
  const bare = await byteEngine().scorer.open([], never);
  await expect(bare.score([{ prompt: "", target: "a" }], never)).rejects.toThrow("Put something before the target");
});

test("what does not fit the window is not sent, and nothing else with it", async () => {
  const { scorer, scored } = byteEngine({}, 10);
  const session = await scorer.open(["12345"], never);
  await expect(
    session.score(
      [
        { prompt: "\n", target: "abc" },
        { prompt: "\n", target: "abcd" },
      ],
      never,
    ),
  ).rejects.toThrow("10 tokens do not fit the 10 of vllm/bytes");
  expect(scored).toEqual([]);
});

test("one failure stops the other candidates and is what is thrown", async () => {
  let stopped = 0;
  const { scorer } = byteEngine({
    async score(tokens, _from, signal) {
      if (tokens.ids.includes(120)) throw new CallFailure("wrong", "cannot be right");
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      stopped++;
      throw signal.reason;
    },
  });
  const session = await scorer.open(["P\n"], never);
  const requests = ["a\n", "b\n", "x\n"].map((prompt) => ({ prompt, target: "t" }));
  await expect(session.score(requests, never)).rejects.toThrow("cannot be right");
  expect(stopped).toBe(2);
});

test("SGLang: the prefix is read once, then every candidate finds it cached", async () => {
  await using server = await startModelServer({ engine: "sglang" });
  const scorer = sglangScorer({ baseUrl: server.url, model: server.modelName, lane: once });
  const session = await scorer.open(PREFIX, never);
  const requests = ["one", "another", "a third"].map((thought) => ({
    prompt: `${thought}\n\`\`\`\n`,
    target: "let x = 1;\n",
  }));
  const scores = await session.score(requests, never);
  const generated = server.heard.filter(({ path }) => path === "/generate");
  expect(generated).toHaveLength(4);
  expect(generated[0]?.text).not.toContain("return_logprob");
  // The first result carries what the reading cost.
  expect(scores[0]?.usage.inputTokens).toBeGreaterThan(scores[1]?.usage.inputTokens ?? Number.NaN);
  for (const { usage } of scores.slice(1)) expect(usage.cachedTokens).toBeGreaterThan((usage.inputTokens ?? 0) * 0.9);
  await session.score([{ prompt: "later\n```\n", target: "let x = 1;\n" }], never);
  expect(server.heard.filter(({ path }) => path === "/generate")).toHaveLength(5);
});

test("faults that pass are retried in the lane, and counted", async () => {
  await using server = await startModelServer({ engine: "vllm" });
  const quick = lane({ name: "test", backoff: { firstMs: 1, longestMs: 2 } });
  const scorer = vllmScorer({ baseUrl: server.url, model: server.modelName, lane: quick });
  const session = await scorer.open(["P\n"], never);
  server.setFaults([
    { kind: "status", status: 503, path: "/v1/completions", times: 1 },
    { kind: "truncated-json", path: "/v1/completions", after: 1, times: 1 },
    { kind: "reset", at: "before-headers", path: "/tokenize", times: 1 },
  ]);
  const [score] = await session.score([{ prompt: "\n", target: "ab" }], never);
  expect(score?.usage.retries).toBe(2);
  expect(score?.ends.at(-1)).toBe(2);
});

test("an SGLang without /tokenize names the remedy, and takes another server's", async () => {
  await using server = await startModelServer({
    engine: "sglang",
    faults: [
      { kind: "status", status: 404, path: "/tokenize" },
      { kind: "status", status: 404, path: "/v1/tokenize" },
    ],
  });
  const options = { baseUrl: server.url, model: server.modelName, lane: once };
  await expect(sglangScorer(options).open([], never)).rejects.toThrow("set tokenizerUrl to a server");
  await using other = await startModelServer({ engine: "vllm" });
  const session = await sglangScorer({ ...options, tokenizerUrl: other.url }).open(["P\n"], never);
  const [score] = await session.score([{ prompt: "\n", target: "let x\n" }], never);
  expect(score?.ends.at(-1)).toBe(6);
});

test("a vLLM that does not print tokens: ends are found from the decoded ones", async () => {
  await using server = await startModelServer({ engine: "vllm" });
  const unprinted: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).endsWith("/tokenize")) return response;
    return new Response((await response.text()).replace(/"token_strs":\[.*?\](?=[,}])/s, '"token_strs":null'));
  };
  const target = "x = '\u{1f642}\u4e2d'\n";
  const results = [];
  for (const more of [{}, { fetch: unprinted }]) {
    const scorer = vllmScorer({ baseUrl: server.url, model: server.modelName, lane: once, ...more });
    const session = await scorer.open(["P\n"], never);
    results.push((await session.score([{ prompt: "\n", target }], never))[0]);
  }
  const [printed, decoded] = results;
  expect(decoded?.ends.length).toBeGreaterThan(5);
  // Parts of two characters side by side may be joined to one unit; no unit ends elsewhere, and the sum is the same.
  expect(printed?.ends).toEqual(expect.arrayContaining([...(decoded?.ends ?? [])]));
  const sum = (logprobs: readonly number[] = []) => logprobs.reduce((total, logprob) => total + logprob, 0);
  expect(sum(decoded?.logprobs)).toBeCloseTo(sum(printed?.logprobs), 9);
});

test("what a call by text really cost is told to the lane", async () => {
  await using server = await startModelServer({ engine: "together" });
  const costs: number[] = [];
  const counting: ScoringLane = {
    async call(_, attempt, signal, costOf) {
      const value = await attempt(signal);
      costs.push(costOf?.(value).inputTokens ?? 0);
      return { value, retries: 0 };
    },
  };
  const scorer = echoScorer({ baseUrl: server.url, model: server.modelName, lane: counting });
  const [score] = await (await scorer.open(["P\n"], never)).score([{ prompt: "\n", target: "let x\n" }], never);
  expect(costs.at(-1)).toBe(score?.usage.inputTokens);
});

test("the echo form takes ids where the server can cut text, with the same numbers", async () => {
  await using server = await startModelServer({ engine: "vllm", addsBos: true });
  const options = { baseUrl: server.url, model: server.modelName, lane: once };
  const target = 'let x = "\u{1f642}";\n';
  const sums = [];
  for (const make of [vllmScorer, echoScorer]) {
    const session = await make(options).open(["P\n"], never);
    const [score] = await session.score([{ prompt: "\n", target }], never);
    sums.push(score?.logprobs.reduce((total, logprob) => total + logprob, 0) ?? Number.NaN);
  }
  expect(sums[1]).toBeCloseTo(sums[0] ?? Number.NaN, 4);
  const echoed = server.heard.filter(({ path, text }) => path === "/v1/completions" && text.includes('"echo":true'));
  expect(echoed.at(-1)?.text).toContain('"prompt":[');
});

test("settings that were found once are not looked for again; a server that refuses no tokens is asked for one", async () => {
  await using server = await startModelServer({
    engine: "openai",
    faults: [{ kind: "status", status: 400, path: "/v1/completions", contains: '"max_tokens":0' }],
  });
  const options = { baseUrl: server.url, model: server.modelName, lane: once };
  const found = await echoScorer(options).open(["P\n"], never);
  const [first] = await found.score([{ prompt: "\n", target: "let x\n" }], never);
  const asked = server.heard.length;
  const known = await echoScorer({ ...options, settings: { maxTokens: 1, takes: "text" } }).open(["P\n"], never);
  const [second] = await known.score([{ prompt: "\n", target: "let x\n" }], never);
  expect(second?.logprobs).toEqual(first?.logprobs);
  expect(second?.ends.at(-1)).toBe(6);
  expect(server.heard.length - asked).toBeLessThan(asked);
});

test("a model that is not served is named with those that are", async () => {
  await using server = await startModelServer({ engine: "vllm" });
  const scorer = vllmScorer({ baseUrl: server.url, model: "n", lane: once });
  await expect(scorer.open([], never)).rejects.toThrow(`does not serve "n". It serves: ${server.modelName}.`);
});

test("sessions that open together connect once; one that gives up is not the others' failure", async () => {
  let described = 0;
  const facts = { version: null, revision: null, windowTokens: null };
  const { scorer } = byteEngine({
    async describe(signal) {
      described++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      signal.throwIfAborted();
      return facts;
    },
  });
  const gaveUp = new AbortController();
  const opening = [gaveUp.signal, never, never].map((signal) => scorer.open([], signal));
  gaveUp.abort(new Error("enough"));
  const outcomes = await Promise.allSettled(opening);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(described).toBe(2);
  await scorer.open([], never);
  expect(described).toBe(2);
});

test("the tokenizer is known by its fingerprint once the server was asked", async () => {
  const { scorer } = byteEngine();
  expect(scorer.tokenizer).toBe("vllm/bytes");
  await scorer.open([], never);
  expect(scorer.tokenizer).toMatch(/^vllm\/bytes#[0-9a-f]{16}$/);
});
