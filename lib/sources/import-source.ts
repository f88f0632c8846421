import { assertNever } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { contentId, sha256 } from "#lib/std/hash.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { classify } from "#lib/structure/index.ts";
import { withDeadline } from "./deadline.ts";
import { detectLicense } from "./license/detect-license.ts";
import { tidySubPath } from "./names.ts";
import { readArchive } from "./read-archive.ts";
import { readFolder } from "./read-folder.ts";
import { readGit } from "./read-git.ts";
import type { ImportPolicy, ImportProgress, ReadContext, Reading } from "./reading.ts";
import { defaultImportLimits, type ImportLimits, type SnapshotHead, type Source } from "./schema.ts";
import { type NewSnapshot, type StoredFile, saveSnapshot } from "./store.ts";
import { dropUpload, getUpload } from "./uploads.ts";

export type ImportOptions = {
  readonly limits?: ImportLimits;
  readonly policy: ImportPolicy;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
};

/**
 * Reads a source, stores what was kept as a snapshot, and says what was left out. The same bytes give the same snapshot
 * however often they are imported; a refused import writes nothing.
 */
export async function importSource(source: Source, options: ImportOptions): Promise<SnapshotHead> {
  const limits = options.limits ?? defaultImportLimits;
  const progress = options.onProgress ?? (() => {});
  return withDeadline(options.signal, limits.wallMs, async (signal) => {
    const reading = await read(source, { limits, policy: options.policy, signal, progress });
    const snapshot = await toSnapshot(reading, source, signal, progress);
    const head = await saveSnapshot(snapshot, signal, (done, total) => progress({ phase: "store", done, total }));
    if (source.kind === "archive") await dropUpload(source.uploadId);
    return head;
  });
}

async function read(source: Source, context: ReadContext): Promise<Reading> {
  switch (source.kind) {
    case "folder":
      return readFolder(source, context);
    case "git":
      return readGit(source, context);
    case "archive":
      return readArchive(await getUpload(source.uploadId), source.subPath, context);
    default:
      return assertNever(source);
  }
}

/** Names everything by its content. Exported for its test. */
export async function toSnapshot(
  reading: Reading,
  source: Source,
  signal: AbortSignal,
  progress: (progress: ImportProgress) => void,
): Promise<NewSnapshot> {
  if (reading.files.length === 0) {
    throw new AppError(
      "invalid",
      `Nothing to import: ${reading.leftOut.length === 0 ? "the source is empty" : `all ${reading.leftOut.length} entries were left out (${reading.leftOut[0]?.path}: ${reading.leftOut[0]?.detail})`}.`,
    );
  }
  const subPath = tidySubPath(source.subPath);
  const files: StoredFile[] = [];
  for (const [index, { path, content }] of reading.files.entries()) {
    if (index % 200 === 0) {
      // Hashing and classifying block; a pause lets the signal and other work through.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      progress({ phase: "classify", done: index, total: reading.files.length });
    }
    files.push({ path, content, sha256: sha256(content), ...classify(path, content) });
  }
  files.sort((a, b) => byCodeUnit(a.path, b.path));
  const license = await detectLicense([...reading.files, ...reading.above]);
  const { address, commit, kind, name } = reading;
  const named = files.map((file) => [file.path, file.sha256]);
  const byteCount = files.reduce((sum, file) => sum + file.content.length, 0);
  return {
    id: contentId("snp", { address, commit, subPath, files: named }),
    repository: { id: contentId("rep", { address, subPath }), name, address, subPath, kind },
    commit,
    license,
    files,
    byteCount,
    report: {
      kept: files.length,
      keptBytes: byteCount,
      leftOut: reading.leftOut.toSorted((a, b) => byCodeUnit(a.path, b.path)),
    },
  };
}
