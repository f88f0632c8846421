import { invariant } from "#lib/std/assert.ts";
import type { TextScores } from "../engines/token-engine.ts";
import type { ScoringRequest, ScoringSession, TargetScore } from "../port.ts";
import { EMPTY_SCORE, nothingBefore, type SessionInput, wellFormed } from "./session-input.ts";
import { settledTargets } from "./settled-targets.ts";
import { unitsOfTokens } from "./target-units.ts";
import { together } from "./together.ts";

type Scored = { readonly request: ScoringRequest; readonly scores: TextScores; readonly retries: number };

/** Tokens of code have about three bytes; for budgets alone. */
const BYTES_PER_TOKEN = 3;

/**
 * Scores targets with a server that cuts text itself, one call for each. How many tokens a text has is not known before,
 * so a text that does not fit is refused by the server, or found out because the tokens it returns do not spell it.
 */
export function textSession(input: SessionInput): ScoringSession {
  const settled = settledTargets();
  return {
    close: async () => settled.clear(),
    async score(requests, signal) {
      const texts = requests.map(wellFormed);
      const scored = await together(texts, signal, async (request, aborted): Promise<Scored | null> => {
        return request.target === "" ? null : scoreOne(input, request, aborted);
      });
      settled.settle(
        scored.flatMap((each) => {
          if (!each) return [];
          const from = each.scores.ends.findLastIndex((end) => end !== null && end <= startOf(input, each)) + 1;
          return [{ target: each.request.target, ids: each.scores.ids, from }];
        }),
      );
      return scored.map((each) => {
        return each ? unitsOf(each, startOf(input, each), settled.lengthOf(each.request.target)) : EMPTY_SCORE;
      });
    },
  };
}

async function scoreOne(
  { engine, lane, prefix }: SessionInput,
  request: ScoringRequest,
  signal: AbortSignal,
): Promise<Scored> {
  const text = prefix + request.prompt + request.target;
  const inputTokens = Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
  const { value, retries } = await lane.call(
    { requests: 1, inputTokens, outputTokens: 1 },
    (aborted) => {
      invariant(engine.scoreText, `${engine.id} takes no text`);
      return engine.scoreText(text, aborted);
    },
    signal,
    ({ usage }) => ({
      requests: 1,
      inputTokens: usage.inputTokens ?? inputTokens,
      outputTokens: usage.outputTokens ?? 1,
    }),
  );
  return { request, scores: value, retries };
}

/** Where the target begins, in bytes of the whole text. */
function startOf(input: SessionInput, { request }: Scored): number {
  return Buffer.byteLength(input.prefix + request.prompt);
}

function unitsOf({ request, scores, retries }: Scored, start: number, targetTokens: number): TargetScore {
  const from = scores.ids.length - targetTokens;
  const logprobs = scores.logprobs.slice(from).map((logprob) => {
    if (logprob === null) throw nothingBefore();
    return logprob;
  });
  const ends = scores.ends.slice(from).map((end) => (end === null ? null : end - start));
  return { ...unitsOfTokens(ends, logprobs, request.target), usage: { ...scores.usage, retries } };
}
