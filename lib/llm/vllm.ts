import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";
import { type Endpoint, requestJson } from "./http-json.ts";
import type { LogprobModel, ScoringRequest, ScoringSession, TargetScore, Usage } from "./port.ts";
import { type ProbeReport, probeScorer } from "./probe.ts";
import { unitsOfTokens } from "./target-units.ts";
import { bytesOfTokens } from "./token-bytes.ts";

export type VllmOptions = {
  /** With or without /v1 at its end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly timeoutMs?: number;
  readonly maxRetries?: number;
  readonly backoffMs?: number;
  /** From an earlier probe. */
  readonly noiseNats?: number;
};

/** Until a probe has measured it: the largest deviation per token in public reports (SGLang #34683). */
const ASSUMED_NOISE_NATS = 0.1;
const CLIP_NATS = -2;
/** Full-vocabulary logits of several long prompts at once have killed servers; few at a time is fast enough. */
const REQUESTS_AT_ONCE = 4;

/**
 * Scores with a vLLM server (a release of August 2025 or newer): token ids in, prompt logprobs out. Character offsets of
 * the server are never used; nothing is truncated.
 */
export function vllmScorer(options: VllmOptions): LogprobModel & { probe(signal: AbortSignal): Promise<ProbeReport> } {
  const server: Server = {
    model: options.model,
    maxTokens: null,
    endpoint: {
      baseUrl: options.baseUrl.replace(/\/+$/, "").replace(/\/v1$/, ""),
      apiKey: options.apiKey,
      fetch: options.fetch,
      timeoutMs: options.timeoutMs ?? 120_000,
      maxRetries: options.maxRetries ?? 4,
      backoffMs: options.backoffMs ?? 500,
    },
  };
  let noiseNats = options.noiseNats ?? ASSUMED_NOISE_NATS;
  const model = {
    id: `vllm/${options.model}`,
    tokenizer: `vllm/${options.model}`,
    kind: "language-model",
    place: "endpoint",
    unit: "token",
    clipNats: CLIP_NATS,
    get noiseNats() {
      return noiseNats;
    },
    async open(prefix: readonly string[], signal: AbortSignal): Promise<ScoringSession> {
      server.maxTokens ??= await longestPrompt(server, signal);
      return openSession(server, prefix.join(""));
    },
    async probe(signal: AbortSignal): Promise<ProbeReport> {
      const report = await probeScorer(model, signal);
      if (report.passed) noiseNats = report.noiseNats;
      return report;
    },
    close: async () => {},
  } as const;
  return model;
}

type Server = { readonly endpoint: Endpoint; readonly model: string; maxTokens: number | null };
type Tokens = { readonly ids: readonly number[]; readonly texts: readonly string[] };
type Prepared = { readonly request: ScoringRequest; readonly full: Tokens; readonly shared: number };

function openSession(server: Server, prefix: string): ScoringSession {
  /** Token ids per target, so that all scores of a session are over the same units. */
  const known = new Map<string, readonly number[]>();
  return {
    close: async () => known.clear(),
    async score(requests, signal) {
      const prepared = await inGroups(requests, (request) => prepare(server, prefix, request, signal));
      for (const { request } of prepared) settleTarget(known, request.target, prepared);
      return inGroups(prepared, (each) => scoreOne(server, each, known.get(sha256(each.request.target)) ?? [], signal));
    },
  };
}

async function prepare(
  server: Server,
  prefix: string,
  request: ScoringRequest,
  signal: AbortSignal,
): Promise<Prepared> {
  // A lone surrogate has no UTF-8 form; the server would see the replacement character, so the prompt does as well.
  const prompt = `${prefix}${request.prompt}`.toWellFormed();
  const target = request.target.toWellFormed();
  const before = await tokenize(server, prompt, signal);
  const full = await tokenize(server, `${prompt}${target}`, signal);
  let shared = 0;
  while (shared < before.ids.length && before.ids[shared] === full.ids[shared]) shared++;
  if (server.maxTokens !== null && full.ids.length + 1 > server.maxTokens) {
    throw new AppError(
      "too-large",
      `${full.ids.length} tokens do not fit the ${server.maxTokens} of ${server.model}. Give the scorer less context, or start the server with a larger --max-model-len.`,
    );
  }
  return { request: { prompt, target }, full, shared };
}

/**
 * The tokens of a target must be the same after every prompt, or sums could not be compared: the shortest tail that
 * holds every prompt's own target tokens, which may begin before the target where a token straddles the boundary.
 */
function settleTarget(known: Map<string, readonly number[]>, target: string, prepared: readonly Prepared[]): void {
  const same = prepared.filter((each) => each.request.target === target);
  const key = sha256(target);
  const longest = Math.max(...same.map((each) => each.full.ids.length - each.shared));
  const settled = known.get(key) ?? at(same, 0).full.ids.slice(at(same, 0).full.ids.length - longest);
  const equal = same.every(
    ({ full, shared }) =>
      full.ids.length - shared <= settled.length &&
      settled.every((id, index) => id === full.ids[full.ids.length - settled.length + index]),
  );
  if (!equal) {
    throw new AppError(
      "invalid",
      "boundary unstable: the target is cut into other tokens after another prompt, so their scores cannot be compared. End every prompt with the same line, and the target's first line with a line break.",
    );
  }
  known.set(key, settled);
}

async function scoreOne(
  server: Server,
  prepared: Prepared,
  tokens: readonly number[],
  signal: AbortSignal,
): Promise<TargetScore> {
  const { full, request } = prepared;
  const from = full.ids.length - tokens.length;
  if (request.target === "") return { ends: [], logprobs: [], usage: NO_USAGE };
  if (from === 0)
    throw new AppError(
      "invalid",
      "A language model gives no logprob to its first token. Put something before the target.",
    );
  const pieces = bytesOfTokens(full.texts.slice(from), request.target);
  if (!pieces) {
    throw new AppError(
      "upstream",
      `The tokens of ${server.model} do not spell the text they came from. Its tokenizer changes text and cannot be used for scoring.`,
    );
  }
  const control = full.texts.slice(from).find((text) => /^<[|\uff5c].*[|\uff5c]>$/.test(text));
  if (control)
    throw new AppError("invalid", `The target contains ${control}, which ${server.model} reads as a control token.`);
  const answer = await requestJson(
    server.endpoint,
    "/v1/completions",
    {
      model: server.model,
      prompt: full.ids,
      prompt_logprobs: 0,
      max_tokens: 1,
      temperature: 0,
      add_special_tokens: false,
      return_token_ids: true,
    },
    signal,
  );
  const { choice, usage } = parseCompletion(answer.body);
  const logprobs = logprobsOf(choice, full.ids, from);
  return {
    ...unitsOfTokens(pieces, logprobs, request.target),
    usage: {
      inputTokens: usage?.prompt_tokens ?? null,
      outputTokens: usage?.completion_tokens ?? null,
      cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
      wallMs: answer.wallMs,
      retries: answer.retries,
    },
  };
}

const NO_USAGE: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };

const Entry = z.record(z.string(), z.object({ logprob: z.number() })).nullable();
const Choice = z.object({
  prompt_logprobs: z.array(Entry).nullish(),
  prompt_token_ids: z.array(z.number()).nullish(),
});
type Choice = z.infer<typeof Choice>;
const Completion = z.object({
  choices: z.array(Choice).min(1),
  usage: z
    .object({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

function parseCompletion(body: unknown): { choice: Choice; usage: z.infer<typeof Completion>["usage"] } {
  const parsed = Completion.safeParse(body);
  if (!parsed.success) throw wrong(`its answer has another shape: ${z.prettifyError(parsed.error).slice(0, 300)}`);
  return { choice: at(parsed.data.choices, 0), usage: parsed.data.usage };
}

/** Every server that answers 200 without real logprobs is caught here. */
function logprobsOf(choice: Choice, ids: readonly number[], from: number): number[] {
  const entries = choice.prompt_logprobs;
  if (!entries) throw wrong("it returned no prompt_logprobs");
  if (entries.length !== ids.length)
    throw wrong(`it returned ${entries.length} prompt logprobs for ${ids.length} tokens`);
  if (entries[0] !== null) throw wrong("the first token has a logprob, which nothing predicts");
  const returned = choice.prompt_token_ids;
  if (returned && (returned.length !== ids.length || returned.some((id, index) => id !== ids[index]))) {
    throw wrong("it scored other tokens than those it was sent");
  }
  return ids.slice(from).map((id, index) => {
    const logprob = entries[from + index]?.[String(id)]?.logprob;
    if (logprob === undefined) throw wrong(`it returned no logprob for token ${from + index}`);
    if (logprob > 1e-3) throw wrong(`token ${from + index} has the logprob ${logprob}, above 0`);
    return Math.min(0, logprob);
  });
}

function wrong(what: string): AppError {
  return new AppError(
    "upstream",
    `The scoring server cannot be used: ${what}. Retrace needs vLLM of August 2025 or newer, whose /v1/completions answers prompt_logprobs.`,
  );
}

const Tokenized = z.object({ tokens: z.array(z.number().int()), token_strs: z.array(z.string()).nullish() });

async function tokenize(server: Server, prompt: string, signal: AbortSignal): Promise<Tokens> {
  if (prompt === "") return { ids: [], texts: [] };
  const question = { model: server.model, prompt, add_special_tokens: false, return_token_strs: true };
  const parsed = Tokenized.safeParse((await requestJson(server.endpoint, "/tokenize", question, signal)).body);
  if (!parsed.success) throw wrong("its /tokenize has another shape");
  const { tokens, token_strs: texts } = parsed.data;
  if (texts?.length !== tokens.length) throw wrong("its /tokenize does not return token_strs");
  return { ids: tokens, texts };
}

const Models = z.object({ data: z.array(z.object({ id: z.string(), max_model_len: z.number().nullish() })) });

async function longestPrompt(server: Server, signal: AbortSignal): Promise<number | null> {
  const parsed = Models.safeParse((await requestJson(server.endpoint, "/v1/models", undefined, signal)).body);
  if (!parsed.success) throw wrong("its /v1/models has another shape");
  const served = parsed.data.data.find((each) => each.id === server.model);
  if (!served) {
    const names = parsed.data.data.map((each) => each.id).join(", ");
    throw new AppError(
      "invalid",
      `The scoring server does not serve "${server.model}". It serves: ${names || "nothing"}.`,
    );
  }
  return served.max_model_len ?? null;
}

async function inGroups<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += REQUESTS_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + REQUESTS_AT_ONCE).map(act))));
  }
  return results;
}
