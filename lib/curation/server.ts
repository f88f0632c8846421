import "server-only";

export { listReviewRows, verdictSummary } from "./read-reviews.ts";
export { findRejectedSteps, findStandingVerdicts } from "./store.ts";
export { submitReview, undoReview } from "./submit-review.ts";
