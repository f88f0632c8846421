import type { FaultRule } from "./faults.ts";

export const ENGINES = ["sglang", "vllm", "openai", "together", "fireworks", "chat"] as const;
/** Whose wire format is spoken; chat, files and batches are served beside each. */
export type EngineName = (typeof ENGINES)[number];

export type ChatOptions = {
  /** Whether a repeated request at a temperature above 0 has another answer. Off: the same bytes after every restart. */
  readonly drawsAnew?: boolean;
};

export type BatchOptions = {
  /** How often a batch must be looked at before it is done. */
  readonly polls?: number;
  /** Requests of a batch that fail, by custom id. */
  readonly failing?: (customId: string) => boolean;
  /** The window ends before the batch is done: half of the answers are there. */
  readonly expires?: boolean;
};

export type ModelServerOptions = {
  readonly engine?: EngineName;
  readonly modelName?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where told, every request must carry it as a bearer token. */
  readonly apiKey?: string;
  readonly maxModelLen?: number;
  /** Puts BOS before strings, as Llama's tokenizer does; off, as Qwen's. */
  readonly addsBos?: boolean;
  readonly tellsCachedTokens?: boolean;
  /** Texts that the model has read before anything else, besides its corpus. */
  readonly knows?: readonly string[];
  /** `hashed` gives numbers without a meaning at no cost, for tests of scheduling. */
  readonly scores?: "context-mixing" | "hashed";
  readonly faults?: readonly FaultRule[];
  /** Requests worked on at once, 64 where not told; each takes `latencyMs` at least. */
  readonly slots?: number;
  readonly latencyMs?: number;
  /** Requests that may wait for a slot; a further one is refused with 429 (and `retryAfter`), or 503 where told. */
  readonly mostWaiting?: number;
  readonly refusal?: { readonly status: 429 | 503; readonly retryAfter?: string };
  /** Keeps counting what was paid over a restart, and keeps files and batches. */
  readonly stateFile?: string;
  /** Off for long runs, whose requests would fill memory. */
  readonly keepsHeard?: boolean;
  readonly chat?: ChatOptions;
  readonly batch?: BatchOptions;
};
