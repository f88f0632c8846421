import { expect, test } from "vitest";
import type { CanonicalRow } from "#lib/trajectory/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { preferenceLines } from "./preferences.ts";
import { segmentTexts } from "./seams.ts";

type Candidate = NonNullable<CanonicalRow["steps"][number]["candidates"]>[number];

const PARTS = [
  { text: "<repository>x</repository>\n", kind: "prelude", agent: "main", step: null },
  { text: "<plan>\nAll.\n</plan>\n", kind: "plan", agent: "main", step: 0 },
  { text: "<think>\nOther file.\n</think>\n", kind: "think", agent: "a.ts", step: 1 },
  {
    text: '<delegate path="b.ts">\nGo.\n</delegate>\n',
    kind: "action",
    tool: "delegate",
    path: "b.ts",
    agent: "main",
    step: 2,
  },
  { text: "<think>\nBest.\n</think>\n", kind: "think", agent: "b.ts", step: 3 },
  {
    text: '<write path="b.ts">\ncode\n</write>\n',
    kind: "action",
    tool: "write",
    path: "b.ts",
    agent: "b.ts",
    step: 4,
  },
] as const;

function rowWith(candidates: readonly Candidate[]): CanonicalRow {
  let end = 0;
  return {
    schema: "retrace-trajectory/1",
    id: "trj_1",
    repository: { name: "x", address: "y", commit: null, license: "MIT", subPath: null },
    author: "structural@1",
    scorer: "builtin@1",
    config: defaultRunConfig,
    fidelity: { files: 1, bytes: 5, ok: true },
    text: PARTS.map((part) => part.text).join(""),
    segments: PARTS.map(({ text, ...part }) => {
      const start = end;
      end += text.length;
      return { ...part, start, end, train: true };
    }),
    steps: PARTS.flatMap(({ step, agent, kind }) =>
      step === null
        ? []
        : [
            {
              index: step,
              agent,
              kind: kind === "think" ? ("think" as const) : ("action" as const),
              ...(step === 3 && { candidates: [...candidates] }),
            },
          ],
    ),
  };
}

const candidate = (text: string, pass: number, sumLogprob: number, part: Partial<Candidate> = {}): Candidate => ({
  pass,
  text,
  sumLogprob,
  units: 10,
  accepted: false,
  reason: "not-better",
  ...part,
});
const start = candidate("Start.", 0, -20, { reason: "start" });

function pairs(candidates: readonly Candidate[]) {
  const row = rowWith(candidates);
  return preferenceLines(row, segmentTexts(row)).map((line) => JSON.parse(line));
}

test("the winner of a pass is preferred to what it rewrote and to the others, pass after pass", () => {
  const found = pairs([
    start,
    candidate("Worse.", 1, -21),
    candidate("Better.", 1, -15, { accepted: true, reason: "accepted" }),
    candidate("Best.", 2, -10, { accepted: true, reason: "accepted" }),
  ]);
  expect(found.map(({ chosen, rejected, reason, pass }) => [chosen, rejected, reason, pass])).toEqual([
    ["Better.\n</think>\n", "Start.\n</think>\n", "rewritten", 1],
    ["Better.\n</think>\n", "Worse.\n</think>\n", "not-better", 1],
    ["Best.\n</think>\n", "Better.\n</think>\n", "rewritten", 2],
  ]);
  expect(found[0]).toMatchObject({ chosen_logprob: -15, rejected_logprob: -20, units: 10, step: 3, license: "MIT" });
});

test("a thought that stood its ground is preferred to what was worse or not wanted, and noise is no preference", () => {
  const found = pairs([
    start,
    candidate("Quotes.", 1, -5, { reason: "leak" }),
    candidate("Equal.", 1, -19.9, { reason: "within-noise" }),
    candidate("Worse.", 1, -30),
    candidate("", 1, -30, { reason: "empty" }),
  ]);
  expect(found.map(({ chosen, rejected, reason }) => [chosen, rejected, reason])).toEqual([
    ["Start.\n</think>\n", "Quotes.\n</think>\n", "leak"],
    ["Start.\n</think>\n", "Worse.\n</think>\n", "not-better"],
  ]);
});

test("the prompt is what the file's agent has before it, and joins to the text with the thought", () => {
  const [pair] = pairs([start, candidate("Worse.", 1, -30)]);
  expect(pair.prompt).toBe(
    '<repository>x</repository>\n<plan>\nAll.\n</plan>\n<delegate path="b.ts">\nGo.\n</delegate>\n<think>\n',
  );
});

test("a thought without rewrites gives no pair", () => {
  expect(pairs([start])).toEqual([]);
  expect(pairs([])).toEqual([]);
});
