import type { Endpoint } from "../http-json.ts";
import { type Lane, lane } from "../lanes/lane.ts";
import type { ChatModel, ChatReply, ChatRequest } from "../port.ts";
import {
  type ChatForm,
  chatBody,
  costOfReply,
  estimatedCost,
  jsonFormOf,
  type TokenBytes,
  withEffort,
  withReply,
} from "./chat-completions.ts";
import { chatReply } from "./chat-reply.ts";
import { jsonByClient } from "./openai-client.ts";
import { knownTaken, learn, type Taken } from "./taken.ts";

export type OpenaiOptions = ChatForm & {
  /** Up to and including /v1. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one attempt. */
  readonly timeoutMs?: number | undefined;
  /** Decides when calls go out; one of its own where not given. */
  readonly lane?: Pick<Lane, "call"> | undefined;
  /** Of the lane of its own. */
  readonly maxRetries?: number | undefined;
};

const TIMEOUT_MS = 300_000;
/** A reply of 32,000 tokens is about 130 kB. */
const MAX_ANSWER_BYTES = 16 * 2 ** 20;

/** Writes text with any server that speaks OpenAI's chat completions. */
export function openaiChat(options: OpenaiOptions): ChatModel {
  const name = `${options.model} at ${options.baseUrl}`;
  const calls = options.lane ?? lane({ name, maxRetries: options.maxRetries });
  const memory = knownTaken(options.baseUrl, options.model);
  let tokenBytes: TokenBytes = { least: null };

  async function complete(request: ChatRequest, signal: AbortSignal): Promise<ChatReply> {
    const estimate = estimatedCost(request, tokenBytes);
    let { taken } = memory;
    for (;;) {
      const sent = taken;
      try {
        const { value, retries, waitedMs } = await calls.call(
          estimate,
          (attemptSignal) => chatOnce(options, request, sent, attemptSignal),
          signal,
          (reply) => costOfReply(reply, estimate),
        );
        tokenBytes = withReply(tokenBytes, request, value);
        return { ...value, usage: { ...value.usage, retries, waitedMs } };
      } catch (error) {
        const less = signal.aborted ? null : learn(memory, sent, jsonFormOf(request), error, options.model);
        if (!less) throw error;
        taken = less;
      }
    }
  }

  return { id: withEffort(`openai-compatible/${options.model}`, options), complete };
}

/** One attempt: no retry, no waiting for a turn. */
async function chatOnce(
  options: OpenaiOptions,
  request: ChatRequest,
  taken: Taken,
  signal: AbortSignal,
): Promise<ChatReply> {
  const endpoint: Endpoint = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    apiKey: options.apiKey,
    fetch: options.fetch,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  };
  const asked = chatBody(options, request, taken);
  const { body, wallMs } = await jsonByClient(endpoint, (client) => client.chat.completions.create(asked), signal);
  return chatReply(body, `${options.model} at ${options.baseUrl}`, wallMs);
}
