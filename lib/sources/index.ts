/**
 * Sources: where code comes from, and the exact bytes of it that were kept.
 *
 * - **Source**: what a person names to import: a folder, a git address, an archive. Not "input", not "target".
 * - **Repository**: a source's address with its sub-path; it outlives its snapshots. Not "project".
 * - **Snapshot**: the files of a repository at one moment; never changes. Not "version", not "checkout".
 * - **Blob**: the bytes of a file, named by their SHA-256 and stored once. Not "object", not "content".
 * - **Left out**: seen and not kept, with the reason. Not "skipped", not "ignored files".
 */
export {
  defaultImportLimits,
  ImportLimits,
  ImportReport,
  LeftOutReason,
  RepositoryRow,
  SnapshotFileBody,
  SnapshotHead,
  Source,
  UploadReceipt,
} from "./schema.ts";
