import "server-only";

export { type ExtractOptions, extractStructure, type SourceFile } from "./extract.ts";
