import { z } from "zod";
import type { Row, ScoredPrompt, Turn } from "../scored-prompt.ts";
import { encodePrompt } from "../scored-prompt.ts";
import { IdLists, Ids } from "./ids.ts";

/** What every /v1/completions understands; each server adds its own. */
export const CompletionBody = z.object({
  model: z.string().nullish(),
  prompt: z.union([z.string(), Ids, z.array(z.string()), IdLists]),
  echo: z.boolean().nullish(),
  logprobs: z.union([z.int(), z.boolean()]).nullish(),
  max_tokens: z.int().nonnegative().nullish(),
  temperature: z.number().nullish(),
  stream: z.boolean().nullish(),
  prompt_logprobs: z.int().nullish(),
  add_special_tokens: z.boolean().default(true),
  return_token_ids: z.boolean().nullish(),
});
export type CompletionBody = z.infer<typeof CompletionBody>;

/** Each prompt as ids, and whether it came as a string. */
export function promptsOf(
  turn: Turn,
  body: CompletionBody,
): { readonly ids: number[]; readonly text: string | null }[] {
  const { prompt } = body;
  const fromText = (text: string) => ({ ids: encodePrompt(turn, text, body.add_special_tokens), text });
  if (typeof prompt === "string") return [fromText(prompt)];
  const numbers: number[] = [];
  const prompts: { ids: number[]; text: string | null }[] = [];
  for (const each of prompt) {
    if (typeof each === "number") numbers.push(each);
    else prompts.push(typeof each === "string" ? fromText(each) : { ids: each, text: null });
  }
  return numbers.length > 0 ? [{ ids: numbers, text: null }] : prompts;
}

/** OpenAI's four parallel arrays; `spell` writes a token as this server does. */
export function legacyLogprobs(
  turn: Turn,
  read: ScoredPrompt,
  options: { readonly echo: boolean; readonly top: number; readonly spell: (id: number) => string },
): { tokens: string[]; token_logprobs: (number | null)[]; top_logprobs: (object | null)[]; text_offset: number[] } {
  const rows: Row[] = [...(options.echo ? read.rows : []), ...read.generated];
  let offset = 0;
  const offsets = rows.map(({ id }) => {
    const start = offset;
    // In code points of the decoded token, as servers written in Python count.
    offset += [...turn.tokenizer.decode([id])].length;
    return start;
  });
  return {
    tokens: rows.map(({ id }) => options.spell(id)),
    token_logprobs: rows.map(({ logprob }) => logprob),
    top_logprobs: rows.map(({ id, logprob }) =>
      logprob === null || options.top === 0 ? null : { [options.spell(id)]: logprob },
    ),
    text_offset: offsets,
  };
}

export function usageOf(reads: readonly ScoredPrompt[]): {
  prompt_tokens: number;
  total_tokens: number;
  completion_tokens: number;
} {
  const prompt = reads.reduce((sum, read) => sum + read.ids.length, 0);
  const completion = reads.reduce((sum, read) => sum + read.generated.length, 0);
  return { prompt_tokens: prompt, total_tokens: prompt + completion, completion_tokens: completion };
}

export function tokensOf(reads: readonly ScoredPrompt[]): { inputTokens: number; outputTokens: number } {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usageOf(reads);
  return { inputTokens, outputTokens };
}
