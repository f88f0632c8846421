import { AppError } from "#lib/std/errors.ts";
import type { EngineFacts, TokenEngine } from "../engines/token-engine.ts";
import type { ScoringRequest, TargetScore, Usage } from "../port.ts";
import type { CallCost } from "../rate-budget.ts";

/** What a session over a server needs. */
export type SessionInput = {
  readonly engine: TokenEngine;
  readonly lane: ScoringLane;
  readonly facts: EngineFacts;
  /** Well-formed. */
  readonly prefix: string;
};

/** Decides when a call goes out, and tries again: a Lane, of which scoring needs this alone. */
export type ScoringLane = {
  /** `costOf` tells what a call really cost where that is not known before. */
  call<T>(
    cost: CallCost,
    attempt: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    costOf?: (value: T) => CallCost,
  ): Promise<{ readonly value: T; readonly retries: number }>;
};

const NO_USAGE: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };

/** Nothing to score: no unit, no call. */
export const EMPTY_SCORE: TargetScore = { ends: [], logprobs: [], usage: NO_USAGE };

/** A lone surrogate has no UTF-8 form: every server would see the replacement character, so the session does as well. */
export function wellFormed(request: ScoringRequest): ScoringRequest {
  return { ...request, prompt: request.prompt.toWellFormed(), target: request.target.toWellFormed() };
}

export function nothingBefore(): AppError {
  const message = "A language model gives no logprob to its first token. Put something before the target.";
  return new AppError("invalid", message);
}

export function sumOfUsages(some: Usage, more: Usage): Usage {
  return {
    inputTokens: sumOf(some.inputTokens, more.inputTokens),
    outputTokens: sumOf(some.outputTokens, more.outputTokens),
    cachedTokens: sumOf(some.cachedTokens, more.cachedTokens),
    wallMs: some.wallMs + more.wallMs,
    retries: some.retries + more.retries,
  };
}

function sumOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : one + other;
}
