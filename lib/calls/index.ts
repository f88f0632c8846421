/**
 * Calls: what is asked of models behind endpoints, what they answered, and what it cost. Nothing is paid for twice.
 *
 * - **Call**: one request that went out to an endpoint, with its retries. Not "request", not "query".
 * - **Attempt**: one sending of a call. **Spoilt**: it brought no reply, and may be billed all the same. Not "retry".
 * - **Question**: what a call asks, without where it goes; equal questions have equal keys. Not "prompt".
 * - **Reply**: the whole answer to one question, stored and served to whoever asks it again, until it is purged. Not "cache entry".
 * - **Served**: answered by a stored reply. Not "cached", which is what a provider calls tokens it has read before.
 * - **Ledger**: one line for each call and each served question. Not "log", not "usage table".
 * - **Budget**: what a run may spend; a call that might exceed it is not made. Not "limit", which a lane has.
 * - **Hold**: what calls under way may cost at most, taken out of the budget until they are **settled**. Not "lock".
 * - **Lane**: the only place that decides when a call goes out, in `lib/llm`. **Rate**: what may pass a lane in a minute.
 * - **Batch**: questions that a provider answers within a day at a lower price. Not "job", not a scorer's several texts.
 * - **Repeat**: equal work that shall get answers of its own. **Sample**: one of several answers to the same words.
 */
export { type AuthorShape, estimateRun, type RunShape, type ScorerShape } from "./estimate.ts";
export {
  Budget,
  CallTotals,
  Figure,
  MeasuredSpeed,
  ModelPrice,
  PendingBatch,
  PriceTable,
  RunEstimate,
  RunSpending,
  SpendSeries,
} from "./schema.ts";
