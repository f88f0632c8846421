import { z } from "zod";

export const Verdict = z.enum(["accept", "reject", "abstain"]);
export type Verdict = z.infer<typeof Verdict>;

/** Reason codes of a rejection, in the order of their keys 1 to 6. */
export const ReasonCode = z.enum(["copies-code", "ungrounded", "hindsight", "too-vague", "wrong-order", "other"]);
export type ReasonCode = z.infer<typeof ReasonCode>;

/** A verdict or a note on a whole trajectory (`stepIndex` null) or on one of its steps. */
export const ReviewInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("verdict"),
    stepIndex: z.int().nonnegative().nullable(),
    verdict: Verdict,
    reasons: z.array(ReasonCode).max(6).default([]),
    note: z.string().trim().max(2000).default(""),
  }),
  z.strictObject({
    kind: z.literal("note"),
    stepIndex: z.int().nonnegative().nullable(),
    note: z.string().trim().min(1).max(2000),
  }),
]);
export type ReviewInput = z.input<typeof ReviewInput>;

export const Review = z.strictObject({
  id: z.string(),
  trajectoryId: z.string(),
  stepIndex: z.int().nullable(),
  reviewer: z.string(),
  kind: z.enum(["verdict", "note"]),
  verdict: Verdict.nullable(),
  reasons: z.array(ReasonCode),
  note: z.string(),
  createdAt: z.string(),
  undoneAt: z.string().nullable(),
});
export type Review = z.infer<typeof Review>;

/** What stands now: the newest verdict that was not undone, for the whole and for each judged step. */
export const VerdictSummary = z.strictObject({
  trajectory: Verdict.nullable(),
  steps: z.record(z.string(), Verdict),
  log: z.array(Review),
});
export type VerdictSummary = z.infer<typeof VerdictSummary>;

/** One row of the review screen: a trajectory with what speaks for and against it. */
export const ReviewRow = z.strictObject({
  trajectoryId: z.string(),
  repository: z.string(),
  license: z.string().nullable(),
  files: z.int(),
  steps: z.int(),
  meanGain: z.number().nullable(),
  meanPlaceboGain: z.number().nullable(),
  maxLeak: z.number().nullable(),
  ungrounded: z.int(),
  fidelityOk: z.boolean().nullable(),
  verdict: Verdict.nullable(),
  judgedSteps: z.int(),
  rejectedSteps: z.int(),
  notes: z.int(),
  createdAt: z.string(),
});
export type ReviewRow = z.infer<typeof ReviewRow>;

/** Who is signed in to this browser, and until when. */
export const SignedIn = z.strictObject({ reviewer: z.string(), expiresAt: z.string() });
export type SignedIn = z.infer<typeof SignedIn>;
