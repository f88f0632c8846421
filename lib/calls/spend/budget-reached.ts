import { AppError } from "#lib/std/errors.ts";
import type { RunSpending } from "../schema.ts";

type Needed = { readonly usd: number; readonly tokens: number };

/** The next call might exceed the run's budget, so it was not made. The run pauses; a larger budget lets it go on. */
export class BudgetReached extends AppError {
  readonly runId: string;
  readonly spending: RunSpending;

  constructor(runId: string, spending: RunSpending, needed: Needed) {
    super("conflict", message(spending, needed));
    this.name = "BudgetReached";
    this.runId = runId;
    this.spending = spending;
  }
}

function message({ budget, settledUsd, settledTokens }: RunSpending, needed: Needed): string {
  const { usd, tokens } = budget ?? {};
  // Where both limits are set, the one that is in the way.
  const isMoney = usd !== undefined && (tokens === undefined || settledUsd + needed.usd > usd);
  const what = isMoney
    ? `budget.usd: ${dollars(settledUsd)} of ${dollars(usd)} are spent, and the next call may cost ${dollars(needed.usd)}`
    : `budget.tokens: ${settledTokens} of ${tokens ?? 0} tokens are spent, and the next call may take ${needed.tokens}`;
  return `${what}. Raise the budget and resume the run; nothing that was paid is paid again.`;
}

function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
