"use client";

import { useId } from "react";
import { BudgetFields } from "#components/runs/budget-fields.tsx";
import { asksEndpoints } from "#components/runs/spend-rows.ts";
import { formatDate } from "#components/ui/format.ts";
import { Select } from "#components/ui/select.tsx";
import { Field, TextField } from "#components/ui/text-field.tsx";
import type { Settings } from "#lib/runs/index.ts";
import type { Draft, Problems } from "./draft.ts";

const MODES = [
  { id: "guarded", label: "guarded: margin and leak gate" },
  { id: "faithful", label: "faithful: the paper's rule alone" },
  { id: "segment", label: "segment: guarded, one paragraph after another" },
  { id: "off", label: "off: measure, rewrite nothing" },
] as const;

/** What decides a trajectory besides the code: who writes, who scores, how long the search is. */
export function RunOptions({
  settings,
  draft,
  problems,
  onChange,
}: {
  readonly settings: Settings;
  readonly draft: Draft;
  readonly problems: Problems;
  readonly onChange: (change: Partial<Draft>) => void;
}) {
  const authorId = useId();
  const scorerId = useId();
  const modeId = useId();
  const author = settings.authors.find((each) => each.name === draft.author);
  const scorer = settings.scorers.find((each) => each.name === draft.scorer);
  const scoring = draft.scorer !== "none";
  const searching = scoring && draft.mode !== "off";

  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3">
      <Field id={authorId} label="Author" hint={author?.description} problem={problems.author}>
        <Select
          id={authorId}
          label="Author"
          size="lg"
          options={settings.authors.map(({ name, available, reason }) => ({
            id: name,
            label: available ? AUTHORS[name] : `${AUTHORS[name]} (${reason ?? "not set up"})`,
            disabled: !available,
          }))}
          value={draft.author}
          onChange={(next) => onChange({ author: next })}
        />
      </Field>
      <Field id={scorerId} label="Scorer" hint={scorer?.description} problem={problems.scorer}>
        <Select
          id={scorerId}
          label="Scorer"
          size="lg"
          options={settings.scorers.map(({ name, available, reason }) => ({
            id: name,
            label: available ? SCORERS[name] : `${SCORERS[name]} (${reason ?? "not set up"})`,
            disabled: !available,
          }))}
          value={draft.scorer}
          onChange={(next) => onChange({ scorer: next })}
        />
      </Field>
      <TextField
        label="Rewrites per pass, K"
        inputMode="numeric"
        value={draft.candidates}
        problem={problems.candidates}
        disabled={!searching}
        onChange={(event) => onChange({ candidates: event.target.value })}
      />
      <TextField
        label="Passes, R"
        inputMode="numeric"
        value={draft.passes}
        problem={problems.passes}
        disabled={!searching || draft.mode === "segment"}
        onChange={(event) => onChange({ passes: event.target.value })}
      />
      <Field id={modeId} label="Search" problem={problems.mode}>
        <Select
          id={modeId}
          label="Search"
          size="lg"
          options={MODES}
          value={draft.mode}
          disabled={!scoring}
          onChange={(next) => onChange({ mode: next })}
        />
      </Field>
      <TextField
        label="Files read before writing, at most"
        inputMode="numeric"
        value={draft.maxReads}
        problem={problems.maxReads}
        onChange={(event) => onChange({ maxReads: event.target.value })}
      />
      {draft.author === "language-model" && (
        <TextField
          label="Author's window, tokens"
          inputMode="numeric"
          value={draft.authorWindow}
          problem={problems.authorWindow}
          hint="What a prompt may show follows from it; at most what the served model takes."
          onChange={(event) => onChange({ authorWindow: event.target.value })}
        />
      )}
      {asksEndpoints(draft) && (
        <BudgetFields
          draft={draft}
          problems={problems}
          pricesHint={
            settings.pricesAsOf === null
              ? "No prices are given (RETRACE_PRICES), so that no call would fit a budget in dollars."
              : `Prices as of ${formatDate(settings.pricesAsOf)}; the run pauses before it spends more.`
          }
          onChange={onChange}
        />
      )}
    </div>
  );
}

const AUTHORS = { structural: "Structural", "language-model": "Language model" } as const;
const SCORERS = {
  builtin: "Built-in (stand-in)",
  sglang: "SGLang",
  vllm: "vLLM",
  echo: "Echoing endpoint",
  llama: "llama.cpp",
  none: "None",
} as const;
