import { at } from "#lib/std/assert.ts";
import { messageOf } from "#lib/std/errors.ts";
import type { LogprobModel, TargetScore } from "./port.ts";

export type ProbeCheck = {
  readonly name: "answers" | "sanity" | "order" | "additivity" | "repeatability";
  readonly passed: boolean;
  /** What was measured, in one sentence. */
  readonly finding: string;
  /** What to do when it failed. */
  readonly remedy: string | null;
};

export type ProbeReport = {
  readonly modelId: string;
  readonly passed: boolean;
  readonly checks: readonly ProbeCheck[];
  /** Standard deviation of one unit's logprob over repetitions; 0 for an exact model. */
  readonly noiseNats: number;
  readonly meanLogprob: number | null;
};

const PROMPT = "The following notes were written by a gardener.\n";
const FIRST_PART =
  "In early spring the soil is still cold, and most seeds will rot before they sprout. It is better to wait until the\n" +
  "ground feels warm to the hand. Peas and broad beans are the exception: they can be sown while the nights are frosty.\n";
const SECOND_PART =
  "Tomatoes want shelter, a sunny wall and regular water. If the leaves begin to curl, look under them for insects, and\n" +
  "wash those away with plain water before you try anything stronger.\n";
const PARAGRAPH = FIRST_PART + SECOND_PART;

/** A mean logprob per token outside these bounds on plain English is not that of a working language model. */
const SANE_MEAN = { lowest: -6, highest: -0.5 };
const ORDER_MARGIN_NATS = 1;
/** Per unit; a language model may be noisy, a stand-in is exact. */
const ADDITIVITY_NATS = { "language-model": 0.05, "stand-in": 1e-9 } as const;
const NOISIEST_NATS = 0.2;
const REPETITIONS = 4;

/** Asks a scorer questions whose answers are known, because a server that answers 200 may still answer nonsense. */
export async function probeScorer(model: LogprobModel, signal: AbortSignal): Promise<ProbeReport> {
  try {
    return await probe(model, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failed: ProbeCheck = {
      name: "answers",
      passed: false,
      finding: messageOf(error),
      remedy: "Mend what the message names, then probe again.",
    };
    return { modelId: model.id, passed: false, checks: [failed], noiseNats: model.noiseNats, meanLogprob: null };
  }
}

async function probe(model: LogprobModel, signal: AbortSignal): Promise<ProbeReport> {
  const session = await model.open([PROMPT], signal);
  try {
    const ask = async (prompt: string, target: string) => at(await session.score([{ prompt, target }], signal), 0);
    const whole = await ask("\n", PARAGRAPH);
    // A stand-in knows no English before it has read some.
    const read = model.kind === "stand-in" ? `\n${PARAGRAPH}` : "\n";
    const ordered = await ask(read, PARAGRAPH);
    const shuffled = await ask(read, shuffledWords(PARAGRAPH));
    const first = await ask("\n", FIRST_PART);
    const second = await ask(`\n${FIRST_PART}`, SECOND_PART);
    const repeated: TargetScore[] = [];
    for (let round = 0; round < REPETITIONS; round++) repeated.push(await ask("\n", PARAGRAPH));

    const noiseNats = deviation(repeated);
    const checks = [
      tiles(whole),
      sanity(model, whole),
      order(model, ordered, shuffled),
      additivity(model, sum(whole), sum(first) + sum(second), whole.logprobs.length),
      repeatability(noiseNats),
    ];
    const passed = checks.every((check) => check.passed);
    return { modelId: model.id, passed, checks, noiseNats, meanLogprob: mean(whole) };
  } finally {
    await session.close();
  }
}

function tiles(score: TargetScore): ProbeCheck {
  const rising = score.ends.every((end, index) => end > (score.ends[index - 1] ?? 0));
  return check(
    "answers",
    rising && score.ends.at(-1) === PARAGRAPH.length && score.ends.length === score.logprobs.length,
    `${score.ends.length} units for ${PARAGRAPH.length} characters`,
    "The units do not cover the text. Use another engine or another tokenizer.",
  );
}

function sanity(model: LogprobModel, whole: TargetScore): ProbeCheck {
  const value = mean(whole);
  const sane = value >= SANE_MEAN.lowest && value <= SANE_MEAN.highest;
  return check(
    "sanity",
    model.kind === "stand-in" ? value < 0 : sane,
    `mean logprob ${value.toFixed(3)} per ${model.unit} on plain English`,
    "Check that the server scores the prompt itself (prompt_logprobs or echo) and that the model's weights fit its tokenizer.",
  );
}

function order(model: LogprobModel, ordered: TargetScore, shuffled: TargetScore): ProbeCheck {
  const worse = mean(ordered) - mean(shuffled);
  const margin = model.kind === "language-model" ? ORDER_MARGIN_NATS : 0;
  return check(
    "order",
    worse > margin,
    `the same words in another order are ${worse.toFixed(3)} nats per ${model.unit} less likely`,
    "The model does not read its context. Check the chat template is not applied, and that no cache answers for other prompts.",
  );
}

function additivity(model: LogprobModel, whole: number, parts: number, units: number): ProbeCheck {
  const difference = Math.abs(whole - parts);
  return check(
    "additivity",
    difference <= ADDITIVITY_NATS[model.kind] * units,
    `two halves differ from the whole by ${difference.toFixed(4)} nats`,
    "Logprobs belong to other positions than they should. Turn off prefix caching for prompt logprobs, or update the engine.",
  );
}

function repeatability(noiseNats: number): ProbeCheck {
  return check(
    "repeatability",
    noiseNats <= NOISIEST_NATS,
    `one unit's logprob varies by ${noiseNats.toFixed(4)} nats when the request is repeated`,
    "Turn on the engine's deterministic mode, or score on a replica that does nothing else.",
  );
}

function check(name: ProbeCheck["name"], passed: boolean, finding: string, remedy: string): ProbeCheck {
  return { name, passed, finding, remedy: passed ? null : remedy };
}

function deviation(repeated: readonly TargetScore[]): number {
  const units = at(repeated, 0).logprobs.length;
  let squares = 0;
  for (let unit = 0; unit < units; unit++) {
    const values = repeated.map((score) => score.logprobs[unit] ?? Number.NaN);
    const average = values.reduce((total, value) => total + value, 0) / values.length;
    squares += values.reduce((total, value) => total + (value - average) ** 2, 0) / (values.length - 1);
  }
  return Math.sqrt(squares / units);
}

/** A fixed permutation, so that every probe asks the same question. Multiplier of Numerical Recipes' generator. */
function shuffledWords(text: string): string {
  const words = text.trim().split(/\s+/);
  let seed = 1;
  for (let last = words.length - 1; last > 0; last--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = seed % (last + 1);
    [words[last], words[other]] = [at(words, other), at(words, last)];
  }
  return `${words.join(" ")}\n`;
}

function sum(score: TargetScore): number {
  return score.logprobs.reduce((total, logprob) => total + logprob, 0);
}

function mean(score: TargetScore): number {
  return sum(score) / score.logprobs.length;
}
