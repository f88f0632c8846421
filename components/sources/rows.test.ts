import { expect, test } from "vitest";
import type { RunHead } from "#lib/runs/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { languageText, leftOutGroups, unplacedRuns } from "./rows.ts";

test("languages read largest first, with the count of the rest", () => {
  expect(
    languageText([
      { language: "typescript", share: 0.961 },
      { language: "css", share: 0.035 },
      { language: "shell", share: 0.003 },
      { language: "json", share: 0.001 },
    ]),
  ).toBe("TypeScript 96 %, CSS 4 %, 2 more");
  expect(languageText([{ language: "go", share: 0.001 }])).toBe("Go <1 %");
  expect(languageText([])).toBe("");
});

test("what was left out is grouped by reason, and no file is lost", () => {
  const groups = leftOutGroups([
    { path: "a.bin", reason: "too-large", detail: "3 MB" },
    { path: "l", reason: "symbolic-link", detail: "to /etc" },
    { path: "m", reason: "symbolic-link", detail: "to b" },
  ]);
  expect(groups.map(({ reason, files }) => [reason, files.length])).toEqual([
    ["symbolic-link", 2],
    ["too-large", 1],
  ]);
});

test("imports under way come first, and failed ones are counted beyond the newest three", () => {
  const states = ["failed", "failed", "running", "failed", "failed", "failed", "done"] as const;
  const runs = states.map(
    (state, index): RunHead => ({
      id: `run_${index}`,
      name: "retrace",
      source: { kind: "folder", path: "/work" },
      config: defaultRunConfig,
      state,
      stage: "import",
      snapshotId: null,
      trajectoryId: null,
      error: null,
      files: { total: 0, done: 0, failed: 0 },
      meanGain: null,
      createdAt: "2026-11-20T12:00:00.000Z",
      startedAt: null,
      finishedAt: null,
    }),
  );
  const shown = unplacedRuns(runs);
  expect(shown.runs.map(({ id }) => id)).toEqual(["run_2", "run_0", "run_1", "run_3"]);
  expect(shown.moreFailed).toBe(2);
});
