import { z } from "zod";

/** Languages with a name of their own; `Language` decides colours, masks and which adapter reads a file. */
export const Language = z.enum([
  "typescript",
  "tsx",
  "javascript",
  "python",
  "go",
  "java",
  "rust",
  "c",
  "cpp",
  "csharp",
  "ruby",
  "php",
  "shell",
  "powershell",
  "css",
  "html",
  "json",
  "yaml",
  "toml",
  "markdown",
  "sql",
  "text",
  "other",
]);
export type Language = z.infer<typeof Language>;

/** What a file is for. Only `source`, `test`, `config` and `docs` are ever written by a trajectory. */
export const Role = z.enum(["source", "test", "config", "docs", "generated", "vendored", "binary"]);
export type Role = z.infer<typeof Role>;

/** Lines are 1-based and inclusive; `start` and `end` are UTF-16 offsets, end exclusive. */
export const SourceRange = z.strictObject({
  startLine: z.int().min(1),
  endLine: z.int().min(1),
  start: z.int().min(0),
  end: z.int().min(0),
});
export type SourceRange = z.infer<typeof SourceRange>;

export const SymbolKind = z.enum([
  "function",
  "class",
  "method",
  "field",
  "constant",
  "variable",
  "type",
  "interface",
  "enum",
  "module",
]);
export type SymbolKind = z.infer<typeof SymbolKind>;

/** A member of a class, interface, enum or struct. */
export const Member = z.strictObject({ name: z.string(), kind: SymbolKind, signature: z.string(), range: SourceRange });
export type Member = z.infer<typeof Member>;

/** A top-level definition. `signature` is its declaration on one line, without its body. */
export const OutlineSymbol = z.strictObject({
  name: z.string(),
  kind: SymbolKind,
  signature: z.string(),
  exported: z.boolean(),
  range: SourceRange,
  /** First sentence of its doc comment, comment marks removed; empty where there is none. */
  doc: z.string(),
  parameters: z.array(z.string()),
  members: z.array(Member),
  /** Names imported or referenced from other files of the repository that this symbol's body uses. */
  uses: z.array(z.string()),
});
export type OutlineSymbol = z.infer<typeof OutlineSymbol>;

/**
 * Why an import leads to a file or does not: `external` package, `standard-library`, `not-found` in the repository,
 * `generated` by a build that has not run, `outside` the repository, `dynamic` (computed at run time), `ambiguous`
 * (several files answer to it), `inactive` (excluded from the build for Linux on x86-64), `unused` (a package or namespace
 * of the repository, of which no name is used).
 */
export const ImportReason = z.enum([
  "resolved",
  "external",
  "standard-library",
  "not-found",
  "generated",
  "outside",
  "dynamic",
  "ambiguous",
  "inactive",
  "unused",
]);
export type ImportReason = z.infer<typeof ImportReason>;

/** An import as written, before or without resolution to a file. */
export const ImportStatement = z.strictObject({
  specifier: z.string(),
  names: z.array(z.string()),
  typeOnly: z.boolean(),
  line: z.int().min(1),
  /** The repository's file it leads to; null with the reason why not. */
  resolved: z.string().nullable(),
  reason: ImportReason,
});
export type ImportStatement = z.infer<typeof ImportStatement>;

/** The syntax outline of one file. `parsed: false` says why there is none. */
export const Outline = z.strictObject({
  path: z.string(),
  language: Language,
  parsed: z.boolean(),
  problem: z.string().nullable(),
  lines: z.int().min(0),
  /** First sentence of the file's leading comment or docstring that is not a licence header; may be empty. */
  doc: z.string(),
  symbols: z.array(OutlineSymbol),
  imports: z.array(ImportStatement),
  /** For tests: titles of the cases, as written in the call or function name, at most 40. */
  testCases: z.array(z.string()),
});
export type Outline = z.infer<typeof Outline>;

/** Lines of a file, 1-based, both ends included. */
export const LineRange = z.strictObject({ start: z.int().min(1), end: z.int().min(1) });
export type LineRange = z.infer<typeof LineRange>;

/** `from` needs `to`. An `import` edge is written in the code; a `reference` edge is a use without an import between. */
export const Edge = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: z.enum(["import", "reference"]),
  /** Names of `to` used in `from`, sorted; empty for a bare import. */
  names: z.array(z.string()),
  /** Where `from` says so, in order and apart from each other, at most 20. */
  lines: z.array(LineRange),
  typeOnly: z.boolean(),
});
export type Edge = z.infer<typeof Edge>;

/** A file of the graph, in the order of writing. */
export const GraphFile = z.strictObject({
  path: z.string(),
  language: Language,
  role: Role,
  bytes: z.int().min(0),
  lines: z.int().min(0),
  /** Place in the order of writing, from 0; null for files that are shown and never written. */
  order: z.int().min(0).nullable(),
  /** Length of the longest chain of dependencies below, cycles collapsed. */
  level: z.int().min(0),
  /** Number of the file's cycle (strongly connected component of two files or more), null outside any. */
  cycle: z.int().min(0).nullable(),
  /** One sentence: why the file stands at this place. */
  reason: z.string(),
  /** Why there is no outline of it; null where there is one. */
  problem: z.string().nullable().default(null),
});
export type GraphFile = z.infer<typeof GraphFile>;

/** An import that leads to no file of the repository, with the places where it is written. */
export const UnresolvedImport = z.strictObject({
  specifier: z.string(),
  reason: ImportReason.exclude(["resolved"]),
  /** How often it is written in the repository. */
  count: z.int().min(1),
  /** The first of the places, by path and line, at most 10. */
  places: z.array(z.strictObject({ path: z.string(), line: z.int().min(1) })),
});
export type UnresolvedImport = z.infer<typeof UnresolvedImport>;

/** What was read of one language's files. */
export const Coverage = z.strictObject({
  language: Language,
  files: z.int().min(1),
  /** Files with an outline. */
  outlined: z.int().min(0),
  /** False: no dependency edges for this language. */
  edges: z.boolean(),
});
export type Coverage = z.infer<typeof Coverage>;

/** What became of the imports written in the repository's files: how many led to a file, and the others one by one. */
export const ImportSummary = z.strictObject({
  resolved: z.int().min(0),
  /** By reason, then by how often, then by specifier. */
  unresolved: z.array(UnresolvedImport),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

/** Everything known of a snapshot without a model: files, edges, outlines, order. */
export const Structure = z.strictObject({
  files: z.array(GraphFile),
  edges: z.array(Edge),
  outlines: z.array(Outline),
  /** Paths of the files to write, dependencies first. */
  order: z.array(z.string()),
  /** Absent from structures made before it was counted. */
  imports: ImportSummary.nullable().default(null),
  /** By number of files, then by language. Empty in structures made before it was counted. */
  coverage: z.array(Coverage).default([]),
});
export type Structure = z.infer<typeof Structure>;

/** The structure without its outlines, which are fetched one by one. */
export const StructureGraph = Structure.omit({ outlines: true });
export type StructureGraph = z.infer<typeof StructureGraph>;
