import { expect, test } from "vitest";
import { aMeasure, NO_LEAK, SOME_SCORES } from "#lib/testing/thought-measure.ts";
import type { Candidate } from "#lib/trajectory/index.ts";
import { meanInterval } from "./bootstrap.ts";
import { measureThought } from "./measure.ts";
import { reportOf } from "./report.ts";

/* Intervals and counts whose values are known from elsewhere: from probabilities, or by hand. */

test("as many clusters are drawn as there are", () => {
  // Of four clusters drawn with replacement, four are the one that differs in 1 of 256 draws, three or more in 13 of 256.
  const { low, high } = meanInterval([[0], [0], [0], [1]], 1);
  expect([low, high]).toEqual([0, 0.75]);
  // Of three, all are the same one in 1 of 27: more than 2.5 %.
  expect(meanInterval([[0], [0], [1]], 1).high).toBe(1);
});

test("the interval of many clusters is that of a normal mean: 1.96 standard errors to each side", () => {
  const clusters = Array.from({ length: 400 }, (_, index) => [index % 2]);
  const { low, high } = meanInterval(clusters, 1);
  // 0.5 / sqrt(400) is 0.025; a percentile of 2,000 resamples is known to about 0.0015.
  expect(Math.abs((low ?? 0) - (0.5 - 1.96 * 0.025))).toBeLessThan(0.004);
  expect(Math.abs((high ?? 0) - (0.5 + 1.96 * 0.025))).toBeLessThan(0.004);
});

test("equal measures give equal intervals on every machine, to the last digit", () => {
  const clusters = Array.from({ length: 9 }, (_, index) => [index / 7, (index * index) / 11, Math.sqrt(index)]);
  expect(meanInterval(clusters, 42)).toEqual({
    mean: 1.4812708227536078,
    low: 0.8528114224816103,
    high: 2.170868412368124,
  });
});

test("n of repositories is of repositories, n of thoughts is of thoughts, and a tie is no gain", () => {
  const cost = { calls: 0, inputTokens: null, outputTokens: null, usd: null, seconds: 0 };
  const measures = [
    aMeasure({}),
    aMeasure({ path: "y.ts", final: 1.2 }),
    aMeasure({ path: "z.ts", final: 1.3, dropped: true }),
    aMeasure({ repository: "b" }),
  ];
  const arms = [{ name: "guarded", control: null, scorer: "builtin@1", unit: "nats/span", cost, measures }];
  const repositories = ["a", "b"].map((name) => ({ name, commit: null, license: null, files: 3 }));
  const [arm] = reportOf({ name: "n", seed: 1, complete: true, arms, repositories }).arms;
  expect(arm).toMatchObject({ repositories: 2, thoughts: 4 });
  expect(arm?.better.mean).toBe(0.5);
  expect(arm?.dropped.mean).toBe(0.25);
});

test("what a refused rewrite would have gained is no gain", () => {
  const candidate = (part: Partial<Candidate>): Candidate => ({
    label: "1a",
    kind: "rewrite",
    pass: 1,
    parent: "0",
    operator: "x",
    text: "one",
    sumLogprob: -10,
    meanLogprob: -1,
    s: 1,
    units: 10,
    leak: { ...NO_LEAK, adjustedGain: 0.3 },
    accepted: false,
    reason: "leak",
    ...part,
  });
  const candidates = [
    candidate({ kind: "start", pass: 0, label: "0" }),
    candidate({}),
    candidate({ label: "1b", accepted: true, s: 0.7, leak: { ...NO_LEAK, adjustedGain: 0.2 } }),
  ];
  const measured = measureThought({
    repository: "a",
    path: "x.ts",
    arm: "guarded",
    dropped: false,
    scores: SOME_SCORES,
    candidates,
  });
  expect(measured.netGain).toBe(0.2);
});
