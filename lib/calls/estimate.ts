import type { EstimateLine, Figure, MeasuredSpeed, ModelPrice, RunEstimate } from "./schema.ts";

/** What is known of a run before it starts. Tokens are the model's own, or an estimate that the caller names. */
export type RunShape = {
  readonly files: number;
  /** Of all files together. */
  readonly thoughts: number;
  /** Rewrites of a pass, and passes (K and R of the search); both 0 where nothing is rewritten. */
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

type Priced = {
  readonly price: ModelPrice | null;
  /** Why its calls cost nothing; null where they may. */
  readonly free: string | null;
  /** Calls under way at once, all workers together. */
  readonly slots: number;
};

/** Calls of one kind with all their tokens. */
export type Asked = { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number };

export type AuthorShape = Priced & {
  readonly plan: Asked;
  /** The moves of all files. */
  readonly thought: Asked;
  /** One rewrite of every thought. */
  readonly rewrite: Asked;
  readonly speeds: { readonly [purpose in "plan" | "thought" | "rewrite"]?: MeasuredSpeed | null };
};

export type ScorerShape = Priced & {
  /** Before the thought, on average. */
  readonly contextTokens: number;
  /** Of a thought with its target, on average. */
  readonly scoredTokens: number;
  /** Whether candidates after the same context pay for it once. */
  readonly reusesPrefix: boolean;
  readonly speed: MeasuredSpeed | null;
};

/** Calls, tokens, cost and time of a run, each with what it rests on. An upper estimate: searches that end early cost less. */
export function estimateRun(shape: RunShape): RunEstimate {
  const lines = [...(shape.author ? authorLines(shape, shape.author) : [])];
  if (shape.scorer) lines.push(scoreLine(shape, shape.scorer));
  return { lines, total: totalOf(lines) };
}

function authorLines({ thoughts, candidates, passes }: RunShape, author: AuthorShape): EstimateLine[] {
  const none = figure(0, "chat prompts share too little to be counted as read before");
  const line = (purpose: "plan" | "thought" | "rewrite", times: number, why: string): EstimateLine => {
    const asked = author[purpose];
    const calls = figure(Math.round(asked.calls * times), why);
    const inputTokens = figure(
      Math.round(asked.inputTokens * times),
      "the prompts as they are rendered; no reply needs a repair",
    );
    const outputTokens = figure(Math.round(asked.outputTokens * times), OUTPUT[purpose]);
    return {
      purpose,
      calls,
      inputTokens,
      cachedTokens: none,
      outputTokens,
      costUsd: costOf(author, inputTokens, none, outputTokens),
      wallMs: timeOf(calls, author.speeds[purpose] ?? null, author.slots),
    };
  };
  const rewrites = candidates * passes;
  return [
    line("plan", 1, "one call for the requirements, and one for each chunk of the plan"),
    line("thought", 1, "one call for all thoughts of a file"),
    ...(rewrites === 0
      ? []
      : [
          line(
            "rewrite",
            rewrites,
            `${candidates} rewrites in each of ${passes} passes for each of ${Math.round(thoughts)} thoughts; searches that end early ask less`,
          ),
        ]),
  ];
}

const OUTPUT = {
  plan: "requirements and entries as long as the structural author's",
  thought: "thoughts as long as the structural author's",
  rewrite: "a rewrite as long as its thought, after an analysis of the same length",
} as const;

function scoreLine(shape: RunShape, scorer: ScorerShape): EstimateLine {
  const { thoughts, candidates, passes, references, rescores } = shape;
  const { contextTokens, scoredTokens, reusesPrefix, speed, slots } = scorer;
  const perPass = candidates === 0 ? 0 : candidates + (rescores ? 1 : 0);
  const perThought = references + passes * perPass;
  const texts = Math.round(thoughts * perThought);
  const calls = figure(
    texts,
    `${references} references for every thought, and ${perPass} texts in each of ${passes} passes`,
  );
  const inputTokens = figure(
    Math.round(texts * (contextTokens + scoredTokens)),
    `each reads ${Math.round(contextTokens)} tokens of context, and a thought and a file of ${Math.round(scoredTokens)}`,
  );
  const cachedTokens = reusesPrefix
    ? figure(
        Math.round(thoughts * Math.max(0, perThought - 1) * contextTokens),
        "the context is read once for each thought",
      )
    : figure(0, "this engine reads the context again for every text");
  const outputTokens = figure(texts, "one token that is thrown away, with each text");
  return {
    purpose: "score",
    calls,
    inputTokens,
    cachedTokens,
    outputTokens,
    costUsd: costOf(scorer, inputTokens, cachedTokens, outputTokens),
    wallMs: timeOf(calls, speed, slots),
  };
}

function costOf({ price, free }: Priced, input: Figure, cached: Figure, output: Figure): Figure {
  if (free !== null) return figure(0, `free: ${free}`);
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
