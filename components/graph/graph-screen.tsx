"use client";

// A little over 300 lines: most of them are the three panes and their properties, which read best together.

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { ContextBar } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { formatCount, formatHash } from "#components/ui/format.ts";
import { PaneGroup } from "#components/ui/pane-group.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { snapshotDetail, snapshotStructure } from "#lib/client/snapshots.ts";
import { measure, type StructureGraph } from "#lib/structure/index.ts";
import { blocksOf, firstOpen } from "./blocks.ts";
import { applyFilter } from "./bundles.ts";
import { download, svgDocument } from "./export-svg.ts";
import { buildFolders } from "./folders.ts";
import { type CanvasHandle, GraphCanvas } from "./graph-canvas.tsx";
import { GraphFilters } from "./graph-filters.tsx";
import { GraphLegend, noteOf } from "./graph-legend.tsx";
import { GraphSide } from "./graph-side.tsx";
import {
  ancestorsOf,
  type GraphMode,
  type GraphState,
  type GraphView,
  graphViews,
  openFolders,
  readGraphState,
  toggleFolder,
  writeGraphState,
} from "./graph-state.ts";
import { GraphTable } from "./graph-table.tsx";
import { ImportList, importChoice } from "./import-list.tsx";
import { OrderList } from "./order-list.tsx";
import { distancesFrom, indexEdges, largestCycles } from "./reach.ts";
import { cycleScene, egoScene, folderScene, type Scene } from "./scene.ts";
import { useGains } from "./use-gains.ts";
import "./graph.css";
import "../code/code.css";

const paneIds = ["filters", "graph", "file"] as const;

/** The dependency graph of a snapshot: folders first, one file's surroundings, what it reaches, and the cycles. */
export function GraphScreen({ snapshotId }: { readonly snapshotId: string }) {
  const structure = useQuery(snapshotStructure(snapshotId));
  const snapshot = useQuery(snapshotDetail(snapshotId));
  useTitle("Dependency graph");
  const crumbs = [{ label: "Repositories", href: "/" }, { label: "Dependency graph" }];
  const error = structure.error ?? snapshot.error;
  if (error) {
    return (
      <>
        <ContextBar crumbs={crumbs} />
        <QueryError
          what="The graph"
          error={error}
          onRetry={() => Promise.all([structure.refetch(), snapshot.refetch()])}
        />
      </>
    );
  }
  if (!structure.data) {
    return (
      <>
        <ContextBar crumbs={crumbs} />
        <LoadingRows label="the graph" rows={16} />
      </>
    );
  }
  return (
    <Screen
      snapshotId={snapshotId}
      graph={structure.data}
      name={snapshot.data?.name ?? "Repository"}
      hash={snapshot.data?.commit ?? null}
    />
  );
}

function Screen({
  snapshotId,
  graph,
  name,
  hash,
}: {
  readonly snapshotId: string;
  readonly graph: StructureGraph;
  readonly name: string;
  readonly hash: string | null;
}) {
  const { search, change } = useSearchState();
  const state = readGraphState(search);
  const key = writeGraphState(state).toString();
  const view = graphViews.find((each) => each === search.get("view")) ?? "picture";
  const setView = (next: GraphView) => change({ view: next === "picture" ? null : next });
  // Who comes with a file in the address wants to see it; later choices open folders by themselves.
  const [arrived] = useState(state.focus);
  const canvas = useRef<CanvasHandle>(null);
  const { gains, range, trajectory } = useGains(snapshotId);

  // The state is read anew at each render; its text says whether it changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `state`
  const shown = useMemo(() => applyFilter(graph, state.filter), [graph, key]);
  const folders = useMemo(() => buildFolders(shown.files), [shown]);
  const atFirst = useMemo(() => firstOpen(folders), [folders]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `state`
  const open = useMemo(() => openFolders(atFirst, state, arrived), [atFirst, key, arrived]);
  const neighbours = useMemo(() => indexEdges(shown.edges), [shown]);
  const cycles = useMemo(() => largestCycles(shown.files), [shown]);
  const measures = useMemo(() => new Map(measure(graph).map((each) => [each.path, each])), [graph]);
  const files = useMemo(() => new Map(graph.files.map((file) => [file.path, file])), [graph]);
  const focus = state.focus !== null && files.has(state.focus) ? state.focus : null;
  const mode: GraphMode =
    focus === null && (state.mode === "focus" || state.mode === "reaches") ? "folders" : state.mode;
  const scene = useMemo((): Scene => {
    if (mode === "cycles") return cycleScene(cycles, shown.edges);
    if (mode === "folders" || focus === null) return folderScene(blocksOf(folders, open), shown.edges);
    const depth = mode === "reaches" ? Number.POSITIVE_INFINITY : state.depth;
    return egoScene(shown.files, shown.edges, distancesFrom(neighbours, focus, depth));
  }, [mode, cycles, shown, folders, open, neighbours, focus, state.depth]);

  function setState(next: GraphState) {
    const params = writeGraphState(next);
    const names = ["mode", "focus", "depth", "open", "close", "without-edges", "without-roles", "without-languages"];
    change(Object.fromEntries(names.map((each) => [each, params.has(each) ? params.getAll(each) : null])));
  }
  function pick(path: string | null) {
    const opened = new Set(state.opened);
    for (const folder of ancestorsOf(path)) if (!open.has(folder)) opened.add(folder);
    const closed = new Set(
      [...state.closed].filter((folder) => !opened.has(folder) && !ancestorsOf(path).includes(folder)),
    );
    setState({
      ...state,
      opened,
      closed,
      focus: path,
      mode: path === null && state.mode !== "cycles" ? "folders" : state.mode,
    });
  }
  const setMode = (next: GraphMode) => setState({ ...state, mode: next });
  const file = focus === null ? undefined : files.get(focus);
  const openList = [...open].filter((path) => path !== "" && folders.has(path)).sort();

  useHotkeys("Graph", [
    { keys: "1", label: "Folders", run: () => setMode("folders") },
    { keys: "2", label: "Focus on the file", run: () => focus !== null && setMode("focus") },
    { keys: "3", label: "Everything the file reaches", run: () => focus !== null && setMode("reaches") },
    { keys: "4", label: "Cycles", run: () => setMode("cycles") },
    { keys: "0", label: "Fit the picture", run: () => canvas.current?.fit() },
    {
      keys: "w",
      label: "Next view: picture, table, order, imports",
      run: () => setView(graphViews[(graphViews.indexOf(view) + 1) % graphViews.length] ?? "picture"),
    },
    { keys: "Escape", label: "Close the file", run: () => pick(null) },
  ]);

  // In a list, cycles are the files that are in one.
  const listed = mode === "cycles" ? shown.files.filter((each) => each.cycle !== null) : shown.files;
  const levels = graph.files.reduce((most, each) => Math.max(most, each.level + 1), 0);
  const note = noteOf(scene, mode);
  const label = `${name}: ${scene.blocks.length} folders and frames, ${scene.files.length + scene.blocks.reduce((sum, mark) => sum + mark.files.length, 0)} files drawn. The table view holds the same.`;
  return (
    <>
      <ContextBar
        crumbs={[{ label: name, href: "/" }, { label: "Dependency graph" }]}
        actions={
          <>
            <Segmented<GraphMode>
              label="What is drawn"
              value={mode}
              onChange={setMode}
              segments={[
                { id: "folders", label: "Folders" },
                { id: "focus", label: "Focus", disabled: focus === null },
                { id: "reaches", label: "Reaches", disabled: focus === null },
                { id: "cycles", label: `Cycles ${cycles.length}` },
              ]}
            />
            <Segmented
              label="View"
              value={view}
              onChange={setView}
              segments={[
                { id: "picture", label: "Picture" },
                { id: "table", label: "Table" },
                { id: "order", label: "Order" },
                { id: "imports", label: "Imports" },
              ]}
            />
            {trajectory && (
              <ButtonLink size="sm" className="max-wide:hidden" href={`/trajectories/${trajectory.id}`}>
                Trajectory
              </ButtonLink>
            )}
            <Button
              size="sm"
              icon={<Download aria-hidden="true" />}
              disabled={view !== "picture"}
              onClick={() => {
                const svg = canvas.current?.svg();
                if (svg)
                  download(`${name.replace(/[^\w.-]+/gu, "-")}-${mode}.svg`, svgDocument(svg, scene), "image/svg+xml");
              }}
            >
              SVG
            </Button>
          </>
        }
      >
        {hash !== null && <span className="mono max-wide:hidden">{formatHash(hash)}</span>}
        <span>
          <b>{formatCount(graph.files.length)}</b> files
        </span>
        <span>
          <b>{formatCount(graph.edges.length)}</b> edges
        </span>
        <span className="max-wide:hidden">
          <b>{levels}</b> levels
        </span>
      </ContextBar>
      {graph.files.length === 0 ? (
        <EmptyState>This snapshot has no files, so there is nothing to draw.</EmptyState>
      ) : (
        <PaneGroup
          id="graph"
          label="Graph"
          active={paneIds.find((each) => each === search.get("pane")) ?? "graph"}
          onActive={(pane) => change({ pane: pane === "graph" ? null : pane })}
          panes={[
            {
              id: "filters",
              title: "Filters",
              size: "196px",
              min: "180px",
              content: (
                <GraphFilters
                  graph={graph}
                  state={state}
                  note={note}
                  openFolders={openList}
                  onState={setState}
                  onClose={(path) => setState(toggleFolder(state, path, true, atFirst.has(path)))}
                />
              ),
            },
            {
              id: "graph",
              title: "Graph",
              min: "420px",
              content: (
                <>
                  {view === "picture" && (
                    <GraphLegend
                      focus={focus}
                      hasGains={gains.size > 0}
                      range={range}
                      scorer={trajectory?.scorer ?? null}
                      unit={trajectory?.stats.unit ?? null}
                    />
                  )}
                  {view === "imports" ? (
                    <ImportList
                      imports={graph.imports}
                      choice={importChoice(search.get("reason"))}
                      onChoice={(reason) => change({ reason: reason === "remarkable" ? null : reason })}
                      onFile={pick}
                    />
                  ) : view === "order" ? (
                    <OrderList files={listed} focus={focus} onFile={pick} />
                  ) : view === "table" ? (
                    <GraphTable
                      files={listed}
                      measures={measures}
                      neighbours={neighbours}
                      focus={focus}
                      onFile={pick}
                    />
                  ) : mode === "cycles" && cycles.length === 0 ? (
                    <EmptyState>No files need each other in a circle.</EmptyState>
                  ) : shown.files.length === 0 ? (
                    <EmptyState>The filters leave nothing to draw.</EmptyState>
                  ) : (
                    <GraphCanvas
                      ref={canvas}
                      scene={scene}
                      picture={mode === "folders" || mode === "cycles" ? mode : `${mode}:${focus}:${state.depth}`}
                      focus={focus}
                      neighbours={neighbours}
                      gains={gains}
                      gainRange={range}
                      label={label}
                      onFile={pick}
                      onFolder={(path, isOpen) => setState(toggleFolder(state, path, isOpen, atFirst.has(path)))}
                    />
                  )}
                </>
              ),
            },
            {
              id: "file",
              title: "File",
              size: "452px",
              min: "320px",
              content: file ? (
                <GraphSide
                  key={file.path}
                  snapshotId={snapshotId}
                  file={file}
                  files={files}
                  neighbours={neighbours}
                  gains={gains}
                  gainRange={range}
                  unit={trajectory?.stats.unit ?? null}
                  hasEdges={graph.coverage.find(({ language }) => language === file.language)?.edges ?? true}
                  stepsHref={trajectory && file.order !== null ? `/trajectories/${trajectory.id}` : null}
                  onFile={pick}
                />
              ) : (
                <EmptyState>
                  Choose a file in the graph or in the table: its place in the order, its neighbours and its code stand
                  here.
                </EmptyState>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
