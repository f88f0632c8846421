import { lane } from "../lanes/lane.ts";
import type { ScoringLane } from "../scoring/session-input.ts";
import { type TokenScorer, tokenScorer } from "../scoring/token-scorer.ts";
import { llamaEngine } from "./llama.ts";
import type { LlamaOptions } from "./llama-runtime.ts";

export type LlamaScorerOptions = LlamaOptions & {
  /** From an earlier probe. */
  readonly noiseNats?: number | undefined;
  /** One of its own where not given. */
  readonly lane?: ScoringLane | undefined;
};

/** A long prompt takes minutes on a processor, and nobody else is served meanwhile. */
const DEADLINE_MS = 3_600_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Scores with a GGUF file inside this process: the prefix that all candidates share is read once. */
export function llamaScorer(options: LlamaScorerOptions): TokenScorer {
  const engine = llamaEngine(options);
  const own = lane({
    name: engine.id,
    limit: { initial: 1, most: 1 },
    deadlineMs: DEADLINE_MS,
    longestWaitMs: LONGEST_WAIT_MS,
  });
  return tokenScorer({ engine, lane: options.lane ?? own, noiseNats: options.noiseNats });
}
