import { z } from "zod";
import { at } from "#lib/std/assert.ts";
import { sha256 } from "#lib/std/hash.ts";
import { CallFailure } from "../call-failure.ts";
import { isControlToken } from "../scoring/control-tokens.ts";
import { alignTexts } from "../scoring/token-texts.ts";
import { faultOf, OpenaiUsage } from "./server.ts";

const Logprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()),
  /** Fireworks and Together tell the ids. */
  token_ids: z.array(z.number().int()).nullish(),
});
type Logprobs = z.infer<typeof Logprobs>;

export const EchoAnswer = z.object({
  model: z.string().nullish(),
  choices: z.array(z.object({ logprobs: Logprobs.nullish() })).min(1),
  /** Together gives the prompt's tokens here, apart from what was generated. */
  prompt: z.array(z.object({ logprobs: Logprobs.nullish() })).nullish(),
  usage: OpenaiUsage,
});
export type EchoAnswer = z.infer<typeof EchoAnswer>;

/** The tokens of a prompt alone, without those generated after it or put before it by the server. */
export type Echoed = {
  /** Hashes of the tokens' texts where the server tells no ids. */
  readonly ids: readonly number[];
  readonly ends: readonly (number | null)[];
  readonly logprobs: readonly (number | null)[];
};

type Refuse = (what: string) => CallFailure;

/**
 * Takes the prompt's tokens out of an answer. Which of them were generated, or put before the prompt, is found out by
 * what they spell: exactly one run of them is the prompt, byte for byte. At most `maxTokens` were generated.
 */
export function echoedText(answer: EchoAnswer, text: string, maxTokens: number, refuse: Refuse): Echoed {
  const { logprobs, mayHaveGenerated } = promptLogprobs(answer, maxTokens, refuse);
  const spelled = Buffer.from(text);
  const told = answer.usage?.completion_tokens ?? null;
  for (const generated of generatedCounts(mayHaveGenerated ? maxTokens : 0, told)) {
    for (const before of [0, 1]) {
      const end = logprobs.tokens.length - generated;
      const ends = end > before ? alignTexts(logprobs.tokens.slice(before, end), spelled, (byte) => byte === 0) : null;
      if (ends) return checked(logprobs, before, end, ends, refuse);
    }
  }
  throw unspelled(logprobs, maxTokens, refuse);
}

/** The same for a prompt sent as ids, whose number is known. `text` is what those after the first `beginTokens` spell. */
export function echoedIds(
  answer: EchoAnswer,
  ids: readonly number[],
  beginTokens: number,
  text: Uint8Array,
  maxTokens: number,
  refuse: Refuse,
): Echoed {
  const { logprobs, mayHaveGenerated } = promptLogprobs(answer, maxTokens, refuse);
  const extra = logprobs.tokens.length - ids.length;
  const most = mayHaveGenerated ? maxTokens : 0;
  const counted = answer.usage?.prompt_tokens;
  if (extra < 0 && logprobs.tokens.length <= maxTokens) throw echoIgnored(refuse);
  if (extra < 0 || extra > most || (typeof counted === "number" && counted !== ids.length)) {
    throw refuse(`it echoed ${logprobs.tokens.length} tokens for the ${ids.length} it was sent`);
  }
  const own = logprobs.token_ids?.slice(0, ids.length);
  if (own?.some((id, index) => id !== ids[index])) throw refuse("it echoed other tokens than those it was sent");
  const ends = alignTexts(logprobs.tokens.slice(beginTokens, ids.length), text, (byte) => byte === 0);
  if (!ends) throw unspelled(logprobs, maxTokens, refuse);
  const begun = [...Array.from({ length: beginTokens }, () => 0), ...ends];
  return { ...checked(logprobs, 0, ids.length, begun, refuse), ids };
}

function promptLogprobs(answer: EchoAnswer, maxTokens: number, refuse: Refuse) {
  const apart = answer.prompt?.[0]?.logprobs;
  const logprobs = apart ?? at(answer.choices, 0).logprobs;
  if (!logprobs) throw refuse("it returned no logprobs");
  const lengths = [logprobs.tokens.length, logprobs.token_logprobs.length, logprobs.token_ids?.length ?? null];
  if (new Set(lengths.filter((length) => length !== null)).size > 1) {
    throw refuse(`its lists have different lengths (${lengths.filter((length) => length !== null).join(", ")})`);
  }
  if (!apart && logprobs.tokens.length <= maxTokens) throw echoIgnored(refuse);
  return { logprobs, mayHaveGenerated: !apart };
}

/** The likeliest first: what the server told, else as many as were asked for. */
function generatedCounts(maxTokens: number, told: number | null): number[] {
  const counts = Array.from({ length: maxTokens + 1 }, (_, index) => maxTokens - index);
  return told !== null && counts.includes(told) ? [told, ...counts.filter((count) => count !== told)] : counts;
}

function checked(all: Logprobs, before: number, end: number, ends: readonly (number | null)[], refuse: Refuse): Echoed {
  const control = all.tokens.slice(before, end).find((text, index) => ends[index] !== 0 && isControlToken(text));
  if (control !== undefined) {
    const message = `The text contains ${control}, which the server reads as a control token. Leave the file that holds it out of the run, or score with another model.`;
    throw new CallFailure("refused", message);
  }
  const logprobs = all.token_logprobs.slice(0, end);
  // Some servers write 0 for the token nothing predicts.
  if (logprobs[0] !== null && logprobs[0] !== 0) throw refuse("the first token has a logprob, which nothing predicts");
  logprobs.forEach((logprob, index) => {
    const fault = index === 0 ? null : faultOf(logprob);
    if (fault) throw refuse(`token ${index} ${fault}`);
  });
  return {
    ids: all.token_ids?.slice(before, end) ?? all.tokens.slice(before, end).map(idOfText),
    ends,
    logprobs: logprobs.slice(before).map((logprob, index) => {
      return logprob === null || (index === 0 && before === 0) ? null : Math.min(0, logprob);
    }),
  };
}

/** 48 bits of a hash: equal texts have equal ids, on every machine. */
function idOfText(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16);
}

function unspelled(logprobs: Logprobs, maxTokens: number, refuse: Refuse): CallFailure {
  if (logprobs.tokens.length <= maxTokens) return echoIgnored(refuse);
  if (logprobs.tokens.some((token) => /^token_id:\d+$/.test(token))) {
    return refuse("it names tokens by number; start it without --return-tokens-as-token-ids");
  }
  return refuse("the tokens it returned do not spell the prompt, so it was cut off, changed or not echoed");
}

function echoIgnored(refuse: Refuse): CallFailure {
  return refuse("it ignored echo and returned the generated tokens alone");
}
