"use client";

import { TextField } from "#components/ui/text-field.tsx";
import type { BudgetDraft } from "./spend-rows.ts";

/** What a run may spend, in money and in tokens; an empty field is no limit. */
export function BudgetFields({
  draft,
  problems,
  pricesHint,
  onChange,
}: {
  readonly draft: BudgetDraft;
  readonly problems: Partial<Record<keyof BudgetDraft, string | undefined>>;
  /** What a limit in dollars rests on here. */
  readonly pricesHint: string;
  readonly onChange: (change: Partial<BudgetDraft>) => void;
}) {
  return (
    <>
      <TextField
        label="Budget in dollars"
        inputMode="decimal"
        value={draft.usd}
        problem={problems.usd}
        hint={`Empty is no limit. ${pricesHint}`}
        onChange={(event) => onChange({ usd: event.target.value })}
      />
      <TextField
        label="Budget in tokens"
        inputMode="numeric"
        value={draft.tokens}
        problem={problems.tokens}
        hint="Of input and output together; empty is no limit."
        onChange={(event) => onChange({ tokens: event.target.value })}
      />
    </>
  );
}
