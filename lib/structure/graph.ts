import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, Structure } from "./schema.ts";

/** Paths of the files that `path` needs directly, sorted. */
export function dependenciesOf(structure: Pick<Structure, "edges">, path: string): string[] {
  return distinct(structure.edges.filter((edge) => edge.from === path).map((edge) => edge.to));
}

/** Paths of the files that need `path` directly, sorted. */
export function dependentsOf(structure: Pick<Structure, "edges">, path: string): string[] {
  return distinct(structure.edges.filter((edge) => edge.to === path).map((edge) => edge.from));
}

/** The edges with both ends among `paths`, in the order of the structure. */
export function edgesAmong(structure: Pick<Structure, "edges">, paths: Iterable<string>): Edge[] {
  const wanted = new Set(paths);
  return structure.edges.filter((edge) => wanted.has(edge.from) && wanted.has(edge.to));
}

function distinct(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort(byCodeUnit);
}
