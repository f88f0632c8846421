/**
 * Language models behind two ports. For the server only.
 *
 * - **chat model** writes text; its reply is parsed like any stranger's.
 * - **thinking** is what a model writes for itself before its answer; a reply never holds it.
 * - **effort** is how much a model that thinks is asked to think.
 * - **scorer** (LogprobModel) says how likely a target is after a prompt; it writes nothing.
 * - **stand-in** is a scorer without training: it measures lexical likeness, not reasoning.
 * - **prefix** is what a session has read before the first prompt; **prompt** is what differs between requests;
 *   **target** is what is scored, cut into **units** (tokens or spans). Never "completion", never "continuation".
 * - **logprob** is in nats and at most 0.
 */

export { type BuiltinOptions, builtinScorer, builtinScorerInProcess } from "./builtin/scorer.ts";
export { cutSpans, SPANS_ID } from "./builtin/spans.ts";
export { CallFailure, type FailureKind } from "./call-failure.ts";
export type { BatchItem, BatchResult } from "./chat/batch-lines.ts";
export { llamaChat } from "./chat/llama-chat.ts";
export { type OpenaiOptions, openaiChat } from "./chat/openai.ts";
export { type BatchClient, type BatchOptions, type BatchState, openaiBatches } from "./chat/openai-batch.ts";
export { type LlamaScorerOptions, llamaScorer } from "./engines/llama-scorer.ts";
export { echoScorer, type ScorerOptions, sglangScorer, vllmScorer } from "./engines/server-scorers.ts";
export type { Remedies, TokenEngine } from "./engines/token-engine.ts";
export { type AttemptWatch, type EndOfAttempt, watchingAttempts } from "./lanes/attempt-watch.ts";
export { withHeadStart } from "./lanes/head-start.ts";
export { type Called, type Lane, type LaneOptions, type LaneState, lane } from "./lanes/lane.ts";
export type { MinuteLimits } from "./lanes/minute-budget.ts";
export { processBudget } from "./lanes/process-budget.ts";
export { processLane, processLanes } from "./lanes/process-lane.ts";
export type {
  ChatModel,
  ChatReply,
  ChatRequest,
  JsonSchema,
  LogprobModel,
  ScoringRequest,
  ScoringSession,
  TargetScore,
  Usage,
} from "./port.ts";
export { probeScorer } from "./probe/probe.ts";
export { ProbeCheck, ProbeReport } from "./probe-report.ts";
export type { CallCost, RateBudget, RateGrant } from "./rate-budget.ts";
export type { Replica } from "./replicas/replicas.ts";
export { replicatedChat, replicatedScorer } from "./replicas/replicated-models.ts";
export { type ProbePayment, type TokenScorer, tokenScorer } from "./scoring/token-scorer.ts";
