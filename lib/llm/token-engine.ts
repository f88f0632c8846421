import type { Usage } from "./port.ts";

/** Text as a model's tokenizer cuts it, without added special tokens. */
export type Tokens = {
  readonly ids: readonly number[];
  /**
   * The bytes of each token; together they spell the text. Null where the engine does not tell them, and then an engine
   * tells the text of each scored token in its answer.
   */
  readonly pieces: readonly Uint8Array[] | null;
};

/** What a server says of itself at connect; null where it does not. */
export type EngineFacts = {
  readonly version: string | null;
  readonly revision: string | null;
  /** Most tokens of one request, prompt and answer together. */
  readonly windowTokens: number | null;
};

/** `logprobs[i]` belongs to token `from + i`, in nats. `texts`, where the engine tells them, are those tokens decoded. */
export type TokenScores = {
  readonly logprobs: readonly number[];
  readonly texts: readonly string[] | null;
  readonly usage: Usage;
};

/**
 * A server or process that scores token ids. Each method is one attempt: it throws a CallFailure and never retries, since
 * a lane decides when to ask again. An engine refuses an answer that cannot be right, and names the setting that mends it.
 */
export type TokenEngine = {
  /** Engine and model, such as "sglang/Qwen3-8B-Base". */
  readonly id: string;
  readonly name: "sglang" | "vllm" | "echo" | "llama";
  /** Whether a prefix that was read before is not paid for again in a scoring. */
  readonly reusesPrefix: boolean;
  describe(signal: AbortSignal): Promise<EngineFacts>;
  tokenize(text: string, signal: AbortSignal): Promise<Tokens>;
  /** Scores tokens.ids[from..]; `from` is at least 1, because nothing predicts the first token. */
  score(tokens: Tokens, from: number, signal: AbortSignal): Promise<TokenScores>;
  /** Reads these ids, so that scorings which begin with them find them read; nothing where `reusesPrefix` is false. */
  warm(ids: readonly number[], signal: AbortSignal): Promise<Usage | null>;
  close(): Promise<void>;
};
