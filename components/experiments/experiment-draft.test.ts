import { expect, test } from "vitest";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { checkExperiment, type ExperimentDraft, emptyExperiment, runsOf } from "./experiment-draft.ts";

const draft: ExperimentDraft = {
  ...emptyExperiment(defaultRunConfig),
  name: " small ones ",
  snapshots: new Set(["a", "b"]),
};

test("what is chosen becomes a spec, controls without runs", () => {
  expect(checkExperiment(draft)).toEqual({
    ok: false,
    problems: { name: "must be 1 to 40 of a-z, 0-9 and -, beginning with a letter or digit" },
  });
  const checked = checkExperiment({ ...draft, name: "small-ones" });
  expect(checked.ok && checked.spec).toMatchObject({
    name: "small-ones",
    seed: 1,
    sources: [
      { kind: "snapshot", snapshotId: "a" },
      { kind: "snapshot", snapshotId: "b" },
    ],
    arms: [
      { name: "raw", control: "raw" },
      { name: "placebo", control: "placebo" },
      ...["off", "faithful", "guarded"].map((mode) => ({
        name: mode,
        config: { author: "structural", scorer: "builtin", search: { mode } },
      })),
    ],
  });
  expect(runsOf(draft)).toBe(6);
});

test("what is missing is told at its field", () => {
  const nothing = checkExperiment({ ...draft, name: "x", snapshots: new Set(), arms: new Set() });
  expect(nothing).toEqual({
    ok: false,
    problems: { sources: "choose at least one repository", arms: "choose at least one arm with runs" },
  });
  const controls = checkExperiment({ ...draft, name: "x", arms: new Set(["raw"]) });
  expect(controls).toEqual({
    ok: false,
    problems: { arms: expect.stringContaining("must hold one with a config") },
  });
});

test("a budget is each run's where an endpoint is asked, and nothing elsewhere", () => {
  const asking = { ...draft, name: "x", author: "language-model" as const, usd: "$2.50", tokens: "500,000" };
  const checked = checkExperiment(asking);
  expect(checked.ok && checked.spec.budget).toEqual({ usd: 2.5, tokens: 500_000 });
  expect(checkExperiment({ ...asking, usd: "-1" })).toEqual({
    ok: false,
    problems: { usd: expect.stringContaining("over 0") },
  });
  const local = checkExperiment({ ...asking, author: "structural", usd: "-1" });
  expect(local.ok && local.spec.budget).toBeUndefined();
});
