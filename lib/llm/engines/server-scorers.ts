import { lane } from "../lanes/lane.ts";
import type { ScoringLane } from "../scoring/session-input.ts";
import { type TokenScorer, tokenScorer } from "../scoring/token-scorer.ts";
import { type EchoSettings, echoEngine } from "./echo.ts";
import type { ServerOptions } from "./server.ts";
import { sglangEngine } from "./sglang.ts";
import type { TokenEngine } from "./token-engine.ts";
import { vllmEngine } from "./vllm.ts";

export type ScorerOptions = ServerOptions & {
  /** From an earlier probe. */
  readonly noiseNats?: number | undefined;
  /** One of its own where not given. */
  readonly lane?: ScoringLane | undefined;
};

/** Scores with an SGLang server: the prefix that all candidates share is read once. */
export function sglangScorer(options: ScorerOptions & { readonly tokenizerUrl?: string | undefined }): TokenScorer {
  return scorerOf(sglangEngine(options), options);
}

/** Scores with a vLLM server, which reads every prompt whole. */
export function vllmScorer(options: ScorerOptions): TokenScorer {
  return scorerOf(vllmEngine(options), options);
}

/** Scores with a server or provider whose /v1/completions answers `echo` with `logprobs`. */
export function echoScorer(options: ScorerOptions & { readonly settings?: EchoSettings | undefined }): TokenScorer {
  return scorerOf(echoEngine(options), options);
}

function scorerOf(engine: TokenEngine, options: ScorerOptions): TokenScorer {
  const own = options.lane ?? lane({ name: `${engine.id} at ${options.baseUrl}` });
  return tokenScorer({ engine, lane: own, noiseNats: options.noiseNats });
}
