import { expect, test } from "vitest";
import { scriptedScorer } from "#lib/testing/scripted-models.ts";
import { builtinScorerInProcess } from "./builtin/scorer.ts";
import { cutSpans } from "./builtin/spans.ts";
import { probeScorer } from "./probe.ts";

const never = new AbortController().signal;
const failed = (report: Awaited<ReturnType<typeof probeScorer>>) =>
  report.checks.filter((check) => !check.passed).map((check) => check.name);
const isShuffled = (target: string) => !target.startsWith("In early") && !target.startsWith("Tomatoes");

test("the built-in scorer passes, exactly", async () => {
  const report = await probeScorer(builtinScorerInProcess({ slotBits: 16 }), never);
  expect(failed(report)).toEqual([]);
  expect(report).toMatchObject({ passed: true, noiseNats: 0 });
});

test("a plausible language model passes", async () => {
  const report = await probeScorer(
    scriptedScorer(({ target }) => (isShuffled(target) ? -5 : -2)),
    never,
  );
  expect(failed(report)).toEqual([]);
  expect(report.meanLogprob).toBe(-2);
});

test("noise is measured per unit", async () => {
  let call = 0;
  const noisy = scriptedScorer(({ target }) => (isShuffled(target) ? -5 : -2 + (call++ % 2 ? 0.01 : -0.01)));
  const report = await probeScorer(noisy, never);
  expect(report.noiseNats).toBeCloseTo(0.01 * Math.sqrt(4 / 3), 6);
});

test.each<[string, Parameters<typeof scriptedScorer>[0], string[]]>([
  ["scores everything the same", () => -2, ["order"]],
  ["answers zeros", () => 0, ["sanity", "order"]],
  [
    "is shifted by one",
    ({ target }) => cutSpans(target).map((_, at) => (isShuffled(target) ? -5 : at === 0 ? -40 : -2)),
    ["additivity"],
  ],
  ["fails", () => null, ["answers"]],
])("a scorer that %s is refused with a remedy", async (_, answer, names) => {
  const report = await probeScorer(scriptedScorer(answer), never);
  expect(failed(report)).toEqual(names);
  expect(report.passed).toBe(false);
  expect(report.checks.filter((check) => !check.passed).every((check) => (check.remedy ?? "").length > 10)).toBe(true);
});

test("an abort is not a failed check", async () => {
  await expect(
    probeScorer(
      scriptedScorer(() => -2),
      AbortSignal.abort(new Error("enough")),
    ),
  ).rejects.toThrow("enough");
});
