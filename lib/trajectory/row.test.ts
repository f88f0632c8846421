import { expect, test } from "vitest";
import { type ExportStep, type ExportTrajectory, toCanonicalRow } from "./row.ts";
import { CanonicalRow, defaultRunConfig, type Scores } from "./schema.ts";
import { computeStats, emptyStats } from "./stats.ts";

const SCORES: Scores = {
  noThought: 1,
  placebo: 0.9,
  initial: 0.8,
  final: 0.5,
  unit: "nats/span",
  units: 4,
  scorer: "s@1",
  tokenizer: "t",
  measuredAt: "2026-01-01T00:00:00.000Z",
};
const BASE = { agent: "a", path: "a", text: null, content: null, train: true, scores: null, candidates: [] } as const;
const candidate = (kind: "start" | "rewrite" | "no-thought" | "placebo", text: string) => ({
  kind,
  pass: kind === "rewrite" ? 1 : 0,
  text,
  sumLogprob: -2,
  units: 4,
  accepted: kind === "rewrite",
  reason: kind === "rewrite" ? ("accepted" as const) : kind === "start" ? ("start" as const) : ("reference" as const),
});
const STEPS: ExportStep[] = [
  {
    ...BASE,
    kind: "think",
    tool: null,
    text: "Why \u{1F600}",
    ungrounded: ["ghost"],
    scores: SCORES,
    candidates: [
      candidate("no-thought", ""),
      candidate("placebo", "x"),
      candidate("start", "W"),
      candidate("rewrite", "Why"),
    ],
  },
  { ...BASE, kind: "action", tool: "write", content: "a\n" },
];
const TRAJECTORY: ExportTrajectory = {
  id: "trj_1",
  repository: { name: "n", address: "https://example.org/n", commit: null, license: "MIT", subPath: null },
  author: "structural@1",
  scorer: "s@1",
  config: defaultRunConfig,
  fidelity: { files: 1, bytes: 2, ok: true },
  prelude: "<repository>\na\n</repository>\n",
  steps: STEPS,
};

test("a row follows its schema, and keeps start and rewrites but not the references", () => {
  const row = toCanonicalRow(TRAJECTORY);
  expect(CanonicalRow.parse(row)).toEqual(row);
  expect(row.steps[0]?.candidates?.map((each) => each.reason)).toEqual(["start", "accepted"]);
  expect(row.steps[0]?.ungrounded).toEqual(["ghost"]);
  expect(row.steps[1]).toEqual({ index: 1, agent: "a", kind: "action", tool: "write", path: "a", content: "a\n" });
});

test("the day of measurement and problems of fidelity stay out", () => {
  const json = JSON.stringify(toCanonicalRow(TRAJECTORY));
  expect(json).not.toContain("2026-01-01");
  expect(json).not.toContain("problems");
});

test("stats count what the row holds", () => {
  const { segments } = toCanonicalRow(TRAJECTORY);
  const stats = computeStats({ steps: STEPS, segments, baselines: [{ nats: Math.LN2 * 8, bytes: 2 }] });
  const points = [...toCanonicalRow(TRAJECTORY).text].length;
  expect(stats).toEqual({
    steps: 2,
    files: 1,
    characters: points,
    trainedCharacters: points - "<repository>\na\n</repository>\n".length,
    thinks: 1,
    scoredThinks: 1,
    improvedThinks: 1,
    meanGain: 0.5,
    meanPlaceboGain: 1 - 0.9,
    warmBitsPerByte: 4,
    unit: "nats/span",
  });
});

test("nothing measured is null, not zero", () => {
  expect(emptyStats).toMatchObject({ meanGain: null, meanPlaceboGain: null, warmBitsPerByte: null, unit: null });
});
