import { Language, Role } from "#lib/structure/index.ts";
import { type EdgeKind, edgeKinds, type GraphFilter } from "./bundles.ts";

export const graphModes = ["folders", "focus", "reaches", "cycles"] as const;
export type GraphMode = (typeof graphModes)[number];

/** How the graph is looked at. */
export const graphViews = ["picture", "table", "order", "imports"] as const;
export type GraphView = (typeof graphViews)[number];

/** Everything of the graph screen that a link carries. */
export type GraphState = {
  readonly mode: GraphMode;
  readonly focus: string | null;
  readonly depth: 1 | 2 | 3;
  /** Folders opened or closed by hand, against what stands open at first. */
  readonly opened: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
  readonly filter: GraphFilter;
};

type Params = { get(name: string): string | null; getAll(name: string): string[] };

/** Reads the screen's state from an address; what it does not know is passed over. */
export function readGraphState(params: Params): GraphState {
  const focus = params.get("focus");
  const mode = graphModes.find((each) => each === params.get("mode")) ?? "folders";
  const depth = params.get("depth");
  return {
    mode,
    focus: focus === "" ? null : focus,
    depth: depth === "2" ? 2 : depth === "3" ? 3 : 1,
    opened: new Set(params.getAll("open")),
    closed: new Set(params.getAll("close")),
    filter: {
      edges: known(params.get("without-edges"), edgeKinds),
      roles: known(params.get("without-roles"), Role.options),
      languages: known(params.get("without-languages"), Language.options),
    },
  };
}

/** The address of a state; what is as at first is left out. */
export function writeGraphState(state: GraphState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.mode !== "folders") params.set("mode", state.mode);
  if (state.focus !== null) params.set("focus", state.focus);
  if (state.depth !== 1) params.set("depth", String(state.depth));
  for (const path of state.opened) params.append("open", path);
  for (const path of state.closed) params.append("close", path);
  if (state.filter.edges.size > 0) params.set("without-edges", [...state.filter.edges].join(","));
  if (state.filter.roles.size > 0) params.set("without-roles", [...state.filter.roles].join(","));
  if (state.filter.languages.size > 0) params.set("without-languages", [...state.filter.languages].join(","));
  return params;
}

/** Opens what is closed and closes what is open, remembered against what stands open at first. */
export function toggleFolder(state: GraphState, path: string, isOpen: boolean, opensAtFirst: boolean): GraphState {
  const opened = new Set(state.opened);
  const closed = new Set(state.closed);
  opened.delete(path);
  closed.delete(path);
  if (isOpen && opensAtFirst) closed.add(path);
  if (!isOpen && !opensAtFirst) opened.add(path);
  return { ...state, opened, closed };
}

/** The folders a file lies in, from the top. */
export function ancestorsOf(path: string | null): string[] {
  const parts = path?.split("/").slice(0, -1) ?? [];
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** What stands open at first, with what was opened and closed by hand, and the way to the file one came for. */
export function openFolders(atFirst: ReadonlySet<string>, state: GraphState, arrived: string | null): Set<string> {
  const open = new Set([...atFirst, ...ancestorsOf(arrived)]);
  for (const path of state.opened) open.add(path);
  for (const path of state.closed) open.delete(path);
  return open;
}

/** Adds or takes away one value. */
export function toggled<Value>(set: ReadonlySet<Value>, value: Value): Set<Value> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function known<Value extends string>(text: string | null, values: readonly Value[]): Set<Value> {
  const words = (text ?? "").split(",");
  return new Set(values.filter((value) => words.includes(value)));
}

/** The names of edge kinds as people read them. */
export const edgeKindNames: Readonly<Record<EdgeKind, string>> = {
  import: "import",
  "type-only": "type only",
  reference: "reference",
};
