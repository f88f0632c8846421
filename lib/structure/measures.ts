import { byCodeUnit } from "#lib/std/order.ts";
import type { GraphFile, StructureGraph } from "./schema.ts";

type Graph = Pick<StructureGraph, "files" | "edges">;
type CoveredGraph = Pick<StructureGraph, "files" | "edges" | "coverage">;

/** What the graph says of one file. Files are counted, not edges: two edges between the same files are one need. */
export type FileMeasures = {
  readonly path: string;
  readonly fanIn: number;
  readonly fanOut: number;
  /** Source that no other source file needs and that needs some. */
  readonly isEntryPoint: boolean;
  /** Source that needs no file and that none needs, in a language that has edges. */
  readonly isOrphan: boolean;
};

/** Measures of every file, in the sequence of the graph. */
export function measure({ files, edges, coverage }: CoveredGraph): FileMeasures[] {
  const withoutEdges = new Set(coverage.flatMap(({ language, edges: has }) => (has ? [] : [language])));
  const roles = new Map(files.map(({ path, role }) => [path, role]));
  const needs = new Map(files.map(({ path }) => [path, new Set<string>()]));
  const neededBy = new Map(files.map(({ path }) => [path, new Set<string>()]));
  for (const { from, to } of edges) {
    needs.get(from)?.add(to);
    neededBy.get(to)?.add(from);
  }
  return files.map(({ path, role, language }) => {
    const users = [...(neededBy.get(path) ?? [])];
    const fanOut = needs.get(path)?.size ?? 0;
    // A test of a file does not make the file part of anything; a configuration that needs it does not either.
    const isUsed = users.some((user) => roles.get(user) === "source");
    return {
      path,
      fanIn: users.length,
      fanOut,
      isEntryPoint: role === "source" && !isUsed && fanOut > 0,
      isOrphan: role === "source" && users.length === 0 && fanOut === 0 && !withoutEdges.has(language),
    };
  });
}

/** Files that need each other, by their number, each by its place in the order of writing. */
export type Cycle = { readonly number: number; readonly files: readonly GraphFile[] };

/** The cycles of the graph (strongly connected components of two files or more), by number. */
export function cyclesOf({ files }: { readonly files: readonly GraphFile[] }): Cycle[] {
  const cycles = new Map<number, GraphFile[]>();
  for (const file of files) {
    if (file.cycle === null) continue;
    cycles.set(file.cycle, [...(cycles.get(file.cycle) ?? []), file]);
  }
  return [...cycles]
    .sort(([a], [b]) => a - b)
    .map(([number, members]) => ({
      number,
      files: members.sort((a, b) => placeOf(a) - placeOf(b) || byCodeUnit(a.path, b.path)),
    }));
}

function placeOf({ order }: GraphFile): number {
  return order ?? Number.MAX_SAFE_INTEGER;
}

/** A folder with all below it, and the folders that its files need. */
export type FolderMeasures = {
  /** The repository's root is the empty path. */
  readonly folder: string;
  readonly files: number;
  /** Edges with both ends inside. */
  readonly inside: number;
  /** Edges to and from files outside. */
  readonly incoming: number;
  readonly outgoing: number;
  /** Folders of the same depth or less that hold the files needed, with the number of edges, most first. */
  readonly needs: readonly { readonly folder: string; readonly edges: number }[];
};

/** The graph seen from `depth` folders below the root: files that lie higher belong to the folder they are in. */
export function foldersOf({ files, edges }: Graph, depth: number): FolderMeasures[] {
  const folderOf = (path: string): string => path.split("/").slice(0, -1).slice(0, depth).join("/");
  type Draft = { files: number; inside: number; incoming: number; outgoing: number; needs: Map<string, number> };
  const drafts = new Map<string, Draft>();
  const draftOf = (folder: string): Draft => {
    const known = drafts.get(folder) ?? { files: 0, inside: 0, incoming: 0, outgoing: 0, needs: new Map() };
    drafts.set(folder, known);
    return known;
  };
  for (const { path } of files) draftOf(folderOf(path)).files += 1;
  for (const edge of edges) {
    const [from, to] = [folderOf(edge.from), folderOf(edge.to)];
    if (from === to) {
      draftOf(from).inside += 1;
      continue;
    }
    const source = draftOf(from);
    source.outgoing += 1;
    source.needs.set(to, (source.needs.get(to) ?? 0) + 1);
    draftOf(to).incoming += 1;
  }
  return [...drafts]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([folder, { needs, ...counts }]) => ({
      folder,
      ...counts,
      needs: [...needs]
        .map(([target, number]) => ({ folder: target, edges: number }))
        .sort((a, b) => b.edges - a.edges || byCodeUnit(a.folder, b.folder)),
    }));
}
