import type { LogprobModel, ScoringSession, TargetScore } from "#lib/llm/port.ts";
import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";

export type ScoringInput = {
  /** A session of `model` whose prefix is everything that all candidates share. */
  readonly session: ScoringSession;
  readonly model: LogprobModel;
  /** What stands between the session's prefix and the thought; empty, or ends in a newline. */
  readonly context: string;
  /**
   * A thought is shown as `before + thought + after + separator`, no thought as `separator` alone. The separator is what
   * comes between the thought and the target; it ends in a newline, so that the bytes right before the target are the same
   * for every candidate, and with them its cutting into tokens: a tokenizer may join the target's first bytes to those.
   */
  readonly wrap: { readonly before: string; readonly after: string; readonly separator: string };
  readonly target: string;
};

/**
 * Scores one batch of texts before the same target. `null` is no thought at all. The target must be cut the same way after
 * every thought. A text that is scored again takes another `sample`, or a stored score would answer.
 */
export async function scoreTexts(
  input: ScoringInput,
  texts: readonly (string | null)[],
  ends: readonly number[] | null,
  signal: AbortSignal,
  sample = 0,
): Promise<TargetScore[]> {
  signal.throwIfAborted();
  const { before, after, separator } = input.wrap;
  const requests = texts.map((text) => ({
    prompt: input.context + (text === null ? "" : before + text + after) + separator,
    target: input.target,
    sample,
  }));
  const scores = await input.session.score(requests, signal);
  signal.throwIfAborted();
  if (scores.length !== texts.length) throw fault(input, `answered ${scores.length} of ${texts.length} requests`);
  const expected = ends ?? at(scores, 0).ends;
  for (const each of scores) {
    if (each.ends.at(-1) !== input.target.length || each.logprobs.length !== each.ends.length) {
      throw fault(input, "did not score the whole target");
    }
    if (each.logprobs.some((logprob) => !(logprob <= 0 && Number.isFinite(logprob)))) {
      throw fault(input, "returned a log-probability that is no number of at most 0");
    }
    if (each.ends.length !== expected.length || each.ends.some((end, index) => end !== expected[index])) {
      throw fault(input, "cut the same target differently after different thoughts");
    }
  }
  return scores;
}

function fault({ model }: ScoringInput, what: string): AppError {
  return new AppError(
    "upstream",
    `The scorer ${model.id} ${what}. Check its address in the settings, or choose another.`,
  );
}
