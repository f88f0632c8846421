import { expect, test } from "vitest";
import type { Candidate, Leak, Scores } from "#lib/trajectory/index.ts";
import { measureControl, measureThought } from "./measure.ts";
import { ThoughtMeasure } from "./schema.ts";

const LEAK: Leak = {
  overlap: 0,
  longestRun: 0,
  words13: 0,
  fencedLines: 0,
  repetition: 0,
  lengthRatio: 0.5,
  adjustedGain: null,
  spans: [],
};
const scores: Scores = {
  noThought: 1.2,
  placebo: 1.1,
  initial: 1,
  final: 0.7,
  unit: "nats/span",
  units: 10,
  scorer: "test@1",
  tokenizer: "test",
  measuredAt: "2026-01-01T00:00:00.000Z",
};

function candidate(label: string, part: Partial<Candidate>): Candidate {
  return {
    label,
    kind: "rewrite",
    pass: 1,
    parent: "0",
    operator: "x",
    text: "one two three",
    sumLogprob: -10,
    meanLogprob: -1,
    s: 1,
    units: 10,
    leak: LEAK,
    accepted: false,
    reason: "not-better",
    ...part,
  };
}

test("a thought's measure follows its incumbent from pass to pass", () => {
  const measure = measureThought({
    repository: "a",
    path: "x.ts",
    arm: "guarded",
    dropped: false,
    scores,
    candidates: [
      candidate("no-thought", { kind: "no-thought", pass: 0, text: "" }),
      candidate("0", { kind: "start", pass: 0, text: "one two" }),
      candidate("1a", { accepted: true, s: 0.8, meanLogprob: -0.8, leak: { ...LEAK, adjustedGain: 0.15 } }),
      candidate("1b", {}),
      candidate("2a", { pass: 2 }),
      candidate("3a", { pass: 3, accepted: true, s: 0.7, text: "one", leak: { ...LEAK, adjustedGain: 0.05 } }),
    ],
  });
  expect(ThoughtMeasure.parse(measure)).toEqual(measure);
  expect(measure.passes.map(({ s, words }) => [s, words])).toEqual([
    [1, 2],
    [0.8, 3],
    [0.8, 3],
    [0.7, 1],
  ]);
  expect(measure).toMatchObject({ rewrites: 4, accepted: 2, noThought: 1.2, final: 0.7 });
  expect(measure.netGain).toBeCloseTo(0.2, 12);
});

test("a control is measured where the thought stood, and searches nothing", () => {
  const thought = {
    repository: "a",
    path: "x.ts",
    arm: "raw",
    dropped: true,
    scores,
    candidates: [
      candidate("0", { kind: "start", pass: 0 }),
      candidate("none", { kind: "no-thought", pass: 0, text: "", meanLogprob: -1.3 }),
      candidate("other", { kind: "placebo", pass: 0, text: "of another file", meanLogprob: -1.15 }),
      candidate("1a", { accepted: true, s: 0.7 }),
    ],
  };
  const raw = measureControl(thought, "raw");
  expect(ThoughtMeasure.parse(raw)).toEqual(raw);
  expect(raw).toMatchObject({ initial: 1.2, final: 1.2, noThought: 1.2, rewrites: 0, accepted: 0, dropped: false });
  expect(raw.passes).toEqual([{ s: 1.2, meanLogprob: -1.3, words: 0 }]);
  const placebo = measureControl({ ...thought, arm: "placebo" }, "placebo");
  expect(placebo).toMatchObject({ arm: "placebo", initial: 1.1, final: 1.1 });
  expect(placebo.passes).toEqual([{ s: 1.1, meanLogprob: -1.15, words: 3 }]);
});
