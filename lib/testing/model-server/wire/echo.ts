import { z } from "zod";
import { type Answer, ok } from "../heard.ts";
import { isStruckBy, readPrompt, type ScoredPrompt, servedName, type Turn } from "../scored-prompt.ts";
import { CompletionBody, legacyLogprobs, promptsOf, tokensOf, usageOf } from "./completions.ts";

/*
 * Hosted /v1/completions with echo: OpenAI's legacy form, Together's and Fireworks'. Facts from
 * docs.fireworks.ai/api-reference/post-completions, docs.together.ai/reference/completions-1 and, for OpenAI's, the reply
 * quoted in vllm-project/vllm#1504. None of them has a /tokenize.
 */
export type EchoFlavour = "openai" | "together" | "fireworks";

export function echo(turn: Turn, flavour: EchoFlavour): Answer {
  switch (turn.heard.path) {
    case "/v1/completions":
      return completions(turn, flavour);
    case "/v1/models":
      return ok(models(turn, flavour));
    default:
      return failure(404, `Invalid URL (${turn.heard.method} ${turn.heard.path})`);
  }
}

function completions(turn: Turn, flavour: EchoFlavour): Answer {
  const parsed = CompletionBody.safeParse(turn.heard.body);
  if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
  const body = parsed.data;
  if (body.model !== turn.settings.modelName) {
    return failure(404, `There is no model \`${body.model}\`.`);
  }
  const prompts = promptsOf(turn, body);
  if (flavour === "together" && prompts.some(({ text }) => text === null || Array.isArray(body.prompt))) {
    return failure(400, "Invalid input: prompt must be a string.");
  }
  const most = body.max_tokens ?? 16;
  const wantsEcho = body.echo ?? false;
  const logprobs = body.logprobs === true ? 1 : body.logprobs === false ? null : (body.logprobs ?? null);
  const reads: ScoredPrompt[] = [];
  for (const { ids } of prompts) {
    if (ids.length === 0 || ids.some((id) => !turn.tokenizer.has(id))) return failure(400, "Invalid prompt.");
    if (ids.length + most > turn.settings.maxModelLen) {
      return failure(
        400,
        `${ids.length} tokens of prompt and ${most} of completion exceed the context length of ${turn.settings.maxModelLen} tokens.`,
      );
    }
    const from = wantsEcho && logprobs !== null ? 0 : null;
    // Where prompt logprobs are wanted everything is computed anew.
    reads.push(readPrompt(turn, ids, { from, generate: most, mostCached: from === null ? ids.length : 0 }));
  }
  const shown = { echo: wantsEcho && !isStruckBy(turn, "echo-ignored"), logprobs };
  return ok(reply(turn, flavour, body, reads, shown), tokensOf(reads));
}

type Shown = { readonly echo: boolean; readonly logprobs: number | null };

function reply(
  turn: Turn,
  flavour: EchoFlavour,
  body: CompletionBody,
  reads: readonly ScoredPrompt[],
  shown: Shown,
): object {
  const head = {
    id: `cmpl-${turn.heard.key.slice(0, 16)}`,
    object: flavour === "together" ? "text.completion" : "text_completion",
    created: 0,
    model: servedName(turn),
  };
  const text = (read: ScoredPrompt) => turn.tokenizer.decode(idsShown(read, shown.echo), { skipSpecial: true });
  switch (flavour) {
    case "openai":
      return {
        ...head,
        choices: reads.map((read, index) => ({
          text: text(read),
          index,
          logprobs: shown.logprobs === null ? null : openaiLogprobs(turn, read, shown.echo, shown.logprobs),
          finish_reason: "length",
        })),
        usage: usageOf(reads),
      };
    case "fireworks":
      return {
        ...head,
        choices: reads.map((read, index) => ({
          index,
          text: text(read),
          logprobs: shown.logprobs === null ? null : fireworksLogprobs(turn, read, shown.echo, shown.logprobs),
          finish_reason: "length",
          ...(body.return_token_ids
            ? { prompt_token_ids: read.ids, token_ids: read.generated.map(({ id }) => id) }
            : {}),
        })),
        usage: {
          ...usageOf(reads),
          prompt_tokens_details: { cached_tokens: reads.reduce((sum, read) => sum + read.cachedTokens, 0) },
        },
      };
    case "together":
      return {
        ...head,
        // The echoed prompt stands apart from the choices.
        prompt: shown.echo
          ? reads.map((read) => ({
              text: turn.tokenizer.decode(read.ids),
              ...(shown.logprobs === null ? {} : { logprobs: togetherLogprobs(turn, read.rows) }),
            }))
          : [],
        choices: reads.map((read) => ({
          text: turn.tokenizer.decode(idsShown(read, false), { skipSpecial: true }),
          seed: 1,
          finish_reason: "length",
          logprobs: shown.logprobs === null ? null : togetherLogprobs(turn, read.generated),
        })),
        usage: usageOf(reads),
      };
  }
}

function idsShown(read: ScoredPrompt, echoed: boolean): number[] {
  return [...(echoed ? read.ids : []), ...read.generated.map(({ id }) => id)];
}

/** A token that is no whole characters is written as its bytes. */
function openaiLogprobs(turn: Turn, read: ScoredPrompt, echoed: boolean, top: number): object {
  const spell = (id: number) => {
    const text = turn.tokenizer.decode([id]);
    if (!text.includes("\ufffd")) return text;
    return `bytes:${Array.from(turn.tokenizer.bytesOf(id), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
  };
  return legacyLogprobs(turn, read, { echo: echoed, top, spell });
}

function fireworksLogprobs(turn: Turn, read: ScoredPrompt, echoed: boolean, top: number): object {
  const spell = (id: number) => turn.tokenizer.decode([id]);
  const rows = [...(echoed ? read.rows : []), ...read.generated];
  return { ...legacyLogprobs(turn, read, { echo: echoed, top, spell }), token_ids: rows.map(({ id }) => id) };
}

function togetherLogprobs(turn: Turn, rows: ScoredPrompt["rows"]): object {
  return {
    token_ids: rows.map(({ id }) => id),
    tokens: rows.map(({ id }) => turn.tokenizer.decode([id])),
    token_logprobs: rows.map(({ logprob }) => logprob),
  };
}

function models(turn: Turn, flavour: EchoFlavour): unknown {
  const id = servedName(turn);
  switch (flavour) {
    case "openai":
      return { object: "list", data: [{ id, object: "model", created: 0, owned_by: "system" }] };
    case "fireworks":
      return {
        object: "list",
        data: [{ id, object: "model", created: 0, owned_by: "fireworks", context_length: turn.settings.maxModelLen }],
      };
    case "together":
      // Together answers with a bare list.
      return [{ id, object: "model", created: 0, type: "language", context_length: turn.settings.maxModelLen }];
  }
}

function failure(status: number, message: string): Answer {
  const type = status === 404 ? "not_found_error" : "invalid_request_error";
  return { status, json: { error: { message, type, param: null, code: null } } };
}
