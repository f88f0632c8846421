import { formatClock, formatCount, formatTime, formatUsd, plural } from "#components/ui/format.ts";
import type { CallTotals, PendingBatch, RunSpending } from "#lib/calls/index.ts";
import type { RunDetail, RunEvent, RunFile, RunHead } from "#lib/runs/index.ts";
import { isServerEngine } from "#lib/std/scorer-engines.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";

/** Whether a run asks anything that may cost money. */
export function asksEndpoints({ author, scorer }: Pick<RunConfig, "author" | "scorer">): boolean {
  return author === "language-model" || isServerEngine(scorer);
}

/** Whether a scorer was asked, to measure or to find out what it can do; else it was the author. */
export function isOfScorer({ purpose }: Pick<CallTotals, "purpose">): boolean {
  return purpose === "score" || purpose === "probe";
}

/** Whether these calls never left the machine: they have no price because they cost none. */
export function isLocal({ purpose }: Pick<CallTotals, "purpose">, { author, scorer }: RunConfig): boolean {
  if (isOfScorer({ purpose })) return scorer === "builtin" || scorer === "llama";
  return author === "structural";
}

/** What a table of calls cannot show in a figure, as sentences. */
export function callNotes(calls: readonly CallTotals[], config: RunConfig): string[] {
  const paid = calls.filter((call) => !isLocal(call, config));
  const total = (pick: (call: CallTotals) => number) => paid.reduce((all, call) => all + pick(call), 0);
  const [sent, served, failed] = [total((c) => c.calls), total((c) => c.servedCalls), total((c) => c.failedCalls)];
  const [unpriced, retries] = [total((c) => c.unpricedCalls), total((c) => c.retries)];
  const waitedMs = total((call) => call.waitedMs);
  const notes: string[] = [];
  if (served > 0) notes.push(`${plural(served, "answer")} came from the store and cost nothing.`);
  if (unpriced > 0) {
    notes.push(
      `${formatCount(unpriced)} of ${plural(sent, "call")} have no known cost: no price of the model is given (RETRACE_PRICES), or the reply told no tokens. The sum is too low by theirs.`,
    );
  }
  if (failed > 0) notes.push(`${plural(failed, "call")} ended without a reply.`);
  const spoilt = total((call) => call.spoiltAttempts);
  if (spoilt > 0) {
    const counted = formatUsd(total((call) => call.countedUsd));
    notes.push(
      `${plural(spoilt, "attempt")} brought no reply and may be billed all the same: with them at their most, the budget counts ${counted}.`,
    );
  }
  if (retries > 0) notes.push(`${plural(retries, "time")} a call was sent again after a refusal or a lost connection.`);
  if (waitedMs >= 1000) notes.push(`Calls waited ${formatTime(waitedMs)} in all for their turn.`);
  return notes;
}

/** Whether the run stands still because its budget is spent, and the reason in the budget's own words. */
export function budgetReached(run: Pick<RunHead, "state" | "error">): string | null {
  if (run.state !== "paused" || run.error === null) return null;
  return /^budget\.(usd|tokens): (.*)$/su.exec(run.error)?.[2] ?? null;
}

/** A notice tells every five minutes that an endpoint is away; older ones than this are past. */
const AWAY_MS = 330_000;

/** Why the run waits for a model at this moment, or null where something went on since. */
export function waitingForModel({ run, events, files }: Waiting, nowMs: number): string | null {
  if (run.state !== "running") return null;
  const away = events.findLast((event) => event.kind === "endpoint");
  if (!away || nowMs - Date.parse(away.at) > AWAY_MS) return null;
  const later = (at: string | null) => at !== null && at > away.at;
  if (files.some((file) => later(file.finishedAt))) return null;
  if (events.some((event) => later(event.at) && event.kind !== "endpoint")) return null;
  return away.message.replace(/^waiting for a model: /u, "");
}

type Waiting = {
  readonly run: Pick<RunHead, "state">;
  readonly events: readonly RunEvent[];
  readonly files: readonly Pick<RunFile, "finishedAt">[];
};

/** "12 questions are with the provider since 14:32:08, 3 gather for the next batch." */
export function batchInWords({ gathering, sent, sentAt }: PendingBatch): string {
  const are = (count: number) => (count === 1 ? "is" : "are");
  const parts = [
    ...(sent > 0 ? [`${plural(sent, "question")} ${are(sent)} with the provider since ${formatClock(sentAt)}`] : []),
    ...(gathering > 0
      ? [`${plural(gathering, "question")} ${gathering === 1 ? "waits" : "wait"} to be sent with the next batch`]
      : []),
  ];
  return `${parts.join(", ")}.`;
}

/** Why nothing is searched although the config asks for it: the required checks that the scorer failed. */
export function searchOff(probe: RunDetail["probe"]): RunDetailProbe["checks"] | null {
  if (!probe || probe.passed) return null;
  return probe.checks.filter((check) => check.required && !check.passed);
}

type RunDetailProbe = NonNullable<RunDetail["probe"]>;

/** Shares of the budget in money: spent, held for calls under way, and left; null without such a budget. */
export function budgetShares(spending: RunSpending): { spent: number; held: number } | null {
  const usd = spending.budget?.usd;
  if (usd === undefined) return null;
  const spent = Math.min(1, spending.settledUsd / usd);
  return { spent, held: Math.min(1 - spent, spending.heldUsd / usd) };
}

/** What to raise a budget to at first: twice what is spent or allowed, in two figures. */
export function nextBudget(spending: RunSpending): string {
  const base = 2 * Math.max(spending.settledUsd, spending.budget?.usd ?? 0);
  return base === 0 ? "" : String(Number(base.toPrecision(2)));
}

export type BudgetDraft = { readonly usd: string; readonly tokens: string };
export type BudgetChecked =
  | { readonly ok: true; readonly budget: RunSpending["budget"] }
  | { readonly ok: false; readonly problems: { readonly usd?: string; readonly tokens?: string } };

/** A budget as typed; two empty fields are no limit. */
export function checkBudget({ usd, tokens }: BudgetDraft): BudgetChecked {
  const money = usd.trim() === "" ? undefined : Number(usd.trim().replace(/^\$/u, ""));
  const count = tokens.trim() === "" ? undefined : Number(tokens.trim().replaceAll(",", ""));
  const problems = {
    ...(money !== undefined &&
      !(money > 0 && money <= 1_000_000) && { usd: "Must be an amount over 0, such as 2.50; empty is no limit." }),
    ...(count !== undefined &&
      !(Number.isSafeInteger(count) && count > 0) && {
        tokens: "Must be a whole number over 0, such as 500000; empty is no limit.",
      }),
  };
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  if (money === undefined && count === undefined) return { ok: true, budget: null };
  return {
    ok: true,
    budget: { ...(money !== undefined && { usd: money }), ...(count !== undefined && { tokens: count }) },
  };
}

/** What a budget would do at once, where it is below what is spent. */
export function budgetWarning(checked: BudgetChecked, spending: RunSpending): string | null {
  if (!checked.ok || checked.budget === null) return null;
  const { usd, tokens } = checked.budget;
  if (usd !== undefined && usd <= spending.settledUsd) {
    return `${formatUsd(spending.settledUsd)} are spent already, so that the run pauses at its next call.`;
  }
  if (tokens !== undefined && tokens <= spending.settledTokens) {
    return `${formatCount(spending.settledTokens)} tokens are spent already, so that the run pauses at its next call.`;
  }
  return null;
}
