"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Download, TriangleAlert, X } from "lucide-react";
import { QueryError } from "#components/shell/query-state.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { formatAgo, formatBytes, formatCount, formatHash, formatPercent, plural } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Tag } from "#components/ui/tag.tsx";
import { exportFileAddress, exportList, exportManifestAddress } from "#lib/client/datasets.ts";
import type { ExportHead, Manifest } from "#lib/dataset/index.ts";
import { filterText } from "./filter.ts";
import { FORMATS } from "./format-table.tsx";

/** What was written, with what proves it: hash, counts, seams. */
export function ExportList() {
  const exports = useQuery(exportList());
  return (
    <section aria-label="Exports" className="flex min-h-0 grow flex-col">
      <div className="pane-head border-t border-line">
        <h2>Exports</h2>
        <span className="text-11 text-text-3">newest first</span>
      </div>
      <div className="min-h-0 grow">
        {exports.isError ? (
          <QueryError what="The exports" error={exports.error} onRetry={() => exports.refetch()} />
        ) : exports.isPending ? (
          <LoadingRows label="the exports" rows={3} height={64} />
        ) : exports.data.length === 0 ? (
          <EmptyState>Exported files stand here, each with its hash and a manifest to make it again.</EmptyState>
        ) : (
          <ul>
            {exports.data.map((each) => (
              <ExportLine key={each.id} head={each} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function ExportLine({ head }: { readonly head: ExportHead }) {
  const now = useNow(30_000);
  const format = FORMATS.find(({ id }) => id === head.format);
  return (
    <li className="export-line">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 whitespace-nowrap">
        <StateTag head={head} />
        <b className="font-name">{format?.name ?? head.format}</b>
        <span className="text-text-3">{now === null ? "" : formatAgo(head.createdAt, now)}</span>
        <span className="grow" />
        {head.state === "done" && (
          <span className="flex gap-1">
            <a className="btn" data-size="sm" href={exportFileAddress(head.id)} download>
              <Download aria-hidden="true" />
              Data
            </a>
            <a className="btn" data-size="sm" data-variant="quiet" href={exportManifestAddress(head.id)} download>
              Manifest
            </a>
          </span>
        )}
      </div>
      {head.error !== null && <p className="text-reject [overflow-wrap:anywhere]">{head.error}</p>}
      <p className="flex flex-wrap gap-x-3 text-text-3">
        {head.state !== "failed" && (
          <span>
            <b className="font-medium text-text">{formatCount(head.rows)}</b> {head.rows === 1 ? "row" : "rows"}
            {head.state === "running" && " written"}
          </span>
        )}
        {head.state !== "failed" && <span>{formatBytes(head.bytes)}</span>}
        {head.sha256 !== null && (
          <span title={head.sha256}>
            sha256 <span className="mono text-text-2">{formatHash(head.sha256)}</span>
          </span>
        )}
        {head.manifest && <ManifestFacts manifest={head.manifest} />}
      </p>
      <p className="truncate text-text-3" title={filterText(head.filter)}>
        {filterText(head.filter)}
      </p>
    </li>
  );
}

function StateTag({ head }: { readonly head: ExportHead }) {
  switch (head.state) {
    case "running":
      return <Tag icon={<i className="live" />}>writing</Tag>;
    case "done":
      return (
        <Tag tone="accept" icon={<Check aria-hidden="true" />}>
          done
        </Tag>
      );
    case "failed":
      return (
        <Tag tone="reject" icon={<X aria-hidden="true" />}>
          failed
        </Tag>
      );
  }
}

function ManifestFacts({ manifest }: { readonly manifest: Manifest }) {
  const { total, trained } = manifest.characters;
  return (
    <>
      {total > 0 && <span>{formatPercent(trained / total, 0)} trained</span>}
      <span className={manifest.seams.faults > 0 ? "text-reject" : ""}>
        {plural(manifest.seams.checked, "seam")}, {plural(manifest.seams.faults, "fault")}
      </span>
      {manifest.standInScorer && (
        <span
          className="flex items-center gap-1 text-warn"
          title="Scores come from a built-in model that is not a language model."
        >
          <TriangleAlert className="ico" aria-hidden="true" />
          stand-in scorer
        </span>
      )}
    </>
  );
}
