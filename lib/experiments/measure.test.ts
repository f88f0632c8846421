import { expect, test } from "vitest";
import { NO_LEAK, SOME_SCORES } from "#lib/testing/thought-measure.ts";
import type { Candidate } from "#lib/trajectory/index.ts";
import { measureControl, measureThought } from "./measure.ts";
import { ThoughtMeasure } from "./schema.ts";

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
    leak: NO_LEAK,
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
    scores: SOME_SCORES,
    candidates: [
      candidate("no-thought", { kind: "no-thought", pass: 0, text: "" }),
      candidate("0", { kind: "start", pass: 0, text: "one two" }),
      candidate("1a", { accepted: true, s: 0.8, meanLogprob: -0.8, leak: { ...NO_LEAK, adjustedGain: 0.15 } }),
      candidate("1b", {}),
      candidate("2a", { pass: 2 }),
      candidate("3a", { pass: 3, accepted: true, s: 0.7, text: "one", leak: { ...NO_LEAK, adjustedGain: 0.05 } }),
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
    scores: SOME_SCORES,
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
