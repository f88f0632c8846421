import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { type Answer, NOT_FOUND, ok } from "../heard.ts";
import { encodePrompt, readPrompt, type ScoredPrompt, servedName, type Turn } from "../scored-prompt.ts";
import { IdLists, Ids } from "./ids.ts";

/*
 * SGLang's native endpoints. Facts from its documentation ("Sampling Parameters", "Native APIs") and from
 * python/sglang/srt/{managers/tokenizer_manager.py,entrypoints/http_server.py,entrypoints/openai/protocol.py}.
 */

const GenerateBody = z.object({
  text: z.union([z.string(), z.array(z.string())]).nullish(),
  input_ids: z.union([Ids, IdLists]).nullish(),
  sampling_params: z
    .object({ max_new_tokens: z.int().nonnegative().default(128), temperature: z.number().default(1) })
    .default({ max_new_tokens: 128, temperature: 1 }),
  return_logprob: z.union([z.boolean(), z.array(z.boolean())]).nullish(),
  logprob_start_len: z.union([z.int(), z.array(z.int())]).nullish(),
  top_logprobs_num: z.union([z.int(), z.array(z.int())]).nullish(),
  return_text_in_logprobs: z.boolean().default(false),
  rid: z.string().nullish(),
});
type GenerateBody = z.infer<typeof GenerateBody>;

export function sglang(turn: Turn): Answer {
  switch (turn.heard.path) {
    case "/generate":
      return generate(turn);
    case "/tokenize":
    case "/v1/tokenize":
      return tokenize(turn);
    case "/detokenize":
    case "/v1/detokenize":
      return detokenize(turn);
    case "/model_info":
    case "/get_model_info":
      return ok({
        model_path: servedName(turn),
        tokenizer_path: servedName(turn),
        is_generation: true,
        preferred_sampling_params: null,
        weight_version: "default",
        has_image_understanding: false,
        has_audio_understanding: false,
        model_type: "context_mixing",
        architectures: ["ContextMixingForCausalLM"],
      });
    case "/server_info":
    case "/get_server_info":
      return ok(serverInfo(turn));
    case "/v1/models":
      return ok({
        object: "list",
        data: [
          {
            id: servedName(turn),
            object: "model",
            created: 0,
            owned_by: "sglang",
            root: servedName(turn),
            parent: null,
            max_model_len: turn.settings.maxModelLen,
          },
        ],
      });
    case "/health":
    case "/health_generate":
      return { status: 200, text: "" };
    case "/flush_cache":
      turn.cache.clear();
      return { status: 200, text: "Cache flushed.\n" };
    default:
      return NOT_FOUND;
  }
}

function generate(turn: Turn): Answer {
  const parsed = GenerateBody.safeParse(turn.heard.body);
  if (!parsed.success) return unprocessable(parsed.error);
  const body = parsed.data;
  if ((body.text == null) === (body.input_ids == null)) {
    return badRequest("Give either text or input_ids.");
  }
  const { prompts, single } = promptsOf(turn, body);
  if (prompts.length === 0) return badRequest("The batch is empty.");
  const replies: { reply: object; read: ScoredPrompt }[] = [];
  for (const [index, ids] of prompts.entries()) {
    const wantsLogprobs = pick(body.return_logprob, index) ?? false;
    const asked = pick(body.logprob_start_len, index) ?? -1;
    const most = body.sampling_params.max_new_tokens;
    if (ids.length === 0) return badRequest("The input is empty.");
    if (ids.some((id) => !turn.tokenizer.has(id))) {
      return badRequest("An id of input_ids is out of the vocabulary.");
    }
    if (ids.length + most > turn.settings.maxModelLen) {
      return badRequest(
        `${ids.length} input tokens and ${most} new tokens exceed the context length of ${turn.settings.maxModelLen} tokens.`,
      );
    }
    if (wantsLogprobs && asked >= ids.length) {
      return badRequest(`logprob_start_len (${asked}) leaves none of the ${ids.length} input tokens.`);
    }
    const from = asked < 0 ? ids.length - 1 : asked;
    // The radix cache is not used from logprob_start_len on, because logits are wanted there.
    const read = readPrompt(turn, ids, {
      from: wantsLogprobs ? from : null,
      generate: most,
      mostCached: wantsLogprobs ? from : ids.length,
    });
    const top = pick(body.top_logprobs_num, index) ?? 0;
    replies.push({ reply: replyOf(turn, body, read, { index, wantsLogprobs, top }), read });
  }
  const tokens = {
    inputTokens: replies.reduce((sum, { read }) => sum + read.ids.length, 0),
    outputTokens: replies.reduce((sum, { read }) => sum + read.generated.length, 0),
  };
  return ok(single ? at(replies, 0).reply : replies.map(({ reply }) => reply), tokens);
}

type Wanted = { readonly index: number; readonly wantsLogprobs: boolean; readonly top: number };
type Triple = readonly [logprob: number | null, id: number, text: string | null];

function replyOf(turn: Turn, body: GenerateBody, read: ScoredPrompt, { index, wantsLogprobs, top }: Wanted): object {
  const text = (id: number) => (body.return_text_in_logprobs ? turn.tokenizer.decode([id]) : null);
  // Nothing before the first wanted position is projected to logits, so that position has no logprob.
  const input = read.rows.map(({ id, logprob }, place): Triple => [place === 0 ? null : logprob, id, text(id)]);
  const output = read.generated.map(({ id, logprob }): Triple => [logprob, id, text(id)]);
  const listed = (triples: readonly Triple[]) => triples.map((triple) => (triple[0] === null ? null : [triple]));
  return {
    text: turn.tokenizer.decode(
      read.generated.map(({ id }) => id),
      { skipSpecial: true },
    ),
    output_ids: read.generated.map(({ id }) => id),
    meta_info: {
      id: body.rid ?? `${turn.heard.key.slice(0, 28)}${turn.heard.nthOfKey}${index}`,
      finish_reason: { type: "length", length: read.generated.length },
      prompt_tokens: read.ids.length,
      weight_version: "default",
      total_retractions: 0,
      ...(wantsLogprobs ? { input_token_logprobs: input, output_token_logprobs: output } : {}),
      ...(wantsLogprobs && top > 0
        ? { input_top_logprobs: listed(input), output_top_logprobs: output.map((triple) => [triple]) }
        : {}),
      reasoning_tokens: 0,
      completion_tokens: read.generated.length,
      cached_tokens: read.cachedTokens,
      cached_tokens_details: null,
      dp_rank: null,
      e2e_latency: 0.01,
      response_sent_to_client_ts: 0,
    },
  };
}

function promptsOf(turn: Turn, { text, input_ids: ids }: GenerateBody): { prompts: number[][]; single: boolean } {
  if (typeof text === "string") return { prompts: [encodePrompt(turn, text, true)], single: true };
  if (text) return { prompts: text.map((each) => encodePrompt(turn, each, true)), single: false };
  const single: number[] = [];
  const lists: number[][] = [];
  for (const each of ids ?? []) {
    if (typeof each === "number") single.push(each);
    else lists.push(each);
  }
  return lists.length > 0 ? { prompts: lists, single: false } : { prompts: [single], single: true };
}

const TokenizeBody = z.object({
  prompt: z.union([z.string(), z.array(z.string())]),
  add_special_tokens: z.boolean().default(true),
});

function tokenize(turn: Turn): Answer {
  const parsed = TokenizeBody.safeParse(turn.heard.body);
  if (!parsed.success) return unprocessable(parsed.error);
  const { prompt, add_special_tokens: special } = parsed.data;
  const max = { max_model_len: turn.settings.maxModelLen };
  if (typeof prompt === "string") {
    const tokens = encodePrompt(turn, prompt, special);
    return ok({ tokens, count: tokens.length, ...max });
  }
  const lists = prompt.map((each) => encodePrompt(turn, each, special));
  return ok({ tokens: lists, count: lists.map((each) => each.length), ...max });
}

const DetokenizeBody = z.object({
  tokens: z.union([Ids, IdLists]),
  skip_special_tokens: z.boolean().default(true),
});

function detokenize(turn: Turn): Answer {
  const parsed = DetokenizeBody.safeParse(turn.heard.body);
  if (!parsed.success) return unprocessable(parsed.error);
  const { tokens, skip_special_tokens: skipSpecial } = parsed.data;
  const flat: number[] = [];
  const lists: number[][] = [];
  for (const each of tokens) {
    if (typeof each === "number") flat.push(each);
    else lists.push(each);
  }
  if ([flat, ...lists].some((ids) => ids.some((id) => !turn.tokenizer.has(id)))) return badRequest("Unknown token id.");
  const text = (ids: readonly number[]) => turn.tokenizer.decode(ids, { skipSpecial });
  return ok({ text: lists.length > 0 ? lists.map(text) : text(flat) });
}

function serverInfo(turn: Turn): object {
  return {
    model_path: servedName(turn),
    tokenizer_path: servedName(turn),
    served_model_name: servedName(turn),
    // Null unless the server was started with one; the window is that of the model then.
    context_length: null,
    max_total_num_tokens: turn.settings.maxModelLen * 8,
    max_req_input_len: turn.settings.maxModelLen - 6,
    mem_fraction_static: 0.8,
    chunked_prefill_size: 8192,
    page_size: 1,
    allow_auto_truncate: false,
    status: "ready",
    disable_radix_cache: false,
    enable_deterministic_inference: false,
    attention_backend: "fa3",
    internal_states: [{ model_path: servedName(turn), effective_max_running_requests_per_dp: 64 }],
    version: "0.5.6",
  };
}

function pick<T extends boolean | number>(value: T | readonly T[] | null | undefined, index: number): T | undefined {
  return typeof value === "object" ? value?.[index] : value;
}

function badRequest(message: string): Answer {
  return { status: 400, json: { error: { message } } };
}

/** FastAPI's answer to a body of another shape. */
function unprocessable(error: z.ZodError): Answer {
  const detail = error.issues.map((issue) => ({ type: issue.code, loc: ["body", ...issue.path], msg: issue.message }));
  return { status: 422, json: { detail } };
}
