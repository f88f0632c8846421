import "server-only";

export type { Usage } from "#lib/llm/index.ts";
export { atHand } from "./at-hand.ts";
export type { Author, Brief, FileTask } from "./author.ts";
export { buildBrief } from "./brief.ts";
export { knownToFile, ungroundedNames } from "./ground.ts";
export { languageModelAuthor } from "./language-model/language-model-author.ts";
export { renderPrelude } from "./prelude.ts";
export { type Asked, type RehearsedFile, rehearse } from "./rehearse.ts";
export { simulateFile } from "./simulate-file.ts";
export { simulateMain } from "./simulate-main.ts";
export { structuralAuthor } from "./structural/structural-author.ts";
