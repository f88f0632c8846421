import "server-only";

export type { GraphFile, Outline, Structure } from "#lib/structure/index.ts";
export { checkSource } from "./check-source.ts";
export { describeSource } from "./describe-source.ts";
export { structureOf } from "./extract-snapshot.ts";
export { importSource } from "./import-source.ts";
export {
  getFile,
  getOutline,
  getSnapshot,
  getStructure,
  listRepositories,
  loadStructure,
  snapshotFiles,
} from "./snapshots.ts";
export type { StoredFile as PipelineFile } from "./store.ts";
export { saveUpload } from "./uploads.ts";
