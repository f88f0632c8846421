import { z } from "zod";
import { CallFailure } from "../call-failure.ts";
import { type Endpoint, type JsonAnswer, requestJson } from "../http-json.ts";
import type { Usage } from "../port.ts";

/** How to reach a server that scores. */
export type ServerOptions = {
  /** With or without /v1 at its end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one attempt. */
  readonly timeoutMs?: number | undefined;
};

const TIMEOUT_MS = 120_000;

export function endpointOf(options: ServerOptions): Endpoint {
  return {
    baseUrl: options.baseUrl.replace(/\/+$/, "").replace(/\/v1$/, ""),
    apiKey: options.apiKey,
    fetch: options.fetch,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  };
}

/** An answer that cannot be right: asking again is no remedy, the setting named is. */
export function wrongAnswer(engineId: string, what: string, remedy: string): CallFailure {
  return new CallFailure("wrong", `${engineId} cannot be used for scoring: ${what}. ${remedy}`);
}

/** Parses an answer; another shape is malformed, as a proxy's page or half an answer would be. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: JsonAnswer, engineId: string, path: string): T {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  const said = ErrorBody.safeParse(answer.body);
  const why = said.success ? messageIn(said.data) : z.prettifyError(parsed.error).slice(0, 300);
  throw new CallFailure("malformed", `${path} of ${engineId} answers in another shape: ${why}`);
}

const ErrorBody = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });

function messageIn({ error }: z.infer<typeof ErrorBody>): string {
  return (typeof error === "string" ? error : error.message).slice(0, 300);
}

/** The answer, or null where the server does not know the path or will not serve it. */
export async function requestIfServed(
  endpoint: Endpoint,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<JsonAnswer | null> {
  try {
    return await requestJson(endpoint, path, body, signal);
  } catch (error) {
    if (error instanceof CallFailure && error.kind === "refused") return null;
    throw error;
  }
}

/** A router may fall back to another model without a word but its name. */
export function refuseOtherModel(answered: string | null | undefined, asked: string): void {
  if (answered === null || answered === undefined || answered === asked) return;
  const message = `The scoring server was asked for "${asked}" and answered as "${answered}". Set the model to the name it answers with, if that is the one you want.`;
  throw new CallFailure("wrong", message);
}

/** Rounding in half precision can bring the logprob of a certain token a little above 0. */
const ROUNDING_NATS = 1e-3;
/** What vLLM and its kin write where the logprob is minus infinity, or not there. */
const FLOOR_NATS = -9_990;

/** The logprob, or what is wrong with it. */
export function faultOf(logprob: number | null | undefined): string | null {
  if (logprob === null || logprob === undefined) return "has no logprob";
  if (!Number.isFinite(logprob)) return `has the logprob ${logprob}, which is no number`;
  if (logprob > ROUNDING_NATS) return `has the logprob ${logprob}, above 0`;
  if (logprob <= FLOOR_NATS) return `has the logprob ${logprob}, the floor that stands for a missing one`;
  return null;
}

/** Checks one logprob for each token from `from` on. */
export function checkedLogprobs(
  logprobs: readonly (number | null | undefined)[],
  from: number,
  refuse: (what: string) => CallFailure,
): number[] {
  return logprobs.map((logprob, index) => {
    const fault = faultOf(logprob);
    if (fault !== null || logprob === null || logprob === undefined) throw refuse(`token ${from + index} ${fault}`);
    return Math.min(0, logprob);
  });
}

export const OpenaiUsage = z
  .object({
    prompt_tokens: z.number().nullish(),
    completion_tokens: z.number().nullish(),
    prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  })
  .nullish();

export function usageOf(usage: z.infer<typeof OpenaiUsage>, wallMs: number): Usage {
  return {
    inputTokens: usage?.prompt_tokens ?? null,
    outputTokens: usage?.completion_tokens ?? null,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
    wallMs,
    retries: 0,
  };
}

const Model = z.object({
  id: z.string(),
  max_model_len: z.number().nullish(),
  /** Together's and Fireworks' word for it. */
  context_length: z.number().nullish(),
});
/** Together answers with the bare list. */
export const ModelList = z.union([z.object({ data: z.array(Model) }), z.array(Model).transform((data) => ({ data }))]);

/** The entry of the model that was asked for; a server that serves others says which. */
export function servedModel(list: z.infer<typeof ModelList>, options: ServerOptions) {
  const served = list.data.find((each) => each.id === options.model);
  if (served) return served;
  const names = list.data.map((each) => each.id).join(", ");
  const message = `The scoring server does not serve "${options.model}". It serves: ${names || "nothing"}. Set the model to one of these.`;
  throw new CallFailure("refused", message);
}
