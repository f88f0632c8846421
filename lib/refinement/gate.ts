import type { CandidateReason, RunConfig } from "#lib/trajectory/index.ts";
import type { LeakMeasure } from "./leak.ts";

/** A fenced block of more lines than this is code, whatever stands in it: prose has no use for a fence. */
const MOST_FENCED_LINES = 3;
/** Share of a thought's own 13-word runs that may repeat. A quarter is a paragraph said twice in a page. */
const MOST_REPETITION = 0.25;

/**
 * The first threshold that a thought fails, or null. Length is counted in code tokens; a rewrite that is not longer than
 * what it rewrites never fails for its length.
 */
export function failsGate(
  { leak, tokens }: LeakMeasure,
  search: RunConfig["search"],
  parentTokens = 0,
): CandidateReason | null {
  if (leak.longestRun > search.leakRun) return "leak";
  // In a short thought one run of eight tokens is a large share, and yet no leak.
  if (leak.overlap > search.leakOverlap && (leak.copiedTokens ?? search.leakRun + 1) > search.leakRun) return "leak";
  if ((leak.pieceBits ?? 0) > search.leakPieces) return "leak";
  if ((leak.spokenBits ?? 0) > search.leakSpoken) return "leak";
  if ((leak.renamedBits ?? 0) > search.leakBits) return "leak";
  if (leak.fencedLines > MOST_FENCED_LINES) return "leak";
  const tooLong = leak.lengthRatio > search.lengthRatio && tokens >= search.lengthFloor;
  if (tooLong && tokens > parentTokens) return "too-long";
  if (leak.repetition > MOST_REPETITION) return "repetition";
  return null;
}
