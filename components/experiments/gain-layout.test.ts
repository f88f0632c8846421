import { expect, test } from "vitest";
import type { ArmSummary } from "./arm-rows.ts";
import { FRAME, gainPlot } from "./gain-layout.ts";

const none = { mean: 0, low: null, high: null };
function arm(name: string, gain: ArmSummary["gain"]): ArmSummary {
  return {
    arm: name,
    control: null,
    repositories: 6,
    thoughts: 41,
    scorer: "builtin/m",
    unit: "nats/span",
    noThought: none,
    placebo: none,
    initial: none,
    final: none,
    gain,
    gainOverPlacebo: none,
    searchGain: none,
    netSearchGain: none,
    improved: none,
    better: none,
    dropped: none,
    initialWords: none,
    finalWords: none,
    rewrites: 0,
    accepted: 0,
    cost: { calls: 0, inputTokens: null, outputTokens: null, usd: null, seconds: 0 },
  };
}

test("all arms share one scale that holds zero, and every whisker has room on it", () => {
  const plot = gainPlot(
    [arm("off", { mean: -0.01, low: -0.02, high: 0 }), arm("guarded", { mean: 0.03, low: 0.01, high: 0.06 })],
    (each) => each.gain,
  );
  const [off, guarded] = plot?.rows ?? [];
  expect(off?.whisker?.from).toBe(FRAME.left);
  expect(guarded?.whisker?.to).toBe(FRAME.right);
  expect(off?.whisker?.to).toBe(plot?.zeroX);
  expect(off && plot && off.x < plot.zeroX).toBe(true);
});

test("an arm without the measure is left out, and one that does not vary has no whisker", () => {
  const arms = [arm("raw", none), arm("guarded", { mean: 0.03, low: 0.03, high: 0.03 })];
  const plot = gainPlot(arms, (each) => (each.arm === "raw" ? null : each.gain));
  expect(plot?.rows.map(({ arm: name, whisker }) => [name, whisker])).toEqual([["guarded", null]]);
  expect(gainPlot(arms, () => null)).toBeNull();
});

test("gains of nothing stand at zero", () => {
  const plot = gainPlot([arm("raw", none)], (each) => each.gain);
  expect(plot?.rows[0]?.x).toBe(plot?.zeroX);
});
