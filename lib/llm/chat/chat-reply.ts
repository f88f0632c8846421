import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { CallFailure } from "../call-failure.ts";
import { statusFailure } from "../http-json.ts";
import type { ChatReply, Usage } from "../port.ts";
import { partThinking } from "./thinking.ts";

/** A count that cannot be right is not told; the reply beside it is paid for and may be good. */
const Tokens = z.number().int().nonnegative().nullish().catch(null);
/** Mistral's models that think answer in parts, of which those of type "text" are the answer. */
const Parts = z.array(z.object({ type: z.string(), text: z.string().nullish() }));
/** Whatever stands where servers put thinking: a text under either name, or OpenRouter's list. */
const Thinking = z
  .union([z.string(), z.array(z.unknown())])
  .nullish()
  .catch(null);
const Message = z.object({
  content: z.union([z.string(), Parts]).nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  reasoning_content: Thinking,
  reasoning: Thinking,
  reasoning_details: Thinking,
});
type Message = z.infer<typeof Message>;
const Completion = z.object({
  choices: z.array(z.object({ message: Message, finish_reason: z.string().nullish() })).min(1),
  usage: z
    .object({
      prompt_tokens: Tokens,
      completion_tokens: Tokens,
      total_tokens: Tokens,
      prompt_tokens_details: z.object({ cached_tokens: Tokens }).nullish().catch(null),
      completion_tokens_details: z.object({ reasoning_tokens: Tokens }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
type Told = z.infer<typeof Completion>["usage"];
/** Some routers answer 200 and tell inside that the server behind them failed. */
const ErrorBody = z.object({
  error: z.object({ message: z.string(), code: z.union([z.number(), z.string()]).nullish() }),
});

/** Other servers have other words for the same two ends. */
const STOPPED = new Set(["stop", "eos", "eos_token", "end_turn", "stop_sequence"]);
const CUT = new Set(["length", "max_tokens", "model_length"]);
const BROKEN_OFF = new Set(["abort", "error"]);

/** The reply in the body of an answer, without thinking; throws a CallFailure where there is no text that could be used. */
export function chatReply(body: unknown, from: string, wallMs: number): ChatReply {
  const parsed = Completion.safeParse(body);
  if (!parsed.success) throw otherShape(body, from);
  const { message, finish_reason: reason } = at(parsed.data.choices, 0);
  const finish = reason && STOPPED.has(reason) ? "stop" : reason && CUT.has(reason) ? "length" : "other";
  const told = parsed.data.usage;
  const usage = usageOf(told, wallMs);
  if (reason && BROKEN_OFF.has(reason)) {
    throw new CallFailure("overload", `${from} broke its reply off. Look at the server's log if it stays so.`, {
      usage,
    });
  }
  const { answer, thinking } = partThinking(textOf(message));
  if (answer.trim() !== "" && reason !== "content_filter") return { text: answer, finish, usage };
  const thought = { open: thinking === "open", apart: thinksApart(message, told), tokens: thinkingTokens(told) };
  const problem = reason === "content_filter" ? FILTERED : problemOf(message, finish, thought);
  // The server worked for it: a reply without text is charged like any other.
  throw new CallFailure(problem.kind, `${from} ${problem.what}`, { usage });
}

function textOf({ content }: Message): string {
  if (typeof content === "string") return content;
  return (content ?? []).map(({ type, text }) => (type === "text" ? (text ?? "") : "")).join("");
}

/**
 * Output is everything that was written and is charged. Most servers count thinking into it; xAI's and Gemini's tell it
 * beside, so that only their totals hold it.
 */
function usageOf(told: Told, wallMs: number): Usage {
  const input = told?.prompt_tokens ?? null;
  const output = told?.completion_tokens ?? null;
  const beyond = input === null ? 0 : (told?.total_tokens ?? 0) - input;
  return {
    inputTokens: input,
    outputTokens: output === null ? null : Math.max(output, beyond),
    cachedTokens: told?.prompt_tokens_details?.cached_tokens ?? null,
    wallMs,
    retries: 0,
  };
}

function thinkingTokens(told: Told): number {
  return told?.completion_tokens_details?.reasoning_tokens ?? 0;
}

function thinksApart({ content, reasoning, reasoning_content, reasoning_details }: Message, told: Told): boolean {
  const beside = [reasoning, reasoning_content, reasoning_details].some((each) => (each?.length ?? 0) > 0);
  return (
    beside || thinkingTokens(told) > 0 || (Array.isArray(content) && content.some(({ type }) => type === "thinking"))
  );
}

const FILTERED = {
  kind: "refused",
  what: "cut its reply by a content filter. Choose another author model, or leave this repository out.",
} as const;

type Thought = { readonly open: boolean; readonly apart: boolean; readonly tokens: number };

/** vLLM's and SGLang's flag, llama.cpp's, and OpenAI's parameter. */
const LESS_THINKING =
  "Make it think less: RETRACE_AUTHOR_EFFORT=low (or none), or start its server with --default-chat-template-kwargs '{\"enable_thinking\": false}' (vLLM, SGLang) or --reasoning-budget 0 (llama.cpp); or choose an author model that does not think.";

/** Why there is no text, and whether asking again may bring some. */
function problemOf(message: Message, finish: ChatReply["finish"], { open, apart, tokens }: Thought) {
  if (message.refusal) {
    const what = `declined: ${message.refusal.slice(0, 300)} Choose another author model, or leave this repository out.`;
    return { kind: "refused", what } as const;
  }
  if (message.tool_calls?.length) {
    const what = "called a tool instead of writing. Turn off the server's own tools.";
    return { kind: "refused", what } as const;
  }
  if (finish === "length") {
    const spent = open || apart ? `thinking${tokens > 0 ? ` (${tokens} tokens)` : ""}` : "something that is not shown";
    const what = `spent the whole limit of its reply on ${spent} and wrote no answer. ${LESS_THINKING}`;
    return { kind: "refused", what } as const;
  }
  if (open) return { kind: "malformed", what: `began to think and never answered. ${LESS_THINKING}` } as const;
  if (apart) {
    const what =
      "put its whole reply where its thinking belongs, so that nobody knows which part is the answer. Start its server with the --reasoning-parser of this model, or without one where the model does not think.";
    return { kind: "malformed", what } as const;
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
