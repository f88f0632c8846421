import { formatCount, formatTime, formatUsd } from "#components/ui/format.ts";
import { type ExperimentReport, type Interval, LEAST_REPOSITORIES } from "#lib/experiments/index.ts";

export type ArmSummary = ExperimentReport["arms"][number];
/** What a cell shows: a figure, and its interval below where it has one. */
export type Cell = { readonly figure: string; readonly interval: string };
export type ArmRow = { readonly label: string; readonly title: string; readonly cell: (arm: ArmSummary) => Cell };
export type ArmGroup = { readonly name: string; readonly rows: readonly ArmRow[] };

/** The rows of the table of arms, in groups: likelihood, what the search did, length, cost. */
export const ARM_GROUPS: readonly ArmGroup[] = [
  {
    name: "S of a file, lower is better",
    rows: [
      runRow("without a thought", "Raw: the file with nothing thought before it", (arm) => inNats(arm.noThought)),
      runRow("after another file's thought", "Placebo: a thought of equal length about another file", (arm) =>
        inNats(arm.placebo),
      ),
      runRow("after the thought as first written", "Repo2Agent: no search", (arm) => inNats(arm.initial)),
      row("at the end", "Repo2Agent-Search: after the search", (arm) => inNats(arm.final)),
    ],
  },
  {
    name: "Gain, higher is better",
    rows: [
      row("over no thought", "S without a thought less S at the end", (arm) => inNats(arm.gain, true)),
      row("over the placebo", "S after the placebo less S at the end", (arm) => inNats(arm.gainOverPlacebo, true)),
      runRow("of the search", "S at the start less S at the end", (arm) => inNats(arm.searchGain, true)),
      runRow("of the search, net of quotes", "Only units in no run of tokens shared with a thought", (arm) =>
        inNats(arm.netSearchGain, true),
      ),
    ],
  },
  {
    name: "Thoughts",
    rows: [
      row("measured", "Thoughts with scores", (arm) => plain(formatCount(arm.thoughts))),
      runRow("improved by the search", "Share with a rewrite accepted", (arm) => inPercent(arm.improved)),
      runRow("better than none at the end", "Share after which the file is likelier than without", (arm) =>
        inPercent(arm.better),
      ),
      runRow("dropped", "Share left out because they do not help", (arm) => inPercent(arm.dropped)),
      runRow("words, as first written", "Mean length", (arm) => inUnits(arm.initialWords, 1)),
      row("words, at the end", "Mean length", (arm) => inUnits(arm.finalWords, 1)),
      runRow("rewrites tried", "K for each pass", (arm) => plain(formatCount(arm.rewrites))),
      runRow("rewrites accepted", "At most one for each pass", (arm) => plain(formatCount(arm.accepted))),
    ],
  },
  {
    name: "Cost",
    rows: [
      runRow("calls", "Calls of authors and scorers", (arm) => plain(formatCount(arm.cost.calls))),
      runRow("tokens in", "Blank where a model does not tell", (arm) => plain(formatCount(arm.cost.inputTokens))),
      runRow("tokens out", "Blank where a model does not tell", (arm) => plain(formatCount(arm.cost.outputTokens))),
      runRow("money", "Blank where a call has no price", (arm) => plain(formatUsd(arm.cost.usd))),
      runRow("time of the runs, summed", "From a run's start to its end; runs share the machine", (arm) =>
        plain(formatTime(arm.cost.seconds * 1000)),
      ),
    ],
  },
];

/** The groups with the rows of which any arm knows a figure. */
export function knownGroups(arms: readonly ArmSummary[]): ArmGroup[] {
  return ARM_GROUPS.map(({ name, rows }) => ({
    name,
    rows: rows.filter((each) => arms.some((arm) => each.cell(arm).figure !== "")),
  })).filter((group) => group.rows.length > 0);
}

/** Rows that no arm has a figure for, by name. */
export function unknownRows(arms: readonly ArmSummary[]): string[] {
  return ARM_GROUPS.flatMap(({ rows }) => rows)
    .filter((each) => arms.every((arm) => each.cell(arm).figure === ""))
    .map((each) => each.label);
}

/** What a comparison's interval, given as a gain of the first, lets one say. */
export function verdict({ low, high }: Interval, arm: string, against: string, repositories: number): string {
  if (low === null || high === null || repositories < LEAST_REPOSITORIES) return "too few repositories to tell";
  if (low > 0) return `S is lower with ${arm}`;
  if (high < 0) return `S is lower with ${against}`;
  return "no difference can be told";
}

/** "+0.0390" with "0.0380 to 0.0401". */
export function inNats(interval: Interval, isSigned = false): Cell {
  return inUnits(interval, 4, isSigned);
}

function inUnits({ mean, low, high }: Interval, digits: number, isSigned = false): Cell {
  const format = (value: number) => withSign(value, digits, isSigned);
  return { figure: format(mean), interval: range(low, high, format) };
}

function inPercent({ mean, low, high }: Interval): Cell {
  const format = (value: number) => (100 * value).toFixed(0);
  return {
    figure: `${format(mean)} %`,
    interval: range(low, high, format, " %"),
  };
}

/** Blank where nothing varies: an arm that rewrites nothing has a gain of nothing. */
function range(low: number | null, high: number | null, format: (value: number) => string, unit = ""): string {
  if (low === null || high === null || low === high) return "";
  return `${format(low)} to ${format(high)}${unit}`;
}

function plain(figure: string): Cell {
  return { figure, interval: "" };
}

function withSign(value: number, digits: number, isSigned: boolean): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  if (value < 0) return `−${text}`;
  return isSigned ? `+${text}` : text;
}

/** A row of what only a run can tell: a control has no search and costs nothing of its own. */
function runRow(label: string, title: string, cell: ArmRow["cell"]): ArmRow {
  return row(label, title, (arm) => (arm.control === null ? cell(arm) : plain("")));
}

function row(label: string, title: string, cell: ArmRow["cell"]): ArmRow {
  return { label, title, cell };
}
