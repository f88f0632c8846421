import { expect, test } from "vitest";
import type { LogprobModel, ScoringRequest } from "#lib/llm/port.ts";
import { defaultRunConfig, type RunConfig } from "#lib/trajectory/index.ts";
import { judgePass } from "./attribution.ts";
import { failsGate } from "./gate.ts";
import { measureLeak } from "./leak.ts";
import { refineThought } from "./refine-thought.ts";
import { pairedDifference } from "./score.ts";
import { scoreTexts } from "./score-texts.ts";
import { type Attempt, type Entry, finishPass, type Rules, startSearch } from "./search.ts";

/* Each rule of the search where it alone decides, so that none can go without a test that fails. */

const UNITS = 40;
const usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };
const never = new AbortController().signal;
const nats = (value: number) => Array.from({ length: UNITS }, () => -value);

function rules(search: Partial<RunConfig["search"]> = {}, noiseNats = 0): Rules {
  return {
    search: { ...defaultRunConfig.search, ...search },
    scale: { scoredFrom: 0, clipNats: null },
    noiseNats,
  };
}

function entry(label: string, value: number, text = label): Entry {
  return { label, text, operator: "op", tokens: 10, logprobs: nats(value) };
}

function attempt(label: string, value: number, part: Partial<Attempt> = {}): Attempt {
  return { ...entry(label, value), dismissed: null, failsGate: null, adjustedGain: 1, ...part };
}

/** The incumbent was measured as 2 at first, and as `again` in the batch of the attempt. */
function judged(value: number, again: number, given: Rules): string | undefined {
  return finishPass(startSearch(entry("0", 2), given), [attempt("1a", value)], given, nats(again)).reasons[0];
}

test.each(["faithful", "guarded", "segment"] as const)(
  "%s: S falls against both measurements, and a tie is none",
  (mode) => {
    const given = rules({ mode });
    expect(judged(1.5, 2, given)).toBe("accepted");
    expect(judged(2, 2, given)).toBe("not-better");
    expect(judged(2, 2.5, given)).toBe("not-better");
    expect(judged(1.5, 1.5, given)).toBe("not-better");
    expect(judged(1.9, 1.8, given)).toBe("not-better");
    expect(judged(2.1, 2.5, given)).toBe("not-better");
  },
);

test("the margin over noise is that over the measurement of the same batch", () => {
  const given = rules({}, 0.05);
  // Three deviations of the sum are 0.95 nat. Against the first measurement the gain is 4.4, against the second 0.4.
  expect(judged(1.89, 1.9, given)).toBe("within-noise");
  expect(judged(1.89, 2, given)).toBe("accepted");
});

test.each([
  ["faithful", "accepted"],
  ["guarded", "leak"],
  ["segment", "leak"],
] as const)("in %s mode a rewrite that fails the gate is %s", (mode, reason) => {
  const given = rules({ mode });
  for (const part of [{ failsGate: "leak" as const }, { adjustedGain: 0 }]) {
    expect(finishPass(startSearch(entry("0", 2), given), [attempt("1a", 1, part)], given).reasons).toEqual([reason]);
  }
});

test("what a copy gained is its share of the gain over the measurement of the same batch", async () => {
  const given = rules({ floorNats: 0 });
  const text = "It is x = y(z) + 1 in the end.";
  const copy = { start: 6, end: 18, startLine: 1, endLine: 1, tokens: 8 };
  const copying = { ...attempt("1a", 1.5), text, copies: [copy] };
  const done = await judgePass(startSearch(entry("0", 2), given), [copying], given, nats(1.8), async () => nats(1.75));
  // 0.25 of 0.3 are gone with the copy; against the first measurement it would be 0.25 of 0.5, and accepted.
  expect(done.attempts[0]?.copiedGain).toBeCloseTo(0.25 / 0.3, 9);
  expect(done.reasons).toEqual(["leak"]);
});

test("the threshold of each measure, to the token", () => {
  const none = measureLeak("", "", []);
  const { search } = defaultRunConfig;
  const of = (leak: Partial<typeof none>, tokens = 0) => failsGate({ leak: { ...none, ...leak }, tokens }, search);
  expect([of({ longestRun: search.leakRun }), of({ longestRun: search.leakRun + 1 })]).toEqual([null, "leak"]);
  expect([of({ pieceBits: search.leakPieces }), of({ pieceBits: search.leakPieces + 0.1 })]).toEqual([null, "leak"]);
  expect([of({ spokenBits: search.leakSpoken }), of({ spokenBits: search.leakSpoken + 0.1 })]).toEqual([null, "leak"]);
  expect([of({ renamedBits: search.leakBits }), of({ renamedBits: search.leakBits + 0.1 })]).toEqual([null, "leak"]);
  expect([of({ fencedLines: 3 }), of({ fencedLines: 4 })]).toEqual([null, "leak"]);
  expect([of({ repetition: 0.25 }), of({ repetition: 0.26 })]).toEqual([null, "repetition"]);
  const share = search.leakOverlap + 0.01;
  const copied = search.leakRun;
  expect(of({ overlap: share, copiedTokens: copied })).toBeNull();
  expect(of({ overlap: share, copiedTokens: copied + 1 })).toBe("leak");
  expect(of({ overlap: search.leakOverlap, copiedTokens: copied + 1 })).toBeNull();
  const long = search.lengthRatio + 0.1;
  expect(of({ lengthRatio: long }, search.lengthFloor - 1)).toBeNull();
  expect(of({ lengthRatio: long }, search.lengthFloor)).toBe("too-long");
  expect(of({ lengthRatio: search.lengthRatio }, search.lengthFloor)).toBeNull();
});

test("differences are of clipped values", () => {
  const difference = pairedDifference([-10, -1], [-3, -0.5], { scoredFrom: 0, clipNats: -2 });
  expect(difference.mean).toBeCloseTo(0.25, 12);
  expect(difference.units).toBe(2);
});

/** Every unit of the target is as likely as `of` says of the prompt. */
function modelOf(of: (prompt: string) => number, part: Partial<LogprobModel> = {}): LogprobModel {
  const score = ({ prompt, target }: ScoringRequest) => {
    const ends = Array.from(target, (_, index) => index + 1);
    return { ends, logprobs: ends.map(() => of(prompt)), usage };
  };
  return {
    id: "test/flat",
    tokenizer: "characters",
    kind: "language-model",
    place: "endpoint",
    unit: "token",
    noiseNats: 0,
    clipNats: null,
    open: async () => ({ score: async (requests) => requests.map(score), close: async () => {} }),
    close: async () => {},
    ...part,
  };
}

async function refined(model: LogprobModel) {
  const input = {
    model,
    session: await model.open([], never),
    context: "",
    wrap: { before: "", after: "\n", separator: "=\n" },
    target: "x".repeat(100),
    thought: "As first written.",
    placebo: "",
    known: [],
    search: { ...defaultRunConfig.search, floorNats: 0, passes: 1, candidates: 1 },
    propose: async () => ({ text: "Another way.", operator: "x" }),
    measuredAt: "",
  };
  return refineThought(input, never);
}

test("the margin is the model's own noise, which a probe has measured", async () => {
  const slightlyBetter = (prompt: string) => (prompt.includes("Another") ? -1 : -1.02);
  expect((await refined(modelOf(slightlyBetter))).candidates.at(-1)?.reason).toBe("accepted");
  const noisy = await refined(modelOf(slightlyBetter, { noiseNats: 0.1 }));
  expect(noisy.candidates.at(-1)?.reason).toBe("within-noise");
});

test("S is clipped as the model says, and the sums beside it are not", async () => {
  const result = await refined(modelOf((prompt) => (prompt.includes("Another") ? -1.5 : -5), { clipNats: -2 }));
  expect(result.scores).toMatchObject({ initial: 2, final: 1.5 });
  expect(result.candidates.find(({ kind }) => kind === "start")?.meanLogprob).toBe(-5);
});

test("a scorer that leaves one out is refused before its numbers are taken for another's", async () => {
  const model = modelOf(() => -1);
  const session = { score: async () => [], close: async () => {} };
  const wrap = { before: "", after: "\n", separator: "=\n" };
  const input = { session, model, context: "", wrap, target: "x" };
  await expect(scoreTexts(input, [null, "a"], null, never)).rejects.toThrow("answered 0 of 2 requests");
});
