import "server-only";

export { extractStructure, type SourceFile } from "./extract.ts";
