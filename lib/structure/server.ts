import "server-only";

export type { SourceFile } from "./draft-file.ts";
export type { StoredDraft } from "./drafts.ts";
export { extract, extractStructure } from "./extract.ts";
