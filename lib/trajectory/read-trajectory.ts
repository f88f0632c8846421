import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { AppError } from "#lib/std/errors.ts";
import { flatten } from "./flatten.ts";
import { loadSteps, withContents } from "./load-steps.ts";
import { placeAudit } from "./place-audit.ts";
import type {
  Candidate,
  FlatText,
  PlacedAuditEvent,
  Scores,
  StepBody,
  StepHeader,
  StepSearch,
  Trajectory,
} from "./schema.ts";
import * as store from "./store.ts";

export async function getTrajectory(actor: Actor, id: string): Promise<Trajectory> {
  authorize(actor, "trajectory:read");
  return store.getTrajectory(id);
}

/** Newest first. */
export async function listTrajectories(actor: Actor): Promise<Trajectory[]> {
  authorize(actor, "trajectory:read");
  return store.listTrajectories();
}

/** What the timeline shows of every step. */
export async function stepHeaders(actor: Actor, id: string): Promise<StepHeader[]> {
  authorize(actor, "trajectory:read");
  await store.getTrajectory(id);
  return (await store.listSteps(id)).map(toHeader);
}

const MOST_BODIES = 200;

/** Texts and files of a range of steps, `to` exclusive. */
export async function stepBodies(actor: Actor, id: string, from: number, to: number): Promise<StepBody[]> {
  authorize(actor, "trajectory:read");
  if (from < 0 || to <= from || to - from > MOST_BODIES) {
    const message = `must be a range of 1 to ${MOST_BODIES} steps`;
    throw new AppError("invalid", `from, to: ${message}`, { fields: [{ field: "to", message }] });
  }
  await store.getTrajectory(id);
  const steps = await withContents(await store.listSteps(id, { from, count: to - from }));
  return steps.map(({ text, content, ungrounded }, offset) => ({
    index: from + offset,
    text,
    content,
    ungroundedNames: ungrounded,
  }));
}

/** Everything about one thought's search. */
export async function stepSearch(actor: Actor, id: string, index: number): Promise<StepSearch> {
  authorize(actor, "trajectory:read");
  const [step] = await store.listSteps(id, { from: Math.max(0, index), count: 1 });
  if (step?.kind !== "think") throw new AppError("not-found", `Step ${index} of ${id} is not a thought.`);
  const block = await store.listSteps(id, { block: step.block });
  const written = block.filter((each) => each.kind === "action" && each.tool === "write");
  const [target] = await withContents(written);
  const search = await store.getSearch(step.id);
  return { index, path: target?.path ?? step.agent, scores: step.scores, target: target?.content ?? "", ...search };
}

/** A thought that was scored, with everything its search kept. */
export type ScoredThought = {
  readonly path: string;
  readonly scores: Scores;
  readonly candidates: readonly Candidate[];
  readonly dropped: boolean;
};

/** Every thought of a trajectory that was scored, in order, without log-probabilities. */
export async function scoredThoughts(actor: Actor, id: string): Promise<ScoredThought[]> {
  authorize(actor, "trajectory:read");
  const [steps, candidates] = await Promise.all([store.listSteps(id), store.candidatesByStep(id)]);
  return steps.flatMap((step) =>
    step.kind === "think" && step.scores
      ? [{ path: step.agent, scores: step.scores, candidates: candidates.get(step.id) ?? [], dropped: step.dropped }]
      : [],
  );
}

export async function auditEvents(actor: Actor, id: string): Promise<PlacedAuditEvent[]> {
  authorize(actor, "trajectory:read");
  await store.getTrajectory(id);
  const events = await store.listAudit(id);
  return events.length === 0 ? [] : placeAudit(events, await store.listSteps(id));
}

/** The flat text as it would be exported now, finished or not. */
export async function flatText(actor: Actor, id: string): Promise<FlatText> {
  authorize(actor, "trajectory:read");
  const [prelude, steps] = await Promise.all([store.getPrelude(id), loadSteps(id)]);
  return flatten({ prelude, steps });
}

const SUMMARY_CHARACTERS = 140;

function toHeader(step: store.StoredStep, index: number): StepHeader {
  return {
    index,
    id: step.id,
    agent: step.agent,
    kind: step.kind,
    tool: step.tool,
    path: step.path,
    summary: summarize(step.text ?? ""),
    characters: step.characters,
    lines: step.lines,
    scores: step.scores,
    candidates: step.candidates,
    accepted: step.accepted,
    leakOverlap: step.leakOverlap,
    ungrounded: step.ungrounded.length,
    train: step.train && step.kind !== "observation",
    dropped: step.dropped,
    fileOrder: step.agent === "main" ? null : step.block - 1,
  };
}

function summarize(text: string): string {
  // Folding a bounded head is enough: white space longer than that would be a strange beginning.
  const folded = text
    .slice(0, SUMMARY_CHARACTERS * 10)
    .replace(/\s+/g, " ")
    .trim();
  return [...folded].slice(0, SUMMARY_CHARACTERS).join("");
}
