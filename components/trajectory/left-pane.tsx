"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, Folder } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { EgoGraph } from "#components/graph/ego-graph.tsx";
import { GainBar } from "#components/marks/gain.tsx";
import { KindIcon, markOf } from "#components/marks/kind-icon.tsx";
import { PathText } from "#components/marks/path-text.tsx";
import { VerdictMark, type VerdictState } from "#components/marks/verdict-mark.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Tabs, tabPanel } from "#components/ui/tabs.tsx";
import { VirtualList, type VirtualListHandle } from "#components/ui/virtual-list.tsx";
import { snapshotStructure } from "#lib/client/snapshots.ts";
import type { StepHeader } from "#lib/trajectory/index.ts";
import { isJudged } from "./navigate.ts";
import type { FileGroup } from "./rows.ts";
import { stepTitle } from "./step-words.ts";
import { groupVerdict } from "./timeline-list.tsx";
import { buildTreeRows, type TreeRow } from "./tree-rows.ts";
import type { WorkbenchData } from "./use-workbench.ts";

const tabs = [
  { id: "outline", label: "Outline" },
  { id: "files", label: "Files" },
  { id: "graph", label: "Graph" },
] as const;
type LeftTab = (typeof tabs)[number]["id"];

type Props = {
  readonly data: WorkbenchData;
  readonly header: StepHeader | null;
  readonly onStep: (step: number) => void;
};

/** The same files three ways: in the order of writing, by folder, and around the current one. */
export function LeftPane(props: Props) {
  const [tab, setTab] = useState<LeftTab>("outline");
  return (
    <>
      <Tabs
        group="left"
        label="Contents"
        tabs={tabs}
        value={tab}
        onChange={(id) => setTab(tabs.find((each) => each.id === id)?.id ?? "outline")}
      />
      <div className="pane min-h-0 grow" {...tabPanel("left", tab)}>
        {tab === "outline" && <OutlineTab {...props} />}
        {tab === "files" && <FilesTab {...props} />}
        {tab === "graph" && <GraphTab {...props} />}
      </div>
    </>
  );
}

type OutlineRow =
  | { readonly type: "step"; readonly header: StepHeader }
  | { readonly type: "label" }
  | { readonly type: "file"; readonly group: FileGroup };

function OutlineTab({ data, header, onStep }: Props) {
  const { timeline, verdicts } = data;
  const list = useRef<VirtualListHandle>(null);
  const rows = useMemo<OutlineRow[]>(() => {
    const main = timeline.headers.filter((each) => !timeline.groupOf.has(each.index) && each.kind !== "observation");
    const files = timeline.groups.map((group) => ({ type: "file", group }) as const);
    return [
      ...main.map((each) => ({ type: "step", header: each }) as const),
      ...(files.length > 0 ? [{ type: "label" } as const] : []),
      ...files,
    ];
  }, [timeline]);
  const range = timeline.gainRange;
  const owner = currentGroup(data, header);
  const place = rows.findIndex((row) => row.type === "file" && row.group === owner);

  useEffect(() => {
    if (place !== -1) list.current?.scrollTo(place, "auto");
  }, [place]);

  return (
    <VirtualList
      ref={list}
      count={rows.length}
      heightOf={() => 26}
      keyOf={(index) => index}
      label="Outline"
      className="pt-1"
      render={(index) => {
        const row = rows[index];
        if (!row) return null;
        if (row.type === "label") {
          return (
            <div className="outline-label">
              <span className="grow">Files in order</span>
              <span>gain</span>
            </div>
          );
        }
        if (row.type === "step") {
          const verdict = verdicts.steps[String(row.header.index)] ?? (isJudged(row.header) ? "open" : null);
          return (
            <OutlineButton current={row.header.index === header?.index} onClick={() => onStep(row.header.index)}>
              <span className="outline-no">
                <KindIcon mark={markOf(row.header.kind, row.header.tool)} size={10} decorative />
              </span>
              <span className="truncate">
                {stepTitle(
                  row.header,
                  timeline.headers[row.header.index + 1],
                  timeline.requirements === row.header.index,
                )}
              </span>
              <span className="mono text-11 text-text-3">{row.header.index + 1}</span>
              {verdict === null ? <span className="w-3.5" /> : <VerdictMark verdict={verdict} />}
            </OutlineButton>
          );
        }
        return <FileButton group={row.group} data={data} range={range} current={row.group === owner} onStep={onStep} />;
      }}
    />
  );
}

function FileButton({
  group,
  data,
  range,
  current,
  onStep,
  depth,
}: {
  readonly group: FileGroup;
  readonly data: WorkbenchData;
  readonly range: number;
  readonly current: boolean;
  readonly onStep: (step: number) => void;
  readonly depth?: number;
}) {
  const verdict: VerdictState = groupVerdict(data.timeline, group.first, group.last, data.verdicts);
  return (
    <OutlineButton
      current={current}
      onClick={() => onStep(group.delegate ?? group.first)}
      {...(depth === undefined ? {} : { depth })}
    >
      <span className="outline-no">{group.order === null ? "" : group.order + 1}</span>
      <span className="flex min-w-0">
        {depth === undefined ? (
          <PathText path={group.path} />
        ) : (
          <span className="truncate">{group.path.slice(group.path.lastIndexOf("/") + 1)}</span>
        )}
      </span>
      <GainBar value={group.gain} range={range} />
      <VerdictMark verdict={verdict} />
    </OutlineButton>
  );
}

function OutlineButton({
  current,
  onClick,
  depth,
  children,
}: {
  readonly current: boolean;
  readonly onClick: () => void;
  readonly depth?: number;
  readonly children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="outline-row current-bar"
      data-current={current || undefined}
      aria-current={current || undefined}
      style={depth === undefined ? undefined : { paddingLeft: 8 + depth * 12 }}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function FilesTab({ data, header, onStep }: Props) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => buildTreeRows(data.timeline.groups, folded), [data.timeline, folded]);
  const range = data.timeline.gainRange;
  const owner = currentGroup(data, header);
  function toggle(path: string) {
    const next = new Set(folded);
    if (!next.delete(path)) next.add(path);
    setFolded(next);
  }
  if (rows.length === 0) return <EmptyState>No file is written yet.</EmptyState>;
  return (
    <VirtualList
      count={rows.length}
      heightOf={() => 26}
      keyOf={(index) => rows[index]?.path ?? index}
      label="Files by folder"
      className="pt-1"
      render={(index) => {
        const row = rows[index];
        if (!row) return null;
        if (row.type === "folder") return <FolderButton row={row} onToggle={() => toggle(row.path)} />;
        return (
          <FileButton
            group={row.group}
            data={data}
            range={range}
            current={row.group === owner}
            onStep={onStep}
            depth={row.depth}
          />
        );
      }}
    />
  );
}

function FolderButton({
  row,
  onToggle,
}: {
  readonly row: TreeRow & { type: "folder" };
  readonly onToggle: () => void;
}) {
  return (
    <button
      type="button"
      className="outline-row"
      style={{ paddingLeft: 8 + row.depth * 12 }}
      aria-expanded={!row.folded}
      onClick={onToggle}
    >
      <span className="outline-no">
        {row.folded ? (
          <ChevronRight className="ico" aria-hidden="true" />
        ) : (
          <ChevronDown className="ico" aria-hidden="true" />
        )}
      </span>
      <span className="flex min-w-0 items-center gap-1.5">
        <Folder className="ico text-text-3" aria-hidden="true" />
        <span className="truncate">{row.name}</span>
      </span>
      <span />
      <span className="mono text-11 text-text-3">{row.files}</span>
    </button>
  );
}

function GraphTab({ data, header, onStep }: Props) {
  const structure = useQuery(snapshotStructure(data.trajectory.snapshotId));
  const stepOf = useMemo(
    () => new Map(data.timeline.groups.map((group) => [group.path, group.delegate ?? group.first])),
    [data.timeline],
  );
  const owner = header?.agent !== "main" ? header?.agent : header.path;
  if (structure.isError)
    return <QueryError what="The graph" error={structure.error} onRetry={() => structure.refetch()} />;
  if (structure.isPending) return <LoadingRows label="the graph" />;
  const focus = owner ?? structure.data.order[0];
  if (!focus) return <EmptyState>This snapshot has no file that is written.</EmptyState>;
  return (
    <EgoGraph
      structure={structure.data}
      focus={focus}
      snapshotId={data.trajectory.snapshotId}
      canOpen={(path) => stepOf.has(path)}
      onFile={(path) => {
        const step = stepOf.get(path);
        if (step !== undefined) onStep(step);
      }}
    />
  );
}

function currentGroup(data: WorkbenchData, header: StepHeader | null): FileGroup | null {
  const place = header ? data.timeline.groupOf.get(header.index) : undefined;
  return place === undefined ? null : (data.timeline.groups[place] ?? null);
}
