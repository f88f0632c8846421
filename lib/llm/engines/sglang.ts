import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { CallFailure } from "../call-failure.ts";
import { type Endpoint, type JsonAnswer, requestJson, statusFailure } from "../http-json.ts";
import type { Usage } from "../port.ts";
import {
  checkedLogprobs,
  endpointOf,
  ModelList,
  parseAnswer,
  requestIfServed,
  type ServerOptions,
  servedModel,
  wrongAnswer,
} from "./server.ts";
import type { EngineFacts, Remedies, TokenEngine, TokenScores, Tokens } from "./token-engine.ts";
import { askTokenize, beginIdsOf, type Tokenizing } from "./tokenize.ts";

export type SglangOptions = ServerOptions & {
  /**
   * A server that answers /tokenize with the same model's tokenizer, for an SGLang without it: a newer SGLang, or vLLM.
   * A tokenizer that cuts differently is found out, because the texts of the scored tokens would not spell the target.
   */
  readonly tokenizerUrl?: string | undefined;
};

/**
 * SGLang's /generate with token ids: the prefix before `logprob_start_len` is read from its cache, and logprobs are
 * computed from there on alone. The first entry of an answer is always null, so it begins one token early. See README.md.
 */
export function sglangEngine(options: SglangOptions): TokenEngine {
  const endpoint = endpointOf(options);
  const id = `sglang/${options.model}`;
  const cutting = options.tokenizerUrl ? endpointOf({ ...options, baseUrl: options.tokenizerUrl }) : endpoint;
  let tokenizing: Tokenizing | null = null;
  const known = async (signal: AbortSignal) => {
    tokenizing ??= await findTokenize(cutting, id, options.model, signal);
    return tokenizing;
  };
  return {
    id,
    name: "sglang",
    reusesPrefix: true,
    remedies: REMEDIES,
    describe(signal) {
      return known(signal).then((tokenizing) => factsOf(options, endpoint, tokenizing, signal));
    },
    async tokenize(text, signal): Promise<Tokens> {
      if (text === "") return { ids: [], pieces: [] };
      return { ids: (await askTokenize(await known(signal), text, signal)).ids, pieces: null };
    },
    score: (tokens, from, signal) => score(endpoint, id, tokens.ids, from, signal),
    warm: (ids, signal) => warm(endpoint, id, ids, signal),
    close: async () => {},
  };
}

const CHUNKED =
  "Start SGLang with SGLANG_ENABLE_LOGITS_PROCESSER_CHUNK=1 and --mem-fraction-static 0.7: logits of long targets are outside its memory profile.";
const REMEDIES: Remedies = {
  answers: "Use an SGLang whose /generate answers input_token_logprobs for input_ids.",
  sanity: "Check that --tokenizer-path and the weights belong together.",
  positions: "Update SGLang, and start it without speculative decoding and custom logit processors.",
  additivity: "Start SGLang with --disable-radix-cache once; if that mends it, report it to SGLang and update.",
  noise:
    "Start SGLang with --enable-deterministic-inference and --attention-backend fa3 or triton (flashinfer would turn the prefix cache off), or score on a replica that serves nothing else.",
  "prefix-reuse":
    "Start SGLang without --disable-radix-cache, and let every candidate of a step reach the same replica.",
  "prompt-4k": CHUNKED,
  "prompt-16k": CHUNKED,
};

function refuse(what: string): CallFailure {
  return wrongAnswer(
    "SGLang",
    what,
    "Update SGLang, and start it without --allow-auto-truncate, --skip-tokenizer-init and custom logit processors.",
  );
}

/** Newer releases answer at both addresses, some proxies at one. */
async function findTokenize(
  endpoint: Endpoint,
  engineId: string,
  model: string,
  signal: AbortSignal,
): Promise<Tokenizing> {
  for (const path of ["/tokenize", "/v1/tokenize"]) {
    if (await requestIfServed(endpoint, path, { model, prompt: "a", add_special_tokens: false }, signal)) {
      return { endpoint, engineId, model, path };
    }
  }
  throw wrongAnswer(
    engineId,
    "it has no /tokenize",
    "Update SGLang, or set tokenizerUrl to a server (a newer SGLang, or vLLM) that cuts text with the same model's tokenizer.",
  );
}

const ModelInfo = z.object({ weight_version: z.string().nullish() });
const ServerInfo = z.object({
  version: z.string().nullish(),
  revision: z.string().nullish(),
  max_req_input_len: z.number().nullish(),
});

async function factsOf(
  options: SglangOptions,
  endpoint: Endpoint,
  tokenizing: Tokenizing,
  signal: AbortSignal,
): Promise<EngineFacts> {
  const models = await requestJson(endpoint, "/v1/models", undefined, signal);
  const served = servedModel(parseAnswer(ModelList, models, tokenizing.engineId, "/v1/models"), options);
  const server = ServerInfo.safeParse(await firstServed(endpoint, ["/server_info", "/get_server_info"], signal)).data;
  const model = ModelInfo.safeParse(await firstServed(endpoint, ["/model_info", "/get_model_info"], signal)).data;
  const windows = [served.max_model_len, server?.max_req_input_len].filter((window) => typeof window === "number");
  // "default" is what SGLang calls weights that nobody named.
  const weights = model?.weight_version === "default" ? null : model?.weight_version;
  return {
    version: server?.version ?? null,
    revision: server?.revision ?? weights ?? null,
    windowTokens: windows.length > 0 ? Math.min(...windows) : null,
    beginIds: await beginIdsOf(tokenizing, signal),
  };
}

/** The older name of each path is deprecated, the newer one is missing in older releases. */
async function firstServed(endpoint: Endpoint, paths: readonly string[], signal: AbortSignal): Promise<unknown> {
  for (const path of paths) {
    const answer = await requestIfServed(endpoint, path, undefined, signal);
    if (answer) return answer.body;
  }
  return null;
}

const Entry = z.tuple([z.number().nullable(), z.number().int()]).rest(z.string().nullable());
/** Other reasons are texts in some releases. */
const FinishReason = z
  .object({ type: z.string(), message: z.string().nullish(), status_code: z.number().nullish() })
  .nullish()
  .catch(null);
const MetaInfo = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number().nullish(),
  cached_tokens: z.number().nullish(),
  input_token_logprobs: z.array(Entry).nullish(),
  finish_reason: FinishReason,
});
const Generated = z.object({ meta_info: MetaInfo });

async function score(
  endpoint: Endpoint,
  engineId: string,
  ids: readonly number[],
  from: number,
  signal: AbortSignal,
): Promise<TokenScores> {
  const question = {
    input_ids: ids,
    return_logprob: true,
    logprob_start_len: from - 1,
    top_logprobs_num: 0,
    return_text_in_logprobs: true,
    sampling_params: { max_new_tokens: 1, temperature: 0 },
  };
  const answer = await requestJson(endpoint, "/generate", question, signal);
  const meta = metaOf(answer, engineId);
  if (meta.prompt_tokens !== ids.length) {
    throw refuse(`it read ${meta.prompt_tokens} tokens of the ${ids.length} it was sent`);
  }
  const entries = meta.input_token_logprobs;
  if (!entries) throw refuse("it returned no input_token_logprobs");
  const wanted = ids.slice(from - 1);
  if (entries.length !== wanted.length) {
    throw refuse(`it returned ${entries.length} logprobs for ${wanted.length} tokens`);
  }
  if (entries.some(([, id], index) => id !== wanted[index])) {
    throw refuse("it scored other tokens than those it was sent");
  }
  if (at(entries, 0)[0] !== null) throw refuse("the token before the target has a logprob, so they may be shifted");
  const target = entries.slice(1);
  const texts = target.map((entry) => entry[2]);
  return {
    logprobs: checkedLogprobs(
      target.map(([logprob]) => logprob),
      from,
      refuse,
    ),
    texts: texts.every((text) => typeof text === "string") ? texts : null,
    usage: usageOf(meta, answer.wallMs),
  };
}

async function warm(endpoint: Endpoint, engineId: string, ids: readonly number[], signal: AbortSignal): Promise<Usage> {
  const question = { input_ids: ids, sampling_params: { max_new_tokens: 1, temperature: 0 } };
  const answer = await requestJson(endpoint, "/generate", question, signal);
  return usageOf(metaOf(answer, engineId), answer.wallMs);
}

/** A request that SGLang gave up in its queue or in the middle is answered with 200, and beside it stands something. */
function metaOf(answer: JsonAnswer, engineId: string): z.infer<typeof MetaInfo> {
  const { meta_info: meta } = parseAnswer(Generated, answer, engineId, "/generate");
  const reason = meta.finish_reason;
  if (reason?.type !== "abort") return meta;
  const said = reason.message ?? "without a reason";
  const status = reason.status_code ?? 0;
  if (status >= 400) throw statusFailure(status, `/generate of ${engineId}`, said, null);
  throw new CallFailure("overload", `/generate of ${engineId} aborted the request: ${said.slice(0, 300)}`);
}

function usageOf(meta: z.infer<typeof MetaInfo>, wallMs: number): Usage {
  return {
    inputTokens: meta.prompt_tokens,
    outputTokens: meta.completion_tokens ?? null,
    cachedTokens: meta.cached_tokens ?? null,
    wallMs,
    retries: 0,
  };
}
