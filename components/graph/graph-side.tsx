"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert, X } from "lucide-react";
import { useMemo, useState } from "react";
import { editorLanguage } from "#components/code/code-language.ts";
import { CodeView, CopyButton } from "#components/code/code-view.tsx";
import { GainBar, ScoreChip } from "#components/marks/gain.tsx";
import { PathText } from "#components/marks/path-text.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { ButtonLink, IconButton } from "#components/ui/button.tsx";
import { formatBytes, formatCount, plural } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { Tabs, tabPanel } from "#components/ui/tabs.tsx";
import { snapshotFile, snapshotOutline } from "#lib/client/snapshots.ts";
import type { Edge, GraphFile } from "#lib/structure/index.ts";
import { FileImports } from "./file-imports.tsx";
import { type Neighbours, reachOf } from "./reach.ts";

const tabIds = ["neighbours", "imports", "reaches", "reached", "exports", "code"] as const;
type SideTab = (typeof tabIds)[number];

type Props = {
  readonly snapshotId: string;
  readonly file: GraphFile;
  readonly files: ReadonlyMap<string, GraphFile>;
  readonly neighbours: Neighbours;
  readonly gains: ReadonlyMap<string, number>;
  readonly gainRange: number;
  readonly unit: string | null;
  /** Whether files of its language can have edges. */
  readonly hasEdges: boolean;
  /** Where its steps are, if a trajectory wrote it. */
  readonly stepsHref: string | null;
  readonly onFile: (path: string | null) => void;
};

/** One file: its place with the reason for it, its neighbours by name, its exports, its code. */
export function GraphSide(props: Props) {
  const { file, neighbours, files } = props;
  const [tab, setTab] = useState<SideTab>("neighbours");
  const needs = neighbours.needs.get(file.path) ?? [];
  const neededBy = neighbours.neededBy.get(file.path) ?? [];
  const reaches = useMemo(() => reachOf(neighbours, file.path, "needs"), [neighbours, file.path]);
  const reached = useMemo(() => reachOf(neighbours, file.path, "neededBy"), [neighbours, file.path]);
  const written = useMemo(() => [...files.values()].filter((each) => each.order !== null).length, [files]);
  const cycle =
    file.cycle === null
      ? []
      : [...files.values()].filter((each) => each.cycle === file.cycle && each.path !== file.path);
  const remark = props.hasEdges ? null : `No dependency edges for this language (${file.language}).`;
  return (
    <>
      <div className="toolbar">
        <h2 className="flex min-w-0 text-12 font-name">
          <PathText path={file.path} />
        </h2>
        <span className="grow" />
        {props.stepsHref !== null && (
          <ButtonLink size="sm" href={props.stepsHref}>
            Steps
          </ButtonLink>
        )}
        <IconButton label="Close the file" size="sm" onClick={() => props.onFile(null)}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div className="border-b border-line p-3">
        <div className="flex items-baseline gap-2">
          {file.order !== null && <span className="text-20 tracking-tight">{formatCount(file.order + 1)}</span>}
          <span className="text-12 text-text-3">
            {file.order === null ? `${file.role}, not written` : `of ${formatCount(written)} in order`}, level{" "}
            {file.level}, {plural(file.lines, "line")}, {formatBytes(file.bytes)}
          </span>
          <span className="grow" />
          {props.gains.has(file.path) && (
            <span className="flex items-center gap-1.5 self-center">
              <ScoreChip
                value={props.gains.get(file.path) ?? null}
                range={props.gainRange}
                unit={props.unit ?? "nats"}
              />
              <span className="text-11 text-text-3">{props.unit}</span>
            </span>
          )}
        </div>
        <p className="mt-1 text-12 text-text-2">
          {file.reason}
          {remark !== null && <span className="text-text-3"> {remark}</span>}
        </p>
        {cycle.length > 0 && (
          <p className="mt-2 flex gap-2 text-12 text-text-2">
            <TriangleAlert className="ico mt-0.5 text-warn" aria-hidden="true" />
            <span>
              <b className="font-name text-text">In cycle {(file.cycle ?? 0) + 1}.</b> It and{" "}
              {plural(cycle.length, "other file")} need each other:{" "}
              {cycle
                .slice(0, 4)
                .map((each) => each.path)
                .join(", ")}
              {cycle.length > 4 && ` and ${cycle.length - 4} more`}.
            </span>
          </p>
        )}
      </div>
      <Tabs
        group="file"
        label="About the file"
        value={tab}
        onChange={(id) => setTab(tabIds.find((each) => each === id) ?? "neighbours")}
        tabs={[
          { id: "neighbours", label: "Neighbours", count: formatCount(needs.length + neededBy.length) },
          { id: "imports", label: "Imports" },
          { id: "reaches", label: "Reaches", count: formatCount(reaches.length) },
          { id: "reached", label: "Reached by", count: formatCount(reached.length) },
          { id: "exports", label: "Exports" },
          { id: "code", label: "Code" },
        ]}
      />
      <div className="pane min-h-0 grow" {...tabPanel("file", tab)}>
        {tab === "neighbours" && (
          <div className="min-h-0 grow overflow-y-auto">
            <NeighbourTable {...props} title="imports" edges={needs} other={(edge) => edge.to} />
            <NeighbourTable {...props} title="imported by" edges={neededBy} other={(edge) => edge.from} />
          </div>
        )}
        {tab === "imports" && (
          <FileImports snapshotId={props.snapshotId} path={file.path} onFile={(path) => props.onFile(path)} />
        )}
        {tab === "reaches" && <PathList paths={reaches} {...props} empty="It needs no other file." />}
        {tab === "reached" && <PathList paths={reached} {...props} empty="No other file needs it." />}
        {tab === "exports" && <Exports snapshotId={props.snapshotId} path={file.path} />}
        {tab === "code" && <Code snapshotId={props.snapshotId} path={file.path} />}
      </div>
    </>
  );
}

function NeighbourTable({
  title,
  edges,
  other,
  files,
  gains,
  gainRange,
  onFile,
}: Props & { readonly title: string; readonly edges: readonly Edge[]; readonly other: (edge: Edge) => string }) {
  const sorted = edges.toSorted(
    (a, b) =>
      (files.get(other(a))?.order ?? Number.POSITIVE_INFINITY) -
      (files.get(other(b))?.order ?? Number.POSITIVE_INFINITY),
  );
  const hasGains = gains.size > 0;
  return (
    <Table label={title} tight>
      <thead>
        <tr>
          <Th align="right" className="w-12">
            order
          </Th>
          <Th>
            {title}, {edges.length}
          </Th>
          <Th>names</Th>
          <Th align="right">lines</Th>
          {hasGains && <Th className="w-10">gain</Th>}
        </tr>
      </thead>
      <tbody>
        {sorted.map((edge) => {
          const path = other(edge);
          const order = files.get(path)?.order ?? null;
          return (
            <Tr key={`${path}-${edge.kind}`} onClick={() => onFile(path)}>
              <Td number className="text-text-3">
                {order === null ? "" : order + 1}
              </Td>
              <Td className="w-1/2 max-w-0">
                <button type="button" className="flex max-w-full text-left">
                  <PathText path={path} />
                </button>
              </Td>
              <Td className="mono w-1/3 max-w-0 truncate text-text-2" title={edge.names.join(", ")}>
                {edge.kind === "reference" && <span className="text-text-3">reference </span>}
                {edge.typeOnly && <span className="text-text-3">type </span>}
                {edge.names.join(", ")}
              </Td>
              <Td
                number
                className="whitespace-nowrap text-text-3"
                title={`${edge.from}, lines ${linesText(edge) || "unknown"}`}
              >
                {linesText(edge, 1)}
              </Td>
              {hasGains && (
                <Td>
                  <GainBar value={gains.get(path) ?? null} range={gainRange} />
                </Td>
              )}
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** Where the file says so: "1–4, 9"; past `most` places, an ellipsis. */
function linesText({ lines }: Edge, most = 20): string {
  const shown = lines.slice(0, most).map(({ start, end }) => (start === end ? `${start}` : `${start}–${end}`));
  return `${shown.join(", ")}${lines.length > most ? " …" : ""}`;
}

const mostPaths = 300;

function PathList({
  paths,
  files,
  onFile,
  empty,
}: Props & { readonly paths: readonly string[]; readonly empty: string }) {
  const [all, setAll] = useState(false);
  if (paths.length === 0) return <EmptyState>{empty}</EmptyState>;
  const sorted = paths.toSorted(
    (a, b) => (files.get(a)?.order ?? Number.POSITIVE_INFINITY) - (files.get(b)?.order ?? Number.POSITIVE_INFINITY),
  );
  const shown = all ? sorted : sorted.slice(0, mostPaths);
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <Table label="Files" tight>
        <tbody>
          {shown.map((path) => (
            <Tr key={path} onClick={() => onFile(path)}>
              <Td number className="w-12 text-text-3">
                {(files.get(path)?.order ?? -1) + 1 || ""}
              </Td>
              <Td className="max-w-0">
                <button type="button" className="flex max-w-full text-left">
                  <PathText path={path} />
                </button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {shown.length < sorted.length && (
        <button type="button" className="h-8 px-3 text-12 text-accent" onClick={() => setAll(true)}>
          {formatCount(sorted.length - shown.length)} more files
        </button>
      )}
    </div>
  );
}

function Exports({ snapshotId, path }: { readonly snapshotId: string; readonly path: string }) {
  const outline = useQuery(snapshotOutline(snapshotId, path));
  if (outline.isError) return <QueryError what="The outline" error={outline.error} onRetry={() => outline.refetch()} />;
  if (outline.isPending) return <LoadingRows label="the outline" rows={6} height={26} />;
  if (!outline.data.parsed)
    return <EmptyState>{outline.data.problem ?? "This file was not parsed, so it has no outline."}</EmptyState>;
  const exported = outline.data.symbols.filter((symbol) => symbol.exported);
  if (exported.length === 0)
    return (
      <EmptyState>It exports nothing; it has {plural(outline.data.symbols.length, "symbol")} of its own.</EmptyState>
    );
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="pane-head">
        <h2>Exports</h2>
        <span className="text-11 text-text-3">
          {exported.length} of {plural(outline.data.symbols.length, "symbol")}
        </span>
      </div>
      <ul className="pb-3">
        {exported.map((symbol) => (
          <li
            key={`${symbol.name}-${symbol.range.start}`}
            className="flex items-baseline gap-3 px-3 py-0.5 text-12"
            title={symbol.doc}
          >
            <code className="min-w-0 grow truncate font-mono text-11">{symbol.signature || symbol.name}</code>
            <span className="mono text-11 text-text-3">{symbol.range.startLine}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Code({ snapshotId, path }: { readonly snapshotId: string; readonly path: string }) {
  const file = useQuery(snapshotFile(snapshotId, path));
  if (file.isError) return <QueryError what={path} error={file.error} onRetry={() => file.refetch()} />;
  if (file.isPending) return <LoadingRows label={path} rows={12} height={18} />;
  if (file.data.text === null) return <EmptyState>This file is not text, so there is nothing to read.</EmptyState>;
  return (
    <>
      <div className="pane-head">
        <span className="grow text-11 text-text-3">sha256 {file.data.sha256.slice(0, 7)}</span>
        <CopyButton text={file.data.text} what={path} />
      </div>
      <CodeView text={file.data.text} language={editorLanguage(file.data.language)} label={`${path}, read only`} />
    </>
  );
}
