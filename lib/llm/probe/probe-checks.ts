import { at } from "#lib/std/assert.ts";
import type { Remedies } from "../engines/token-engine.ts";
import type { LogprobModel, TargetScore } from "../port.ts";
import type { ProbeCheck, ProbeCheckName } from "../probe-report.ts";

/** A mean logprob per token outside these bounds on plain English is not that of a working language model. */
const SANE_MEAN = { lowest: -6, highest: -0.5 };
const ORDER_MARGIN_NATS = 1;
/** Per unit; a language model may be noisy, a stand-in is exact. */
const ADDITIVITY_NATS = { "language-model": 0.05, "stand-in": 1e-9 } as const;
/** Twice the largest deviation per token in public reports (SGLang #34683). */
const NOISIEST_NATS = 0.2;
/** A word instead of the one that was just read at the same place; what noise alone can do to one unit of many. */
const LEAST_DROP_NATS = 2;
const MOST_STRAY_NATS = 2;
/** More than that is no beginning-of-text token but a chat template. */
const MOST_BEGIN_IDS = 4;

/** For checks that fail where an engine names no setting of its own. */
const GENERAL: Readonly<Record<ProbeCheckName, string>> = {
  answers: "Mend what the message names, then probe again.",
  sanity:
    "Check that the server scores the prompt itself (prompt_logprobs or echo) and that the model's weights fit its tokenizer.",
  order:
    "The model does not read its context. Check that no chat template is applied, and that no cache answers for other prompts.",
  positions: "Logprobs belong to the tokens beside their own. Update the engine, or use another.",
  additivity:
    "A text's logprobs depend on where it is cut. Turn off prefix caching for prompt logprobs, or update the engine.",
  noise: "Turn on the engine's deterministic mode, or score on a replica that does nothing else.",
  beginning: "Serve a base model with its own tokenizer, without a chat template.",
  "prefix-reuse": "Turn on the engine's prefix cache.",
  "prompt-4k": "Serve the model with a larger window, or with more memory left for logits.",
  "prompt-16k": "Serve the model with a larger window, or with more memory left for logits.",
};

const ADVICE: ReadonlySet<ProbeCheckName> = new Set(["prefix-reuse", "prompt-16k"]);

/** One check's outcome; a failed one names the engine's own setting where there is one. */
export function checkOf(name: ProbeCheckName, passed: boolean, finding: string, remedies: Remedies): ProbeCheck {
  return {
    name,
    passed,
    required: !ADVICE.has(name),
    finding,
    remedy: passed ? null : (remedies[name] ?? GENERAL[name]),
  };
}

export type Outcome = readonly [ProbeCheckName, boolean, string];

export function tiles(score: TargetScore, text: string): Outcome {
  const rising = score.ends.every((end, index) => end > (score.ends[index - 1] ?? 0));
  const complete = score.ends.at(-1) === text.length && score.ends.length === score.logprobs.length;
  return ["answers", rising && complete, `${score.ends.length} units for ${text.length} characters`];
}

export function sanity(model: LogprobModel, whole: TargetScore): Outcome {
  const value = mean(whole);
  const sane = value >= SANE_MEAN.lowest && value <= SANE_MEAN.highest;
  const finding = `mean logprob ${value.toFixed(3)} per ${model.unit} on plain English`;
  return ["sanity", model.kind === "stand-in" ? value < 0 : sane, finding];
}

export function order(model: LogprobModel, ordered: TargetScore, shuffled: TargetScore): Outcome {
  const worse = mean(ordered) - mean(shuffled);
  const margin = model.kind === "language-model" ? ORDER_MARGIN_NATS : 0;
  const finding = `the same words in another order are ${worse.toFixed(3)} nats per ${model.unit} less likely`;
  return ["order", worse > margin, finding];
}

/**
 * Two texts after the same prompt differ from one word on. A server whose logprobs stand one place too late or too early
 * passes every other check, because its sums are only a token off.
 */
export function positions(expected: TargetScore, changed: TargetScore, changedFrom: number): Outcome {
  const unit = expected.ends.findIndex((end) => end > changedFrom);
  const before = expected.ends.slice(0, unit);
  const sameBefore = unit > 0 && before.every((end, index) => end === changed.ends[index]);
  if (!sameBefore) return ["positions", false, "an unchanged beginning is cut into other units"];
  const drop = at(expected.logprobs, unit) - at(changed.logprobs, unit);
  const stray = before.reduce((most, _, index) => {
    return Math.max(most, Math.abs(at(expected.logprobs, index) - at(changed.logprobs, index)));
  }, 0);
  const finding = `a word nobody expects is ${drop.toFixed(3)} nats less likely, and the units before it differ by ${stray.toFixed(4)} nats at most`;
  return ["positions", drop >= LEAST_DROP_NATS && stray <= MOST_STRAY_NATS, finding];
}

/** Within what is allowed for each unit, or what noise alone gives (`noiseNats` of a unit) in three deviations. */
export function additivity(
  model: Pick<LogprobModel, "kind">,
  whole: TargetScore,
  parts: readonly TargetScore[],
  noiseNats: number,
): Outcome {
  const units = whole.logprobs.length;
  const allowed = Math.max(ADDITIVITY_NATS[model.kind] * units, 3 * noiseNats * Math.sqrt(2 * units));
  const difference = Math.abs(sum(whole) - parts.reduce((total, part) => total + sum(part), 0));
  const finding = `two halves differ from the whole by ${difference.toFixed(4)} nats`;
  return ["additivity", difference <= allowed, finding];
}

export function noise(noiseNats: number, coldNats: number): Outcome {
  const finding = `one unit's logprob varies by ${noiseNats.toFixed(4)} nats when the request is repeated; the first reading lies ${coldNats.toFixed(4)} nats from later ones`;
  return ["noise", noiseNats <= NOISIEST_NATS, finding];
}

export function beginning(takesText: boolean, beginIds: readonly number[]): Outcome {
  const finding = takesText
    ? "the server cuts text itself, and may put a token before it"
    : beginIds.length > 0
      ? `the tokenizer puts ${beginIds.join(", ")} before a text, so every prompt begins with it`
      : "prompts begin with their own first token, as the tokenizer adds none";
  return ["beginning", beginIds.length <= MOST_BEGIN_IDS, finding];
}

export function prefixReuse(score: TargetScore): { readonly reuses: boolean | null; readonly outcome: Outcome } {
  const { cachedTokens, inputTokens } = score.usage;
  if (cachedTokens === null || inputTokens === null) {
    return {
      reuses: null,
      outcome: ["prefix-reuse", false, "the server does not tell how many tokens it found cached"],
    };
  }
  const reuses = cachedTokens > inputTokens / 2;
  return { reuses, outcome: ["prefix-reuse", reuses, `${cachedTokens} of ${inputTokens} tokens were found cached`] };
}

/**
 * Standard deviation of a unit over all repetitions, and how far the first lies from the mean of the others. Where only the
 * first differs, as with a prefix cache, it would hide among the rest: two readings then differ by that much, and not by
 * the square root of 2 times the deviation.
 */
export function deviations(repeated: readonly TargetScore[]): { noiseNats: number; coldNats: number } {
  const units = at(repeated, 0).logprobs.length;
  let squares = 0;
  let coldSquares = 0;
  for (let unit = 0; unit < units; unit++) {
    const first = at(at(repeated, 0).logprobs, unit);
    // From the first on, so that equal readings have no noise at all: a mean of equal numbers may be another number.
    const values = repeated.map((score) => at(score.logprobs, unit) - first);
    const average = meanOf(values);
    squares += values.reduce((total, value) => total + (value - average) ** 2, 0) / (values.length - 1);
    coldSquares += (at(values, 0) - meanOf(values.slice(1))) ** 2;
  }
  const coldNats = Math.sqrt(coldSquares / units);
  return { noiseNats: Math.max(Math.sqrt(squares / units), coldNats / Math.SQRT2), coldNats };
}

export function mean(score: TargetScore): number {
  return meanOf(score.logprobs);
}

function sum(score: TargetScore): number {
  return score.logprobs.reduce((total, logprob) => total + logprob, 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
