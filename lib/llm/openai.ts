import OpenAI, { APIConnectionTimeoutError, APIError } from "openai";
import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import type { ChatModel, ChatReply, ChatRequest } from "./port.ts";

export type OpenaiOptions = {
  /** Up to and including /v1. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one attempt. */
  readonly timeoutMs?: number;
  readonly maxRetries?: number;
  /** Local servers know max_tokens; the newer models of OpenAI refuse it. */
  readonly limitParameter?: "max_tokens" | "max_completion_tokens";
};

/** Writes text with any server that speaks OpenAI's chat completions. */
export function openaiChat(options: OpenaiOptions): ChatModel {
  return {
    id: `openai-compatible/${options.model}`,
    complete: (request, signal) => complete(options, request, signal),
  };
}

const Reply = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullish() }), finish_reason: z.string().nullish() }))
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

async function complete(options: OpenaiOptions, request: ChatRequest, signal: AbortSignal): Promise<ChatReply> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const send = options.fetch ?? globalThis.fetch;
  let attempts = 0;
  const client = new OpenAI({
    baseURL: options.baseUrl.replace(/\/+$/, ""),
    // Explicit, so that no key, organisation or log level is taken from the environment.
    apiKey: options.apiKey ?? "none",
    organization: null,
    project: null,
    logLevel: "off",
    timeout: options.timeoutMs ?? 300_000,
    maxRetries: options.maxRetries ?? 4,
    fetch: (url, init) => {
      attempts++;
      return send(url, { ...init, redirect: "error" });
    },
  });
  try {
    const parsed = Reply.safeParse(await client.chat.completions.create(parameters(options, request), { signal }));
    if (!parsed.success) {
      throw new AppError(
        "upstream",
        `${options.baseUrl} does not answer like OpenAI's chat completions. Check the address, which ends in /v1.`,
      );
    }
    const reply = parsed.data;
    const choice = at(reply.choices, 0);
    const text = choice.message.content;
    if (typeof text !== "string") {
      const why =
        choice.finish_reason === "length" ? " because the limit was spent before it began; raise maxOutputTokens" : "";
      throw new AppError("upstream", `${options.model} returned no text${why}.`);
    }
    return {
      text,
      finish: choice.finish_reason === "stop" || choice.finish_reason === "length" ? choice.finish_reason : "other",
      usage: {
        inputTokens: reply.usage?.prompt_tokens ?? null,
        outputTokens: reply.usage?.completion_tokens ?? null,
        cachedTokens: reply.usage?.prompt_tokens_details?.cached_tokens ?? null,
        wallMs: performance.now() - startedAt,
        retries: attempts - 1,
      },
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof AppError) throw error;
    throw explain(options, error, attempts - 1);
  }
}

function parameters(options: OpenaiOptions, request: ChatRequest) {
  return {
    model: options.model,
    messages: [
      { role: "system" as const, content: request.system },
      { role: "user" as const, content: request.user },
    ],
    temperature: request.temperature,
    top_p: request.topP,
    [options.limitParameter ?? "max_tokens"]: request.maxOutputTokens,
    ...(request.seed === null ? {} : { seed: request.seed }),
  };
}

function explain(options: OpenaiOptions, error: unknown, retries: number): AppError {
  const after = retries > 0 ? ` (after ${retries} retries)` : "";
  const where = `${options.baseUrl} with ${options.model}`;
  if (error instanceof APIConnectionTimeoutError) {
    return new AppError(
      "upstream",
      `${where} did not answer in time${after}. Raise the time limit, or look at the server's load.`,
      { cause: error },
    );
  }
  if (error instanceof APIError && error.status === 400) {
    const refused = error.param ? ` It refuses the parameter ${error.param}.` : "";
    return new AppError("upstream", `${where} refused the request: ${error.message}.${refused}`, { cause: error });
  }
  if (error instanceof APIError && error.status === 401) {
    return new AppError("upstream", `${where} refused the key: ${error.message}. Check the key of the author.`, {
      cause: error,
    });
  }
  return new AppError("upstream", `${where} failed${after}: ${messageOf(error)}.`, { cause: error });
}
