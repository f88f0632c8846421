import { availableParallelism } from "node:os";
import { builtinScorer, type LogprobModel, vllmScorer } from "#lib/llm/index.ts";
import { env } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";

const scorers = new Map<RunConfig["scorer"], LogprobModel>();

/** The scorer a config asks for, one for the whole process since it holds threads and warm state; null for none. */
export function scorerFor(config: Pick<RunConfig, "scorer">): LogprobModel | null {
  if (config.scorer === "none") return null;
  const known = scorers.get(config.scorer);
  if (known) return known;
  const made = config.scorer === "builtin" ? builtinScorer({ threads: scoringThreads() }) : vllmFromEnvironment();
  scorers.set(config.scorer, made);
  return made;
}

/** How many files a worker writes at once: one for each scoring thread, so that none waits. */
export function scoringThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism()));
}

export async function closeScorers(): Promise<void> {
  const open = [...scorers.values()];
  scorers.clear();
  await Promise.all(open.map((scorer) => scorer.close()));
}

function vllmFromEnvironment(): LogprobModel {
  const { RETRACE_SCORER_URL: baseUrl, RETRACE_SCORER_MODEL: model, RETRACE_SCORER_KEY: apiKey } = env();
  if (!baseUrl || !model) {
    throw new AppError(
      "invalid",
      "config.scorer: no vLLM server is set up; set RETRACE_SCORER_URL and RETRACE_SCORER_MODEL, or use the built-in scorer",
    );
  }
  return vllmScorer({ baseUrl, model, ...(apiKey && { apiKey }) });
}
