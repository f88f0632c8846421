import "server-only";

export type { GraphFile, Outline, Structure } from "#lib/structure/index.ts";
export { describeSource } from "./describe-source.ts";
export { structureOf } from "./extract-snapshot.ts";
export { type ImportOptions, importSource } from "./import-source.ts";
export { detectLicense } from "./license/detect-license.ts";
export { readFiles } from "./read-files.ts";
export type { ImportPolicy, ImportProgress } from "./reading.ts";
export {
  getFile,
  getOutline,
  getSnapshot,
  getStructure,
  listRepositories,
  loadStructure,
  snapshotFiles,
} from "./snapshots.ts";
export {
  findSnapshotFile,
  getSnapshot as snapshotHead,
  type ListedFile,
  listSnapshotFiles,
  type StoredFile as PipelineFile,
  saveStructure,
} from "./store.ts";
export { defaultUploadLimits, dropUpload, saveUpload, type UploadLimits } from "./uploads.ts";
