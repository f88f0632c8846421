import { byCodeUnit } from "#lib/std/order.ts";
import { cyclesOf, type Edge, type GraphFile } from "#lib/structure/index.ts";

/** Edges by either end, so that neighbours cost no search. */
export type Neighbours = {
  readonly needs: ReadonlyMap<string, readonly Edge[]>;
  readonly neededBy: ReadonlyMap<string, readonly Edge[]>;
};

/** Indexes edges by their ends. */
export function indexEdges(edges: readonly Edge[]): Neighbours {
  const needs = new Map<string, Edge[]>();
  const neededBy = new Map<string, Edge[]>();
  for (const edge of edges) {
    push(needs, edge.from, edge);
    push(neededBy, edge.to, edge);
  }
  return { needs, neededBy };
}

/**
 * Signed distance from a file: negative for what it needs, positive for what needs it, within `depth`. A file that is
 * both (in a cycle) stands on the nearer side, on the side of what is needed where both are equal.
 */
export function distancesFrom(neighbours: Neighbours, focus: string, depth: number): Map<string, number> {
  const down = walk(focus, depth, (path) => (neighbours.needs.get(path) ?? []).map((edge) => edge.to));
  const up = walk(focus, depth, (path) => (neighbours.neededBy.get(path) ?? []).map((edge) => edge.from));
  const distances = new Map<string, number>([[focus, 0]]);
  for (const [path, distance] of down) if (distance > 0) distances.set(path, -distance);
  for (const [path, distance] of up) {
    const below = distances.get(path);
    if (distance > 0 && (below === undefined || -below > distance)) distances.set(path, distance);
  }
  return distances;
}

/** Everything a file needs, directly or not (`needs`), or everything that needs it (`neededBy`), sorted. */
export function reachOf(neighbours: Neighbours, focus: string, direction: "needs" | "neededBy"): string[] {
  const next =
    direction === "needs"
      ? (path: string) => (neighbours.needs.get(path) ?? []).map((edge) => edge.to)
      : (path: string) => (neighbours.neededBy.get(path) ?? []).map((edge) => edge.from);
  const found = walk(focus, Number.POSITIVE_INFINITY, next);
  found.delete(focus);
  return [...found.keys()].sort(byCodeUnit);
}

/** Files of each cycle, in the order of writing, largest cycle first. */
export function largestCycles(files: readonly GraphFile[]): (readonly GraphFile[])[] {
  return cyclesOf({ files })
    .sort((a, b) => b.files.length - a.files.length || a.number - b.number)
    .map((cycle) => cycle.files);
}

function walk(start: string, depth: number, next: (path: string) => readonly string[]): Map<string, number> {
  const found = new Map([[start, 0]]);
  let edge = [start];
  for (let distance = 1; distance <= depth && edge.length > 0; distance += 1) {
    const reached: string[] = [];
    for (const path of edge) {
      for (const other of next(path)) {
        if (found.has(other)) continue;
        found.set(other, distance);
        reached.push(other);
      }
    }
    edge = reached;
  }
  return found;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
