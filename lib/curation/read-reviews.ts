import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import type { ReviewRow, VerdictSummary } from "./schema.ts";
import * as store from "./store.ts";
import { summarize } from "./summarize.ts";

/** What stands of one trajectory's verdicts, and the whole log with what was undone. */
export async function verdictSummary(actor: Actor, trajectoryId: string): Promise<VerdictSummary> {
  authorize(actor, "review:read");
  await store.expectTrajectory(trajectoryId);
  return summarize(await store.listReviews(trajectoryId));
}

/** One row for each finished trajectory, newest first. */
export async function listReviewRows(actor: Actor): Promise<ReviewRow[]> {
  authorize(actor, "review:read");
  return store.listRows();
}
