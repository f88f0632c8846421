import { expect, test } from "vitest";
import type { FaultRule } from "#lib/testing/model-server/faults.ts";
import { type ModelServer, startModelServer } from "#lib/testing/model-server/index.ts";
import { CallFailure } from "../call-failure.ts";
import { lane } from "../lanes/lane.ts";
import type { ScoringLane } from "../scoring/session-input.ts";
import type { TokenScorer } from "../scoring/token-scorer.ts";
import { echoScorer, type ScorerOptions, sglangScorer, vllmScorer } from "./server-scorers.ts";

const never = new AbortController().signal;
/** A lane that calls once: what an engine throws is what a test sees. */
const once: ScoringLane = { call: async (_, attempt, signal) => ({ value: await attempt(signal), retries: 0 }) };

const ENGINES = ["sglang", "vllm", "openai", "together", "fireworks"] as const;
type Engine = (typeof ENGINES)[number];
/** Those that take token ids; the others cut text themselves. */
const IDS: ReadonlySet<Engine> = new Set<Engine>(["sglang", "vllm"]);

function scorerOf(engine: Engine, server: ModelServer, more: Partial<ScorerOptions> = {}): TokenScorer {
  const options = { baseUrl: `${server.url}/v1/`, model: server.modelName, lane: once, ...more };
  switch (engine) {
    case "sglang":
      return sglangScorer(options);
    case "vllm":
      return vllmScorer(options);
    default:
      return echoScorer(options);
  }
}

const PREFIX = ["# Plan\n", "The file greets.\n"];
const PROMPT = "I shall write a greeting. \u{1f642}\n```\n";
const TARGET = 'def greet(name: str) -> str:\n\treturn f"Caf\u00e9 \u4e2d\u6587 \u{1f642}, {name}!"\r\n\n';
const scoringPath = (engine: Engine) => (engine === "sglang" ? "/generate" : "/v1/completions");

async function scored(engine: Engine, server: ModelServer, more: Partial<ScorerOptions> = {}) {
  const session = await scorerOf(engine, server, more).open(PREFIX, never);
  const [score] = await session.score([{ prompt: PROMPT, target: TARGET }], never);
  if (!score) throw new Error("No score.");
  return score;
}

/** What the model itself says of the target, without a server in between. */
function truth(server: ModelServer, begin: readonly number[] = []): number[] {
  const before = server.tokenizer.encode(PREFIX.join("") + PROMPT);
  const ids = [...begin, ...server.tokenizer.encode(PREFIX.join("") + PROMPT + TARGET)];
  return server.logprobs(ids, begin.length + before.length);
}

const PASSING: readonly FaultRule[] = [
  { kind: "status", status: 429 },
  { kind: "status", status: 429, retryAfter: "0" },
  { kind: "status", status: 503, body: "html" },
  { kind: "reset", at: "before-headers" },
  { kind: "reset", at: "after-headers" },
  { kind: "reset", at: "mid-body", afterWork: true },
  { kind: "stall", at: "first-byte" },
  { kind: "truncated-json" },
  { kind: "other-shape" },
  { kind: "not-a-number", value: "-Infinity" },
];

const ODD_TARGETS = [
  " leading space\n",
  "\t\tleading tabs\n",
  "\n\nleading line breaks\n",
  "a\r\nb\r\n",
  "\ufeffwith a byte order mark\n",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} family\n",
  "\u6f22\u5b57\u304b\u306a\u4ea4\u3058\u308a\n",
  "e\u0301 and \u00e9 and \u{1d54f}\n",
  "\u0000\u0001\u007f\u0080\n",
  "literal \ufffd and bytes:\\xf0\n",
  "no line break at the end",
];

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

for (const engine of ENGINES) {
  test.each([false, true])(`${engine}: the logprobs are the model's own (BOS %s)`, async (addsBos) => {
    await using server = await startModelServer({ engine, addsBos });
    const score = await scored(engine, server);
    expect(sum(score.logprobs)).toBeCloseTo(sum(truth(server, addsBos ? [server.tokenizer.bosId] : [])), 4);
    expect(score.ends.at(-1)).toBe(TARGET.length);
    expect(score.usage).toMatchObject({ retries: 0 });
    expect(score.usage.inputTokens).toBeGreaterThan(20);
  });

  test(`${engine}: units end with characters`, async () => {
    await using server = await startModelServer({ engine });
    const score = await scored(engine, server);
    expect(score.ends.every((end, index) => end > (score.ends[index - 1] ?? 0))).toBe(true);
    const inside = new Set([...TARGET.matchAll(/[\ud800-\udbff]/g)].map(({ index }) => index + 1));
    expect(score.ends.some((end) => inside.has(end))).toBe(false);
  });

  test(`${engine}: the same target after several thoughts, each by its own logprobs`, async () => {
    await using server = await startModelServer({ engine });
    const session = await scorerOf(engine, server).open(PREFIX, never);
    const prompts = ["", "I greet.\n", "A longer thought about names and cafes.\n"].map(
      (thought) => `${thought}\`\`\`\n`,
    );
    const scores = await session.score(
      prompts.map((prompt) => ({ prompt, target: TARGET })),
      never,
    );
    const ids = (text: string) => server.tokenizer.encode(PREFIX.join("") + text);
    scores.forEach((score, index) => {
      const prompt = prompts[index] ?? "";
      expect(sum(score.logprobs)).toBeCloseTo(sum(server.logprobs(ids(prompt + TARGET), ids(prompt).length)), 4);
    });
    expect(new Set(scores.map(({ ends }) => ends.join())).size).toBe(1);
  });

  test(`${engine}: targets that tokenizers and decoders stumble over`, async () => {
    await using server = await startModelServer({ engine });
    const session = await scorerOf(engine, server).open(PREFIX, never);
    for (const target of ODD_TARGETS) {
      const [score] = await session.score([{ prompt: PROMPT, target }], never);
      const before = server.tokenizer.encode(PREFIX.join("") + PROMPT);
      const ids = server.tokenizer.encode(PREFIX.join("") + PROMPT + target);
      // From the first token that holds a part of the target: a line break may be joined to the one before.
      const from = ids.findIndex((id, index) => id !== before[index]);
      expect(score?.ends.at(-1)).toBe(target.length);
      expect(sum(score?.logprobs ?? [])).toBeCloseTo(sum(server.logprobs(ids, from)), 4);
    }
  });

  test(`${engine}: an empty target, a lone surrogate`, async () => {
    await using server = await startModelServer({ engine });
    const session = await scorerOf(engine, server).open(PREFIX, never);
    const [empty, lone] = await session.score(
      [
        { prompt: PROMPT, target: "" },
        { prompt: PROMPT, target: "a\ud83db" },
      ],
      never,
    );
    expect(empty).toMatchObject({ ends: [], logprobs: [] });
    expect(lone?.ends.at(-1)).toBe(3);
  });

  test(`${engine}: the name of a control token in the target never steers the scorer`, async () => {
    await using server = await startModelServer({ engine });
    const session = await scorerOf(engine, server).open(PREFIX, never);
    const target = 'const end = "<|im_end|>";\n';
    const scoring = session.score([{ prompt: PROMPT, target }], never);
    if (IDS.has(engine)) {
      expect((await scoring)[0]?.ends.at(-1)).toBe(target.length);
      const special = server.tokenizer.encode("<|im_end|>")[0] ?? -1;
      const sent = server.heard.filter(({ path }) => path === scoringPath(engine)).map(({ text }) => text);
      expect(sent.some((text) => text.includes(`${special}`))).toBe(false);
    } else {
      await expect(scoring).rejects.toThrow("contains <|im_end|>, which the server reads as a control token");
    }
  });

  test.each<FaultRule>([
    { kind: "wrong-length", by: -1 },
    { kind: "wrong-length", by: 1 },
    { kind: "null-logprobs", every: 3 },
    { kind: "floor", every: 3 },
    { kind: "positive-logprobs", every: 3 },
    { kind: "other-ids" },
    { kind: "left-truncated", keep: 30 },
    ...(IDS.has(engine) ? [{ kind: "bos-added" } as const] : [{ kind: "echo-ignored" } as const]),
    ...(engine === "sglang" ? [] : [{ kind: "wrong-model" } as const]),
  ])(`${engine}: %o is refused, never a number`, async (fault) => {
    await using server = await startModelServer({ engine });
    const scorer = scorerOf(engine, server);
    const session = await scorer.open(PREFIX, never);
    server.setFaults([{ ...fault, path: scoringPath(engine) }]);
    const failure = await session.score([{ prompt: PROMPT, target: TARGET }], never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CallFailure);
    expect(failure).toMatchObject({ kind: "wrong", mayPass: false });
    expect(failure instanceof Error ? failure.message : "").toMatch(/Use |Update |needs |Set the model/);
  });

  test.each([
    [{ kind: "status", status: 429, retryAfter: "3" }, "rate-limit"],
    [{ kind: "status", status: 500 }, "server"],
    [{ kind: "reset", at: "before-headers" }, "network"],
    [{ kind: "reset", at: "mid-body" }, "malformed"],
    [{ kind: "truncated-json" }, "malformed"],
    [{ kind: "other-shape" }, "malformed"],
    [{ kind: "not-a-number", value: "NaN" }, "malformed"],
    [{ kind: "not-a-number", value: "overflow" }, "malformed"],
    [{ kind: "stall", at: "first-byte" }, "timeout"],
    [{ kind: "stall", at: "mid-body" }, "timeout"],
  ] as const)(`${engine}: %o may pass`, async (fault, kind) => {
    await using server = await startModelServer({ engine });
    const session = await scorerOf(engine, server, { timeoutMs: fault.kind === "stall" ? 300 : 5_000 }).open(
      PREFIX,
      never,
    );
    server.setFaults([{ ...fault, path: scoringPath(engine) }]);
    await expect(session.score([{ prompt: PROMPT, target: TARGET }], never)).rejects.toMatchObject({
      kind,
      mayPass: true,
      retryAfterMs: kind === "rate-limit" ? 3_000 : null,
    });
  });

  test(`${engine}: every fault that passes ends in the right number`, async () => {
    await using server = await startModelServer({ engine });
    const quick = lane({ name: engine, backoff: { firstMs: 1, longestMs: 2 }, circuit: { failures: 1_000 } });
    const session = await scorerOf(engine, server, { lane: quick, timeoutMs: 400 }).open(PREFIX, never);
    for (const fault of PASSING) {
      server.setFaults([{ ...fault, path: scoringPath(engine), times: 1 }]);
      const [score] = await session.score([{ prompt: PROMPT, target: TARGET }], never);
      expect(score?.usage.retries).toBe(1);
      expect(sum(score?.logprobs ?? [])).toBeCloseTo(sum(truth(server)), 4);
    }
  });

  test(`${engine}: nothing is truncated`, async () => {
    await using server = await startModelServer({ engine, maxModelLen: 400 });
    const session = await scorerOf(engine, server).open(PREFIX, never);
    const before = server.heard.filter(({ path }) => path === scoringPath(engine)).length;
    const scoring = session.score([{ prompt: PROMPT, target: "def greet\n".repeat(200) }], never);
    if (IDS.has(engine)) {
      await expect(scoring).rejects.toThrow(/\d+ tokens do not fit the \d+ of .*--max-model-len/);
      expect(server.heard.filter(({ path }) => path === scoringPath(engine))).toHaveLength(before);
    } else {
      await expect(scoring).rejects.toThrow(/answered 400: .*context length/);
    }
  });
}
