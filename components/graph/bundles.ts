import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, GraphFile, Language, Role } from "#lib/structure/index.ts";

/** The three kinds of edge a reader tells apart; type-only imports vanish when the code runs. */
export const edgeKinds = ["import", "type-only", "reference"] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** What is left out of the picture; empty sets leave nothing out. */
export type GraphFilter = {
  readonly edges: ReadonlySet<EdgeKind>;
  readonly roles: ReadonlySet<Role>;
  readonly languages: ReadonlySet<Language>;
};

/** All edges between two blocks, drawn as one line from what is needed to what needs it. */
export type Bundle = { readonly from: string; readonly to: string; readonly weight: number };

/** Lines beyond this many are drawn only for what is pointed at. */
export const lineLimit = 500;

/** The kind under which an edge is counted and left out. */
export function kindOf(edge: Edge): EdgeKind {
  if (edge.kind === "reference") return "reference";
  return edge.typeOnly ? "type-only" : "import";
}

/** Files and edges that pass the filter; an edge passes only where both its files do. */
export function applyFilter(
  graph: { readonly files: readonly GraphFile[]; readonly edges: readonly Edge[] },
  filter: GraphFilter,
): { files: GraphFile[]; edges: Edge[] } {
  const files = graph.files.filter((file) => !filter.roles.has(file.role) && !filter.languages.has(file.language));
  const kept = new Set(files.map((file) => file.path));
  const edges = graph.edges.filter(
    (edge) => !filter.edges.has(kindOf(edge)) && kept.has(edge.from) && kept.has(edge.to),
  );
  return { files, edges };
}

/** Edges between blocks gathered into bundles, the heaviest first; edges inside a block are left to it. */
export function bundleEdges(edges: readonly Edge[], blockOf: ReadonlyMap<string, string>): Bundle[] {
  const weights = new Map<string, { from: string; to: string; weight: number }>();
  for (const edge of edges) {
    const needed = blockOf.get(edge.to);
    const user = blockOf.get(edge.from);
    if (needed === undefined || user === undefined || needed === user) continue;
    const key = `${needed}\u0000${user}`;
    const bundle = weights.get(key);
    if (bundle) bundle.weight += 1;
    else weights.set(key, { from: needed, to: user, weight: 1 });
  }
  return [...weights.values()].sort(
    (a, b) => b.weight - a.weight || byCodeUnit(a.from, b.from) || byCodeUnit(a.to, b.to),
  );
}

/** Width of a bundle: 0.7 to 3.5 px by the root of its count. */
export function bundleWidth(weight: number, heaviest: number): number {
  if (heaviest <= 1) return 1.2;
  return 0.7 + 2.8 * Math.sqrt((weight - 1) / (heaviest - 1));
}
