import { z } from "zod";
import { type Endpoint, requestJson } from "../http-json.ts";
import { parseAnswer } from "./server.ts";

/** What a server's /tokenize answers; vLLM adds the printed tokens, SGLang gives ids alone. */
export type Tokenized = { readonly ids: readonly number[]; readonly printed: readonly string[] | null };

export type Tokenizing = {
  readonly endpoint: Endpoint;
  readonly engineId: string;
  readonly model: string;
  readonly path: string;
};

const Answer = z.object({
  tokens: z.array(z.number().int().nonnegative()),
  token_strs: z.array(z.string()).nullish(),
});

/** Asks /tokenize, which vLLM and SGLang answer alike. */
export async function askTokenize(
  tokenizing: Tokenizing,
  prompt: string,
  signal: AbortSignal,
  addSpecialTokens = false,
): Promise<Tokenized> {
  const { endpoint, engineId, model, path } = tokenizing;
  const question = { model, prompt, add_special_tokens: addSpecialTokens, return_token_strs: true };
  const answer = parseAnswer(Answer, await requestJson(endpoint, path, question, signal), engineId, path);
  const printed = answer.token_strs?.length === answer.tokens.length ? answer.token_strs : null;
  return { ids: answer.tokens, printed };
}

const SAMPLE = "The sky is blue.\n";

/** What the model's own tokenizer puts before a text, found by cutting one text with and without special tokens. */
export async function beginIdsOf(tokenizing: Tokenizing, signal: AbortSignal): Promise<readonly number[]> {
  const plain = await askTokenize(tokenizing, SAMPLE, signal);
  const special = await askTokenize(tokenizing, SAMPLE, signal, true);
  const first = plain.ids[0];
  const begin = first === undefined ? 0 : special.ids.indexOf(first);
  return begin > 0 ? special.ids.slice(0, begin) : [];
}
