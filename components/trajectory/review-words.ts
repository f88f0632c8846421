import type { ReasonCode, Review } from "#lib/curation/index.ts";

/** Reason codes in the order of their keys 1 to 6, as people read them. */
export const reasons = [
  { code: "copies-code", label: "Copies code" },
  { code: "ungrounded", label: "Ungrounded" },
  { code: "hindsight", label: "Hindsight" },
  { code: "too-vague", label: "Too vague" },
  { code: "wrong-order", label: "Wrong order" },
  { code: "other", label: "Other" },
] as const satisfies readonly { code: ReasonCode; label: string }[];

/** "copies code, too vague". */
export function reasonWords(codes: readonly ReasonCode[]): string {
  return reasons
    .filter((reason) => codes.includes(reason.code))
    .map((reason) => reason.label.toLowerCase())
    .join(", ");
}

/** What an entry of the log says: "Rejected: copies code". */
export function reviewWords(review: Pick<Review, "verdict" | "reasons">): string {
  const words = reasonWords(review.reasons);
  const name =
    review.verdict === "accept"
      ? "Accepted"
      : review.verdict === "reject"
        ? "Rejected"
        : review.verdict === "abstain"
          ? "Skipped"
          : "Note";
  return words === "" ? name : `${name}: ${words}`;
}

/** The newest verdict that stands: what Undo takes back. */
export function lastStanding(log: readonly Review[]): Review | null {
  return log.reduce<Review | null>((newest, review) => {
    if (review.kind !== "verdict" || review.undoneAt !== null) return newest;
    return newest && newest.createdAt >= review.createdAt ? newest : review;
  }, null);
}
