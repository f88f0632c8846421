import { expect, test } from "vitest";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { sglangScorer } from "../engines/server-scorers.ts";
import { lane } from "../lanes/lane.ts";
import { beginning, positions, prefixReuse } from "./probe-checks.ts";

/* Verdicts of the probe where one figure alone decides. */

const never = new AbortController().signal;
const usage = { inputTokens: 100, outputTokens: 1, cachedTokens: null, wallMs: 1, retries: 0 };
const scoreOf = (logprobs: readonly number[]) => ({
  ends: logprobs.map((_, index) => (index + 1) * 5),
  logprobs,
  usage,
});

test("a word nobody expects must be less likely, and what stands before it must not have changed with it", () => {
  // The word begins at the third of four units.
  const verdict = (changed: readonly number[]) => positions(scoreOf([-1, -1, -1, -1]), scoreOf(changed), 10)[1];
  expect(verdict([-1, -1, -9, -2])).toBe(true);
  expect(verdict([-1.5, -0.5, -9, -2])).toBe(true);
  expect(verdict([-1, -9, -9, -2])).toBe(false);
  expect(verdict([-1, -9, -1, -2])).toBe(false);
  expect(verdict([-1, -1, -2, -9])).toBe(false);
  const otherwiseCut = { ...scoreOf([-1, -1, -9]), ends: [4, 10, 15] };
  expect(positions(scoreOf([-1, -1, -1]), otherwiseCut, 10)[1]).toBe(false);
});

test("up to four tokens may stand before a text; more are a chat template", () => {
  expect(beginning(false, [1, 2, 3, 4])[1]).toBe(true);
  expect(beginning(false, [1, 2, 3, 4, 5])[1]).toBe(false);
});

test("a prefix was reused where most of the prompt was found cached, and unknown where nobody tells", () => {
  const cached = (cachedTokens: number | null) => prefixReuse({ ...scoreOf([-1]), usage: { ...usage, cachedTokens } });
  expect([cached(51).reuses, cached(50).reuses, cached(null).reuses]).toEqual([true, false, null]);
});

test("a probe that failed tells nothing about noise: the margin stays what is assumed", async () => {
  const faults = [{ kind: "noise", sigmaNats: 0.3, path: "/generate" }] as const;
  await using server = await startModelServer({ engine: "sglang", maxModelLen: 2_000, faults });
  const calls = lane({ name: "noisy" });
  const scorer = sglangScorer({ baseUrl: server.url, model: server.modelName, lane: calls });
  const { passed, noiseNats } = await scorer.probe(never);
  expect(passed).toBe(false);
  expect(noiseNats).toBeGreaterThan(0.2);
  expect(scorer.noiseNats).toBe(0.1);
});
