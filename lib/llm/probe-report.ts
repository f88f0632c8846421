import { z } from "zod";
import { SERVER_ENGINES } from "#lib/std/scorer-engines.ts";

/**
 * What one check of the probe asks.
 *
 * - `answers`: the endpoint answers at all, with one logprob for each token, the first of a prompt without
 * - `sanity`: plain English is as likely as a language model finds it
 * - `order`: the same words shuffled are less likely
 * - `positions`: a changed word changes its own logprob, and none before it
 * - `additivity`: a text scored in two halves sums to the whole
 * - `noise`: the same request repeated gives nearly the same numbers
 * - `beginning`: what stands before a prompt is known and always the same
 * - `prefix-reuse`: a prefix that was read before is not read again
 * - `prompt-4k`, `prompt-16k`: the server survives prompts of that many tokens
 */
export const ProbeCheckName = z.enum([
  "answers",
  "sanity",
  "order",
  "positions",
  "additivity",
  "noise",
  "beginning",
  "prefix-reuse",
  "prompt-4k",
  "prompt-16k",
]);
export type ProbeCheckName = z.infer<typeof ProbeCheckName>;

export const ProbeCheck = z.strictObject({
  name: ProbeCheckName,
  passed: z.boolean(),
  /** A scorer that fails a required check is not used; any other check only tells what to expect. */
  required: z.boolean(),
  /** What was measured, in one sentence. */
  finding: z.string(),
  /** What to do when it failed; the setting of the engine where one mends it. */
  remedy: z.string().nullable(),
});
export type ProbeCheck = z.infer<typeof ProbeCheck>;

/** What a scorer was found to do, stored with the run that uses it. What is not known is null. */
export const ProbeReport = z.strictObject({
  modelId: z.string(),
  /** It did not come to its answers: it was away or had no time, which says nothing of the scorer. */
  away: z.literal(true).optional(),
  engine: z.enum(["builtin", ...SERVER_ENGINES, "llama", "other"]),
  engineVersion: z.string().nullable(),
  modelRevision: z.string().nullable(),
  /** Most tokens of one request, prompt and answer together. */
  windowTokens: z.int().positive().nullable(),
  /** About how long the longest prompt was that was tried and answered. */
  longestPromptTokens: z.int().nonnegative().nullable(),
  beginning: z.discriminatedUnion("policy", [
    z.strictObject({ policy: z.literal("none") }),
    /** The ids that Retrace puts before every prompt, since the model's own tokenizer does. */
    z.strictObject({ policy: z.literal("added"), ids: z.array(z.int()) }),
    /** The server cuts the text itself and may put tokens before it. */
    z.strictObject({ policy: z.literal("server") }),
  ]),
  /** Hash of the ids of a fixed text: two endpoints with the same one cut alike. */
  tokenizerFingerprint: z.string().nullable(),
  /** Whether a prefix is paid for once only, as the server's own count of cached tokens shows it. */
  reusesPrefix: z.boolean().nullable(),
  /** Standard deviation of one unit's logprob over repetitions; 0 for an exact model. */
  noiseNats: z.number().nonnegative(),
  /** How far the first reading of a text lies from later ones, root mean square per unit. */
  coldNats: z.number().nonnegative().nullable(),
  meanLogprob: z.number().nullable(),
  /** Every required check passed. */
  passed: z.boolean(),
  checks: z.array(ProbeCheck),
  measuredAt: z.iso.datetime(),
});
export type ProbeReport = z.infer<typeof ProbeReport>;
