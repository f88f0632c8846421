import type { Tree } from "web-tree-sitter";
import type { Edge, ImportStatement, Language, OutlineSymbol, Role } from "../schema.ts";

/**
 * The port of a language: one adapter reads the files of one family of languages that import each other.
 * A reader is made per repository; it sees every file once, while its tree is alive, and answers at the end, since a
 * name can only be resolved when all files are known.
 */
export type LanguageAdapter = {
  readonly languages: readonly Language[];
  /** File name of the grammar among the installed ones. */
  grammar(source: Pick<SourceText, "path" | "language">): string;
  open(repository: Repository): Reader;
};

export type Reader = {
  /** Takes what it needs from the tree, which is freed afterwards. */
  read(source: SourceText, tree: Tree): void;
  /** Everything found, per file read. */
  link(): readonly FileFacts[];
};

/** A file's text as parsed: without byte order mark, which `shift` counts so that ranges fit the whole file. */
export type SourceText = {
  readonly path: string;
  readonly language: Language;
  readonly role: Role;
  readonly text: string;
  readonly shift: 0 | 1;
  /** Throws when the file has had its time. To be called in every loop whose length the file decides. */
  checkTime(): void;
};

/** The paths of the snapshot, and the text of manifests. Nothing here touches a disk. */
export type Repository = {
  /** Sorted by code unit. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** The repository's root is the empty path. */
  hasFolder(path: string): boolean;
  /** Text without byte order mark; null for what is missing, too large or not text. */
  read(path: string): string | null;
};

/** What an adapter knows of one file; edges may repeat and are merged by the caller. */
export type FileFacts = {
  readonly path: string;
  readonly doc: string;
  readonly symbols: readonly OutlineSymbol[];
  readonly imports: readonly ImportStatement[];
  readonly testCases: readonly string[];
  readonly edges: readonly Omit<Edge, "from">[];
};
