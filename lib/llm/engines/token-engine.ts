import type { ServerEngine } from "#lib/std/scorer-engines.ts";
import type { Usage } from "../port.ts";
import type { ProbeCheckName } from "../probe-report.ts";

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
  /** What the model's own tokenizer puts before a text, such as a BOS token; the scorer then puts it before every prompt. */
  readonly beginIds?: readonly number[];
  /** Whether it scores token ids, or only text that it cuts itself (`scoreText`); ids where not told. */
  readonly takes?: "ids" | "text";
  /** Tokens read and written to find this out, where that took scorings. */
  readonly tokensSpent?: number;
};

/** What is known of a server after it was asked. */
export type Connection = {
  readonly facts: EngineFacts;
  /** Hash of the ids of a fixed text. */
  readonly tokenizerFingerprint: string;
};

/** `logprobs[i]` belongs to token `from + i`, in nats. `texts`, where the engine tells them, are those tokens decoded. */
export type TokenScores = {
  readonly logprobs: readonly number[];
  readonly texts: readonly string[] | null;
  readonly usage: Usage;
};

/** A text that a server cut and scored itself, token by token. */
export type TextScores = {
  /** Real ids, or a hash of each token's text where the server tells none: equal tokens have equal ids. */
  readonly ids: readonly number[];
  /** Where each token ends, in bytes of the text; null where that cannot be told from the text of the tokens. */
  readonly ends: readonly (number | null)[];
  /** Null for the first token, which nothing predicts. */
  readonly logprobs: readonly (number | null)[];
  readonly usage: Usage;
};

export type Remedies = Partial<Readonly<Record<ProbeCheckName, string>>>;

/**
 * A server or process that scores token ids. Each method is one attempt: it throws a CallFailure and never retries, since
 * a lane decides when to ask again. An engine refuses an answer that cannot be right, and names the setting that mends it.
 */
export type TokenEngine = {
  /** Engine and model, such as "sglang/Qwen3-8B-Base". */
  readonly id: string;
  readonly name: ServerEngine | "llama";
  /** Whether a prefix that was read before is not paid for again in a scoring. */
  readonly reusesPrefix: boolean;
  /** For each check of the probe the setting of this engine that mends it. */
  readonly remedies?: Remedies;
  describe(signal: AbortSignal): Promise<EngineFacts>;
  tokenize(text: string, signal: AbortSignal): Promise<Tokens>;
  /** Scores tokens.ids[from..]; `from` is at least 1, because nothing predicts the first token. */
  score(tokens: Tokens, from: number, signal: AbortSignal): Promise<TokenScores>;
  /** Cuts and scores a text in one call; only where `takes` is "text". */
  scoreText?(text: string, signal: AbortSignal): Promise<TextScores>;
  /** Reads these ids, so that scorings which begin with them find them read; nothing where `reusesPrefix` is false. */
  warm(ids: readonly number[], signal: AbortSignal): Promise<Usage | null>;
  close(): Promise<void>;
};
