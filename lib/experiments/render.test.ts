import { expect, test } from "vitest";
import { figuresOf } from "./figures.ts";
import { renderReport } from "./render-markdown.ts";
import { reportOf } from "./report.ts";
import type { ThoughtMeasure } from "./schema.ts";

const measures = (arm: string, final: number): ThoughtMeasure[] =>
  ["a", "b|<script>alert(1)</script>"].map((repository) => ({
    repository,
    path: "x.ts",
    arm,
    units: 10,
    noThought: 1.2,
    placebo: 1.1,
    initial: 1,
    final,
    netGain: 0.1,
    rewrites: 2,
    accepted: 1,
    dropped: false,
    passes: [
      { s: 1, meanLogprob: -1, words: 10 },
      { s: final, meanLogprob: -final, words: 14 },
    ],
  }));

const control = (arm: string): ThoughtMeasure[] =>
  measures(arm, 1.2).map((measure) => ({
    ...measure,
    ...{ initial: 1.2, netGain: 0, rewrites: 0, accepted: 0 },
    passes: [{ s: 1.2, meanLogprob: -1.2, words: 0 }],
  }));
const cost = { calls: 3, inputTokens: 100, outputTokens: null, usd: null, seconds: 12.3 };
const report = reportOf({
  name: "trial",
  seed: 1,
  complete: false,
  arms: [
    { name: "raw", control: "raw", scorer: "builtin@1", unit: "nats/span", cost, measures: control("raw") },
    {
      name: "faithful",
      control: null,
      scorer: "builtin@1",
      unit: "nats/span",
      cost,
      measures: measures("faithful", 0.7),
    },
    {
      name: "guarded",
      control: null,
      scorer: "builtin@1",
      unit: "nats/span",
      cost,
      measures: measures("guarded", 0.8),
    },
  ],
  repositories: [
    { name: "a", commit: "0123456789abcdef", license: "MIT", files: 3 },
    { name: "b|<script>alert(1)</script>", commit: null, license: null, files: 2 },
  ],
});

test("a report says what it is, whether it is complete, and every number with its interval", () => {
  const text = renderReport(report).get("report.md") ?? "";
  expect(text).toMatch(/^# trial\n\n\*\*Not complete\*\*/);
  expect(text).toContain("**Fewer than 6 repositories**");
  expect(text).toContain("Scored by `builtin@1`, nats/span");
  expect(text).toContain(
    "| S at the end | 1.2000 [1.2000, 1.2000] | 0.7000 [0.7000, 0.7000] | 0.8000 [0.8000, 0.8000] |",
  );
  expect(text).toContain("| guarded − faithful | 2 | 0.1000 [0.1000, 0.1000] |");
  expect(text).toContain("| cost | – | no price given | no price given |");
  expect(text).toContain("| tokens in, out | – | 100, not told |");
});

test("a stranger's name is neither a cell's end nor markup", () => {
  const text = renderReport(report).get("report.md") ?? "";
  expect(text).toContain("b\\|\\<script\\>alert(1)\\</script\\>");
  for (const [name, content] of renderReport(report))
    if (name.endsWith(".svg")) expect(content).not.toContain("<script");
});

test("a report is made of its text, its numbers and one drawing for each figure", () => {
  const files = renderReport(report);
  expect([...files.keys()]).toEqual([
    "report.md",
    "report.json",
    "gain-by-pass.svg",
    "perplexity-by-pass.svg",
    "words-by-pass.svg",
  ]);
  expect(JSON.parse(files.get("report.json") ?? "")).toEqual(report);
  for (const { name } of figuresOf(report)) expect(files.get("report.md")).toContain(`(${name}.svg)`);
  expect(files.get("gain-by-pass.svg")).toMatch(/^<svg[^>]+>\n<title>Gain since the start/);
});
