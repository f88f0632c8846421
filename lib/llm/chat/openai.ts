import { CallFailure } from "../call-failure.ts";
import type { Endpoint } from "../http-json.ts";
import { type Lane, lane } from "../lanes/lane.ts";
import type { ChatModel, ChatReply, ChatRequest } from "../port.ts";
import {
  type ChatForm,
  chatBody,
  chatReply,
  costOfReply,
  estimatedCost,
  JSON_FORMS,
  type JsonForm,
  jsonFormOf,
  type TokenBytes,
  weakerForm,
  withReply,
} from "./chat-completions.ts";
import { jsonByClient } from "./openai-client.ts";

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
  /** The strictest form of JSON that the server has not refused. */
  let accepted: JsonForm = "schema";
  let tokenBytes: TokenBytes = { least: null };

  async function complete(request: ChatRequest, signal: AbortSignal): Promise<ChatReply> {
    const estimate = estimatedCost(request, tokenBytes);
    for (;;) {
      const form = weakerForm(jsonFormOf(request), accepted);
      try {
        const { value, retries, waitedMs } = await calls.call(
          estimate,
          (attemptSignal) => chatOnce(options, request, form, attemptSignal),
          signal,
          (reply) => costOfReply(reply, estimate),
        );
        tokenBytes = withReply(tokenBytes, request, value);
        return { ...value, usage: { ...value.usage, retries, waitedMs } };
      } catch (error) {
        const next = JSON_FORMS[JSON_FORMS.indexOf(form) + 1];
        if (signal.aborted || !next || !refusesFormat(error)) throw error;
        accepted = weakerForm(accepted, next);
      }
    }
  }

  return { id: `openai-compatible/${options.model}`, complete };
}

/** One attempt: no retry, no waiting for a turn. */
async function chatOnce(
  options: OpenaiOptions,
  request: ChatRequest,
  form: JsonForm,
  signal: AbortSignal,
): Promise<ChatReply> {
  const endpoint: Endpoint = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    apiKey: options.apiKey,
    fetch: options.fetch,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  };
  const asked = chatBody(options, request, form);
  const { body, wallMs } = await jsonByClient(endpoint, (client) => client.chat.completions.create(asked), signal);
  return chatReply(body, `${options.model} at ${options.baseUrl}`, wallMs);
}

/** A server that knows no structured output says so in words of its own, but it names what it does not know. */
function refusesFormat(error: unknown): boolean {
  if (!(error instanceof CallFailure) || error.kind !== "refused") return false;
  return /response_format|json_schema|json_object|'json'|structured.output|grammar|guided/i.test(error.message);
}
