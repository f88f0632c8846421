import "server-only";

export type { SourceFile } from "./draft-file.ts";
export type { KnownDrafts, StoredDraft } from "./drafts.ts";
export { type Extraction, extract, extractStructure } from "./extract.ts";
