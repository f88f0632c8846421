import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import type { ChatReply, ChatRequest } from "../port.ts";
import type { CallCost } from "../rate-budget.ts";
import { enforceable, schemaName } from "./strict-schema.ts";
import { type JsonForm, type Taken, weakerForm } from "./taken.ts";

/** The name under which a model is served, and how its operator wants it asked. */
export type ChatForm = {
  readonly model: string;
  /** Local servers know max_tokens; where it is refused for the other, that is sent from then on. */
  readonly limitParameter?: "max_tokens" | "max_completion_tokens" | undefined;
  /** How much a model that thinks shall think, in its server's words, for instance "low"; not sent where not given. */
  readonly effort?: (typeof EFFORTS)[number] | undefined;
};

export const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh"] as const;

/** The model's id with its effort, which decides replies as much as the model does: they are stored under this id. */
export function withEffort(id: string, { effort }: Pick<ChatForm, "effort">): string {
  return effort ? `${id}#effort=${effort}` : id;
}

/** The body of POST /chat/completions, less what the server was found to refuse. */
export function chatBody(form: ChatForm, request: ChatRequest, taken: Taken): ChatCompletionCreateParamsNonStreaming {
  const { system, user, temperature, topP, maxOutputTokens, seed } = request;
  const format = responseFormat(request.json, weakerForm(jsonFormOf(request), taken.json));
  const limit = taken.limit ?? form.limitParameter ?? "max_tokens";
  const whole = system === "" ? user : `${system}\n\n${user}`;
  return {
    model: form.model,
    messages: taken.systemRole
      ? [
          { role: "system", content: system },
          { role: "user", content: user },
        ]
      : [{ role: "user", content: whole }],
    ...(taken.temperature && { temperature }),
    ...(taken.topP && { top_p: topP }),
    ...(limit === "max_completion_tokens"
      ? { max_completion_tokens: maxOutputTokens }
      : { max_tokens: maxOutputTokens }),
    ...(seed !== null && taken.seed && { seed }),
    ...(form.effort && { reasoning_effort: form.effort }),
    ...(format && { response_format: format }),
  };
}

/** The strictest form that a request asks for. */
export function jsonFormOf(request: ChatRequest): JsonForm {
  if (request.json === undefined) return "text";
  return request.json === "object" ? "object" : "schema";
}

function responseFormat(
  asked: ChatRequest["json"],
  form: JsonForm,
): ChatCompletionCreateParamsNonStreaming["response_format"] {
  if (asked === undefined || form === "text") return undefined;
  if (asked === "object" || form === "object") return { type: "json_object" };
  return { type: "json_schema", json_schema: { name: schemaName(asked), strict: true, schema: enforceable(asked) } };
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
