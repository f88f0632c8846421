import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import type { TokenScores, Tokens } from "../engines/token-engine.ts";
import type { ScoringRequest, ScoringSession, TargetScore, Usage } from "../port.ts";
import type { CallCost } from "../rate-budget.ts";
import { isControlToken } from "./control-tokens.ts";
import { promptTokens } from "./prompt-tokens.ts";
import { EMPTY_SCORE, nothingBefore, type SessionInput, sumOfUsages, wellFormed } from "./session-input.ts";
import { settledTargets } from "./settled-targets.ts";
import { endsOfPieces, unitsOfTokens } from "./target-units.ts";
import { together } from "./together.ts";
import { alignTexts } from "./token-texts.ts";

/** A whole prompt with its target, whose tokens begin at `from`. */
type Prepared = { readonly request: ScoringRequest; readonly tokens: Tokens; readonly from: number };

const TOKENIZING: CallCost = { requests: 1, inputTokens: 0, outputTokens: 0 };
/** A prefix shorter than this is read as quickly as it is looked up. */
const SHORTEST_WARMED = 64;
/** How far before the target a token that ends in it may begin. */
const LONGEST_STRADDLE_BYTES = 1_024;

/**
 * Scores targets by token ids. A target's ids are the same after every prompt of the session, or it is an error. Nothing
 * is truncated, and what does not fit the window is not sent.
 */
export function idSession(input: SessionInput): ScoringSession {
  const { engine, lane } = input;
  const beginIds = input.facts.beginIds ?? [];
  const settled = settledTargets();
  const prompts = promptTokens(input.prefix, async (text, signal) => {
    return (await lane.call(TOKENIZING, (aborted) => engine.tokenize(text, aborted), signal)).value;
  });
  let isWarm = !engine.reusesPrefix;

  async function prepare(request: ScoringRequest, signal: AbortSignal): Promise<Prepared> {
    const tokens = await prompts.cut(request.prompt + request.target, signal);
    const from = tokens.pieces
      ? endsOfPieces(tokens.pieces, request.target).findLastIndex((end) => end <= 0) + 1
      : commonLength([(await prompts.cut(request.prompt, signal)).ids, tokens.ids]);
    return { request, tokens, from };
  }

  /** Reads once what all candidates share, so that none of them pays for it and all are scored in the same state. */
  async function warm(prepared: readonly Prepared[], signal: AbortSignal): Promise<Usage | null> {
    if (isWarm) return null;
    const shared =
      prepared.length > 1 ? commonLength(prepared.map(({ tokens }) => tokens.ids)) : await prompts.headLength(signal);
    const ids = [...beginIds, ...at(prepared, 0).tokens.ids.slice(0, shared)];
    const cost = { requests: 1, inputTokens: ids.length, outputTokens: 1 };
    const isWorth = ids.length >= SHORTEST_WARMED;
    const usage = isWorth ? (await lane.call(cost, (aborted) => engine.warm(ids, aborted), signal)).value : null;
    isWarm = true;
    return usage;
  }

  return {
    close: async () => settled.clear(),
    async score(requests, signal) {
      const texts = requests.map(wellFormed);
      const prepared = await together(
        texts.filter(({ target }) => target !== ""),
        signal,
        prepare,
      );
      settled.settle(prepared.map(({ request, tokens, from }) => ({ target: request.target, ids: tokens.ids, from })));
      const begun = prepared.map((each) => begin(each, settled.lengthOf(each.request.target), beginIds));
      for (const { tokens } of begun) refuseTooLong(tokens.ids.length, input);
      const reading = begun.length > 0 ? await warm(prepared, signal) : null;
      const scores = await together(begun, signal, (each, aborted) => scoreOne(input, each, aborted));
      const paid = scores.map((score, index) =>
        reading && index === 0 ? { ...score, usage: sumOfUsages(reading, score.usage) } : score,
      );
      let next = 0;
      return texts.map(({ target }) => (target === "" ? EMPTY_SCORE : at(paid, next++)));
    },
  };
}

function begin(prepared: Prepared, targetTokens: number, beginIds: readonly number[]): Prepared {
  const { tokens } = prepared;
  const from = beginIds.length + tokens.ids.length - targetTokens;
  if (from === 0) throw nothingBefore();
  const pieces = tokens.pieces && [...beginIds.map(() => new Uint8Array()), ...tokens.pieces];
  return { ...prepared, from, tokens: { ids: [...beginIds, ...tokens.ids], pieces } };
}

/** One token more, because every server generates one. */
function refuseTooLong(tokens: number, { engine, facts }: SessionInput): void {
  if (facts.windowTokens === null || tokens + 1 <= facts.windowTokens) return;
  throw new AppError(
    "too-large",
    `${tokens} tokens do not fit the ${facts.windowTokens} of ${engine.id}. Give the scorer less context, or serve the model with a larger window (--max-model-len of vLLM, --context-length of SGLang).`,
  );
}

async function scoreOne(input: SessionInput, prepared: Prepared, signal: AbortSignal): Promise<TargetScore> {
  const { engine, lane } = input;
  const { tokens, from, request } = prepared;
  const cost = { requests: 1, inputTokens: tokens.ids.length, outputTokens: 1 };
  const { value, retries } = await lane.call(cost, (aborted) => engine.score(tokens, from, aborted), signal);
  const ends = endsInTarget(input, prepared, value);
  return { ...unitsOfTokens(ends, value.logprobs, request.target), usage: { ...value.usage, retries } };
}

function endsInTarget(input: SessionInput, { tokens, from, request }: Prepared, { texts }: TokenScores) {
  if (tokens.pieces) return endsOfPieces(tokens.pieces.slice(from), request.target);
  const control = texts?.find(isControlToken);
  if (control !== undefined) {
    const message = `The target contains ${control}, which ${input.engine.id} reads as a control token. Leave the file that holds it out of the run, or score with another model.`;
    throw new CallFailure("refused", message);
  }
  const before = Buffer.from(input.prefix + request.prompt).subarray(-LONGEST_STRADDLE_BYTES);
  const spelled = Buffer.concat([before, Buffer.from(request.target)]);
  const ends = texts && alignTexts(texts, spelled, (byte) => byte <= before.length);
  if (!ends) {
    const message = `The tokens of ${input.engine.id} do not spell the text they came from. Its tokenizer changes text, or the one it is cut with is another model's: serve a model whose tokenizer keeps every byte.`;
    throw new CallFailure("wrong", message);
  }
  return ends.map((end) => (end === null ? null : end - before.length));
}

function commonLength(lists: readonly (readonly number[])[]): number {
  const first = at(lists, 0);
  const end = first.findIndex((id, index) => lists.some((list) => list[index] !== id));
  return end < 0 ? first.length : end;
}
