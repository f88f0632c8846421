/** What one call cost. Unknown figures are null, never 0. */
export type Usage = {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly wallMs: number;
  readonly retries: number;
  /** For its turn, before it went out; not told where calls do not wait. */
  readonly waitedMs?: number;
};

export type ChatRequest = {
  readonly system: string;
  readonly user: string;
  readonly temperature: number;
  readonly topP: number;
  readonly maxOutputTokens: number;
  readonly seed: number | null;
  /** Tells equal questions apart whose answers shall differ. Never sent; a stored answer serves equal samples alone. */
  readonly sample: string;
  /** Asks the server to write JSON, or JSON of a schema, where it can. No promise: the reply is parsed like any other. */
  readonly json?: "object" | JsonSchema;
};

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The model's answer, without its thinking, whose tokens are part of the output's. */
export type ChatReply = { readonly text: string; readonly finish: "stop" | "length" | "other"; readonly usage: Usage };

/** Writes text. The reply is a stranger: parse it. */
export type ChatModel = {
  /** Provider, model and revision as recorded in every export. */
  readonly id: string;
  complete(request: ChatRequest, signal: AbortSignal): Promise<ChatReply>;
};

/**
 * The log-probability of a target, unit by unit. `ends[i]` is the UTF-16 offset in the target where unit i ends, so that
 * the units tile the target; `logprobs[i]` is in nats (natural logarithm), at most 0.
 */
export type TargetScore = {
  readonly ends: readonly number[];
  readonly logprobs: readonly number[];
  readonly usage: Usage;
};

/** The prompt of one scoring is the session's prefix followed by `prompt`; it ends in a newline. */
export type ScoringRequest = {
  readonly prompt: string;
  readonly target: string;
  /** Which measurement of the same texts this is, 0 where not told; a stored answer serves equal samples alone. */
  readonly sample?: number;
};

/** Scorings that share a prefix. Every `score` starts from exactly the state after the prefix, whatever came before. */
export type ScoringSession = {
  score(requests: readonly ScoringRequest[], signal: AbortSignal): Promise<TargetScore[]>;
  close(): Promise<void>;
};

/** Answers one question: how likely was this target, after that prompt? */
export type LogprobModel = {
  /** Name and version as recorded with every number, for instance "builtin/context-mixing@2". */
  readonly id: string;
  /** Name and hash of what cuts a target into units. */
  readonly tokenizer: string;
  /** A stand-in is a statistical model without training; every screen and export that shows its numbers says so. */
  readonly kind: "language-model" | "stand-in";
  /** An endpoint's answers cost money or much machine time, so they are stored and never asked twice. */
  readonly place: "process" | "endpoint";
  /** What one unit is, in the words shown beside numbers: "token", or "span" for the lexical spans of a byte model. */
  readonly unit: "token" | "span";
  /** Standard deviation of one unit's log-probability when the same request is repeated, in nats; 0 where exact. */
  readonly noiseNats: number;
  /** Log-probabilities below this are clipped for S (REER's guard, -2 for tokens); null where S is not clipped. */
  readonly clipNats: number | null;
  /** Opens a session after reading `prefix`, whole chunks in order. A model may reuse the state of an earlier prefix. */
  open(prefix: readonly string[], signal: AbortSignal): Promise<ScoringSession>;
  /** Frees threads and memory; sessions still open are lost. */
  close(): Promise<void>;
};
