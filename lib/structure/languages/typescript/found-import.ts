/** A local name and what it stands for in the other file; `*` is the whole module. */
export type Binding = { readonly local: string; readonly imported: string };

export type FoundImport = {
  /** As written between the quotes; for a computed one, its expression. */
  readonly specifier: string;
  readonly literal: boolean;
  /** `path` names a file relative to this one even without a leading dot, `types` a package of declarations. */
  readonly kind: "module" | "path" | "types";
  /** How it is asked for, which decides between the conditions `import` and `require` of a package. */
  readonly syntax: "statement" | "import" | "require";
  readonly bindings: readonly Binding[];
  /** Names used without a local binding: re-exports, members of a call's result. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

/** Where nothing else is said: a module that an `import` or `export` statement names, without names of its own. */
export const STATEMENT = {
  literal: true,
  kind: "module",
  syntax: "statement",
  bindings: [],
  names: [],
  typeOnly: false,
} as const;
