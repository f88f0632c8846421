import { expect, test } from "vitest";
import { aMeasure } from "#lib/testing/thought-measure.ts";
import { type ReportInput, reportOf } from "./report.ts";
import { ExperimentReport, type ThoughtMeasure } from "./schema.ts";

const NO_COST = { calls: 0, inputTokens: null, outputTokens: null, usd: null, seconds: 0 };

function arm(name: string, measures: readonly ThoughtMeasure[], scorer = "builtin@1"): ReportInput["arms"][number] {
  return { name, control: null, scorer, unit: "nats/span", cost: NO_COST, measures };
}

function report(arms: ReportInput["arms"]) {
  const repositories = ["a", "b"].map((name) => ({ name, commit: null, license: "MIT", files: 3 }));
  return reportOf({ name: "trial", seed: 1, complete: true, arms, repositories });
}

test("an arm's table holds what its thoughts measured, and follows the schema", () => {
  const made = report([arm("guarded", [aMeasure(), aMeasure({ repository: "b", final: 0.6, accepted: 0 })])]);
  expect(ExperimentReport.parse(made)).toEqual(made);
  expect(made.arms[0]).toMatchObject({ arm: "guarded", repositories: 2, thoughts: 2, rewrites: 4, accepted: 1 });
  expect(made.arms[0]?.final.mean).toBeCloseTo(0.7, 12);
  expect(made.arms[0]?.gain.mean).toBeCloseTo(0.5, 12);
  expect(made.arms[0]?.gainOverPlacebo.mean).toBeCloseTo(0.4, 12);
  expect(made.arms[0]?.searchGain.mean).toBeCloseTo(0.3, 12);
  expect(made.arms[0]?.netSearchGain.mean).toBeCloseTo(0.1, 12);
  expect(made.arms[0]?.improved.mean).toBe(0.5);
  expect(made.arms[0]?.initialWords.mean).toBe(10);
  expect(made.arms[0]?.finalWords.mean).toBe(14);
  expect(made.repositories[1]?.gains).toEqual({ guarded: expect.closeTo(0.6, 12) });
});

test("a search that stopped early stays where it was in the curves", () => {
  const short = aMeasure({ passes: [{ s: 1, meanLogprob: -1, words: 10 }] });
  const long = aMeasure({
    passes: [1, 0.9, 0.5].map((s) => ({ s, meanLogprob: -s, words: 20 })),
  });
  const made = report([arm("guarded", [short, long])]);
  const gains = made.curves.gain[0]?.points.map(({ mean }) => mean) ?? [];
  for (const [pass, gain] of [0, 0.05, 0.25].entries()) expect(gains[pass]).toBeCloseTo(gain, 12);
  expect(made.curves.perplexity[0]?.points[2]?.mean).toBeCloseTo((1 + Math.exp(-0.5)) / 2, 12);
  expect(made.curves.words[0]?.points.map(({ mean }) => mean)).toEqual([15, 15, 15]);
});

test("arms are compared over the thoughts that both have", () => {
  const faithful = arm("faithful", [aMeasure({ final: 0.7 }), aMeasure({ final: 0.6 }), aMeasure({ path: "only.ts" })]);
  const guarded = arm("guarded", [aMeasure({ final: 0.8 }), aMeasure({ final: 0.9 }), aMeasure({ path: "other.ts" })]);
  const made = report([faithful, guarded]);
  expect(made.comparisons).toEqual([
    {
      arm: "guarded",
      against: "faithful",
      thoughts: 2,
      difference: expect.objectContaining({ low: null, high: null }),
    },
  ]);
  expect(made.comparisons[0]?.difference.mean).toBeCloseTo(0.2, 12);
});

test("numbers of two scorers are never compared", () => {
  expect(() => report([arm("one", [aMeasure()]), arm("two", [aMeasure()], "vllm/x")])).toThrow(
    /different scorers.*builtin@1.*vllm\/x.*Give all arms the same scorer/,
  );
});

test("an arm without measures is left out until it has some", () => {
  const made = report([arm("guarded", [aMeasure()]), arm("faithful", [])]);
  expect(made.arms.map(({ arm: name }) => name)).toEqual(["guarded"]);
});

test("curves are of arms that searched, each with its n", () => {
  const still = { rewrites: 0, accepted: 0, passes: [{ s: 1, meanLogprob: -1, words: 10 }] };
  const raw = { ...arm("raw", [aMeasure(still)]), control: "raw" as const };
  const made = report([raw, arm("off", [aMeasure(still)]), arm("guarded", [aMeasure(), aMeasure()])]);
  expect(made.arms.map(({ arm: name, control }) => [name, control])).toEqual([
    ["raw", "raw"],
    ["off", null],
    ["guarded", null],
  ]);
  for (const curves of Object.values(made.curves)) {
    expect(curves.map(({ arm: name, thoughts }) => [name, thoughts])).toEqual([["guarded", 2]]);
  }
});
