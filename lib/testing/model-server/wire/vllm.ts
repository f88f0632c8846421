import { z } from "zod";
import { type Answer, NOT_FOUND, ok } from "../heard.ts";
import { encodePrompt, isStruckBy, readPrompt, type ScoredPrompt, servedName, type Turn } from "../scored-prompt.ts";
import { CompletionBody, legacyLogprobs, promptsOf, tokensOf, usageOf } from "./completions.ts";
import { Ids } from "./ids.ts";

/*
 * vLLM's server of 2026. Facts from vllm/entrypoints/openai/completion/{protocol,serving}.py,
 * vllm/entrypoints/serve/tokenize/protocol.py and the error bodies quoted in harbor-framework/harbor#996.
 */

export const VLLM_VERSION = "0.16.0";

export function vllm(turn: Turn): Answer {
  switch (turn.heard.path) {
    case "/v1/completions":
      return completions(turn);
    case "/tokenize":
      return tokenize(turn);
    case "/detokenize":
      return detokenize(turn);
    case "/version":
      return ok({ version: VLLM_VERSION });
    case "/health":
    case "/ping":
      return { status: 200, text: "" };
    case "/v1/models":
      return ok({
        object: "list",
        data: [
          {
            id: servedName(turn),
            object: "model",
            created: 0,
            owned_by: "vllm",
            root: servedName(turn),
            parent: null,
            max_model_len: turn.settings.maxModelLen,
            permission: [{ id: "modelperm-0", object: "model_permission", allow_logprobs: true, is_blocking: false }],
          },
        ],
      });
    default:
      return NOT_FOUND;
  }
}

/** Null where the request names the model that is served, or none. */
export function unknownModel(turn: Turn, model: string | null | undefined): Answer | null {
  if (model == null || model === turn.settings.modelName) return null;
  return failure(404, "NotFoundError", `There is no model \`${model}\`.`, "model");
}

export function failure(status: number, type: string, message: string, param: string | null = null): Answer {
  return { status, json: { error: { message, type, param, code: status } } };
}

function completions(turn: Turn): Answer {
  const parsed = CompletionBody.safeParse(turn.heard.body);
  if (!parsed.success) return failure(400, "Bad Request", z.prettifyError(parsed.error));
  const body = parsed.data;
  const refused = unknownModel(turn, body.model) ?? refusal(turn, body);
  if (refused) return refused;
  const echo = body.echo ?? false;
  const most = body.max_tokens ?? 16;
  const logprobs = typeof body.logprobs === "number" ? body.logprobs : null;
  const wanted = body.prompt_logprobs ?? (echo ? logprobs : null);
  const prompts = promptsOf(turn, body);
  const reads: ScoredPrompt[] = [];
  for (const { ids } of prompts) {
    if (ids.length === 0) return failure(400, "BadRequestError", "The prompt is empty.");
    if (ids.some((id) => !turn.tokenizer.has(id))) {
      return failure(400, "BadRequestError", "A token id is out of the vocabulary.");
    }
    const room = turn.settings.maxModelLen;
    if (ids.length + most > room) {
      return failure(
        400,
        "BadRequestError",
        `${ids.length} input tokens and ${most} output tokens exceed the context length of ${room} tokens.`,
        "input_tokens",
      );
    }
    // Prompt logprobs skip reading the prefix cache (vLLM #28194); without them whole blocks of 16 tokens are reused.
    const cached = wanted === null ? Math.floor(turn.cache.match(ids) / 16) * 16 : 0;
    const generate = echo && most === 0 ? 0 : most;
    reads.push(readPrompt(turn, ids, { from: wanted === null ? null : 0, generate, mostCached: cached }));
  }
  const choices = reads.map((read, index) => ({
    index,
    text: textOf(turn, read, echo),
    logprobs: logprobs === null ? null : logprobsOf(turn, read, echo, logprobs),
    finish_reason: "length",
    stop_reason: null,
    token_ids: body.return_token_ids ? read.generated.map(({ id }) => id) : null,
    prompt_logprobs: wanted === null || isStruckBy(turn, "echo-ignored") ? null : promptLogprobs(turn, read),
    prompt_token_ids: body.return_token_ids ? read.ids : null,
    routed_experts: null,
  }));
  const cached = reads.reduce((sum, read) => sum + read.cachedTokens, 0);
  const details = turn.settings.tellsCachedTokens ? { cached_tokens: cached } : null;
  return ok(
    {
      id: `cmpl-${turn.heard.key.slice(0, 16)}`,
      object: "text_completion",
      created: 0,
      model: servedName(turn),
      choices,
      service_tier: null,
      system_fingerprint: null,
      usage: { ...usageOf(reads), prompt_tokens_details: details },
      kv_transfer_params: null,
    },
    tokensOf(reads),
  );
}

function refusal(turn: Turn, body: CompletionBody): Answer | null {
  const bad = (message: string, param: string) => failure(400, "BadRequestError", message, param);
  if ((body.prompt_logprobs ?? 0) > 20 || (typeof body.logprobs === "number" && body.logprobs > 20)) {
    return bad("No more than 20 logprobs can be asked for.", "logprobs");
  }
  if (body.max_tokens === 0 && !body.echo) return bad("max_tokens must be at least 1.", "max_tokens");
  if (body.stream) return bad("This server does not stream.", "stream");
  if (turn.heard.body === null) return bad("A body is needed.", "body");
  return null;
}

function promptLogprobs(turn: Turn, read: ScoredPrompt): (object | null)[] {
  return read.rows.map(({ id, logprob }, place) =>
    logprob === null && place === 0
      ? null
      : { [id]: { logprob, rank: rankOf(logprob), decoded_token: turn.tokenizer.decode([id]) } },
  );
}

/** A rank that a token of this probability can have; the model knows no others to count. */
function rankOf(logprob: number | null): number {
  return logprob === null || !Number.isFinite(logprob)
    ? 1
    : Math.max(1, Math.min(600, Math.floor(Math.exp(-logprob / 2))));
}

function logprobsOf(turn: Turn, read: ScoredPrompt, echo: boolean, top: number): object {
  const spell = (id: number) => turn.tokenizer.decode([id]);
  const { text_offset, token_logprobs, tokens, top_logprobs } = legacyLogprobs(turn, read, { echo, top, spell });
  return { text_offset, token_logprobs, tokens, top_logprobs };
}

function textOf(turn: Turn, read: ScoredPrompt, echo: boolean): string {
  const ids = [...(echo && !isStruckBy(turn, "echo-ignored") ? read.ids : []), ...read.generated.map(({ id }) => id)];
  return turn.tokenizer.decode(ids, { skipSpecial: true });
}

const TokenizeBody = z.object({
  model: z.string().nullish(),
  prompt: z.string(),
  add_special_tokens: z.boolean().default(true),
  return_token_strs: z.boolean().nullish(),
});

function tokenize(turn: Turn): Answer {
  const parsed = TokenizeBody.safeParse(turn.heard.body);
  if (!parsed.success) return failure(400, "Bad Request", z.prettifyError(parsed.error));
  const refused = unknownModel(turn, parsed.data.model);
  if (refused) return refused;
  const tokens = encodePrompt(turn, parsed.data.prompt, parsed.data.add_special_tokens);
  return ok({
    count: tokens.length,
    max_model_len: turn.settings.maxModelLen,
    tokens,
    token_strs: parsed.data.return_token_strs ? tokens.map((id) => turn.tokenizer.printed(id)) : null,
  });
}

const DetokenizeBody = z.object({ model: z.string().nullish(), tokens: Ids });

function detokenize(turn: Turn): Answer {
  const parsed = DetokenizeBody.safeParse(turn.heard.body);
  if (!parsed.success) return failure(400, "Bad Request", z.prettifyError(parsed.error));
  const { tokens } = parsed.data;
  if (tokens.some((id) => !turn.tokenizer.has(id))) return failure(400, "BadRequestError", "Unknown token id.");
  return ok({ prompt: turn.tokenizer.decode(tokens) });
}
