import { type FlatStep, flatten } from "./flatten.ts";
import type { Candidate, CanonicalRow, RepositoryCard, RunConfig, Scores } from "./schema.ts";

/** A step with everything that is exported of it. */
export type ExportStep = FlatStep & {
  /** Names in a thought that stand in no file it may know of. */
  readonly ungrounded?: readonly string[];
  readonly scores: Scores | null;
  readonly candidates: readonly Pick<
    Candidate,
    "kind" | "pass" | "text" | "sumLogprob" | "units" | "accepted" | "reason"
  >[];
};

export type ExportTrajectory = {
  readonly id: string;
  readonly repository: RepositoryCard;
  readonly author: string;
  readonly scorer: string | null;
  readonly config: RunConfig;
  readonly fidelity: { readonly files: number; readonly bytes: number; readonly ok: boolean };
  readonly prelude: string;
  readonly steps: readonly ExportStep[];
};

/**
 * The canonical row: everything an export holds of one trajectory, in one order of keys, without clocks or machine names,
 * so that equal work gives equal bytes. The two references of a search are numbers in `scores`, not candidates: no thought
 * of this trajectory ever read so.
 */
export function toCanonicalRow(trajectory: ExportTrajectory): CanonicalRow {
  const { text, segments } = flatten(trajectory);
  const { files, bytes, ok } = trajectory.fidelity;
  return {
    schema: "retrace-trajectory/1",
    id: trajectory.id,
    repository: trajectory.repository,
    author: trajectory.author,
    scorer: trajectory.scorer,
    config: trajectory.config,
    fidelity: { files, bytes, ok },
    text,
    segments,
    steps: trajectory.steps.map(toRowStep),
  };
}

function toRowStep(step: ExportStep, index: number): CanonicalRow["steps"][number] {
  const holdsFile = step.kind === "observation" || step.tool === "write";
  const { ungrounded = [] } = step;
  const candidates = step.candidates.filter(({ kind }) => kind === "start" || kind === "rewrite");
  return {
    index,
    agent: step.agent,
    kind: step.kind,
    ...(step.tool !== null && { tool: step.tool }),
    ...(step.path !== null && { path: step.path }),
    ...(step.text !== null && { text: step.text }),
    ...(step.dropped && { dropped: true as const }),
    ...(ungrounded.length > 0 && { ungrounded: [...ungrounded] }),
    ...(holdsFile && step.content !== null && { content: step.content }),
    ...(step.scores && { scores: toRowScores(step.scores) }),
    ...(candidates.length > 0 && {
      candidates: candidates.map(({ pass, text, sumLogprob, units, accepted, reason }) => ({
        pass,
        text,
        sumLogprob,
        units,
        accepted,
        reason,
      })),
    }),
  };
}

function toRowScores({ noThought, placebo, initial, final, unit }: Scores) {
  return { noThought, placebo, initial, final, unit };
}
