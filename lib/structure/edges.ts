import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge } from "./schema.ts";

const EDGE_LINES = 20;

/** One edge per (from, to, kind), without edges of a file to itself; names and lines united and sorted. */
export function mergeEdges(edges: Iterable<Edge>): Edge[] {
  type Draft = { names: Set<string>; lines: Set<number>; typeOnly: boolean; edge: Edge };
  const drafts = new Map<string, Draft>();
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const key = `${edge.from}\0${edge.to}\0${edge.kind}`;
    const draft = drafts.get(key) ?? { names: new Set(), lines: new Set(), typeOnly: true, edge };
    for (const name of edge.names) draft.names.add(name);
    for (const line of edge.lines) draft.lines.add(line);
    draft.typeOnly &&= edge.typeOnly;
    drafts.set(key, draft);
  }
  return [...drafts.entries()]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, { names, lines, typeOnly, edge }]) => ({
      from: edge.from,
      to: edge.to,
      kind: edge.kind,
      names: [...names].sort(byCodeUnit),
      lines: [...lines].sort((a, b) => a - b).slice(0, EDGE_LINES),
      typeOnly,
    }));
}
