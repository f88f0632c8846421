import type { DeclaredType, FileNames } from "./draft.ts";
import type { Using } from "./usings.ts";

/** One declaration of a type; a partial type has several. */
export type Part = {
  readonly path: string;
  readonly file: FileNames;
  readonly declared: DeclaredType;
  readonly index: number;
  readonly namespace: string;
  readonly outer: Part | null;
  readonly nested: Map<string, Part[]>;
};

/** How a name was found: in the namespaces around it, or by a using, an alias or a written namespace. */
export type Found = {
  readonly parts: readonly Part[];
  readonly how: "around" | "brought";
  readonly using: Using | null;
};

export type Member = { readonly type: string; readonly part: Part };
