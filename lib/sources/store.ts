/*
 * The one place of this module that talks to the database: snapshots and their files, the structure found in them, and
 * uploads. Longer than two screens because the client may be imported nowhere else.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Db, prisma } from "#lib/db/client.ts";
import { transaction } from "#lib/db/transaction.ts";
import { AppError } from "#lib/std/errors.ts";
import {
  type Language,
  Language as LanguageSchema,
  Outline,
  type Role,
  Role as RoleSchema,
  type Structure,
  StructureGraph,
} from "#lib/structure/index.ts";
import type { StoredDraft } from "#lib/structure/server.ts";
import { ImportReport, RepositoryRow, SnapshotHead } from "./schema.ts";

export type StoredFile = {
  readonly path: string;
  readonly content: Uint8Array;
  readonly sha256: string;
  readonly language: Language;
  readonly role: Role;
};
/** A file without its bytes. */
export type ListedFile = Omit<StoredFile, "content"> & { readonly byteCount: number };

export type NewSnapshot = {
  readonly id: string;
  readonly repository: Pick<RepositoryRow, "id" | "name" | "address" | "subPath" | "kind">;
  readonly commit: string | null;
  readonly license: { readonly spdx: string; readonly path: string } | null;
  readonly files: readonly StoredFile[];
  readonly byteCount: number;
  readonly report: ImportReport;
};

const CHUNK_ROWS = 1000;
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Stores a snapshot unless it is there. Contents go first, in pieces: they are named by their hash, so a piece stored
 * by an import that then stopped is used by the next one. The rows that make it a snapshot follow in one transaction.
 */
export async function saveSnapshot(
  snapshot: NewSnapshot,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<SnapshotHead> {
  const found = await findSnapshot(snapshot.id);
  if (found) return found;
  await saveBlobs(snapshot.files, signal, onProgress);
  signal.throwIfAborted();
  await transaction(async (tx) => {
    await tx.repository.createMany({ data: [{ ...snapshot.repository }], skipDuplicates: true });
    const { count } = await tx.snapshot.createMany({ data: [snapshotRow(snapshot)], skipDuplicates: true });
    // Another import of the same bytes was faster; its files are these.
    if (count === 0) return;
    for (const chunk of chunksOf(snapshot.files, () => 0)) {
      await tx.snapshotFile.createMany({
        data: chunk.map(({ path, sha256, content, role, language }) => ({
          snapshotId: snapshot.id,
          path,
          sha256,
          byteCount: content.length,
          role,
          language,
        })),
      });
    }
  });
  return getSnapshot(snapshot.id);
}

async function findSnapshot(id: string, db: Db = prisma): Promise<SnapshotHead | null> {
  const row = await db.snapshot.findUnique({ where: { id }, select: headFields });
  return row && toHead(row);
}

export async function getSnapshot(id: string, db: Db = prisma): Promise<SnapshotHead> {
  return (await findSnapshot(id, db)) ?? missing("snapshot", id);
}

/** All repositories, newest first, each with its newest snapshot. */
export async function listRepositories(db: Db = prisma): Promise<RepositoryRow[]> {
  const rows = await db.repository.findMany({
    select: {
      id: true,
      name: true,
      address: true,
      subPath: true,
      kind: true,
      createdAt: true,
      snapshots: { select: headFields, orderBy: [{ createdAt: "desc" }, { id: "asc" }], take: 1 },
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  const newest = rows.flatMap((row) => row.snapshots.map((snapshot) => snapshot.id));
  const shares = await languageShares(newest, db);
  return rows.map(({ snapshots: [snapshot], createdAt, ...row }) =>
    RepositoryRow.parse({
      ...row,
      createdAt: createdAt.toISOString(),
      snapshot: snapshot ? toHead(snapshot) : null,
      languages: shares.get(snapshot?.id ?? "") ?? [],
    }),
  );
}

/** Every file of a snapshot without bytes, by path. */
export async function listSnapshotFiles(snapshotId: string, db: Db = prisma): Promise<ListedFile[]> {
  const rows = await db.snapshotFile.findMany({
    where: { snapshotId },
    select: { path: true, sha256: true, byteCount: true, role: true, language: true },
  });
  return rows.map(toListed).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** One file with its bytes, or null. */
export async function findSnapshotFile(snapshotId: string, path: string, db: Db = prisma): Promise<StoredFile | null> {
  const row = await db.snapshotFile.findUnique({
    where: { snapshotId_path: { snapshotId, path } },
    select: {
      path: true,
      sha256: true,
      byteCount: true,
      role: true,
      language: true,
      blob: { select: { content: true } },
    },
  });
  return row && withContent(row, row.blob.content);
}

/** Files with their bytes, in the order of `listed`; read in pieces, so that no single query carries everything. */
export async function readFiles(listed: readonly ListedFile[], db: Db = prisma): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const chunk of chunksOf(listed, (file) => file.byteCount)) {
    const blobs = await db.blob.findMany({
      where: { sha256: { in: [...new Set(chunk.map((file) => file.sha256))] } },
      select: { sha256: true, content: true },
    });
    const contents = new Map(blobs.map((blob) => [blob.sha256, blob.content]));
    for (const file of chunk) files.push(withContent(file, contents.get(file.sha256) ?? missing("blob", file.sha256)));
  }
  return files;
}

/**
 * Stores the graph with the snapshot, and each outline and draft with its file. Other snapshots of the repository give
 * up their drafts: one set is enough to start the next extraction from.
 */
export async function saveStructure(
  snapshotId: string,
  structure: Structure,
  drafts: ReadonlyMap<string, StoredDraft> = new Map(),
): Promise<void> {
  const { outlines, ...graph } = structure;
  await transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE "SnapshotFile" SET "draft" = NULL, "draftVersion" = NULL
      WHERE "draft" IS NOT NULL AND "snapshotId" IN (
        SELECT other."id" FROM "Snapshot" AS other JOIN "Snapshot" AS this ON this."repositoryId" = other."repositoryId"
        WHERE this."id" = ${snapshotId})`;
    const sizeOf = ({ path, symbols }: Outline): number => symbols.length * 500 + (drafts.get(path)?.bytes.length ?? 0);
    for (const chunk of chunksOf(outlines, sizeOf)) {
      const rows = storableJson(
        chunk.map((outline) => {
          const draft = drafts.get(outline.path);
          const packed = draft ? deflateRawSync(draft.bytes, { level: 1 }).toString("base64") : null;
          return { path: outline.path, outline, draft: packed, draftVersion: draft?.version ?? null };
        }),
      );
      // One statement a piece: an update per file would be a round trip per file.
      await tx.$executeRaw`
        UPDATE "SnapshotFile" AS file
        SET "outline" = new."outline", "draft" = decode(new."draft", 'base64'), "draftVersion" = new."draftVersion"
        FROM jsonb_to_recordset(${rows}::jsonb)
          AS new("path" text, "outline" jsonb, "draft" text, "draftVersion" text)
        WHERE file."snapshotId" = ${snapshotId} AND file."path" = new."path"`;
    }
    const { count } = await tx.snapshot.updateMany({
      where: { id: snapshotId },
      data: { structure: JSON.parse(storableJson(graph)) },
    });
    if (count === 0) missing("snapshot", snapshotId);
  });
}

/** Drafts of other snapshots of the repository, for the files of this one that have not changed since. */
export async function findDrafts(snapshotId: string, db: Db = prisma): Promise<Map<string, StoredDraft>> {
  const rows = await db.$queryRaw<{ path: string; draft: Uint8Array; draftVersion: string }[]>`
    SELECT DISTINCT ON (file."path") file."path", old."draft", old."draftVersion"
    FROM "SnapshotFile" AS file
    JOIN "Snapshot" AS this ON this."id" = file."snapshotId"
    JOIN "Snapshot" AS other ON other."repositoryId" = this."repositoryId"
    JOIN "SnapshotFile" AS old ON old."snapshotId" = other."id" AND old."path" = file."path"
      AND old."sha256" = file."sha256" AND old."role" = file."role" AND old."language" = file."language"
    WHERE file."snapshotId" = ${snapshotId} AND old."draft" IS NOT NULL AND old."draftVersion" IS NOT NULL`;
  const drafts = new Map<string, StoredDraft>();
  for (const { path, draft, draftVersion } of rows) {
    const bytes = unpack(draft);
    if (bytes) drafts.set(path, { version: draftVersion, bytes });
  }
  return drafts;
}

/** Null for a damaged draft: its file is parsed again, which costs less than a run. */
function unpack(draft: Uint8Array): Uint8Array | null {
  try {
    return inflateRawSync(draft);
  } catch {
    return null;
  }
}

/** The graph, or null where the structure has not been extracted. Throws where there is no such snapshot. */
export async function findGraph(snapshotId: string, db: Db = prisma): Promise<StructureGraph | null> {
  const row = await db.snapshot.findUnique({ where: { id: snapshotId }, select: { structure: true } });
  if (row === null) return missing("snapshot", snapshotId);
  return row.structure === null ? null : StructureGraph.parse(row.structure);
}

/** All outlines of a snapshot, by path. */
export async function listOutlines(snapshotId: string, db: Db = prisma): Promise<Map<string, Outline>> {
  const rows = await db.snapshotFile.findMany({ where: { snapshotId }, select: { path: true, outline: true } });
  return new Map(rows.flatMap((row) => (row.outline === null ? [] : [[row.path, Outline.parse(row.outline)]])));
}

export async function findOutline(snapshotId: string, path: string, db: Db = prisma): Promise<Outline | null> {
  const row = await db.snapshotFile.findUnique({
    where: { snapshotId_path: { snapshotId, path } },
    select: { outline: true },
  });
  return row?.outline ? Outline.parse(row.outline) : null;
}

type UploadRow = {
  readonly id: string;
  readonly name: string;
  readonly byteCount: number;
  readonly path: string;
};

export async function insertUpload(upload: UploadRow, db: Db = prisma): Promise<void> {
  await db.upload.create({ data: upload, select: { id: true } });
}

export async function findUpload(id: string, db: Db = prisma): Promise<UploadRow | null> {
  return db.upload.findUnique({ where: { id }, select: { id: true, name: true, byteCount: true, path: true } });
}

export async function listUploadsBefore(moment: Date, db: Db = prisma): Promise<string[]> {
  const rows = await db.upload.findMany({ where: { createdAt: { lt: moment } }, select: { id: true } });
  return rows.map((row) => row.id);
}

export async function deleteUpload(id: string, db: Db = prisma): Promise<void> {
  await db.upload.deleteMany({ where: { id } });
}

const headFields = {
  id: true,
  repositoryId: true,
  repository: { select: { name: true, address: true, subPath: true } },
  commit: true,
  license: true,
  licensePath: true,
  fileCount: true,
  byteCount: true,
  report: true,
  createdAt: true,
} as const;

type HeadRow = {
  readonly repository: { readonly name: string; readonly address: string; readonly subPath: string | null };
  readonly createdAt: Date;
};

/** JSON columns are parsed on the way out as strictly as on the way in. */
function toHead({ repository, createdAt, ...row }: HeadRow): SnapshotHead {
  return SnapshotHead.parse({ ...row, ...repository, createdAt: createdAt.toISOString() });
}

function snapshotRow(snapshot: NewSnapshot) {
  return {
    id: snapshot.id,
    repositoryId: snapshot.repository.id,
    commit: snapshot.commit,
    license: snapshot.license?.spdx ?? null,
    licensePath: snapshot.license?.path ?? null,
    fileCount: snapshot.files.length,
    byteCount: snapshot.byteCount,
    report: ImportReport.parse(snapshot.report),
  };
}

async function saveBlobs(
  files: readonly StoredFile[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
) {
  const unique = [...new Map(files.map((file) => [file.sha256, file])).values()];
  let done = 0;
  for (const chunk of chunksOf(unique, (file) => file.content.length)) {
    signal.throwIfAborted();
    onProgress(done, unique.length);
    const known = await prisma.blob.findMany({
      where: { sha256: { in: chunk.map((file) => file.sha256) } },
      select: { sha256: true },
    });
    const there = new Set(known.map((blob) => blob.sha256));
    const data = chunk
      .filter((file) => !there.has(file.sha256))
      .map(({ sha256, content }) => ({ sha256, content: Uint8Array.from(content), byteCount: content.length }));
    if (data.length > 0) await prisma.blob.createMany({ data, skipDuplicates: true });
    done += chunk.length;
  }
  onProgress(done, unique.length);
}

/** Share of source bytes by language, largest first, for each of the snapshots. */
async function languageShares(snapshotIds: readonly string[], db: Db) {
  const groups = await db.snapshotFile.groupBy({
    by: ["snapshotId", "language"],
    where: { snapshotId: { in: [...snapshotIds] }, role: "source" },
    _sum: { byteCount: true },
  });
  const bySnapshot = Map.groupBy(groups, (group) => group.snapshotId);
  return new Map(
    [...bySnapshot].map(([id, members]) => {
      const total = members.reduce((sum, group) => sum + (group._sum.byteCount ?? 0), 0);
      const shares = members
        .map((group) => ({ language: group.language, share: total === 0 ? 0 : (group._sum.byteCount ?? 0) / total }))
        .sort((a, b) => b.share - a.share || (a.language < b.language ? -1 : 1));
      return [id, shares];
    }),
  );
}

type FileRow = {
  readonly path: string;
  readonly sha256: string;
  readonly byteCount: number;
  readonly role: string;
  readonly language: string;
};

function toListed({ path, sha256, byteCount, role, language }: FileRow): ListedFile {
  return { path, sha256, byteCount, role: RoleSchema.parse(role), language: LanguageSchema.parse(language) };
}

function withContent(row: FileRow, content: Uint8Array): StoredFile {
  const { byteCount: _byteCount, ...file } = toListed(row);
  return { ...file, content };
}

/** Runs of at most CHUNK_ROWS members and about CHUNK_BYTES. */
function* chunksOf<Item>(items: readonly Item[], bytesOf: (item: Item) => number): Generator<Item[]> {
  let chunk: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (chunk.length > 0 && (chunk.length >= CHUNK_ROWS || bytes + bytesOf(item) > CHUNK_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += bytesOf(item);
  }
  if (chunk.length > 0) yield chunk;
}

/** Postgres refuses JSON with NUL or half a surrogate pair, which a signature cut out of hostile code may hold. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "string" ? member.toWellFormed().replaceAll("\0", "\uFFFD") : member,
  );
}

function missing(what: string, id: string): never {
  throw new AppError("not-found", `There is no ${what} ${id.slice(0, 80)}.`);
}
