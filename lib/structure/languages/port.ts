import type { Tree } from "web-tree-sitter";
import type { Edge, ImportStatement, Language, LineRange, OutlineSymbol, Role } from "../schema.ts";

/**
 * The port of a language: one adapter reads the files of one family of languages that import each other. It works in
 * two halves, because a name can only be resolved when all files are known: `read` sees one file while its tree is
 * alive, in whatever thread; `link` sees the drafts of all of them, later, in one.
 */
export type LanguageAdapter<Draft = unknown> = {
  /** To be raised when `read` changes what it drafts: stored drafts of another version are made anew. */
  readonly version: number;
  /** File name of the grammar among the installed ones. */
  grammar(source: Pick<SourceText, "path" | "language">): string;
  /** What is parsed in place of the text, and as long as it: for what the grammar cannot take as it is written. */
  prepare?(text: string): string;
  /**
   * Takes what linking needs. The draft follows from the file alone, and it is plain data (objects, arrays, maps, sets):
   * it goes from thread to thread and is kept for the next commit.
   */
  read(source: SourceText, tree: Tree): Draft;
  /**
   * Everything found, per file: outlines, imports with their reasons, edges. Drafts come by path. What reads manifests is
   * loaded here and not before: the threads that parse do without it.
   */
  link(drafts: readonly FileDraft<Draft>[], repository: Repository): Promise<readonly FileFacts[]>;
};

export type FileDraft<Draft> = { readonly path: string; readonly role: Role; readonly draft: Draft };

/** A file's text as parsed: without byte order mark, which `shift` counts so that ranges fit the whole file. */
export type SourceText = {
  readonly path: string;
  readonly language: Language;
  readonly role: Role;
  readonly text: string;
  /** The text as it stands in the file; it differs where the adapter's `prepare` has changed it. */
  readonly written: string;
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
  readonly edges: readonly FoundEdge[];
};

/** A use of another file. A number is a line alone. */
export type FoundEdge = Omit<Edge, "from" | "lines"> & { readonly lines: readonly (number | LineRange)[] };
