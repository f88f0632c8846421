import type { Edge, GraphFile } from "#lib/structure/index.ts";

/** A file for tests; its order is its place in the list unless it says otherwise. */
export function aFile(path: string, order: number | null, rest: Partial<GraphFile> = {}): GraphFile {
  return {
    path,
    order,
    language: "typescript",
    role: "source",
    bytes: 100,
    lines: 10,
    level: 0,
    cycle: null,
    reason: "",
    problem: null,
    ...rest,
  };
}

/** `from` needs `to`. */
export function anEdge(from: string, to: string, rest: Partial<Edge> = {}): Edge {
  return { from, to, kind: "import", names: [], lines: [{ start: 1, end: 1 }], typeOnly: false, ...rest };
}
