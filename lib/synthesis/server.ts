import "server-only";

export type { Usage } from "#lib/llm/index.ts";
export type { Author, Brief, FileTask } from "./author.ts";
export { authorFor } from "./author-for.ts";
export { buildBrief } from "./brief.ts";
export { renderPrelude } from "./prelude.ts";
export { simulateFile } from "./simulate-file.ts";
export { simulateMain } from "./simulate-main.ts";
export { structuralAuthor } from "./structural/structural-author.ts";
