import { figuresOf } from "./figures.ts";
import { renderSvg } from "./render-svg.ts";
import { LEAST_REPOSITORIES } from "./report.ts";
import type { ExperimentReport, Interval } from "./schema.ts";

type ArmSummary = ExperimentReport["arms"][number];

/** The files of a report: report.md, its figures, and the numbers behind them. */
export function renderReport(report: ExperimentReport): ReadonlyMap<string, string> {
  const figures = figuresOf(report);
  return new Map([
    ["report.md", renderMarkdown(report, figures)],
    ["report.json", `${JSON.stringify(report, null, 2)}\n`],
    ...figures.map(({ name, figure }): [string, string] => [`${name}.svg`, renderSvg(figure)]),
  ]);
}

function renderMarkdown(report: ExperimentReport, figures: ReturnType<typeof figuresOf>): string {
  const { arms } = report;
  const first = arms[0];
  if (!first) return `# ${report.name}\n\nNo thought has been measured yet.\n`;
  const sections = [
    `# ${report.name}`,
    ...(report.complete ? [] : ["**Not complete**: the numbers are of the runs that are done."]),
    ...(first.repositories < LEAST_REPOSITORIES
      ? [`**Fewer than ${LEAST_REPOSITORIES} repositories**: too few to tell two arms apart.`]
      : []),
    `Scored by \`${first.scorer}\`, ${first.unit}; S is the mean negative log-likelihood of a file after its thought, lower is better. ` +
      `In brackets the 95 % interval. ${report.method}`,
    table(
      ["", ...arms.map((arm) => arm.arm)],
      ROWS.map(([label, value]) => [label, ...arms.map(value)]),
    ),
    ...(report.comparisons.length > 0
      ? [
          "## One arm against another",
          "S at the end, the first less the second, over the thoughts that both have; below 0 the first is better.",
          table(
            ["arms", "thoughts", "difference"],
            report.comparisons.map((each) => [
              `${each.arm} − ${each.against}`,
              String(each.thoughts),
              interval(each.difference, 4),
            ]),
          ),
        ]
      : []),
    ...(figures.length > 0
      ? ["## By pass", ...figures.map(({ name, figure }) => `![${figure.title}](${name}.svg)`)]
      : []),
    "## Repositories",
    table(
      ["repository", "commit", "licence", "files", "thoughts", ...arms.map((arm) => `gain, ${arm.arm}`)],
      report.repositories.map((each) => [
        escapeCell(each.name),
        each.commit?.slice(0, 12) ?? "",
        each.license ?? "none found",
        String(each.files),
        String(each.thoughts),
        ...arms.map((arm) => each.gains[arm.arm]?.toFixed(4) ?? ""),
      ]),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

type Row = readonly [label: string, value: (arm: ArmSummary) => string];

/** What only a run can tell: a control has no search and costs nothing of its own. */
const ofRuns = (rows: readonly Row[]): Row[] =>
  rows.map(([label, value]) => [label, (arm) => (arm.control === null ? value(arm) : "–")]);

const ROWS: readonly Row[] = [
  ["repositories, thoughts (n)", (arm) => `${arm.repositories}, ${arm.thoughts}`],
  ...ofRuns([
    ["S without a thought", (arm) => interval(arm.noThought, 4)],
    ["S after another file's thought", (arm) => interval(arm.placebo, 4)],
    ["S after the thought as first written", (arm) => interval(arm.initial, 4)],
  ]),
  ["S at the end", (arm) => interval(arm.final, 4)],
  ["gain over no thought", (arm) => interval(arm.gain, 4)],
  ["gain over the placebo", (arm) => interval(arm.gainOverPlacebo, 4)],
  ...ofRuns([
    ["gain of the search", (arm) => interval(arm.searchGain, 4)],
    ["… net of what was quoted", (arm) => interval(arm.netSearchGain, 4)],
    ["thoughts the search improved", (arm) => percent(arm.improved)],
    ["thoughts better than none at the end", (arm) => percent(arm.better)],
    ["thoughts dropped", (arm) => percent(arm.dropped)],
    ["words, as first written", (arm) => interval(arm.initialWords, 1)],
  ]),
  ["words at the end", (arm) => interval(arm.finalWords, 1)],
  ...ofRuns([
    ["rewrites tried, accepted", (arm) => `${arm.rewrites}, ${arm.accepted}`],
    ["calls of models", (arm) => String(arm.cost.calls)],
    ["tokens in, out", (arm) => `${count(arm.cost.inputTokens)}, ${count(arm.cost.outputTokens)}`],
    ["cost", (arm) => (arm.cost.usd === null ? "no price given" : `$${arm.cost.usd.toFixed(2)}`)],
    ["run time, summed", (arm) => `${Math.round(arm.cost.seconds)} s`],
  ]),
];

function interval({ mean, low, high }: Interval, digits: number): string {
  const range = low === null || high === null ? "" : ` [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
  return `${mean.toFixed(digits)}${range}`;
}

function percent({ mean, low, high }: Interval): string {
  const range = low === null || high === null ? "" : ` [${(100 * low).toFixed(0)}, ${(100 * high).toFixed(0)}]`;
  return `${(100 * mean).toFixed(0)} %${range}`;
}

function count(value: number | null): string {
  return value === null ? "not told" : String(value);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Names of repositories are strangers: they must neither end a cell nor become markup. */
function escapeCell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#!]/g, (character) => `\\${character}`).replace(/\s+/g, " ");
}
