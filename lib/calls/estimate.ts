import type { EstimateLine, Figure, MeasuredSpeed, ModelPrice, RunEstimate } from "./schema.ts";

/** What is known of a run before it starts. Tokens are the model's own, or an estimate that the caller names. */
export type RunShape = {
  readonly files: number;
  /** Of all files that are written. */
  readonly codeTokens: number;
  readonly thoughtsPerFile: number;
  readonly thoughtTokens: number;
  /** K and R of method.md; both 0 where nothing is rewritten. */
  readonly candidates: number;
  readonly passes: number;
  /** Texts scored once before the search: no thought, placebo, start. */
  readonly references: number;
  /** Whether the incumbent is scored again in the batch of each pass, as a noisy scorer needs. */
  readonly rescores: boolean;
  /** Null where the author asks no model. */
  readonly author: AuthorShape | null;
  /** Null where nothing is scored, or in this process. */
  readonly scorer: ScorerShape | null;
};

type Asked = {
  readonly price: ModelPrice | null;
  /** Calls under way at once, all workers together. */
  readonly slots: number;
};

export type AuthorShape = Asked & {
  /** Of one prompt, on average. */
  readonly contextTokens: number;
  /** Files planned in one call. */
  readonly planChunk: number;
  readonly speeds: { readonly [purpose in "plan" | "thought" | "rewrite"]?: MeasuredSpeed | null };
};

export type ScorerShape = Asked & {
  /** Before the thought, on average. */
  readonly contextTokens: number;
  /** Whether candidates after the same context pay for it once. */
  readonly reusesPrefix: boolean;
  readonly speed: MeasuredSpeed | null;
};

/** A plan's reply: an entry for each file, as long as this. */
const PLAN_TOKENS_A_FILE = 80;
const REQUIREMENTS_TOKENS = 1_500;

/** Calls, tokens, cost and time of a run, each with what it rests on. An upper estimate: searches that end early cost less. */
export function estimateRun(shape: RunShape): RunEstimate {
  const lines = [...(shape.author ? authorLines(shape, shape.author) : [])];
  if (shape.scorer) lines.push(scoreLine(shape, shape.scorer));
  return { lines, total: totalOf(lines) };
}

function authorLines(shape: RunShape, author: AuthorShape): EstimateLine[] {
  const { files, candidates, passes, thoughtTokens, thoughtsPerFile } = shape;
  const { contextTokens, planChunk, price, slots, speeds } = author;
  const thoughts = files * thoughtsPerFile;
  const prompt = `${contextTokens} tokens a prompt; no reply needs a repair`;
  const none = figure(0, "chat prompts share too little to be read from a cache");
  const line = (purpose: "plan" | "thought" | "rewrite", calls: Figure, input: number, outputTokens: Figure) => {
    const inputTokens = figure((calls.value ?? 0) * input, prompt);
    return {
      purpose,
      calls,
      inputTokens,
      cachedTokens: none,
      outputTokens,
      costUsd: costOf(price, inputTokens, none, outputTokens),
      wallMs: timeOf(calls, speeds[purpose] ?? null, slots),
    };
  };
  const plans = 1 + Math.ceil(files / planChunk);
  const planned = figure(plans, `one call for the requirements, one for each ${planChunk} files`);
  const entries = figure(
    REQUIREMENTS_TOKENS + files * PLAN_TOKENS_A_FILE,
    `${REQUIREMENTS_TOKENS} tokens of requirements, ${PLAN_TOKENS_A_FILE} for each file's entry`,
  );
  const written = figure(files, "one call for all thoughts of a file");
  const thoughtOut = figure(thoughts * thoughtTokens, `${thoughtsPerFile} thoughts a file of ${thoughtTokens} tokens`);
  const rewrites = figure(
    thoughts * candidates * passes,
    `${candidates} rewrites in each of ${passes} passes for every thought; searches that end early ask less`,
  );
  const rewriteOut = figure(
    (rewrites.value ?? 0) * thoughtTokens * 2,
    "a rewrite as long as its thought, after an analysis of the same length",
  );
  return [
    line("plan", planned, contextTokens, entries),
    line("thought", written, contextTokens, thoughtOut),
    ...(rewrites.value === 0 ? [] : [line("rewrite", rewrites, contextTokens + thoughtTokens, rewriteOut)]),
  ];
}

function scoreLine(shape: RunShape, scorer: ScorerShape): EstimateLine {
  const { files, codeTokens, thoughtsPerFile, thoughtTokens, candidates, passes, references, rescores } = shape;
  const { contextTokens, reusesPrefix, price, slots, speed } = scorer;
  const thoughts = files * thoughtsPerFile;
  const perPass = candidates === 0 ? 0 : candidates + (rescores ? 1 : 0);
  const perThought = references + passes * perPass;
  const target = files === 0 ? 0 : codeTokens / files;
  const calls = figure(
    thoughts * perThought,
    `${references} references for every thought, and ${perPass} texts in each of ${passes} passes`,
  );
  const inputTokens = figure(
    thoughts * perThought * (contextTokens + thoughtTokens + target),
    `each reads ${contextTokens} tokens of context, a thought of ${thoughtTokens}, and a file of ${Math.round(target)}`,
  );
  const cachedTokens = reusesPrefix
    ? figure(thoughts * Math.max(0, perThought - 1) * contextTokens, "the context is read once for each thought")
    : figure(0, "this engine reads the context again for every text");
  const outputTokens = figure(thoughts * perThought, "one token that is thrown away, with each text");
  return {
    purpose: "score",
    calls,
    inputTokens,
    cachedTokens,
    outputTokens,
    costUsd: costOf(price, inputTokens, cachedTokens, outputTokens),
    wallMs: timeOf(calls, speed, slots),
  };
}

function costOf(price: ModelPrice | null, input: Figure, cached: Figure, output: Figure): Figure {
  if (!price) return figure(null, "no price of this model is given (RETRACE_PRICES)");
  const cachedPrice = price.cachedInput ?? price.input;
  const fresh = (input.value ?? 0) - (cached.value ?? 0);
  const usd = (fresh * price.input + (cached.value ?? 0) * cachedPrice + (output.value ?? 0) * price.output) / 1e6;
  return figure(usd, `$${price.input} a million tokens in, $${cachedPrice} cached, $${price.output} out`);
}

function timeOf(calls: Figure, speed: MeasuredSpeed | null, slots: number): Figure {
  if (!speed) return figure(null, "the ledger holds no call of this model and purpose yet");
  return figure(
    ((calls.value ?? 0) * speed.wallMs) / slots,
    `${Math.round(speed.wallMs)} ms a call as in ${speed.calls} calls before, ${slots} at once`,
  );
}

/** A sum with an unknown part is unknown. */
function totalOf(lines: readonly EstimateLine[]): EstimateLine {
  const sum = (pick: (line: EstimateLine) => Figure, assumption: string) =>
    figure(
      lines.reduce<number | null>((all, line) => {
        const { value } = pick(line);
        return all === null || value === null ? null : all + value;
      }, 0),
      assumption,
    );
  const added = "the sum of all purposes";
  return {
    purpose: "total",
    calls: sum((line) => line.calls, added),
    inputTokens: sum((line) => line.inputTokens, added),
    cachedTokens: sum((line) => line.cachedTokens, added),
    outputTokens: sum((line) => line.outputTokens, added),
    costUsd: sum((line) => line.costUsd, `${added}; unknown where one of them is`),
    wallMs: sum((line) => line.wallMs, `one purpose after another; unknown where one of them is`),
  };
}

function figure(value: number | null, assumption: string): Figure {
  return { value, assumption };
}
