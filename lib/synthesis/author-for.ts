import { openaiChat } from "#lib/llm/index.ts";
import { env } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import type { Author } from "./author.ts";
import { languageModelAuthor } from "./language-model/language-model-author.ts";
import { structuralAuthor } from "./structural/structural-author.ts";

/** The author a config asks for; one that needs a language model finds its address in the environment. */
export function authorFor(config: Pick<RunConfig, "author" | "seed" | "maxReads">): Author {
  if (config.author === "structural") return structuralAuthor(config.seed, config.maxReads);
  const { RETRACE_AUTHOR_URL: baseUrl, RETRACE_AUTHOR_MODEL: model, RETRACE_AUTHOR_KEY: apiKey } = env();
  if (!baseUrl || !model) {
    throw new AppError(
      "invalid",
      "config.author: no language model is set up; set RETRACE_AUTHOR_URL and RETRACE_AUTHOR_MODEL, or use the structural author",
    );
  }
  return languageModelAuthor(openaiChat({ baseUrl, model, ...(apiKey && { apiKey }) }));
}
