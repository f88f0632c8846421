import type { SourceFile } from "./draft-file.ts";

/** Files for a parsing thread. */
export type Batch = {
  readonly number: number;
  readonly files: readonly (SourceFile & { readonly content: Uint8Array<ArrayBuffer> })[];
  /** Grammars that the thread has not met yet, by file name. */
  readonly modules: readonly (readonly [string, WebAssembly.Module])[];
};
/** A serialized draft, or why there is none. */
export type BatchResult = { readonly bytes: Uint8Array } | { readonly problem: string };
/** Fewer results than files: the thread is of no more use after the last of them. */
export type BatchReply = { readonly number: number; readonly results: readonly BatchResult[] };
