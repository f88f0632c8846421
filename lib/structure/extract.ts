import { byCodeUnit } from "#lib/std/order.ts";
import type { SourceFile } from "./draft-file.ts";
import { type DraftOptions, draftAll, type StoredDraft } from "./drafts.ts";
import { mergeEdges } from "./edges.ts";
import type { FileFacts, FoundEdge, Repository } from "./languages/port.ts";
import { familyOf } from "./languages/registry.ts";
import { linkAll } from "./link.ts";
import { orderFiles } from "./order.ts";
import { createRepository } from "./repository.ts";
import type { Outline, Structure } from "./schema.ts";
import { summarizeCoverage, summarizeImports } from "./summary.ts";
import { countLines } from "./text.ts";

export type Extraction = {
  readonly structure: Structure;
  /** Files that were parsed now; the others were known or have no adapter. */
  readonly parsed: number;
  /** The drafts to give to the next commit's extraction, by path. */
  drafts(): Map<string, StoredDraft>;
};

/** The structure of a set of files; see `extract`. */
export async function extractStructure(given: readonly SourceFile[], options: DraftOptions = {}): Promise<Structure> {
  return (await extract(given, options)).structure;
}

/**
 * Parses every file, resolves what names what, and puts the files in order. The result depends on the set of files
 * alone. A file that cannot be read has an outline with its problem; it never ends the run.
 */
export async function extract(given: readonly SourceFile[], options: DraftOptions = {}): Promise<Extraction> {
  const files = [...new Map(given.map((file) => [file.path, file])).values()].sort((a, b) =>
    byCodeUnit(a.path, b.path),
  );
  const repository = createRepository(files);
  const drafted = await draftAll(files, options);
  const linked = await linkAll(drafted.byFamily, repository);
  const problems = new Map([...drafted.problems, ...linked.problems]);
  const edges = mergeEdges(edgesOf(linked.facts.values(), repository));
  const { order, places } = orderFiles(files, edges);
  const lines = new Map(files.map(({ path, role, content }) => [path, role === "binary" ? 0 : countLines(content)]));
  const outlines = files.map((file) =>
    outlineOf(file, lines.get(file.path) ?? 0, linked.facts.get(file.path), problems),
  );
  const structure: Structure = {
    files: files.map(({ path, language, role, content }, index) => ({
      path,
      language,
      role,
      bytes: content.length,
      lines: lines.get(path) ?? 0,
      ...(places.get(path) ?? { order: null, level: 0, cycle: null, reason: "Shown, never written." }),
      problem: outlines[index]?.problem ?? null,
    })),
    edges,
    outlines,
    order: [...order],
    imports: summarizeImports(outlines),
    coverage: summarizeCoverage(outlines, (language) => familyOf(language)?.hasEdges ?? false),
  };
  return { structure, parsed: drafted.parsed, drafts: drafted.stored };
}

/** Edges to files of the repository alone: an adapter's guess never invents a node. */
function* edgesOf(
  facts: Iterable<FileFacts>,
  repository: Repository,
): Generator<FoundEdge & { readonly from: string }> {
  for (const { path, edges } of facts) {
    for (const edge of edges) if (repository.has(edge.to)) yield { from: path, ...edge };
  }
}

function outlineOf(
  { path, language }: SourceFile,
  lines: number,
  facts: FileFacts | undefined,
  problems: ReadonlyMap<string, string>,
): Outline {
  const problem = problems.get(path) ?? (facts ? null : "could not be parsed");
  return {
    path,
    language,
    parsed: problem === null,
    problem,
    lines,
    doc: facts?.doc ?? "",
    symbols: [...(facts?.symbols ?? [])],
    imports: [...(facts?.imports ?? [])],
    testCases: [...(facts?.testCases ?? [])].slice(0, 40),
  };
}
