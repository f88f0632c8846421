import { AppError } from "#lib/std/errors.ts";
import type { CanonicalRow } from "#lib/trajectory/index.ts";

type Step = CanonicalRow["steps"][number];
type Candidate = NonNullable<Step["candidates"]>[number];

/** Why a rewrite lost that may well have made its file likelier: what it said is not wanted. */
const UNWANTED = new Set<Candidate["reason"]>(["leak", "too-long", "repetition"]);
/** What says nothing about better or worse. */
const SILENT = new Set<Candidate["reason"]>(["within-noise", "empty", "duplicate"]);

/**
 * Pairs of thoughts of which one was preferred, in TRL's preference shape (docs/source/dataset_formats.md): `prompt`,
 * `chosen`, `rejected`; the columns beside them say where a pair is from and by how much. One pair for the winner of a pass
 * and each that lost to it: the thought that was rewritten, and the other rewrites. Ties within noise are no pairs.
 *
 * The prompt is what the file's agent has before it: prelude, requirements, plan, and its own steps so far.
 */
export function preferenceLines(row: CanonicalRow, texts: readonly string[]): string[] {
  const { name, license } = row.repository;
  return row.steps.flatMap((step) => {
    const pairs = pairsOf(step.candidates ?? []);
    if (pairs.length === 0) return [];
    const prompt = promptOf(row, texts, step);
    return pairs.map(({ chosen, rejected }) =>
      JSON.stringify({
        prompt,
        chosen: `${chosen.text}\n</think>\n`,
        rejected: `${rejected.text}\n</think>\n`,
        id: row.id,
        step: step.index,
        path: step.agent,
        pass: Math.max(chosen.pass, rejected.pass),
        reason: rejected.reason === "start" || rejected.accepted ? "rewritten" : rejected.reason,
        chosen_logprob: chosen.sumLogprob,
        rejected_logprob: rejected.sumLogprob,
        units: chosen.units,
        scorer: row.scorer,
        repository: name,
        license,
      }),
    );
  });
}

type Pair = { readonly chosen: Candidate; readonly rejected: Candidate };

/** Candidates are in the order of scoring: the start, then pass by pass. */
function pairsOf(candidates: readonly Candidate[]): Pair[] {
  const pairs: Pair[] = [];
  let incumbent = candidates.find((candidate) => candidate.reason === "start");
  const passes = Map.groupBy(
    candidates.filter((candidate) => candidate.reason !== "start"),
    (candidate) => candidate.pass,
  );
  for (const rewrites of passes.values()) {
    if (!incumbent) break;
    const winner: Candidate = rewrites.find((rewrite) => rewrite.accepted) ?? incumbent;
    const losers = [incumbent, ...rewrites].filter((each) => each !== winner && lostTo(each, winner));
    pairs.push(...losers.map((rejected) => ({ chosen: winner, rejected })));
    incumbent = winner;
  }
  return pairs;
}

function lostTo(loser: Candidate, winner: Candidate): boolean {
  if (SILENT.has(loser.reason)) return false;
  return UNWANTED.has(loser.reason) || loser.sumLogprob < winner.sumLogprob;
}

/** Ends where the thought begins. A dropped thought has no place in the text and its prompt ends at the next step's. */
function promptOf(row: CanonicalRow, texts: readonly string[], step: Step): string {
  const isShared = (kind: string) => kind === "prelude" || kind === "requirements" || kind === "plan";
  const parts = row.segments.flatMap((segment, index) => {
    const isEarlier = segment.step === null || segment.step < step.index;
    const isOwn = segment.agent === step.agent || (segment.tool === "delegate" && segment.path === step.agent);
    return isEarlier && (isShared(segment.kind) || isOwn) ? [texts[index] ?? ""] : [];
  });
  if (parts.length === 0) throw new AppError("invalid", `${row.id}: step ${step.index} has nothing before it`);
  return `${parts.join("")}<think>\n`;
}
