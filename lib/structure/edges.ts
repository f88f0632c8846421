import { byCodeUnit } from "#lib/std/order.ts";
import type { FoundEdge } from "./languages/port.ts";
import type { Edge, LineRange } from "./schema.ts";

const MOST_RANGES = 20;

type Between = FoundEdge & { readonly from: string };

/** One edge per (from, to, kind), without edges of a file to itself; names and lines united and sorted. */
export function mergeEdges(edges: Iterable<Between>): Edge[] {
  type Draft = { names: Set<string>; lines: LineRange[]; typeOnly: boolean; edge: Between };
  const drafts = new Map<string, Draft>();
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const key = `${edge.from}\0${edge.to}\0${edge.kind}`;
    const draft = drafts.get(key) ?? { names: new Set(), lines: [], typeOnly: true, edge };
    for (const name of edge.names) draft.names.add(name);
    for (const line of edge.lines) draft.lines.push(typeof line === "number" ? { start: line, end: line } : line);
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
      lines: unite(lines).slice(0, MOST_RANGES),
      typeOnly,
    }));
}

/** Ranges in order, those that share a line made one. */
function unite(ranges: readonly LineRange[]): LineRange[] {
  const united: LineRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = united.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else united.push({ start, end });
  }
  return united;
}
