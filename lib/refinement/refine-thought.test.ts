import { expect, test } from "vitest";
import type { LogprobModel, ScoringRequest, TargetScore } from "#lib/llm/port.ts";
import { Candidate, defaultRunConfig, type RunConfig, Scores } from "#lib/trajectory/index.ts";
import { type RefineInput, refineThought, unscoredThought } from "./refine-thought.ts";

const TARGET = `import { clock } from "./clock.ts";

/** Counts down and rings. */
export class Timer {
  remaining = 0;
  start(seconds: number): void {
    this.remaining = seconds;
    clock.every(1000, () => this.tick());
  }
  tick(): void {
    this.remaining -= 1;
    if (this.remaining === 0) clock.ring();
  }
}
`;
const START = "The next file is needed.";
const usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };

/** Words, each likelier when the prompt or the target so far holds it: a cache model, exact and deterministic. */
function cacheModel(
  part: Partial<LogprobModel> = {},
  score = scoreByCache,
): LogprobModel & { batches: ScoringRequest[][] } {
  const batches: ScoringRequest[][] = [];
  return {
    id: "test/cache@1",
    tokenizer: "words@1",
    kind: "stand-in",
    place: "process",
    unit: "span",
    noiseNats: 0,
    clipNats: null,
    open: async () => ({
      score: async (requests) => {
        batches.push([...requests]);
        return requests.map(score);
      },
      close: async () => {},
    }),
    close: async () => {},
    ...part,
    batches,
  };
}

function scoreByCache({ prompt, target }: ScoringRequest): TargetScore {
  const seen = new Set(prompt.match(/\w+/g));
  const units = target.match(/\w+\W*|\W+/g) ?? [];
  let end = 0;
  const ends = units.map((unit) => (end += unit.length));
  const logprobs = units.map((unit) => {
    const word = unit.match(/\w+/)?.[0] ?? "";
    const isKnown = seen.has(word);
    seen.add(word);
    return isKnown ? -0.4 : -3;
  });
  return { ends, logprobs, usage };
}

async function refine(
  texts: (string | null)[][],
  part: Partial<RefineInput> & { model?: LogprobModel } = {},
  search: Partial<RunConfig["search"]> = {},
) {
  const model = part.model ?? cacheModel();
  const signal = AbortSignal.timeout(60_000);
  return refineThought(
    {
      model,
      session: await model.open([], signal),
      context: "a: Timer needs clock.\n",
      wrap: { before: "<think>\n", after: "\n</think>\n", separator: '<write path="timer.ts">\n' },
      target: TARGET,
      thought: START,
      placebo: "Parsing dates is harder than it looks, and so I begin with the tests of leap years.",
      known: [],
      search: { ...defaultRunConfig.search, floorNats: 0, ...search },
      propose: async ({ pass, position }) => {
        const text = texts[pass - 1]?.[position] ?? null;
        return text === null ? null : { text, operator: `op${pass}${position}` };
      },
      measuredAt: "2026-01-01T00:00:00.000Z",
      ...part,
    },
    signal,
  );
}

test("better words win pass by pass, everything is kept, and the records follow their schemas", async () => {
  const better = "It needs to start with seconds, and to tick.";
  const best = `${better} When nothing is remaining it must ring.`;
  const result = await refine([
    ["Unrelated words only.", better],
    [best, null],
  ]);
  expect(result.text).toBe(best);
  expect(result.candidates.map(({ label, kind, parent, reason }) => [label, kind, parent, reason])).toEqual([
    ["no-thought", "no-thought", null, "reference"],
    ["placebo", "placebo", null, "reference"],
    ["0", "start", null, "start"],
    ["1a", "rewrite", "0", "not-better"],
    ["1b", "rewrite", "0", "accepted"],
    ["2a", "rewrite", "1b", "accepted"],
  ]);
  for (const candidate of result.candidates) expect(Candidate.parse(candidate)).toEqual(candidate);
  expect(Scores.parse(result.scores)).toEqual(result.scores);
  const byLabel = new Map(result.candidates.map((candidate) => [candidate.label, candidate.s]));
  expect(result.scores).toMatchObject({
    noThought: byLabel.get("no-thought"),
    placebo: byLabel.get("placebo"),
    initial: byLabel.get("0"),
    final: byLabel.get("2a"),
    unit: "nats/span",
    units: result.unitEnds.length - result.scoredFrom,
  });
  expect(result.logprobs.map(({ label }) => label)).toEqual(result.candidates.map(({ label }) => label));
  expect(result.unitEnds.at(-1)).toBe(TARGET.length);
  expect(result.stopped).toBe("nothing-to-propose");
  expect(result.failsGate).toBeNull();
});

test("a thought that does not help is dropped where a language model says so and the mode asks for it", async () => {
  const model = cacheModel({ kind: "language-model" });
  const useless = { model, thought: "Quite unrelated words." };
  const helpful = { model, thought: "It needs seconds, remaining, tick and ring." };
  expect((await refine([], useless)).dropped).toBe(true);
  expect((await refine([], helpful)).dropped).toBe(false);
  expect((await refine([], useless, { mode: "segment" })).dropped).toBe(true);
  expect((await refine([], useless, { mode: "faithful" })).dropped).toBe(false);
  expect((await refine([], useless, { dropUnhelpful: false })).dropped).toBe(false);
  expect((await refine([], { thought: "Quite unrelated words." })).dropped).toBe(false);
});

test("off measures and rewrites nothing", async () => {
  const result = await refine([["It needs to start with seconds, and to tick."]], {}, { mode: "off" });
  expect(result.candidates.map(({ label }) => label)).toEqual(["no-thought", "placebo", "0"]);
  expect(result.stopped).toBe("off");
  expect(result.scores?.final).toBe(result.scores?.initial);
});

test("a noisy scorer is asked for another sample of the incumbent in each pass", async () => {
  const model = cacheModel({ noiseNats: 0.001 });
  await refine([["It needs to start with seconds, and to tick."]], { model });
  const starts = model.batches.flat().filter(({ prompt }) => prompt.includes(START));
  expect(starts.map(({ sample }) => sample)).toEqual([0, 1]);
});

test("a gain that comes from a short copy is a leak, and is said to be one; the next best is taken", async () => {
  const copying = "Then this.remaining = seconds; clock.every comes in.";
  const honest = "It has seconds.";
  const result = await refine([[copying, honest]], {}, { leakOverlap: 1, leakPieces: 99, lengthRatio: 9 });
  expect(result.candidates.slice(3).map(({ label, reason }) => [label, reason])).toEqual([
    ["1a", "leak"],
    ["1b", "accepted"],
  ]);
  expect(result.candidates[3]?.leak?.copiedGain).toBe(1);
  expect(result.candidates[3]?.leak?.adjustedGain).toBeGreaterThan(0);
  expect(result.candidates[4]?.leak).not.toHaveProperty("copiedGain");
  expect((await refine([[copying]], {}, { leakOverlap: 1, mode: "faithful" })).text).toBe(copying);
});

test("the imports are not scored", async () => {
  const { unitEnds, scoredFrom } = await refine([]);
  expect(TARGET.slice(0, unitEnds[scoredFrom - 1])).toContain("clock.ts");
  expect(unitEnds[scoredFrom - 1]).toBeGreaterThanOrEqual(TARGET.indexOf("\n"));
});

test("one batch a pass; the bytes right before the target never change", async () => {
  const model = cacheModel();
  await refine([["It will tick.", "It will ring."], ["It will tick and ring."]], { model });
  expect(model.batches.map((batch) => batch.length)).toEqual([3, 2, 1]);
  const prompts = model.batches.flat().map(({ prompt }) => prompt);
  expect(prompts[0]).toBe('a: Timer needs clock.\n<write path="timer.ts">\n');
  expect(prompts[2]).toBe(`a: Timer needs clock.\n<think>\n${START}\n</think>\n<write path="timer.ts">\n`);
  for (const prompt of prompts) expect(prompt.endsWith('<write path="timer.ts">\n')).toBe(true);
});

test("quoting the target scores best and is refused", async () => {
  const result = await refine([[TARGET, "It will tick."]]);
  const [quote, honest] = result.candidates.slice(3);
  expect(quote).toMatchObject({ reason: "leak", accepted: false });
  expect(quote?.s).toBeLessThan(honest?.s ?? 0);
  expect(quote?.leak?.overlap).toBe(1);
  expect(result.text).toBe("It will tick.");
});

test("faithful mode takes the quote, and says that it fails the gate", async () => {
  const result = await refine([[TARGET.trim(), "It will tick."]], {}, { mode: "faithful", passes: 1 });
  expect(result.text).toBe(TARGET.trim());
  expect(result.failsGate).toBe("leak");
  expect(result.stopped).toBe("passes");
});

test("a gain that lies only in shared runs is no gain", async () => {
  // Gate thresholds wide open: what remains is the leak-adjusted gain. The model knows lines it has seen, and nothing else.
  const open = { leakOverlap: 1, leakRun: 1000, lengthRatio: 9 };
  const byLine = ({ prompt, target }: ScoringRequest): TargetScore => {
    const lines = target.match(/.*\n/g) ?? [];
    let end = 0;
    const ends = lines.map((line) => (end += line.length));
    return { ends, logprobs: lines.map((line) => (prompt.includes(line.trim()) ? -0.1 : -3)), usage };
  };
  const line = "if (this.remaining === 0) clock.ring();";
  const result = await refine([[line]], { model: cacheModel({}, byLine) }, open);
  expect(result.candidates.at(-1)).toMatchObject({ reason: "leak", accepted: false, leak: { adjustedGain: 0 } });
  expect(result.candidates.at(-1)?.s).toBeLessThan(result.scores?.initial ?? 0);
  expect((await refine([[line]], { model: cacheModel({}, byLine) }, { ...open, mode: "faithful" })).text).toBe(line);
});

test("a start that quotes is flagged", async () => {
  expect((await refine([], { thought: TARGET })).failsGate).toBe("leak");
});

test("the placebo has the start's length", async () => {
  const result = await refine([]);
  const placebo = result.candidates[1]?.text ?? "";
  expect(placebo).toBe("Parsing dates is harder");
  expect(placebo.length).toBeLessThanOrEqual(START.length);
});

test("empty texts and repeats are recorded without being scored again", async () => {
  const model = cacheModel();
  const result = await refine([["  ", START], ["never asked"]], { model });
  expect(result.candidates.slice(3).map(({ reason }) => reason)).toEqual(["empty", "duplicate"]);
  expect(result.candidates[3]?.s).toBe(result.scores?.noThought);
  expect(result.candidates[4]?.s).toBe(result.scores?.initial);
  expect(model.batches).toHaveLength(1);
  expect(result.stopped).toBe("no-acceptance");
  const twins = await refine([["It will tick.", "It will tick."]]);
  expect(twins.candidates.slice(3).map(({ reason }) => reason)).toEqual(["accepted", "duplicate"]);
});

test("a noisy scorer scores the incumbent again in each batch", async () => {
  const model = cacheModel({ noiseNats: 0.01 });
  const result = await refine([["It will tick.", "It will ring."]], { model });
  expect(model.batches.map((batch) => batch.length)).toEqual([3, 3]);
  expect(result.candidates).toHaveLength(5);
});

test("an empty file and no scorer leave the thought as it is", async () => {
  const model = cacheModel();
  const empty = await refine([["x"]], { target: "", model });
  expect(empty).toMatchObject({ text: START, scores: null, candidates: [], stopped: null });
  expect(model.batches).toHaveLength(0);
  const search = defaultRunConfig.search;
  expect(unscoredThought({ thought: START, target: TARGET, known: [], search })).toMatchObject({
    text: START,
    scores: null,
    failsGate: null,
  });
  expect(unscoredThought({ thought: TARGET, target: TARGET, known: [], search }).failsGate).toBe("leak");
});

test("progress tells S falling", async () => {
  const told: number[] = [];
  await refine([["It will tick."], ["It will tick and ring."]], { onProgress: ({ best }) => told.push(best) });
  expect(told).toHaveLength(4);
  expect([...told].sort((a, b) => b - a)).toEqual(told);
});

test("an aborted search stops before the next scoring", async () => {
  const model = cacheModel();
  const controller = new AbortController();
  const session = await model.open([], controller.signal);
  const input: RefineInput = {
    model,
    session,
    context: "",
    wrap: { before: "", after: "\n", separator: "=\n" },
    target: TARGET,
    thought: START,
    placebo: "",
    known: [],
    search: { ...defaultRunConfig.search, floorNats: 0 },
    propose: async () => {
      controller.abort(new Error("enough"));
      return { text: "It will tick.", operator: "x" };
    },
    measuredAt: "",
  };
  await expect(refineThought(input, controller.signal)).rejects.toThrow("enough");
  expect(model.batches).toHaveLength(1);
});

test.each([
  ["drops units", (score: TargetScore) => ({ ...score, logprobs: score.logprobs.slice(1) }), "whole target"],
  ["answers positive", (score: TargetScore) => ({ ...score, logprobs: score.logprobs.map(() => 1) }), "at most 0"],
  [
    "answers nothing",
    (score: TargetScore) => ({ ...score, logprobs: score.logprobs.map(() => Number.NaN) }),
    "at most 0",
  ],
])("a scorer that %s is refused", async (_, spoil, message) => {
  const model = cacheModel({}, (request) => spoil(scoreByCache(request)));
  await expect(refine([], { model })).rejects.toThrow(message);
});

test("a target cut differently after different thoughts is refused", async () => {
  const model = cacheModel({}, (request) =>
    request.prompt.includes(START) ? { ends: [TARGET.length], logprobs: [-1], usage } : scoreByCache(request),
  );
  await expect(refine([], { model })).rejects.toThrow("differently");
});

test("whatever the scores, final is never above initial, and best so far never rises", async () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  for (let round = 0; round < 200; round++) {
    const noisy = (request: ScoringRequest) => {
      const score = scoreByCache(request);
      const shift = random() * 4;
      return { ...score, logprobs: score.logprobs.map(() => -random() * 4 - shift) };
    };
    const part = { noiseNats: round % 3 === 0 ? 0.02 : 0, clipNats: round % 2 === 0 ? -2 : null };
    const mode = round % 5 === 0 ? ("faithful" as const) : ("guarded" as const);
    const texts = [1, 2, 3].map((pass) => ["a", "b", "c"].map((letter) => `Thought ${pass} ${letter} ${round}.`));
    const told: number[] = [];
    const result = await refine(
      texts,
      { model: cacheModel(part, noisy), onProgress: ({ best }) => told.push(best) },
      { candidates: 3, mode },
    );
    expect(result.scores?.final).toBeLessThanOrEqual(result.scores?.initial ?? 0);
    for (const [index, best] of told.entries()) expect(best).toBeLessThanOrEqual(told[index - 1] ?? best);
    const accepted = result.candidates.filter((each) => each.accepted);
    expect(result.text).toBe(accepted.at(-1)?.text ?? START);
    expect(result.scores?.final).toBe(accepted.at(-1)?.s ?? result.scores?.initial);
  }
});
