import type { ChatRequest, ScoringRequest } from "#lib/llm/port.ts";
import { canonicalJson, sha256 } from "#lib/std/hash.ts";

/**
 * What is asked of a model, without the words. `key` names everything that decides the reply: model, input, sampling,
 * sample and repeat; never the address, the key or the limits of time, and not the limit of output tokens, which only
 * decides where a reply is cut.
 */
export type Question = {
  readonly id: string;
  readonly key: string;
  /** Most output tokens; 0 for scores, which have none. */
  readonly limitTokens: number;
  readonly kind: "chat" | "score";
  readonly model: string;
};

/**
 * How adapters put requests to models. A new version is a new key: raise it when an adapter begins to send the same request
 * in another form, since the replies stored until then answer the old one.
 */
const CHAT_FORM = "chat@1";
const SCORE_FORM = "score@1";

/** `repeat` counts whole repetitions that shall get answers of their own. */
export function chatQuestion(model: string, request: ChatRequest, repeat: number): Question {
  // Every other member counts, so that a parameter which is added to requests later changes the key by itself.
  const { maxOutputTokens, ...asked } = request;
  return question("chat", model, maxOutputTokens, { form: CHAT_FORM, model, repeat, asked });
}

export type Scorer = { readonly id: string; readonly tokenizer: string };

/** Questions after one prefix, which is hashed once for all of them. */
export function scoreQuestions(
  scorer: Scorer,
  prefix: readonly string[],
  repeat: number,
): (request: ScoringRequest) => Question {
  const { id: model, tokenizer } = scorer;
  const prefixHash = sha256(canonicalJson(prefix.join("")));
  return ({ sample = 0, ...asked }) =>
    question("score", model, 0, {
      form: SCORE_FORM,
      model,
      tokenizer,
      repeat,
      prefixHash,
      asked: { ...asked, sample },
    });
}

function question(kind: Question["kind"], model: string, limitTokens: number, content: unknown): Question {
  const key = sha256(canonicalJson(content));
  return { id: `${key}:${limitTokens}`, key, limitTokens, kind, model };
}

export type ReplyLimits = {
  readonly limitTokens: number;
  readonly cut: boolean;
  readonly outputTokens: number | null;
};

/**
 * Whether a reply that was asked for under one limit is the reply under another. One that was cut serves its own limit
 * alone; a whole one serves every limit that it would have fitted.
 */
export function serves(reply: ReplyLimits, limitTokens: number): boolean {
  if (reply.limitTokens === limitTokens) return true;
  if (reply.cut) return false;
  return limitTokens >= (reply.outputTokens ?? reply.limitTokens);
}
