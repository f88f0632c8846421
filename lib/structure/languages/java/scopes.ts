/** An import as written: `import [static] a.b.C;` or, as a wildcard, `import [static] a.b.*;`. */
export type FoundImport = {
  readonly path: string;
  readonly isStatic: boolean;
  readonly isWildcard: boolean;
  /** `import module x;` and what a description of a module requires. */
  readonly isModule: boolean;
  readonly line: number;
};

/** A type that a file declares, at whatever depth; anonymous ones have an empty name. */
export type DeclaredType = {
  readonly name: string;
  /** Number of the type whose member it is; -1 for top-level and local types. */
  readonly outer: number;
  readonly isTopLevel: boolean;
  /** Who inherits it as a member. */
  readonly access: "private" | "package" | "wide";
  /** What it extends and implements, as written, to be looked up from `scope`. */
  readonly supers: readonly string[];
  readonly scope: number;
};

/** A region in which names of types mean something of their own. The file is scope 0. */
export type Scope = {
  readonly parent: number;
  /** Number of the type whose body this is; -1 for other regions. */
  readonly type: number;
  /** Local types with their numbers, and type parameters with -1. */
  readonly names: ReadonlyMap<string, number>;
};

/** A name that may be a type's, once per scope: `Map`, `Map.Entry`, `java.util.Map`. */
export type FoundName = {
  readonly chain: string;
  readonly scope: number;
  readonly at: number;
  readonly line: number;
  /** False where a variable of that name would come first: `Map.entry()`. */
  readonly isType: boolean;
};

/** What the names of a file mean depends on these alone and on other files. */
export type FileNames = {
  readonly packageName: string;
  readonly imports: readonly FoundImport[];
  readonly types: readonly DeclaredType[];
  readonly scopes: readonly Scope[];
  readonly names: readonly FoundName[];
  /** Names of variables declared anywhere in the file. */
  readonly variables: ReadonlySet<string>;
  /** Name of the module that the file describes; empty in others. */
  readonly moduleName: string;
};
