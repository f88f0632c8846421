import type { TargetScore } from "#lib/llm/port.ts";
import { at, invariant } from "#lib/std/assert.ts";
import type { RefinedThought, RunConfig } from "#lib/trajectory/index.ts";
import { judgePass } from "./attribution.ts";
import { failsGate } from "./gate.ts";
import { type LeakMeter, leakMeter } from "./leak.ts";
import { fitPlacebo } from "./placebo.ts";
import { firstScoredUnit } from "./score.ts";
import { type ScoringInput, scoreTexts } from "./score-texts.ts";
import {
  type Attempt,
  type Entry,
  helps,
  type Move,
  mostPasses,
  nextMove,
  type Rules,
  type SearchState,
  type StopReason,
  startSearch,
} from "./search.ts";
import { type Proposal, SearchRecord } from "./search-record.ts";

export type RefineInput = ScoringInput & {
  /** A name of lib/structure's Language; decides how the target's first block is found. */
  readonly language?: string;
  /** The thought as first written. */
  readonly thought: string;
  /** A thought of another file; brought to the start's length here. Empty where there is no other file. */
  readonly placebo: string;
  /** Text that is given anyway: outline signatures, files that were read. */
  readonly known: readonly string[];
  /** Where the caller has measured this target before: preparing a meter takes longer than using it. */
  readonly meter?: LeakMeter;
  readonly search: RunConfig["search"];
  /** One rewrite; null where the author has nothing further to try. */
  readonly propose: (wanted: WantedRewrite) => Promise<{ readonly text: string; readonly operator: string } | null>;
  /** ISO date that goes into the scores. */
  readonly measuredAt: string;
  readonly onProgress?: (progress: RefineProgress) => void;
};

export type WantedRewrite = {
  readonly pass: number;
  /** 0 for the first of the K candidates of a pass. */
  readonly position: number;
  /** The incumbent, which is to be rewritten. */
  readonly thought: string;
  /** Place of the only paragraph to rewrite; null for the whole thought. */
  readonly paragraph: number | null;
  /** Operators accepted so far. */
  readonly applied: readonly string[];
};

/** Told after the first scoring (pass 0) and after each pass. */
type RefineProgress = {
  readonly pass: number;
  readonly passes: number;
  readonly noThought: number;
  readonly initial: number;
  readonly best: number;
};

/**
 * Rewrites one thought so that its target becomes more likely, and keeps everything that was scored. The start is always
 * a candidate, so that the result is never worse than it. Deterministic where session and `propose` are.
 */
export async function refineThought(
  input: RefineInput,
  signal: AbortSignal,
): Promise<RefinedThought & { readonly stopped: StopReason | null }> {
  checkSeams(input);
  const meter = input.meter ?? leakMeter(input.target, input.known);
  // An empty file has no units: nothing to score, nothing to gain.
  if (input.target === "") return { ...unscoredWith(meter, input), stopped: null };

  const placeboText = fitPlacebo(input.placebo, input.thought.length);
  const first = await scoreTexts(input, [null, placeboText, input.thought], null, signal);
  const { ends } = at(first, 0);
  const scoredFrom = firstScoredUnit(input.target, ends, input.language);
  const rules: Rules = {
    search: input.search,
    scale: { scoredFrom, clipNats: input.model.clipNats },
    noiseNats: input.model.noiseNats,
  };
  const record = new SearchRecord(meter, rules);
  const noThought = entry("no-thought", "", "none", 0, at(first, 0));
  const placebo = entry("placebo", placeboText, "placebo", 0, at(first, 1));
  const start = entry("0", input.thought, "start", meter.measure(input.thought).tokens, at(first, 2));
  record.add(noThought, { kind: "no-thought", reason: "reference" });
  record.add(placebo, { kind: "placebo", reason: "reference" });
  record.add(start, { kind: "start", reason: "start" });

  let state = startSearch(start, rules);
  const initial = state.s;
  const tell = (pass: number) =>
    input.onProgress?.({
      pass,
      passes: mostPasses(input.thought, input.search),
      noThought: record.s(noThought),
      initial,
      best: state.s,
    });
  tell(0);
  for (let move = nextMove(state, rules); move.kind === "propose"; move = nextMove(state, rules)) {
    const { incumbent } = state;
    const proposals = await proposeAll(input, move, state, signal);
    const scored = await scorePass(input, record, { incumbent, proposals, ends, pass: move.pass }, signal);
    const blanked = async (text: string) => at(await scoreTexts(input, [text], ends, signal, move.pass), 0).logprobs;
    const done = await judgePass(state, scored.attempts, rules, scored.rescored, blanked);
    for (const [index, attempt] of done.attempts.entries()) {
      const reason = at(done.reasons, index);
      record.add(attempt, { kind: "rewrite", reason, pass: move.pass, parent: incumbent.label });
    }
    state = done.state;
    tell(move.pass);
  }

  const final = meter.measure(state.incumbent.text);
  return {
    text: state.incumbent.text,
    scores: {
      noThought: record.s(noThought),
      placebo: record.s(placebo),
      initial,
      final: state.s,
      unit: `nats/${input.model.unit}`,
      units: ends.length - scoredFrom,
      scorer: input.model.id,
      tokenizer: input.model.tokenizer,
      measuredAt: input.measuredAt,
    },
    candidates: record.candidates,
    unitEnds: ends,
    scoredFrom,
    logprobs: record.entries.map(({ label, logprobs }) => ({ label, logprobs })),
    leak: final.leak,
    failsGate: failsGate(final, input.search),
    dropped: dropsUnhelpful(input) && !helps(state, noThought, rules),
    stopped: state.stopped ?? stopReason(nextMove(state, rules)),
  };
}

/** The thought as it is, where nothing scores: its leak is measured all the same. */
export function unscoredThought(
  input: Pick<RefineInput, "thought" | "target" | "known" | "meter" | "search">,
): RefinedThought {
  return unscoredWith(input.meter ?? leakMeter(input.target, input.known), input);
}

function unscoredWith(meter: LeakMeter, input: Pick<RefineInput, "thought" | "search">): RefinedThought {
  const measure = meter.measure(input.thought);
  return {
    text: input.thought,
    scores: null,
    candidates: [],
    unitEnds: [],
    scoredFrom: 0,
    logprobs: [],
    leak: measure.leak,
    failsGate: failsGate(measure, input.search),
    dropped: false,
  };
}

function dropsUnhelpful({ model, search }: RefineInput): boolean {
  const isGuarded = search.mode === "guarded" || search.mode === "segment";
  return search.dropUnhelpful && isGuarded && model.kind === "language-model";
}

async function proposeAll(
  input: RefineInput,
  { pass, count, paragraph }: Extract<Move, { kind: "propose" }>,
  { incumbent, applied }: SearchState,
  signal: AbortSignal,
): Promise<Proposal[]> {
  signal.throwIfAborted();
  const proposals = await Promise.all(
    Array.from({ length: count }, (_, position) =>
      input.propose({ pass, position, thought: incumbent.text, paragraph, applied }),
    ),
  );
  return proposals.flatMap((proposal, position) =>
    proposal ? [{ label: `${pass}${LETTERS[position]}`, text: proposal.text.trim(), operator: proposal.operator }] : [],
  );
}

const LETTERS = "abcdefgh";

/** Scores what is new among the proposals in one batch; the incumbent again with them where the scorer is noisy. */
async function scorePass(
  input: RefineInput,
  record: SearchRecord,
  batch: {
    readonly incumbent: Entry;
    readonly proposals: readonly Proposal[];
    readonly ends: readonly number[];
    readonly pass: number;
  },
  signal: AbortSignal,
): Promise<{ attempts: Attempt[]; rescored: readonly number[] }> {
  const { incumbent, proposals, ends, pass } = batch;
  const fresh = [...new Set(proposals.map(({ text }) => text))].filter((text) => !record.find(text));
  if (fresh.length === 0) {
    const attempts = proposals.map((proposal) => record.attempt(proposal, null, incumbent, ends));
    return { attempts, rescored: incumbent.logprobs };
  }
  const again = input.model.noiseNats > 0 ? [incumbent.text] : [];
  const scores = await scoreTexts(input, [...again, ...fresh], ends, signal, pass);
  const parent = again.length > 0 ? { ...incumbent, logprobs: at(scores, 0).logprobs } : incumbent;
  const scored = new Map(fresh.map((text, index) => [text, at(scores, index + again.length).logprobs]));
  const attempts = proposals.map((proposal) => {
    // The first proposal with a text takes its scores; a second one with the same text is a duplicate.
    const logprobs = scored.get(proposal.text) ?? null;
    const attempt = record.attempt(proposal, logprobs, parent, ends);
    scored.delete(proposal.text);
    return attempt;
  });
  return { attempts, rescored: parent.logprobs };
}

function entry(label: string, text: string, operator: string, tokens: number, { logprobs }: TargetScore): Entry {
  return { label, text, operator, tokens, logprobs };
}

function checkSeams({ context, wrap, search }: RefineInput): void {
  invariant(context === "" || context.endsWith("\n"), "the context of a scoring ends in a newline");
  invariant(wrap.separator.endsWith("\n"), "the separator before a target ends in a newline");
  invariant(search.candidates <= LETTERS.length, "a pass has at most eight candidates");
}

function stopReason(move: ReturnType<typeof nextMove>): StopReason | null {
  return move.kind === "stop" ? move.reason : null;
}
