import type { Review, Verdict, VerdictSummary } from "./schema.ts";

/** What stands of a log that runs from oldest to newest: undone entries count for nothing, later verdicts supersede. */
export function summarize(log: readonly Review[]): VerdictSummary {
  let trajectory: Verdict | null = null;
  const steps: Record<string, Verdict> = {};
  for (const { kind, verdict, undoneAt, stepIndex } of log) {
    if (kind !== "verdict" || verdict === null || undoneAt !== null) continue;
    if (stepIndex === null) trajectory = verdict;
    else steps[stepIndex] = verdict;
  }
  return { trajectory, steps, log: [...log] };
}
