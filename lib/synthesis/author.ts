import type { Usage } from "#lib/llm/index.ts";
import type { Edge, GraphFile, Outline, Structure } from "#lib/structure/index.ts";
import type { Plan, Requirement } from "./schema.ts";

/** What the main agent may see: everything but the code itself. */
export type Brief = {
  readonly name: string;
  readonly license: string | null;
  /** README without badges, at most 12,000 characters; empty where there is none. */
  readonly readme: string;
  /** Manifests by path, such as package.json, at most 4,000 characters each. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Characters that those limits leave out, by path; the README under the empty path. Absent where nothing is left out. */
  readonly leftOut?: ReadonlyMap<string, number>;
  readonly structure: Structure;
};

/** What a file's agent may see. `content` is for writing thoughts only and never enters the text. */
export type FileTask = {
  readonly brief: Brief;
  readonly requirements: readonly Requirement[];
  readonly plan: Plan;
  readonly file: GraphFile;
  readonly outline: Outline;
  /** Edges from this file. */
  readonly needs: readonly Edge[];
  /** Edges to this file, from files that come later. */
  readonly neededBy: readonly Edge[];
  /** Paths already written, in order. */
  readonly written: readonly string[];
  readonly content: string;
};

/** A thought and the action it leads to. A file's moves end with its one write; `read` names a path. */
export type Move = {
  readonly thought: string;
  readonly action: { readonly tool: "read"; readonly path: string } | { readonly tool: "write" };
};

/** A thought to rewrite, with everything the rewriter may know. */
export type RewriteTask = {
  readonly task: FileTask;
  /** Thought before the first read, or before the write. */
  readonly moment: "before-reading" | "before-writing";
  readonly thought: string;
  readonly pass: number;
  /** 0 for the first of the K candidates of a pass. */
  readonly position: number;
  /** Place of the only paragraph to rewrite (paragraphsOf of lib/trajectory); null for the whole thought. */
  readonly paragraph: number | null;
  /** Operators already accepted for this thought, so that they are not applied twice. */
  readonly applied: readonly string[];
  /** Outlines of files that were read. */
  readonly read: readonly Outline[];
  /** Outlines of tests that come later and need this file. */
  readonly tests: readonly Outline[];
};

export type Rewrite = { readonly text: string; readonly operator: string; readonly usage: Usage | null };

/** Plays the developer. The words are the author's; reads, writes and their contents are the snapshot's. */
export type Author = {
  /** Name and version as recorded in every export, for instance "structural@1" or "language-model:<model>/prompts@1". */
  readonly id: string;
  plan(
    brief: Brief,
    signal: AbortSignal,
  ): Promise<{ thought: string; requirements: Requirement[]; plan: Plan; usage: Usage[] }>;
  writeFile(task: FileTask, signal: AbortSignal): Promise<{ moves: Move[]; summary: string; usage: Usage[] }>;
  /** Null where the author has nothing further to try. */
  rewrite(task: RewriteTask, signal: AbortSignal): Promise<Rewrite | null>;
};
