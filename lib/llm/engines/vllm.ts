import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import type { CallFailure } from "../call-failure.ts";
import { type Endpoint, requestJson } from "../http-json.ts";
import {
  checkedLogprobs,
  endpointOf,
  ModelList,
  OpenaiUsage,
  parseAnswer,
  refuseOtherModel,
  requestIfServed,
  type ServerOptions,
  servedModel,
  usageOf,
  wrongAnswer,
} from "./server.ts";
import { bytesOfTokens } from "./token-bytes.ts";
import type { EngineFacts, Remedies, TokenEngine, TokenScores, Tokens } from "./token-engine.ts";
import { askTokenize, beginIdsOf, type Tokenizing } from "./tokenize.ts";

/**
 * vLLM's /v1/completions with token ids and `prompt_logprobs: 0`, a release of August 2025 or newer. It never reuses a
 * prefix for prompt logprobs, and returns every token of the prompt. See README.md.
 */
export function vllmEngine(options: ServerOptions): TokenEngine {
  const endpoint = endpointOf(options);
  const id = `vllm/${options.model}`;
  const tokenizing = { endpoint, engineId: id, model: options.model, path: "/tokenize" };
  return {
    id,
    name: "vllm",
    reusesPrefix: false,
    remedies: REMEDIES,
    describe(signal) {
      return factsOf(options, tokenizing, signal);
    },
    tokenize: (text, signal) => tokenize(tokenizing, text, signal),
    score: (tokens, from, signal) => score(endpoint, options.model, tokens, from, signal),
    warm: async () => null,
    close: async () => {},
  };
}

const REMEDIES: Remedies = {
  answers:
    "Use vLLM of August 2025 or newer; older releases refuse or break prompt_logprobs with prefix caching. Where it answers 500 with a bare number, start it with VLLM_USE_V2_MODEL_RUNNER=0.",
  sanity: "Leave --logprobs-mode at raw_logprobs, and check that --tokenizer and the weights belong together.",
  positions: "Update vLLM, and start it without speculative decoding.",
  additivity: "Update vLLM, or start it with --no-enable-prefix-caching.",
  noise:
    "Set VLLM_BATCH_INVARIANT=1 where your GPU supports it, or score on a replica that serves nothing else, with --max-num-seqs small.",
  "prompt-4k":
    "Start vLLM with --max-num-batched-tokens 2048 and --gpu-memory-utilization 0.80: logits of a whole prompt are outside its memory profile.",
  "prompt-16k":
    "Start vLLM with --max-num-batched-tokens 2048 and --gpu-memory-utilization 0.80: logits of a whole prompt are outside its memory profile.",
  "prefix-reuse": "vLLM never reuses a prefix for prompt logprobs; SGLang does, at a fraction of the cost.",
};

function refuse(what: string): CallFailure {
  return wrongAnswer(
    "vLLM",
    what,
    "Retrace needs vLLM of August 2025 or newer, whose /v1/completions answers prompt_logprobs; servers that only resemble it may work as echo.",
  );
}

const Version = z.object({ version: z.string() });

async function factsOf(options: ServerOptions, tokenizing: Tokenizing, signal: AbortSignal): Promise<EngineFacts> {
  const { endpoint, engineId } = tokenizing;
  const models = await requestJson(endpoint, "/v1/models", undefined, signal);
  const served = servedModel(parseAnswer(ModelList, models, engineId, "/v1/models"), options);
  const version = await requestIfServed(endpoint, "/version", undefined, signal);
  return {
    version: Version.safeParse(version?.body).data?.version ?? null,
    revision: null,
    windowTokens: served.max_model_len ?? null,
    beginIds: await beginIdsOf(tokenizing, signal),
  };
}

/** Where the printed tokens are missing, or not in a form that is known, the answers' decoded tokens must do. */
async function tokenize(tokenizing: Tokenizing, text: string, signal: AbortSignal): Promise<Tokens> {
  if (text === "") return { ids: [], pieces: [] };
  const { ids, printed } = await askTokenize(tokenizing, text, signal);
  return { ids, pieces: printed && bytesOfTokens(printed, text) };
}

const Entry = z.object({ logprob: z.number().nullable(), decoded_token: z.string().nullish() });
const Choice = z.object({
  prompt_logprobs: z.array(z.record(z.string(), Entry).nullable()).nullish(),
  prompt_token_ids: z.array(z.number()).nullish(),
});
const Completion = z.object({ model: z.string().nullish(), choices: z.array(Choice).min(1), usage: OpenaiUsage });

async function score(
  endpoint: Endpoint,
  model: string,
  tokens: Tokens,
  from: number,
  signal: AbortSignal,
): Promise<TokenScores> {
  const path = "/v1/completions";
  const question = {
    model,
    prompt: tokens.ids,
    prompt_logprobs: 0,
    max_tokens: 1,
    temperature: 0,
    add_special_tokens: false,
    return_token_ids: true,
  };
  const answer = await requestJson(endpoint, path, question, signal);
  const completion = parseAnswer(Completion, answer, `vllm/${model}`, path);
  refuseOtherModel(completion.model, model);
  const entries = entriesOf(at(completion.choices, 0), tokens.ids).slice(from);
  const texts = entries.map((entry) => entry?.decoded_token);
  return {
    logprobs: checkedLogprobs(
      entries.map((entry) => entry?.logprob),
      from,
      refuse,
    ),
    texts: texts.every((text) => typeof text === "string") ? texts : null,
    usage: usageOf(completion.usage, answer.wallMs),
  };
}

/** Every server that answers 200 without real logprobs is caught here. */
function entriesOf(choice: z.infer<typeof Choice>, ids: readonly number[]) {
  const entries = choice.prompt_logprobs;
  if (!entries) throw refuse("it returned no prompt_logprobs");
  if (entries.length !== ids.length) {
    throw refuse(`it returned ${entries.length} prompt logprobs for ${ids.length} tokens`);
  }
  if (entries[0] !== null) throw refuse("the first token has a logprob, which nothing predicts");
  const returned = choice.prompt_token_ids;
  if (returned && (returned.length !== ids.length || returned.some((id, index) => id !== ids[index]))) {
    throw refuse("it scored other tokens than those it was sent");
  }
  const own = ids.map((id, index) => entries[index]?.[String(id)]);
  // All of the prompt, not the target alone: a server that answers for another prompt differs somewhere.
  const missing = own.findIndex((entry, index) => index > 0 && entry === undefined);
  if (missing > 0) throw refuse(`it returned no logprob for token ${missing}`);
  return own;
}
