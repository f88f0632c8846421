import type { TagTone } from "#components/ui/tag.tsx";
import { assertNever } from "#lib/std/assert.ts";
import type { Candidate, CandidateReason } from "#lib/trajectory/index.ts";

/** A candidate's name in choices and headings. */
export function candidateName(candidate: Candidate): string {
  switch (candidate.kind) {
    case "no-thought":
      return "no thought";
    case "placebo":
      return "placebo";
    case "start":
      return "start";
    case "rewrite":
      return candidate.label;
    default:
      return assertNever(candidate.kind);
  }
}

/** What became of a candidate, in words and tone. */
export function outcome(reason: CandidateReason): { readonly text: string; readonly tone: TagTone } {
  switch (reason) {
    case "start":
      return { text: "start", tone: "neutral" };
    case "accepted":
      return { text: "accepted", tone: "accept" };
    case "not-better":
      return { text: "not better", tone: "neutral" };
    case "within-noise":
      return { text: "within noise", tone: "dashed" };
    case "leak":
      return { text: "leak gate", tone: "reject" };
    case "too-long":
      return { text: "too long", tone: "neutral" };
    case "repetition":
      return { text: "repeats itself", tone: "neutral" };
    case "empty":
      return { text: "empty", tone: "neutral" };
    case "duplicate":
      return { text: "duplicate", tone: "neutral" };
    case "reference":
      return { text: "reference", tone: "neutral" };
    default:
      return assertNever(reason);
  }
}

/** The candidate that stands: the last one accepted, or the start. Null where nothing was scored. */
export function finalCandidate(candidates: readonly Candidate[]): Candidate | null {
  const accepted = candidates.filter((each) => each.kind === "rewrite" && each.accepted);
  const best = accepted.reduce<Candidate | null>((low, each) => (low && low.s <= each.s ? low : each), null);
  return best ?? candidates.find((each) => each.kind === "start") ?? null;
}

/** The start and its rewrites, in the order in which they were tried. */
export function searched(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((each) => each.kind === "start" || each.kind === "rewrite");
}

/** "tokens" or "spans": what the unit of S counts. */
export function unitNoun(unit: string | null | undefined): string {
  const noun = unit?.split("/")[1];
  return noun ? `${noun}s` : "units";
}

/** The scorer as it is named wherever its numbers stand; a stand-in says that it is one. */
export function scorerWords(scorer: string | null): string {
  if (scorer === null) return "none";
  return scorer.startsWith("builtin") ? "built-in model, not a language model" : scorer;
}
