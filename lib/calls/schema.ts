import { z } from "zod";

/** What a run may spend in all; a figure that is not given is no limit. Tokens are those of input and output together. */
export const Budget = z.strictObject({
  usd: z.number().positive().max(1_000_000).optional(),
  tokens: z.int().positive().optional(),
});
export type Budget = z.infer<typeof Budget>;

const usdPerMillionTokens = z.number().nonnegative().max(100_000);

const Price = z.strictObject({
  input: usdPerMillionTokens,
  output: usdPerMillionTokens,
  /** For tokens that the provider had read before; `input` where not given. */
  cachedInput: usdPerMillionTokens.optional(),
});

export const ModelPrice = Price.extend({
  /** What the same model costs through its batch interface; the same where not given. */
  batch: Price.optional(),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** What the operator pays, by model, in US dollars per million tokens. Nothing is built in: a price that nobody gave is unknown. */
export const PriceTable = z.strictObject({
  /** The day these prices held; the ledger names it beside every cost. */
  asOf: z.iso.date(),
  models: z.record(z.string().min(1), ModelPrice),
});
export type PriceTable = z.infer<typeof PriceTable>;

/** What a run asked of one model for one purpose. */
export const CallTotals = z.strictObject({
  purpose: z.string(),
  model: z.string(),
  /** Calls that went out. */
  calls: z.int(),
  /** Of those, how many ended without a reply. */
  failedCalls: z.int(),
  /** Questions that a stored reply answered, at no cost. */
  servedCalls: z.int(),
  /** Sums over the calls that went out and told the figure; null where none did. */
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cachedTokens: z.int().nullable(),
  costUsd: z.number().nullable(),
  /** Calls with a reply whose cost is not known, so that `costUsd` is too low by theirs. */
  unpricedCalls: z.int(),
  /** Attempts that brought no reply and may be billed all the same. */
  spoiltAttempts: z.int(),
  /** What the budget counts: what was told, and what was not told at its highest. */
  countedUsd: z.number(),
  countedTokens: z.int(),
  wallMs: z.int(),
  waitedMs: z.int(),
  retries: z.int(),
});
export type CallTotals = z.infer<typeof CallTotals>;

/** What a run has spent so far, and what calls under way may cost at most. */
export const RunSpending = z.strictObject({
  budget: Budget.nullable(),
  settledUsd: z.number(),
  settledTokens: z.int(),
  heldUsd: z.number(),
  heldTokens: z.int(),
});
export type RunSpending = z.infer<typeof RunSpending>;

/** What was asked and spent in one slice of a run's time. */
const SpendSlice = z.strictObject({
  costUsd: z.number(),
  calls: z.int(),
  servedCalls: z.int(),
  /** Written by authors, and read by scorers; only calls that told the figure. */
  authoredTokens: z.int(),
  scoredTokens: z.int(),
});

/** A run's calls over time, in slices of equal length from the first call to the last, or to now. */
export const SpendSeries = z.strictObject({
  from: z.iso.datetime().nullable(),
  sliceMs: z.number().nonnegative(),
  slices: z.array(SpendSlice),
});
export type SpendSeries = z.infer<typeof SpendSeries>;

/** Questions of a run that a provider's batch interface has yet to answer. */
export const PendingBatch = z.strictObject({
  /** Not sent yet: they gather for the next batch. */
  gathering: z.int(),
  sent: z.int(),
  /** When the oldest batch under way was sent. */
  sentAt: z.string().nullable(),
});
export type PendingBatch = z.infer<typeof PendingBatch>;

/** How fast calls of one model and purpose were answered, as the ledger has it. */
export const MeasuredSpeed = z.strictObject({
  calls: z.int().positive(),
  wallMs: z.number().nonnegative(),
});
export type MeasuredSpeed = z.infer<typeof MeasuredSpeed>;

/** An expected number, null where nothing is known to reckon it with, and what it rests on. */
export const Figure = z.strictObject({ value: z.number().nullable(), assumption: z.string() });
export type Figure = z.infer<typeof Figure>;

const EstimateLine = z.strictObject({
  purpose: z.enum(["plan", "thought", "rewrite", "score", "total"]),
  calls: Figure,
  inputTokens: Figure,
  /** Of these, what the server has read before. */
  cachedTokens: Figure,
  outputTokens: Figure,
  costUsd: Figure,
  wallMs: Figure,
});
export type EstimateLine = z.infer<typeof EstimateLine>;

/** What a run will ask of its models if every search runs to its end. */
export const RunEstimate = z.strictObject({ lines: z.array(EstimateLine), total: EstimateLine });
export type RunEstimate = z.infer<typeof RunEstimate>;
