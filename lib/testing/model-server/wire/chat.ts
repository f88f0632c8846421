import { z } from "zod";
import { authorText } from "../chat-author.ts";
import { type Answer, ok } from "../heard.ts";
import type { ChatOptions } from "../options.ts";
import { servedName, type Turn } from "../scored-prompt.ts";

/* Chat completions, the part that OpenAI, vLLM and SGLang have in common. Shape as in OpenAI's API reference. */

const Content = z.union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() }))]);
const ChatBody = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["system", "developer", "user", "assistant"]), content: Content })).min(1),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  seed: z.int().nullish(),
  n: z.literal(1).nullish(),
  stream: z.literal(false).nullish(),
  response_format: z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("text") }),
      z.object({ type: z.literal("json_object") }),
      z.object({ type: z.literal("json_schema"), json_schema: z.object({ name: z.string() }) }),
    ])
    .nullish(),
});

/** Tokens that a chat template puts around a message and before the answer. */
const TEMPLATE_TOKENS = { message: 4, answer: 3 };

export function chat(turn: Turn, options: ChatOptions): Answer {
  const parsed = ChatBody.safeParse(turn.heard.body);
  if (!parsed.success) return failure(400, z.prettifyError(parsed.error), at(parsed.error));
  const body = parsed.data;
  if (body.model !== turn.settings.modelName) {
    return failure(404, `There is no model \`${body.model}\`.`, "model");
  }
  const messages = body.messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  if (body.response_format?.type === "json_object" && !messages.some(({ text }) => /json/i.test(text))) {
    return failure(400, "With response_format json_object a message must hold the word 'json'.", "messages");
  }
  const ids = messages.flatMap(({ text }) => turn.tokenizer.encode(text));
  const promptTokens = ids.length + TEMPLATE_TOKENS.message * messages.length + TEMPLATE_TOKENS.answer;
  const limit = body.max_completion_tokens ?? body.max_tokens ?? turn.settings.maxModelLen - promptTokens;
  const room = turn.settings.maxModelLen;
  if (promptTokens + limit > room || limit < 1) {
    return failure(
      400,
      `${promptTokens} tokens of messages and ${limit} of completion exceed the context length of ${room} tokens.`,
      "messages",
    );
  }
  const cached = Math.min(Math.floor(turn.cache.match(ids) / 16) * 16, ids.length);
  turn.cache.add(ids);
  const draw = (body.temperature ?? 1) > 0 ? `${body.seed ?? ""}:${options.drawsAnew ? turn.heard.nthOfKey : 0}` : "";
  const whole = turn.tokenizer.encode(answerText(turn, messages.at(-1)?.text ?? "", draw));
  const most = turn.faults.reduce(
    (least, each) => (each.kind === "cut-at-length" ? Math.min(least, each.tokens) : least),
    limit,
  );
  const written = whole.slice(0, most);
  const silent = turn.faults.some((fault) => fault.kind === "no-text");
  return ok(
    {
      id: `chatcmpl-${turn.heard.key.slice(0, 24)}`,
      object: "chat.completion",
      created: 0,
      model: servedName(turn),
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: silent ? null : turn.tokenizer.decode(written), refusal: null },
          logprobs: null,
          finish_reason: written.length < whole.length || silent ? "length" : "stop",
        },
      ],
      usage: {
        prompt_tokens: promptTokens,
        completion_tokens: written.length,
        total_tokens: promptTokens + written.length,
        prompt_tokens_details: turn.settings.tellsCachedTokens ? { cached_tokens: cached } : null,
      },
      service_tier: null,
      system_fingerprint: null,
    },
    { inputTokens: promptTokens, outputTokens: written.length },
  );
}

function answerText(turn: Turn, user: string, draw: string): string {
  const other = turn.faults.find((fault) => fault.kind === "other-text");
  return other ? other.text : authorText(user, draw);
}

function textOf(content: z.infer<typeof Content>): string {
  return typeof content === "string" ? content : content.map((each) => each.text).join("");
}

function at(error: z.ZodError): string | null {
  return error.issues[0]?.path[0]?.toString() ?? null;
}

function failure(status: number, message: string, param: string | null): Answer {
  return { status, json: { error: { message, type: "invalid_request_error", param, code: null } } };
}
