import type { Leak } from "#lib/trajectory/index.ts";
import { pairedDifference, type Scale } from "./score.ts";
import { type Attempt, finishPass, isGuarded, type Rules, type SearchState } from "./search.ts";

/** Stands for what is blanked: it says nothing, and the sentence around it stays one. */
const BLANK = "…";

/** A thought with its copied spans blanked; null where it has none that the thought it rewrites has not. */
export function blankCopies(thought: string, spans: Leak["spans"], parent: string): string | null {
  const own = spans.filter(({ start, end }) => !parent.includes(thought.slice(start, end)));
  if (own.length === 0) return null;
  let result = "";
  let at = 0;
  for (const { start, end } of own) {
    result += thought.slice(at, start) + BLANK;
    at = end;
  }
  return result + thought.slice(at);
}

/** Share of a rewrite's gain that vanishes when its copies are blanked, 0 to 1. */
export function attributeGain(
  parent: readonly number[],
  rewrite: readonly number[],
  blanked: readonly number[],
  scale: Scale,
): number {
  const gain = pairedDifference(parent, rewrite, scale).mean;
  const kept = pairedDifference(parent, blanked, scale).mean;
  return gain <= 0 ? 0 : Math.min(1, Math.max(0, (gain - kept) / gain));
}

export type JudgedPass = ReturnType<typeof finishPass> & { readonly attempts: readonly Attempt[] };

/**
 * Judges one pass, and asks of the attempt that would be accepted what its copies have to do with it: it is scored once
 * more with them blanked. One whose gain comes from them by more than `copiedGain` leaks; the next best is judged then.
 */
export async function judgePass(
  state: SearchState,
  attempts: readonly Attempt[],
  rules: Rules,
  rescored: readonly number[],
  score: (text: string) => Promise<readonly number[]>,
): Promise<JudgedPass> {
  let judged = attempts;
  while (true) {
    const done = finishPass(state, judged, rules, rescored);
    const accepted = judged.find((_, index) => done.reasons[index] === "accepted");
    const blanked = accepted && blankCopies(accepted.text, accepted.copies ?? [], state.incumbent.text);
    if (!accepted || !blanked || accepted.copiedGain !== undefined || !isGuarded(rules)) {
      return { ...done, attempts: judged };
    }
    const copiedGain = attributeGain(rescored, accepted.logprobs, await score(blanked), rules.scale);
    const failsGate = copiedGain > rules.search.copiedGain ? ("leak" as const) : accepted.failsGate;
    judged = judged.map((attempt) => (attempt === accepted ? { ...attempt, copiedGain, failsGate } : attempt));
  }
}
