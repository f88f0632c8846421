/**
 * Structure: what a repository's files say about each other, found by parsing alone. Pure: no database, no network.
 *
 * - **Outline**: the symbols, imports and test cases of one file. Not "AST", not "skeleton".
 * - **Edge**: one file needs another. `import` (a mechanism of the language names the file) or `reference` (a symbol is
 *   used without an import in between). Not "link", not "dependency relation".
 * - **Order**: the sequence in which files are written, dependencies first. Not "ranking", not "topology".
 * - **Level**: length of the longest chain of dependencies below a file. Not "depth", not "layer".
 * - **Cycle**: files that need each other, directly or not. Not "loop", not "component".
 * - **Fan-in**, **fan-out**: number of files that need a file, and that it needs. Not "degree", not "dependents count".
 * - **Entry point**: a source file that no other source file needs and that needs some. Not "root", not "main".
 * - **Orphan**: a source file that needs none and that none needs, in a language with edges. Not "island", not "dead file".
 * - **Unresolved import**: one that leads to no file of the repository, with its reason. Not "missing", not "broken".
 * - **Role**: what a file is for (source, test, config, docs, generated, vendored, binary). Not "category".
 */
export { classify } from "./classify.ts";
export { dependenciesOf, dependentsOf, edgesAmong } from "./graph.ts";
export { type Cycle, cyclesOf, type FileMeasures, type FolderMeasures, foldersOf, measure } from "./measures.ts";
export { type Ordering, orderFiles } from "./order.ts";
export { isRemarkable, reasonTexts } from "./reasons.ts";
export {
  Coverage,
  Edge,
  GraphFile,
  ImportReason,
  ImportStatement,
  ImportSummary,
  Language,
  Member,
  Outline,
  OutlineSymbol,
  Role,
  SourceRange,
  Structure,
  StructureGraph,
  SymbolKind,
  UnresolvedImport,
} from "./schema.ts";
