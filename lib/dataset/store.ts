import { z } from "zod";
import type { Verdict } from "#lib/curation/index.ts";
import { type Db, prisma } from "#lib/db/client.ts";
import { AppError } from "#lib/std/errors.ts";
import { Fidelity, RepositoryCard, Trajectory } from "#lib/trajectory/index.ts";
import { DatasetFilter, ExportFormat, ExportHead, type ExportInput, Manifest } from "./schema.ts";
import type { Offer } from "./select.ts";

/** Every finished trajectory as a filter sees it. `verdicts` are those that stand. */
export async function listOffers(verdicts: ReadonlyMap<string, Verdict>, db: Db = prisma): Promise<Offer[]> {
  const heads = await db.trajectory.findMany({
    where: { state: "done" },
    select: { id: true, repository: true, author: true, scorer: true, fidelity: true, stats: true },
  });
  const leaks = await db.step.groupBy({ by: ["trajectoryId"], _max: { leakOverlap: true } });
  const maxLeaks = new Map(leaks.map((each) => [each.trajectoryId, each._max.leakOverlap]));
  return heads.map(({ id, author, scorer, ...json }) => {
    const { repository, fidelity, stats } = Columns.parse(json);
    const { characters, trainedCharacters, meanGain } = stats;
    return {
      trajectoryId: id,
      repository,
      author,
      scorer,
      characters,
      trainedCharacters,
      meanGain,
      maxLeak: maxLeaks.get(id) ?? null,
      faithful: fidelity?.ok ?? false,
      verdict: verdicts.get(id) ?? null,
    };
  });
}

export async function insertExport(id: string, input: ExportInput, db: Db = prisma): Promise<void> {
  const { format, filter } = input;
  await db.export.create({ data: { id, format, filter, state: "running" }, select: { id: true } });
}

export async function setRows(id: string, rows: number, db: Db = prisma): Promise<void> {
  await db.export.update({ where: { id }, data: { rows }, select: { id: true } });
}

export async function finishExport(
  id: string,
  path: string,
  manifest: Manifest,
  now: Date,
  db: Db = prisma,
): Promise<void> {
  const { rows, bytes, sha256 } = manifest;
  const data = { state: "done", rows, byteCount: bytes, sha256, path, manifest, error: null, finishedAt: now };
  await db.export.update({ where: { id }, data, select: { id: true } });
}

export async function failExport(id: string, reason: string, now: Date, db: Db = prisma): Promise<void> {
  await db.export.updateMany({
    where: { id, state: "running" },
    data: { state: "failed", error: reason, finishedAt: now },
  });
}

export async function listExports(db: Db = prisma): Promise<ExportHead[]> {
  const rows = await db.export.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }], select: fields });
  return rows.map(toHead);
}

export async function getExport(id: string, db: Db = prisma): Promise<ExportHead> {
  const row = await findRow(id, db);
  if (!row) throw new AppError("not-found", `There is no export ${id}.`);
  return toHead(row);
}

/** Where a finished export lies, relative to the data folder; null while it is not finished. */
export async function findExportPath(id: string, db: Db = prisma): Promise<string | null> {
  const row = await db.export.findUnique({ where: { id }, select: { path: true } });
  return row?.path ?? null;
}

const Columns = z.object({
  repository: RepositoryCard,
  fidelity: Fidelity.nullable(),
  stats: Trajectory.shape.stats,
});

const fields = {
  id: true,
  format: true,
  filter: true,
  state: true,
  rows: true,
  byteCount: true,
  sha256: true,
  manifest: true,
  error: true,
  createdAt: true,
} as const;

type ExportRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(id: string, db: Db) {
  return db.export.findUnique({ where: { id }, select: fields });
}

/** JSON columns are parsed on the way out as strictly as on the way in. */
function toHead({ byteCount, createdAt, format, filter, manifest, ...row }: ExportRow): ExportHead {
  return ExportHead.parse({
    ...row,
    format: ExportFormat.parse(format),
    filter: DatasetFilter.parse(filter),
    manifest: Manifest.nullable().parse(manifest),
    bytes: Number(byteCount),
    createdAt: createdAt.toISOString(),
  });
}
