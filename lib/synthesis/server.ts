import "server-only";

export type { Usage } from "#lib/llm/index.ts";
export type { Author, Brief, FileTask, Move, Rewrite, RewriteTask } from "./author.ts";
export { authorFor } from "./author-for.ts";
export { type BriefInput, buildBrief } from "./brief.ts";
export { ungroundedNames } from "./ground.ts";
export { hindsightSentences } from "./hindsight.ts";
export { languageModelAuthor } from "./language-model/language-model-author.ts";
export { renderPrelude } from "./prelude.ts";
export { type FileOptions, type FileSimulation, simulateFile } from "./simulate-file.ts";
export { type MainSimulation, simulateMain } from "./simulate-main.ts";
export { structuralAuthor } from "./structural/structural-author.ts";
