import { asksEndpoints, type BudgetDraft, checkBudget } from "#components/runs/spend-rows.ts";
import { type Arm, ExperimentSpec } from "#lib/experiments/index.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";

/** What the form offers, in the order in which a report reads best. */
export const OFFERED_ARMS = [
  { name: "raw", note: "control: no thought; needs no runs" },
  { name: "placebo", note: "control: another file's thought of the same length; needs no runs" },
  { name: "off", note: "thoughts as first written (Repo2Agent)" },
  { name: "faithful", note: "the paper's search (Repo2Agent-Search)" },
  { name: "guarded", note: "with margin, leak gate and the other rules" },
  { name: "segment", note: "guarded, one paragraph after another" },
] as const;
export type OfferedArm = (typeof OFFERED_ARMS)[number]["name"];

/** The form as typed. The budget is each run's, and means something where an endpoint is asked. */
export type ExperimentDraft = BudgetDraft & {
  readonly name: string;
  readonly snapshots: ReadonlySet<string>;
  readonly arms: ReadonlySet<OfferedArm>;
  readonly author: RunConfig["author"];
  readonly scorer: RunConfig["scorer"];
};

export type CheckedExperiment =
  | { readonly ok: true; readonly spec: ExperimentSpec }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> };

export function emptyExperiment(defaults: RunConfig): ExperimentDraft {
  return {
    name: "",
    snapshots: new Set(),
    arms: new Set(["raw", "placebo", "off", "faithful", "guarded"]),
    author: defaults.author,
    scorer: defaults.scorer,
    usd: "",
    tokens: "",
  };
}

/** How many runs the draft asks for: a run of each snapshot for each arm that is no control. */
export function runsOf({ snapshots, arms }: ExperimentDraft): number {
  return snapshots.size * [...arms].filter((arm) => !isControl(arm)).length;
}

/** What to send, or what is wrong at which field, by the server's own schema. */
export function checkExperiment(draft: ExperimentDraft): CheckedExperiment {
  const limit = asksEndpoints(draft) ? checkBudget(draft) : NO_LIMIT;
  const checked = ExperimentSpec.safeParse({
    name: draft.name.trim(),
    sources: [...draft.snapshots].map((snapshotId) => ({ kind: "snapshot", snapshotId })),
    arms: OFFERED_ARMS.filter(({ name }) => draft.arms.has(name)).map(({ name }) => armOf(name, draft)),
    ...(limit.ok && limit.budget !== null && { budget: limit.budget }),
  });
  if (checked.success && limit.ok) return { ok: true, spec: checked.data };
  const problems: Record<string, string> = {};
  for (const { path, message } of checked.error?.issues ?? []) problems[String(path[0] ?? "")] ??= message;
  return { ok: false, problems: { ...problems, ...nothingChosen(draft), ...(limit.ok ? {} : limit.problems) } };
}

const NO_LIMIT = { ok: true, budget: null } as const;

function nothingChosen({ snapshots, arms }: ExperimentDraft) {
  return {
    ...(snapshots.size === 0 && { sources: "choose at least one repository" }),
    ...(arms.size === 0 && { arms: "choose at least one arm with runs" }),
  };
}

function armOf(name: OfferedArm, { author, scorer }: ExperimentDraft): Arm {
  return isControl(name) ? { name, control: name } : { name, config: { author, scorer, search: { mode: name } } };
}

function isControl(name: OfferedArm): name is "raw" | "placebo" {
  return name === "raw" || name === "placebo";
}
