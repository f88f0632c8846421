import { z } from "zod";
import { type Db, jsonNull, prisma } from "#lib/db/client.ts";
import { AppError } from "#lib/std/errors.ts";
import { codePointLength } from "./code-points.ts";
import { decodeLogprobs, encodeLogprobs } from "./logprobs-column.ts";
import {
  AuditEvent,
  Candidate,
  type Fidelity,
  type RefinedThought,
  type RepositoryCard,
  type RunConfig,
  Scores,
  type StepDraft,
  StepKind,
  Tool,
  Trajectory,
} from "./schema.ts";
import { emptyStats } from "./stats.ts";

/** What a caller's own transaction is passed as. */
export type Transaction = Db;

export type NewTrajectory = {
  readonly id: string;
  readonly runId: string;
  readonly snapshotId: string;
  readonly repository: RepositoryCard;
  readonly author: string;
  readonly scorer: string | null;
  readonly config: RunConfig;
  readonly prelude: string;
};

const headFields = {
  id: true,
  runId: true,
  snapshotId: true,
  repository: true,
  state: true,
  author: true,
  scorer: true,
  config: true,
  fidelity: true,
  stats: true,
  createdAt: true,
} as const;

/** Does nothing where the id is there: it is a function of everything that decides the trajectory. */
export async function insertTrajectory(trajectory: NewTrajectory, db: Db = prisma): Promise<void> {
  const data = { ...trajectory, prelude: storable(trajectory.prelude), state: "growing" };
  await db.trajectory.createMany({ data: [data], skipDuplicates: true });
}

export async function findTrajectory(id: string, db: Db = prisma): Promise<Trajectory | null> {
  const row = await db.trajectory.findUnique({ where: { id }, select: headFields });
  return row && toTrajectory(row);
}

export async function getTrajectory(id: string, db: Db = prisma): Promise<Trajectory> {
  const trajectory = await findTrajectory(id, db);
  if (!trajectory) throw new AppError("not-found", `There is no trajectory ${id}.`);
  return trajectory;
}

export async function getPrelude(id: string, db: Db = prisma): Promise<string> {
  const row = await db.trajectory.findUnique({ where: { id }, select: { prelude: true } });
  if (!row) throw new AppError("not-found", `There is no trajectory ${id}.`);
  return row.prelude;
}

/** Who writes and who scores it, by name and version. */
export async function getMakers(
  id: string,
  db: Db = prisma,
): Promise<{ readonly author: string; readonly scorer: string | null }> {
  const row = await db.trajectory.findUnique({ where: { id }, select: { author: true, scorer: true } });
  if (!row) throw new AppError("not-found", `There is no trajectory ${id}.`);
  return row;
}

/** Newest first. */
export async function listTrajectories(db: Db = prisma): Promise<Trajectory[]> {
  const orderBy = [{ createdAt: "desc" as const }, { id: "asc" as const }];
  return (await db.trajectory.findMany({ select: headFields, orderBy })).map(toTrajectory);
}

export async function markDone(
  id: string,
  { fidelity, stats }: { readonly fidelity: Fidelity; readonly stats: Trajectory["stats"] },
  db: Db = prisma,
): Promise<void> {
  await db.trajectory.update({ where: { id }, data: { state: "done", fidelity, stats }, select: { id: true } });
}

/** JSON columns are strangers: parsed on the way out as strictly as on the way in. */
function toTrajectory(row: { createdAt: Date; stats: unknown }): Trajectory {
  return Trajectory.parse({ ...row, stats: row.stats ?? emptyStats, createdAt: row.createdAt.toISOString() });
}

/** What a step's row holds of the file it reads or writes. */
export type FileSize = { readonly characters: number; readonly lines: number };

/** Appends a block; rows that are there stay as they are. `sizes` has an entry for every blob the steps show. */
export async function insertSteps(
  trajectoryId: string,
  block: number,
  steps: readonly StepDraft[],
  sizes: ReadonlyMap<string, FileSize>,
  db: Db = prisma,
): Promise<void> {
  const data = steps.map((step, place) => {
    const text = step.text === null ? null : storable(step.text);
    return {
      ...step,
      id: `${trajectoryId}.${block}.${place}`,
      trajectoryId,
      block,
      place,
      text,
      initialText: step.kind === "think" ? text : null,
      ...((showsFile(step) && sizes.get(step.sha256 ?? "")) || sizeOf(text ?? "")),
    };
  });
  await db.step.createMany({ data, skipDuplicates: true });
}

export async function insertAudit(
  trajectoryId: string,
  block: number,
  audit: readonly AuditEvent[],
  db: Db = prisma,
): Promise<void> {
  const data = audit.map((event, place) => ({
    ...event,
    message: storable(event.message),
    trajectoryId,
    block,
    place,
  }));
  await db.auditEvent.createMany({ data, skipDuplicates: true });
}

/** A step as its row holds it, less what only its search needs. */
export type StoredStep = z.infer<typeof StoredStep>;
const StoredStep = z.object({
  id: z.string(),
  block: z.int(),
  place: z.int(),
  agent: z.string(),
  kind: StepKind,
  tool: Tool.nullable(),
  path: z.string().nullable(),
  text: z.string().nullable(),
  sha256: z.string().nullable(),
  characters: z.int(),
  lines: z.int(),
  ungrounded: z.array(z.string()),
  scores: Scores.nullable(),
  leakOverlap: z.number().nullable(),
  candidates: z.int(),
  accepted: z.int(),
  /** Whether its search is over; always false for what is not a thought. */
  refined: z.boolean(),
  train: z.boolean(),
  dropped: z.boolean(),
});

/** The steps of one block or of the whole trajectory, in order; `from` and `count` take a range of them. */
export async function listSteps(
  trajectoryId: string,
  range: { readonly block?: number; readonly from?: number; readonly count?: number } = {},
  db: Db = prisma,
): Promise<StoredStep[]> {
  const rows = await db.step.findMany({
    where: { trajectoryId, ...(range.block !== undefined && { block: range.block }) },
    orderBy: [{ block: "asc" }, { place: "asc" }],
    ...(range.from !== undefined && { skip: range.from }),
    ...(range.count !== undefined && { take: range.count }),
    omit: { unitEnds: true, scoredFrom: true, initialText: true, gain: true, trajectoryId: true },
  });
  return rows.map(({ refinedAt, ...row }) => StoredStep.parse({ ...row, refined: refinedAt !== null }));
}

/** Puts the result of a search in place of what was there: one thought's text, names, numbers and candidates. */
export async function replaceRefined(
  stepId: string,
  refined: RefinedThought,
  ungrounded: readonly string[],
  db: Db = prisma,
): Promise<void> {
  const { scores, candidates, leak } = refined;
  const text = storable(refined.text);
  const logprobs = new Map(refined.logprobs.map((each) => [each.label, each.logprobs]));
  await db.step.update({
    where: { id: stepId },
    data: {
      text,
      ...sizeOf(text),
      ungrounded: [...ungrounded],
      scores: scores ?? jsonNull,
      gain: scores && scores.noThought - scores.final,
      leakOverlap: leak.overlap,
      candidates: candidates.filter(({ kind }) => kind === "start" || kind === "rewrite").length,
      accepted: candidates.filter((candidate) => candidate.accepted).length,
      refinedAt: new Date(),
      train: refined.failsGate !== "leak" && !refined.dropped,
      dropped: refined.dropped,
      unitEnds: [...refined.unitEnds],
      scoredFrom: refined.scoredFrom,
    },
    select: { id: true },
  });
  await db.candidate.deleteMany({ where: { stepId } });
  await db.candidate.createMany({
    data: candidates.map((candidate, position) => ({
      ...candidate,
      stepId,
      position,
      text: storable(candidate.text),
      leak: candidate.leak ?? jsonNull,
      logprobs: encodeLogprobs(logprobs.get(candidate.label) ?? []),
    })),
  });
}

/** The search of one thought: candidates in the order they were scored, with their log-probabilities. */
export async function getSearch(stepId: string, db: Db = prisma) {
  const row = await db.step.findUniqueOrThrow({
    where: { id: stepId },
    select: {
      unitEnds: true,
      scoredFrom: true,
      searched: { orderBy: { position: "asc" }, omit: { stepId: true, position: true } },
    },
  });
  return {
    unitEnds: row.unitEnds,
    scoredFrom: row.scoredFrom,
    candidates: row.searched.map(({ logprobs: _, ...candidate }) => Candidate.parse(candidate)),
    logprobs: Object.fromEntries(row.searched.map(({ label, logprobs }) => [label, decodeLogprobs(logprobs)])),
  };
}

/** Candidates of every thought by step id, without log-probabilities. */
export async function candidatesByStep(trajectoryId: string, db: Db = prisma): Promise<Map<string, Candidate[]>> {
  const rows = await db.candidate.findMany({
    where: { step: { trajectoryId } },
    orderBy: [{ stepId: "asc" }, { position: "asc" }],
    omit: { logprobs: true, position: true },
  });
  const result = new Map<string, Candidate[]>();
  for (const { stepId, ...row } of rows) {
    const list = result.get(stepId) ?? [];
    list.push(Candidate.parse(row));
    result.set(stepId, list);
  }
  return result;
}

/** Nats of the whole target without thought, by step id. */
export async function noThoughtNats(trajectoryId: string, db: Db = prisma): Promise<Map<string, number>> {
  const rows = await db.candidate.findMany({
    where: { step: { trajectoryId }, kind: "no-thought" },
    select: { stepId: true, logprobs: true },
  });
  return new Map(rows.map((row) => [row.stepId, -decodeLogprobs(row.logprobs).reduce((sum, each) => sum + each, 0)]));
}

export async function listAudit(trajectoryId: string, db: Db = prisma): Promise<(AuditEvent & { block: number })[]> {
  const rows = await db.auditEvent.findMany({
    where: { trajectoryId },
    orderBy: [{ block: "asc" }, { place: "asc" }],
    select: { block: true, agent: true, kind: true, path: true, message: true },
  });
  return rows.map(({ block, ...row }) => ({ block, ...AuditEvent.parse(row) }));
}

/** Texts of blobs by hash. A byte order mark stays; bytes that are no UTF-8 become U+FFFD and fail the fidelity check. */
export async function blobTexts(hashes: Iterable<string>, db: Db = prisma): Promise<Map<string, string>> {
  const wanted = [...new Set(hashes)];
  const result = new Map<string, string>();
  // Queries of a bounded size, whatever the number of files.
  for (let from = 0; from < wanted.length; from += BLOBS_A_QUERY) {
    const rows = await db.blob.findMany({
      where: { sha256: { in: wanted.slice(from, from + BLOBS_A_QUERY) } },
      select: { sha256: true, content: true },
    });
    for (const { sha256, content } of rows) result.set(sha256, DECODER.decode(content));
  }
  const missing = wanted.find((hash) => !result.has(hash));
  if (missing) throw new AppError("not-found", `The content ${missing} is not stored. Import the repository again.`);
  return result;
}

const BLOBS_A_QUERY = 200;
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Whether the step shows the whole file; a read only names it. */
export function showsFile({ kind, tool }: Pick<StepDraft, "kind" | "tool">): boolean {
  return kind === "observation" || (kind === "action" && tool === "write");
}

export function sizeOf(text: string): FileSize {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return { characters: codePointLength(text), lines };
}

/** Postgres keeps neither NUL nor lone surrogates in text. Only what models write can hold them; files are bytes. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}
