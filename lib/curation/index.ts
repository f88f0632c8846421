/**
 * Curation: what people decide about trajectories.
 *
 * - **Verdict**: accept, reject or abstain. Not "label", not "rating", not "annotation".
 * - **Review**: one entry of the log: a verdict or a note. Not "feedback", not "comment".
 * - **Reason code**: why something was rejected. Not "tag".
 * - **Undo** marks an entry as undone; nothing is deleted. Not "revert", not "remove".
 */
export { ReasonCode, Review, ReviewInput, ReviewRow, SignedIn, Verdict, VerdictSummary } from "./schema.ts";
