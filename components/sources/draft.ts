import { asksEndpoints, type BudgetChecked, checkBudget } from "#components/runs/spend-rows.ts";
import { EstimateInput, type RunSource, StartRunInput } from "#lib/runs/index.ts";
import { Source } from "#lib/sources/index.ts";
import { RunConfig } from "#lib/trajectory/index.ts";

export type SourceKind = "folder" | "git" | "archive";

/** The import form as typed: everything is text until it is checked. */
export type Draft = {
  readonly kind: SourceKind;
  readonly path: string;
  readonly address: string;
  readonly commit: string;
  readonly subPath: string;
  readonly uploadId: string;
  /** A snapshot that is there already: then nothing is imported. */
  readonly snapshotId: string | null;
  readonly author: RunConfig["author"];
  readonly scorer: RunConfig["scorer"];
  readonly mode: RunConfig["search"]["mode"];
  readonly candidates: string;
  readonly passes: string;
  readonly maxReads: string;
  /** Tokens; means something where the author is a language model. */
  readonly authorWindow: string;
  /** Empty is no limit; means something where an endpoint is asked. */
  readonly usd: string;
  readonly tokens: string;
};

export type Problems = Readonly<Record<string, string>>;
export type Checked =
  | { readonly ok: true; readonly input: StartRunInput }
  | { readonly ok: false; readonly problems: Problems };

export function emptyDraft(defaults: RunConfig, kind: SourceKind, snapshotId: string | null): Draft {
  return {
    kind,
    path: "",
    address: "",
    commit: "",
    subPath: "",
    uploadId: "",
    snapshotId,
    author: defaults.author,
    scorer: defaults.scorer,
    mode: defaults.search.mode,
    candidates: String(defaults.search.candidates),
    passes: String(defaults.search.passes),
    maxReads: String(defaults.maxReads),
    authorWindow: String(defaults.authorWindow),
    usd: "",
    tokens: "",
  };
}

/** What to send, or what is wrong at which field. The schemas are the server's own, so both say the same. */
export function checkDraft(draft: Draft): Checked {
  const config = configOf(draft);
  const budget = budgetOf(draft);
  const problems = { ...sourceProblems(draft), ...configProblems(draft), ...(budget.ok ? {} : budget.problems) };
  if (!budget.ok || Object.keys(problems).length > 0) return { ok: false, problems };
  return { ok: true, input: StartRunInput.parse({ source: sourceOf(draft), config, budget: budget.budget }) };
}

/** What to ask an estimate for; null while a number is wrong, or where no endpoint is asked. */
export function estimateInput(draft: Draft): EstimateInput | null {
  if (!asksEndpoints(draft) || Object.keys(configProblems(draft)).length > 0) return null;
  return EstimateInput.parse({ config: configOf(draft) });
}

function configOf(draft: Draft) {
  const window = draft.author === "language-model" ? { authorWindow: wholeNumber(draft.authorWindow) } : {};
  return {
    author: draft.author,
    ...window,
    scorer: draft.scorer,
    search: { candidates: wholeNumber(draft.candidates), passes: wholeNumber(draft.passes), mode: draft.mode },
    maxReads: wholeNumber(draft.maxReads),
  };
}

/** A budget means something where an endpoint is asked. */
function budgetOf(draft: Draft): BudgetChecked {
  return asksEndpoints(draft) ? checkBudget(draft) : { ok: true, budget: null };
}

/** The field of the form that a field of the server's refusal belongs to. */
export function fieldOf(field: string): string {
  const last = field.split(".").at(-1) ?? field;
  return last === "uploadId" || last === "name" ? "archive" : last;
}

function sourceOf(draft: Draft): RunSource {
  if (draft.snapshotId !== null) return { kind: "snapshot", snapshotId: draft.snapshotId };
  const subPath = draft.subPath.trim() === "" ? {} : { subPath: draft.subPath.trim() };
  switch (draft.kind) {
    case "folder":
      return { kind: "folder", path: draft.path.trim(), ...subPath };
    case "git": {
      const commit = draft.commit.trim() === "" ? {} : { commit: draft.commit.trim() };
      return { kind: "git", address: draft.address.trim(), ...commit, ...subPath };
    }
    case "archive":
      return { kind: "archive", uploadId: draft.uploadId, ...subPath };
  }
}

const MISSING: Problems = {
  path: "Name a folder of this machine, such as /home/me/project.",
  address: "Give the address of a git repository, such as https://example.org/project.git.",
  archive: "Choose an archive and wait until it is uploaded.",
};

function sourceProblems(draft: Draft): Problems {
  if (draft.snapshotId !== null) return {};
  const parsed = Source.safeParse(sourceOf(draft));
  if (parsed.success) return {};
  return Object.fromEntries(
    parsed.error.issues.map((issue) => {
      const field = fieldOf(issue.path.map(String).join("."));
      return [field, issue.code === "too_small" ? (MISSING[field] ?? issue.message) : issue.message];
    }),
  );
}

/** A number of the form and the bounds the schema has for it. */
function configProblems(draft: Draft): Problems {
  const { search, maxReads, authorWindow = null } = configOf(draft);
  const { shape } = RunConfig.shape.search;
  const checks = [
    ["candidates", shape.candidates, search.candidates, "a whole number from 0 to 8"],
    ["passes", shape.passes, search.passes, "a whole number from 0 to 8"],
    ["maxReads", RunConfig.shape.maxReads, maxReads, "a whole number from 0 to 64"],
    [
      "authorWindow",
      RunConfig.shape.authorWindow.nullable(),
      authorWindow,
      "a whole number of tokens from 4096 to 4000000",
    ],
  ] as const;
  return Object.fromEntries(
    checks.flatMap(([field, schema, value, wanted]) =>
      schema.safeParse(value).success ? [] : [[field, `Must be ${wanted}.`]],
    ),
  );
}

function wholeNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
