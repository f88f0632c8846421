"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { formatCount, formatUsd } from "#components/ui/format.ts";
import { useToasts } from "#components/ui/toast.tsx";
import type { RunSpending } from "#lib/calls/index.ts";
import { useRunBudget } from "#lib/client/runs.ts";
import type { RunHead } from "#lib/runs/index.ts";
import { BudgetFields } from "./budget-fields.tsx";
import { type BudgetDraft, budgetWarning, checkBudget, nextBudget } from "./spend-rows.ts";

/** Sets, raises or lifts what the run may spend; with `resume` it also goes on. */
export function BudgetDialog({
  run,
  spending,
  resume,
  onClose,
}: {
  readonly run: RunHead;
  readonly spending: RunSpending;
  readonly resume: boolean;
  readonly onClose: () => void;
}) {
  const [draft, setDraft] = useState<BudgetDraft>(() => firstDraft(spending, resume));
  const { show } = useToasts();
  const change = useRunBudget(run.id);
  const checked = checkBudget(draft);
  const problems = checked.ok ? {} : checked.problems;
  const warning = budgetWarning(checked, spending);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!checked.ok) return;
    change.mutate(
      { budget: checked.budget, resume },
      {
        onSuccess: () => {
          show({ message: toldOf(checked.budget, resume) });
          onClose();
        },
      },
    );
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={resume ? "Raise the budget and resume" : "Budget of this run"}
      description={`Spent so far: ${formatUsd(spending.settledUsd)} and ${formatCount(spending.settledTokens)} tokens. The run pauses before a call that might exceed the budget.`}
      width={440}
    >
      <form className="grid gap-3" onSubmit={submit} noValidate>
        <BudgetFields
          draft={draft}
          problems={problems}
          pricesHint="A model without a price fits no limit in dollars."
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
        {warning !== null && (
          <p className="text-12 text-warn" role="status">
            {warning}
          </p>
        )}
        <p className="text-12 text-text-2">
          Nothing that was paid is paid again: every reply is kept, and the run is answered by those first.
        </p>
        {change.error && (
          <p className="text-12 text-reject" role="alert">
            {change.error.message}
          </p>
        )}
        <div className="dialog-actions">
          <span className="grow" />
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
          <Button size="lg" variant="main" type="submit" disabled={!checked.ok || change.isPending}>
            {resume ? "Raise and resume" : checked.ok && checked.budget === null ? "Lift the limit" : "Set the budget"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What stopped the run is suggested larger; what did not stays as it is. */
function firstDraft(spending: RunSpending, raise: boolean): BudgetDraft {
  const { usd, tokens } = spending.budget ?? {};
  const isShort = (limit: number | undefined, spent: number) => limit !== undefined && raise && spent > limit / 2;
  return {
    usd: usd === undefined ? "" : raise ? nextBudget(spending) : String(usd),
    tokens: tokens === undefined ? "" : String(isShort(tokens, spending.settledTokens) ? 2 * tokens : tokens),
  };
}

function toldOf(budget: RunSpending["budget"], resume: boolean): string {
  const parts = [
    ...(budget?.usd === undefined ? [] : [formatUsd(budget.usd)]),
    ...(budget?.tokens === undefined ? [] : [`${formatCount(budget.tokens)} tokens`]),
  ];
  const what = parts.length === 0 ? "The budget is lifted" : `The budget is ${parts.join(" and ")}`;
  return resume ? `${what}; the run goes on.` : `${what}.`;
}
