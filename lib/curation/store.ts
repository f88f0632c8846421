import { z } from "zod";
import { type Db, prisma } from "#lib/db/client.ts";
import { AppError } from "#lib/std/errors.ts";
import { Fidelity, RepositoryCard, Trajectory } from "#lib/trajectory/index.ts";
import { Review, type ReviewRow, Verdict } from "./schema.ts";
import * as sql from "./sql.ts";

type NewReview = {
  readonly trajectoryId: string;
  readonly stepId: string | null;
  readonly reviewer: string;
  readonly kind: "verdict" | "note";
  readonly verdict: Verdict | null;
  readonly reasons: readonly string[];
  readonly note: string;
};

/** Throws `not-found` unless the trajectory is there. */
export async function expectTrajectory(id: string, db: Db = prisma): Promise<void> {
  const found = await db.trajectory.findUnique({ where: { id }, select: { id: true } });
  if (!found) throw new AppError("not-found", `There is no trajectory ${id}.`);
}

/** Id of the step at a place among all steps of a trajectory. */
export async function getStepId(trajectoryId: string, index: number, db: Db = prisma): Promise<string> {
  const found = await db.step.findMany({
    where: { trajectoryId },
    orderBy: [{ block: "asc" }, { place: "asc" }],
    skip: index,
    take: 1,
    select: { id: true },
  });
  if (!found[0]) throw new AppError("not-found", `Trajectory ${trajectoryId} has no step ${index}.`);
  return found[0].id;
}

/** Adds an entry and answers its id. */
export async function insertReview(review: NewReview, db: Db = prisma): Promise<string> {
  const { id } = await db.review.create({ data: { ...review, reasons: [...review.reasons] }, select: { id: true } });
  return id.toString();
}

export type ReviewOwner = { readonly trajectoryId: string; readonly reviewer: string };

export async function findOwner(id: string, db: Db = prisma): Promise<ReviewOwner | null> {
  return db.review.findUnique({ where: { id: BigInt(id) }, select: { trajectoryId: true, reviewer: true } });
}

/** Marks an entry as undone; false where it was already. */
export async function markUndone(id: string, now: Date, db: Db = prisma): Promise<boolean> {
  const marked = await db.review.updateMany({ where: { id: BigInt(id), undoneAt: null }, data: { undoneAt: now } });
  return marked.count === 1;
}

/** All entries of one trajectory, oldest first. */
export async function listReviews(trajectoryId: string, db: Db = prisma): Promise<Review[]> {
  const rows: unknown = await db.$queryRawUnsafe(sql.reviewLog, trajectoryId);
  return z.array(ReviewRecord).parse(rows);
}

/** Verdicts on whole trajectories that stand, by trajectory. */
export async function findStandingVerdicts(db: Db = prisma): Promise<ReadonlyMap<string, Verdict>> {
  const rows: unknown = await db.$queryRawUnsafe(sql.standingVerdicts);
  const found = z.array(z.object({ trajectoryId: z.string(), verdict: Verdict })).parse(rows);
  return new Map(found.map((row) => [row.trajectoryId, row.verdict]));
}

/** Places of the steps that stand rejected. */
export async function findRejectedSteps(trajectoryId: string, db: Db = prisma): Promise<ReadonlySet<number>> {
  const rows: unknown = await db.$queryRawUnsafe(sql.rejectedSteps, trajectoryId);
  return new Set(
    z
      .array(z.object({ index: z.int() }))
      .parse(rows)
      .map((row) => row.index),
  );
}

export async function listRows(db: Db = prisma): Promise<ReviewRow[]> {
  const rows: unknown = await db.$queryRawUnsafe(sql.reviewRows);
  return z.array(RowRecord).parse(rows);
}

const date = z.date().transform((value) => value.toISOString());

const ReviewRecord = z
  .object({ ...Review.shape, createdAt: date, undoneAt: date.nullable() })
  .transform((row) => Review.parse(row));

const RowRecord = z
  .object({
    trajectoryId: z.string(),
    repository: RepositoryCard,
    stats: Trajectory.shape.stats,
    fidelity: Fidelity.nullable(),
    createdAt: date,
    verdict: Verdict.nullable(),
    maxLeak: z.number().nullable(),
    ungrounded: z.int(),
    judgedSteps: z.int(),
    rejectedSteps: z.int(),
    notes: z.int(),
  })
  .transform(
    ({ repository, stats, fidelity, ...row }): ReviewRow => ({
      ...row,
      repository: repository.name,
      license: repository.license,
      files: stats.files,
      steps: stats.steps,
      meanGain: stats.meanGain,
      meanPlaceboGain: stats.meanPlaceboGain,
      fidelityOk: fidelity?.ok ?? null,
    }),
  );
