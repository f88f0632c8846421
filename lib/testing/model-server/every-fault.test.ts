import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CallFailure, echoScorer, lane, sglangScorer, type TokenScorer, vllmScorer } from "#lib/llm/index.ts";
import { at } from "#lib/std/assert.ts";
import { Fault, type FaultRule } from "./faults.ts";
import { type ModelServer, startModelServer } from "./index.ts";

/*
 * Every fault against every engine that scores, once and for ever. A caller gets the undisturbed number or a failure that
 * names its cause, never another number. What no single answer betrays is found by the probe.
 */

type Kind = Fault["kind"];
/**
 * - `passes`: the undisturbed number after a retry, and a failure that says how often it was tried where it never ends.
 * - `harmless`: the undisturbed number at once.
 * - `refused`: asking again is no remedy, so that it is not asked again.
 * - `begun`: the server put BOS before a text that it cuts itself, and the number is that of the text after BOS.
 * - `probed`: an answer that cannot be told from a right one; the probe refuses the server, or measures its noise.
 */
type Outcome = "passes" | "harmless" | "refused" | "begun" | "probed";

const OUTCOMES: Readonly<Record<Kind, readonly [Outcome, FaultRule, ...FaultRule[]]>> = {
  status: [
    "passes",
    { kind: "status", status: 429 },
    { kind: "status", status: 429, retryAfter: "0" },
    { kind: "status", status: 500 },
    { kind: "status", status: 503, body: "html" },
    { kind: "status", status: 529, body: "empty" },
  ],
  reset: [
    "passes",
    { kind: "reset", at: "before-headers" },
    { kind: "reset", at: "after-headers" },
    { kind: "reset", at: "mid-body", afterWork: true },
  ],
  stall: ["passes", { kind: "stall", at: "first-byte" }, { kind: "stall", at: "mid-body" }],
  trickle: ["harmless", { kind: "trickle", bytes: 512, everyMs: 1 }],
  delay: ["harmless", { kind: "delay", ms: 5 }],
  "truncated-json": ["passes", { kind: "truncated-json" }],
  "other-shape": [
    "passes",
    { kind: "other-shape" },
    { kind: "other-shape", json: [] },
    { kind: "other-shape", json: null },
  ],
  "wrong-length": ["refused", { kind: "wrong-length", by: -1 }, { kind: "wrong-length", by: 1 }],
  "null-logprobs": ["refused", { kind: "null-logprobs", every: 1 }, { kind: "null-logprobs", every: 3 }],
  "echo-ignored": ["refused", { kind: "echo-ignored" }],
  floor: ["refused", { kind: "floor", every: 3 }],
  "positive-logprobs": ["refused", { kind: "positive-logprobs", every: 3 }],
  "not-a-number": [
    "passes",
    { kind: "not-a-number", value: "NaN", every: 3 },
    { kind: "not-a-number", value: "Infinity", every: 3 },
    { kind: "not-a-number", value: "-Infinity", every: 3 },
    { kind: "not-a-number", value: "overflow", every: 3 },
  ],
  "other-ids": ["refused", { kind: "other-ids" }],
  "bos-added": ["refused", { kind: "bos-added" }],
  "left-truncated": ["refused", { kind: "left-truncated", keep: 30 }, { kind: "left-truncated", keep: 3 }],
  shifted: ["probed", { kind: "shifted" }],
  "no-context": ["probed", { kind: "no-context" }],
  noise: ["probed", { kind: "noise", sigmaNats: 0.1, varies: "every-request" }],
  "wrong-model": ["refused", { kind: "wrong-model" }],
  "no-text": ["harmless", { kind: "no-text" }],
  "other-text": ["harmless", { kind: "other-text", text: "Nothing." }],
  "cut-at-length": ["harmless", { kind: "cut-at-length", tokens: 1 }],
};

/** Where the format of an engine makes something else of a fault. */
const OTHERWISE: Readonly<Record<string, Outcome>> = {
  // /generate names no model; connecting asks for it, and there it is refused.
  "sglang wrong-model": "harmless",
  "openai bos-added": "begun",
  "together bos-added": "begun",
  "fireworks bos-added": "begun",
};

const NAMES_CAUSE =
  /answered \d{3}|cannot be reached|cut off|did not (begin to )?answer|in another shape|other than JSON/;
const NAMES_REMEDY = /Use |Update |needs |Set the model/;

const ENGINES = ["sglang", "vllm", "openai", "together", "fireworks"] as const;
type Engine = (typeof ENGINES)[number];
const PREFIX = ["A line that was written before, long enough that something of it can be left out.\n"];
const REQUEST = {
  prompt: "I add two numbers. \u{1f642}\n```\n",
  target: "export const add = (a: number, b: number) => a + b; // caf\u00e9\n",
};
const never = new AbortController().signal;

function scorerOf(engine: Engine, server: ModelServer, timeoutMs = 20_000, maxRetries = 6): TokenScorer {
  const calls = lane({ name: engine, maxRetries, backoff: { firstMs: 1, longestMs: 2 }, circuit: { failures: 1e6 } });
  const options = { baseUrl: server.url, model: server.modelName, lane: calls, timeoutMs };
  if (engine === "sglang") return sglangScorer(options);
  return engine === "vllm" ? vllmScorer(options) : echoScorer(options);
}

const pathOf = (engine: Engine) => (engine === "sglang" ? "/generate" : "/v1/completions");
const outcomeOf = (engine: Engine, kind: Kind) => OTHERWISE[`${engine} ${kind}`] ?? OUTCOMES[kind][0];
const kinds = Fault.options.map(({ shape }) => shape.kind.value);

/** The numbers, or the failure. */
async function scored(scorer: TokenScorer) {
  const session = await scorer.open(PREFIX, never);
  return async () => {
    try {
      const { logprobs, usage } = at(await session.score([REQUEST], never), 0);
      return { logprobs, retries: usage.retries };
    } catch (failure) {
      return { failure };
    }
  };
}

describe.each(ENGINES)("%s", (engine) => {
  let server: ModelServer;
  let right: readonly number[];
  let ask: Record<"patient" | "hasty" | "stubborn" | "brief", Awaited<ReturnType<typeof scored>>>;

  beforeAll(async () => {
    server = await startModelServer({ engine, scores: "hashed" });
    ask = {
      // Whatever strikes once has an end, also on a machine that is busy otherwise.
      patient: await scored(scorerOf(engine, server)),
      hasty: await scored(scorerOf(engine, server, 300)),
      stubborn: await scored(scorerOf(engine, server, 20_000, 1)),
      brief: await scored(scorerOf(engine, server, 100, 1)),
    };
    const undisturbed = await ask.patient();
    for (const each of [ask.hasty, ask.stubborn]) await each();
    if (!undisturbed.logprobs) throw undisturbed.failure;
    right = undisturbed.logprobs;
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => server.setFaults([]));

  const cases = kinds.flatMap((kind) => {
    const [, ...faults] = OUTCOMES[kind];
    return faults.map((fault) => [outcomeOf(engine, kind), fault] as const);
  });

  test.each(cases)("%s: %o", async (outcome, fault) => {
    const isStall = fault.kind === "stall";
    server.setFaults([{ ...fault, path: pathOf(engine), times: 1 }]);
    const once = await (isStall ? ask.hasty : ask.patient)();
    server.setFaults([{ ...fault, path: pathOf(engine) }]);
    const always = await (isStall ? ask.brief : ask.stubborn)();
    switch (outcome) {
      case "passes":
        expect(once).toEqual({ logprobs: right, retries: isStall ? expect.any(Number) : 1 });
        expect(once.retries).toBeGreaterThan(0);
        expect(always.failure).toMatchObject({ mayPass: true, attempts: 2 });
        expect(always.failure).toHaveProperty("message", expect.stringMatching(NAMES_CAUSE));
        break;
      case "harmless":
        expect([once, always]).toEqual([0, 0].map(() => ({ logprobs: right, retries: 0 })));
        break;
      case "refused":
        for (const { failure } of [once, always]) {
          expect(failure).toBeInstanceOf(CallFailure);
          expect(failure).toMatchObject({ kind: "wrong", attempts: 1 });
          expect(failure).toHaveProperty("message", expect.stringMatching(NAMES_REMEDY));
        }
        break;
      case "begun": {
        const before = PREFIX.join("") + REQUEST.prompt;
        const ids = [server.tokenizer.bosId, ...server.tokenizer.encode(before + REQUEST.target)];
        const truth = server.logprobs(ids, 1 + server.tokenizer.encode(before).length);
        for (const { logprobs = [] } of [once, always]) expect(sum(logprobs)).toBeCloseTo(sum(truth), 6);
        break;
      }
      case "probed":
        // No check of one answer can know; that the numbers differ shows that the fault struck.
        for (const { logprobs } of [once, always]) {
          expect(logprobs).toHaveLength(right.length);
          expect(logprobs).not.toEqual(right);
        }
    }
  });

  const probed = kinds.filter((kind) => outcomeOf(engine, kind) === "probed");
  test.each(probed)("the probe finds %s", async (kind) => {
    // OpenAI tells no window, so that the probe tries a prompt of 4,096 tokens there.
    await using read = await startModelServer({ engine, maxModelLen: engine === "openai" ? 6_000 : 2_000 });
    const [, fault] = OUTCOMES[kind];
    read.setFaults([{ ...fault, path: pathOf(engine) }]);
    const report = await scorerOf(engine, read).probe(never);
    if (kind === "noise") {
      expect(report.passed).toBe(true);
      expect(report.noiseNats).toBeGreaterThan(0.05);
      expect(report.noiseNats).toBeLessThan(0.15);
    } else {
      expect(report.passed).toBe(false);
      expect(report.checks.filter(({ passed }) => !passed).every(({ remedy }) => remedy !== null)).toBe(true);
    }
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
