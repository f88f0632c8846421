import type { Candidate, Scores } from "#lib/trajectory/index.ts";
import type { Control, ThoughtMeasure } from "./schema.ts";

export type MeasuredThought = {
  readonly repository: string;
  readonly path: string;
  readonly arm: string;
  readonly scores: Scores;
  /** In the order of scoring. */
  readonly candidates: readonly Candidate[];
  readonly dropped: boolean;
};

/** One thought's numbers out of everything that its search kept. */
export function measureThought({ scores, candidates, ...thought }: MeasuredThought): ThoughtMeasure {
  const start = candidates.find(({ kind }) => kind === "start");
  const rewrites = candidates.filter(({ kind }) => kind === "rewrite");
  const accepted = rewrites.filter((candidate) => candidate.accepted);
  const last = rewrites.reduce((latest, { pass }) => Math.max(latest, pass), 0);
  const passes: ThoughtMeasure["passes"] = [];
  let incumbent = start;
  for (let pass = 0; pass <= last; pass++) {
    incumbent = accepted.find((candidate) => candidate.pass === pass) ?? incumbent;
    passes.push({
      s: incumbent?.s ?? scores.initial,
      meanLogprob: incumbent?.meanLogprob ?? 0,
      words: wordsOf(incumbent?.text ?? ""),
    });
  }
  const { noThought, placebo, initial, final, units } = scores;
  return {
    ...thought,
    units,
    noThought,
    placebo,
    initial,
    final,
    netGain: accepted.reduce((sum, { leak }) => sum + (leak?.adjustedGain ?? 0), 0),
    rewrites: rewrites.length,
    accepted: accepted.length,
    passes,
  };
}

/** What the same place measured without the thought, or with another file's in its stead: the arm of a control. */
export function measureControl(thought: MeasuredThought, control: Control): ThoughtMeasure {
  const { scores, candidates, repository, path, arm } = thought;
  const { noThought, placebo, units } = scores;
  const s = control === "raw" ? noThought : placebo;
  const reference = candidates.find(({ kind }) => kind === (control === "raw" ? "no-thought" : "placebo"));
  return {
    ...{ repository, path, arm, units, noThought, placebo },
    initial: s,
    final: s,
    netGain: 0,
    rewrites: 0,
    accepted: 0,
    dropped: false,
    passes: [{ s, meanLogprob: reference?.meanLogprob ?? 0, words: wordsOf(reference?.text ?? "") }],
  };
}

function wordsOf(text: string): number {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
}
