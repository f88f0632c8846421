import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { transaction } from "#lib/db/transaction.ts";
import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { type Review, ReviewInput } from "./schema.ts";
import * as store from "./store.ts";

/** Adds a verdict or a note to the log. Of several verdicts on the same thing the newest stands. */
export async function submitReview(actor: Actor, trajectoryId: string, input: ReviewInput): Promise<Review> {
  authorize(actor, "review:write");
  const entry = ReviewInput.parse(input);
  if (entry.kind === "verdict" && entry.verdict !== "reject" && entry.reasons.length > 0) {
    const fields = [{ field: "reasons", message: "only a rejection has reasons; leave them out" }];
    throw new AppError("invalid", "Only a rejection has reasons.", { fields });
  }

  return transaction(async (tx) => {
    await store.expectTrajectory(trajectoryId, tx);
    const stepId = entry.stepIndex === null ? null : await store.getStepId(trajectoryId, entry.stepIndex, tx);
    const said = entry.kind === "verdict" ? entry : { ...entry, verdict: null, reasons: [] };
    const { kind, verdict, reasons, note } = said;
    const id = await store.insertReview({ trajectoryId, stepId, reviewer: actor.id, kind, verdict, reasons, note }, tx);
    return getReview(await store.listReviews(trajectoryId, tx), id);
  });
}

/** Marks an entry of one's own as undone; what stood before it stands again. Nothing is deleted. */
export async function undoReview(actor: Actor, id: string, now: Date = new Date()): Promise<Review> {
  authorize(actor, "review:write");
  return transaction(async (tx) => {
    const owner = /^\d{1,18}$/.test(id) ? await store.findOwner(id, tx) : null;
    if (!owner) throw new AppError("not-found", `There is no review ${id}.`);
    if (owner.reviewer !== actor.id) throw new AppError("forbidden", "Only the reviewer who wrote it may undo it.");
    if (!(await store.markUndone(id, now, tx))) throw new AppError("conflict", "This review was undone already.");
    return getReview(await store.listReviews(owner.trajectoryId, tx), id);
  });
}

function getReview(log: readonly Review[], id: string): Review {
  return at(
    log.filter((each) => each.id === id),
    0,
  );
}
