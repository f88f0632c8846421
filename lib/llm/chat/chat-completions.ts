import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { CallFailure } from "../call-failure.ts";
import { statusFailure } from "../http-json.ts";
import type { ChatReply, ChatRequest } from "../port.ts";
import type { CallCost } from "../rate-budget.ts";
import { enforceable, schemaName } from "./strict-schema.ts";

/** The name under which a model is served, and how its server wants to be asked. */
export type ChatForm = {
  readonly model: string;
  /** Local servers know max_tokens; the newer models of OpenAI refuse it. */
  readonly limitParameter?: "max_tokens" | "max_completion_tokens" | undefined;
};

/** How strictly the server is asked for JSON, strictest first. */
export const JSON_FORMS = ["schema", "object", "text"] as const;
export type JsonForm = (typeof JSON_FORMS)[number];

/** The body of POST /chat/completions. */
export function chatBody(form: ChatForm, request: ChatRequest, json: JsonForm): ChatCompletionCreateParamsNonStreaming {
  const format = responseFormat(request.json, json);
  return {
    model: form.model,
    messages: [
      { role: "system", content: request.system },
      { role: "user", content: request.user },
    ],
    temperature: request.temperature,
    top_p: request.topP,
    ...(form.limitParameter === "max_completion_tokens"
      ? { max_completion_tokens: request.maxOutputTokens }
      : { max_tokens: request.maxOutputTokens }),
    ...(request.seed !== null && { seed: request.seed }),
    ...(format && { response_format: format }),
  };
}

/** The strictest form that a request asks for. */
export function jsonFormOf(request: ChatRequest): JsonForm {
  if (request.json === undefined) return "text";
  return request.json === "object" ? "object" : "schema";
}

export function weakerForm(a: JsonForm, b: JsonForm): JsonForm {
  return JSON_FORMS.indexOf(a) > JSON_FORMS.indexOf(b) ? a : b;
}

function responseFormat(
  asked: ChatRequest["json"],
  form: JsonForm,
): ChatCompletionCreateParamsNonStreaming["response_format"] {
  if (asked === undefined || form === "text") return undefined;
  if (asked === "object" || form === "object") return { type: "json_object" };
  return { type: "json_schema", json_schema: { name: schemaName(asked), strict: true, schema: enforceable(asked) } };
}

const Tokens = z.number().int().nonnegative().nullish();
const Message = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
});
const Completion = z.object({
  choices: z.array(z.object({ message: Message, finish_reason: z.string().nullish() })).min(1),
  usage: z
    .object({
      prompt_tokens: Tokens,
      completion_tokens: Tokens,
      prompt_tokens_details: z.object({ cached_tokens: Tokens }).nullish(),
    })
    .nullish(),
});
/** Some routers answer 200 and tell inside that the server behind them failed. */
const ErrorBody = z.object({
  error: z.object({ message: z.string(), code: z.union([z.number(), z.string()]).nullish() }),
});

/** Other servers have other words for the same two ends. */
const STOPPED = new Set(["stop", "eos", "eos_token", "end_turn", "stop_sequence"]);
const CUT = new Set(["length", "max_tokens", "model_length"]);

/** The reply in the body of an answer; throws a CallFailure where there is no text that could be used. */
export function chatReply(body: unknown, from: string, wallMs: number): ChatReply {
  const parsed = Completion.safeParse(body);
  if (!parsed.success) throw otherShape(body, from);
  const { message, finish_reason: reason } = at(parsed.data.choices, 0);
  const finish = reason && STOPPED.has(reason) ? "stop" : reason && CUT.has(reason) ? "length" : "other";
  const problem = reason === "content_filter" ? FILTERED : message.content ? null : problemOf(message, finish);
  if (problem || !message.content)
    throw new CallFailure(problem?.kind ?? "malformed", `${from} ${problem?.what ?? ""}`);
  const { usage } = parsed.data;
  return {
    text: message.content,
    finish,
    usage: {
      inputTokens: usage?.prompt_tokens ?? null,
      outputTokens: usage?.completion_tokens ?? null,
      cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
      wallMs,
      retries: 0,
    },
  };
}

const FILTERED = {
  kind: "refused",
  what: "cut its reply by a content filter. Choose another author model, or leave this repository out.",
} as const;

/** Why there is no text, and whether asking again may bring some. */
function problemOf(message: z.infer<typeof Message>, finish: ChatReply["finish"]) {
  if (message.refusal) {
    const what = `declined: ${message.refusal.slice(0, 300)} Choose another author model, or leave this repository out.`;
    return { kind: "refused", what } as const;
  }
  if (message.tool_calls?.length) {
    const what = "called a tool instead of writing. Turn off the server's own tools.";
    return { kind: "refused", what } as const;
  }
  if (finish === "length") {
    const what = "returned no text because the limit was spent before it began; raise maxOutputTokens.";
    return { kind: "refused", what } as const;
  }
  return { kind: "malformed", what: "returned no text. Look at the server's chat template." } as const;
}

function otherShape(body: unknown, from: string): CallFailure {
  const told = ErrorBody.safeParse(body);
  if (told.success) {
    const { message, code } = told.data.error;
    if (typeof code === "number" && code >= 400) return statusFailure(code, from, message, null);
    return new CallFailure("malformed", `${from} answered with an error instead of a reply: ${message.slice(0, 300)}`);
  }
  const message = `${from} does not answer like OpenAI's chat completions. Check the address, which ends in /v1.`;
  return new CallFailure("malformed", message);
}

/** What a tokenizer makes of text is known from replies; until the first one, no token is shorter than a byte. */
export type TokenBytes = { readonly least: number | null };

/** Some text has shorter tokens than any that was seen. */
const SHORTER_STILL = 0.8;

/**
 * What a call may cost, before it goes out: providers count the whole limit of the answer as well. An estimate that is too
 * small would let calls through that a limit per minute has no room for, one that is too large is corrected by the reply.
 */
export function estimatedCost(request: ChatRequest, { least }: TokenBytes): CallCost {
  const bytesOfAToken = least === null ? 1 : Math.max(1, least * SHORTER_STILL);
  return {
    requests: 1,
    inputTokens: Math.ceil(bytesOf(request) / bytesOfAToken),
    outputTokens: request.maxOutputTokens,
  };
}

/** The least bytes a token so far, this reply's among them. */
export function withReply({ least }: TokenBytes, request: ChatRequest, { usage }: ChatReply): TokenBytes {
  if (!usage.inputTokens) return { least };
  return { least: Math.min(least ?? Number.POSITIVE_INFINITY, bytesOf(request) / usage.inputTokens) };
}

function bytesOf(request: ChatRequest): number {
  // Where the server enforces a schema, it is part of the prompt.
  const schema = request.json === undefined ? "" : JSON.stringify(request.json);
  return Buffer.byteLength(request.system) + Buffer.byteLength(request.user) + Buffer.byteLength(schema);
}

export function costOfReply({ usage }: ChatReply, estimate: CallCost): CallCost {
  return {
    requests: 1,
    inputTokens: usage.inputTokens ?? estimate.inputTokens,
    outputTokens: usage.outputTokens ?? estimate.outputTokens,
  };
}
