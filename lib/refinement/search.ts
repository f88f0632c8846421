import {
  type CandidateReason,
  type Leak,
  MOST_PARAGRAPHS,
  paragraphsOf,
  type RunConfig,
} from "#lib/trajectory/index.ts";
import { type Difference, meanNats, pairedDifference, type Scale } from "./score.ts";

/** Everything that decides a search besides the texts and their scores. */
export type Rules = {
  readonly search: RunConfig["search"];
  readonly scale: Scale;
  /** Standard deviation of one unit's log-probability when the same text is scored again. */
  readonly noiseNats: number;
};

/** A text with its log-probabilities over the whole target. */
export type Entry = {
  readonly label: string;
  readonly text: string;
  readonly operator: string;
  /** Length in code tokens. */
  readonly tokens: number;
  readonly logprobs: readonly number[];
};

/** A rewrite that was scored and measured against the text it rewrites. */
export type Attempt = Entry & {
  /** Set where there is nothing to compare: an empty text, or one that was there already. */
  readonly dismissed: "empty" | "duplicate" | null;
  readonly failsGate: CandidateReason | null;
  /** Gain on units in no run shared with either thought. */
  readonly adjustedGain: number;
  /** Places of the text that are copied. */
  readonly copies?: Leak["spans"];
  /** Share of the gain that its copies make; absent where that was not asked. */
  readonly copiedGain?: number;
};

export type StopReason = "off" | "passes" | "no-acceptance" | "floor" | "nothing-to-propose";

export type SearchState = {
  readonly incumbent: Entry;
  /** S of the incumbent as first measured; it only falls. */
  readonly s: number;
  readonly passesDone: number;
  /** Operators accepted so far. */
  readonly applied: readonly string[];
  /** The incumbent's paragraph that is next, where one is rewritten after another. */
  readonly paragraph: number;
  readonly stopped: StopReason | null;
};

export type Move =
  | {
      readonly kind: "propose";
      readonly pass: number;
      readonly count: number;
      /** Place of the paragraph to rewrite; null for the whole thought. */
      readonly paragraph: number | null;
    }
  | { readonly kind: "stop"; readonly reason: StopReason };

/** A search begins with the start as the one to beat. */
export function startSearch(start: Entry, rules: Rules): SearchState {
  return {
    incumbent: start,
    s: meanNats(start.logprobs, rules.scale),
    passesDone: 0,
    applied: [],
    paragraph: 0,
    stopped: null,
  };
}

/** What to do next: K rewrites of the incumbent or of one of its paragraphs, or stop. */
export function nextMove(state: SearchState, { search }: Rules): Move {
  const { stopped, s, passesDone, paragraph } = state;
  if (stopped) return { kind: "stop", reason: stopped };
  if (search.mode === "off") return { kind: "stop", reason: "off" };
  const isOver = isByParagraph(search)
    ? passesDone >= MOST_PARAGRAPHS || paragraph >= paragraphCount(state.incumbent.text)
    : passesDone >= search.passes;
  if (isOver || search.candidates === 0) return { kind: "stop", reason: "passes" };
  if (s < search.floorNats) return { kind: "stop", reason: "floor" };
  return {
    kind: "propose",
    pass: passesDone + 1,
    count: search.candidates,
    paragraph: isByParagraph(search) ? paragraph : null,
  };
}

/** Passes of a search that goes on to its end. */
export function mostPasses(start: string, search: Rules["search"]): number {
  if (search.mode === "off") return 0;
  return isByParagraph(search) ? paragraphCount(start) : search.passes;
}

function isByParagraph({ mode }: Rules["search"]): boolean {
  return mode === "segment";
}

function paragraphCount(thought: string): number {
  return paragraphsOf(thought).paragraphs.length;
}

/**
 * Judges one pass. At most one attempt is accepted: the best that passes every rule, or a shorter one that is not clearly
 * worse than the best. `rescored` holds the incumbent's log-probabilities from the attempts' own batch.
 */
export function finishPass(
  state: SearchState,
  attempts: readonly Attempt[],
  rules: Rules,
  rescored: readonly number[] = state.incumbent.logprobs,
): { readonly state: SearchState; readonly reasons: CandidateReason[] } {
  const passesDone = state.passesDone + 1;
  // A paragraph that cannot be bettered says nothing about the next.
  const goesOn = isByParagraph(rules.search);
  const unchanged = { ...state, passesDone, paragraph: state.paragraph + 1 };
  if (attempts.length === 0) {
    return { state: { ...unchanged, stopped: goesOn ? null : "nothing-to-propose" }, reasons: [] };
  }

  const faults = attempts.map((attempt) => fault(attempt, state, rescored, rules));
  const chosen = choose(
    attempts.filter((_, index) => faults[index] === null),
    rules,
  );
  const reasons = attempts.map((attempt, index) => faults[index] ?? (attempt === chosen ? "accepted" : "not-better"));
  if (!chosen) return { state: { ...unchanged, stopped: goesOn ? null : "no-acceptance" }, reasons };
  const grown = paragraphCount(chosen.text) - paragraphCount(state.incumbent.text);
  return {
    state: {
      incumbent: chosen,
      s: meanNats(chosen.logprobs, rules.scale),
      passesDone,
      applied: [...state.applied, chosen.operator],
      // A paragraph that became two is passed as two; one that went leaves its place to the next.
      paragraph: Math.max(state.paragraph, state.paragraph + 1 + grown),
      stopped: null,
    },
    reasons,
  };
}

/** Whether the target is likelier after the incumbent than without a thought, by more than the scorer's noise. */
export function helps({ incumbent }: SearchState, noThought: Entry, rules: Rules): boolean {
  const difference = pairedDifference(noThought.logprobs, incumbent.logprobs, rules.scale);
  return difference.mean > 0 && isAboveNoise(difference, rules);
}

/** Whether a rewrite has to win honestly; faithful mode asks only that it wins. */
export function isGuarded({ search }: Rules): boolean {
  return search.mode !== "faithful";
}

/** Why an attempt may not replace the incumbent, or null. Faithful mode asks for a fall of S and nothing else. */
function fault(
  attempt: Attempt,
  { s }: SearchState,
  rescored: readonly number[],
  rules: Rules,
): CandidateReason | null {
  if (attempt.dismissed) return attempt.dismissed;
  if (isGuarded(rules) && attempt.failsGate) return attempt.failsGate;
  const now = meanNats(attempt.logprobs, rules.scale);
  // Against both measurements of the incumbent, so that noise never lets S rise.
  if (now >= s || now >= meanNats(rescored, rules.scale)) return "not-better";
  if (!isGuarded(rules)) return null;
  const difference = pairedDifference(rescored, attempt.logprobs, rules.scale);
  if (!isClear(difference, s, rules) || !isAboveNoise(difference, rules)) return "within-noise";
  return attempt.adjustedGain > 0 ? null : "leak";
}

/** Whether a difference passes for progress: over so many standard errors, or over so great a share of S. */
function isClear({ mean, standardError }: Difference, s: number, { search }: Rules): boolean {
  if (mean <= 0) return false;
  return mean > search.standardErrors * standardError || mean >= search.relativeMargin * s;
}

/**
 * Whether the gain of the sum exceeds three standard deviations of what noise alone gives: engines that batch calls add one
 * and the same numbers in another order, so that equal texts differ by up to a tenth of a nat. Both readings are noisy, so
 * that their difference varies by the square root of 2 more than one of them.
 */
function isAboveNoise({ mean, units }: Difference, { noiseNats }: Rules): boolean {
  return mean * units > 3 * noiseNats * Math.sqrt(2 * units);
}

function choose(passing: readonly Attempt[], rules: Rules): Attempt | undefined {
  const s = new Map(passing.map((attempt) => [attempt, meanNats(attempt.logprobs, rules.scale)]));
  const sOf = (attempt: Attempt) => s.get(attempt) ?? Number.POSITIVE_INFINITY;
  const [best, ...others] = [...passing].sort((a, b) => sOf(a) - sOf(b) || a.tokens - b.tokens);
  if (!best || rules.search.mode === "faithful") return best;
  const equals = others.filter((other) => {
    const difference = pairedDifference(other.logprobs, best.logprobs, rules.scale);
    return !isClear(difference, sOf(other), rules) || !isAboveNoise(difference, rules);
  });
  return [best, ...equals].reduce((shortest, each) => (each.tokens < shortest.tokens ? each : shortest));
}
