import { expect, test } from "vitest";
import { CallFailure } from "../call-failure.ts";
import type { TokenEngine, TokenScores } from "../engines/token-engine.ts";
import { idSession } from "./id-session.ts";
import type { ScoringLane } from "./session-input.ts";

const never = new AbortController().signal;
const lane: ScoringLane = { call: async (_, attempt, signal) => ({ value: await attempt(signal), retries: 0 }) };
const usage = { inputTokens: 1, outputTokens: 1, cachedTokens: null, wallMs: 1, retries: 0 };
const PREFIX = "A line of what was written before.\n".repeat(80);
const BEGIN = 999;

/** One token a character; as SGLang it tells ids alone, and texts only with its scores. */
function sessionOf(textOf: (id: number) => string = String.fromCharCode, beginIds: readonly number[] = []) {
  const warmed: (readonly number[])[] = [];
  const scored: (readonly number[])[] = [];
  const engine: TokenEngine = {
    id: "sglang/characters",
    name: "sglang",
    reusesPrefix: true,
    describe: async () => ({ version: null, revision: null, windowTokens: null }),
    tokenize: async (text) => ({ ids: Array.from(text, (character) => character.charCodeAt(0)), pieces: null }),
    async score({ ids }, from): Promise<TokenScores> {
      scored.push(ids);
      const own = ids.slice(from);
      return { logprobs: own.map(() => -1), texts: own.map((id) => textOf(id)), usage };
    },
    async warm(ids) {
      warmed.push(ids);
      return usage;
    },
    close: async () => {},
  };
  const facts = { version: null, revision: null, windowTokens: null, beginIds };
  return { session: idSession({ engine, lane, facts, prefix: PREFIX }), warmed, scored };
}

const ask = { prompt: "P\n", target: "ab" };

test("what is read once begins like what is scored, so that the scoring finds it read", async () => {
  const { session, warmed, scored } = sessionOf(undefined, [BEGIN]);
  await session.score([ask], never);
  const [read = []] = warmed;
  expect(read[0]).toBe(BEGIN);
  expect(read.length).toBeGreaterThan(64);
  expect(scored[0]?.slice(0, read.length)).toEqual(read);
  await session.score([ask], never);
  expect(warmed).toHaveLength(1);
});

test("tokens that do not spell the target are refused, with the numbers that belong to them", async () => {
  const { session } = sessionOf((id) => (id === 98 ? "B" : String.fromCharCode(id)));
  const failure = await session.score([ask], never).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CallFailure);
  expect(failure).toMatchObject({ kind: "wrong", message: expect.stringContaining("do not spell the text") });
});

test("texts that were not told are refused like wrong ones", async () => {
  const { session } = sessionOf(() => "");
  await expect(session.score([ask], never)).rejects.toThrow("do not spell the text");
});

test("a tokenizer that reads the name of a control token as one is refused, and the name told", async () => {
  const { session } = sessionOf((id) => (id === 98 ? "<|im_end|>" : String.fromCharCode(id)));
  await expect(session.score([ask], never)).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("contains <|im_end|>"),
  });
});
