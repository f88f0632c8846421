"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { ScoreChip } from "#components/marks/gain.tsx";
import { gainRange } from "#components/marks/gain-range.ts";
import { RunTag } from "#components/runs/run-tag.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { IconButton } from "#components/ui/button.tsx";
import { formatAgo, formatBytes, formatCount, formatDate, formatHash } from "#components/ui/format.ts";
import { Menu } from "#components/ui/menu.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { Tag } from "#components/ui/tag.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { SnapshotHead } from "#lib/sources/index.ts";
import { LanguageBar } from "./language-bar.tsx";
import type { RepositoryLine } from "./rows.ts";

/** One row a repository. Below 1100 px commit, size and date give way. */
export function RepositoryTable({
  lines,
  onReport,
  onRun,
}: {
  readonly lines: readonly RepositoryLine[];
  readonly onReport: (snapshot: SnapshotHead) => void;
  readonly onRun: (snapshot: SnapshotHead) => void;
}) {
  const range = gainRange(lines.map(({ run }) => run?.meanGain ?? null));
  return (
    <VirtualRows count={lines.length} rowHeight={32} className="grow">
      {(indexes, before, after) => (
        <Table label="Repositories">
          <thead>
            <tr>
              <Th>repository</Th>
              <Th>licence</Th>
              <Th>languages</Th>
              <Th align="right">files</Th>
              <Th align="right" className="max-wide:hidden">
                size
              </Th>
              <Th>left out</Th>
              <Th className="max-wide:hidden">commit</Th>
              <Th>newest run</Th>
              <Th align="right">gain, nats/unit</Th>
              <Th className="max-wide:hidden">imported</Th>
              <Th>
                <span className="sr-only">actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {before}
            {indexes.map((index) => {
              const line = lines[index];
              return (
                line && <Row key={line.repository.id} line={line} range={range} onReport={onReport} onRun={onRun} />
              );
            })}
            {after}
          </tbody>
        </Table>
      )}
    </VirtualRows>
  );
}

function Row({
  line: { repository, run, trajectoryId },
  range,
  onReport,
  onRun,
}: {
  readonly line: RepositoryLine;
  readonly range: number;
  readonly onReport: (snapshot: SnapshotHead) => void;
  readonly onRun: (snapshot: SnapshotHead) => void;
}) {
  const now = useNow(60_000);
  const { snapshot } = repository;
  const leftOut = snapshot?.report.leftOut.length ?? 0;
  return (
    <Tr>
      <Td>
        <span className="flex max-w-[340px] items-baseline gap-2">
          {snapshot ? (
            <Link className="font-name text-text" href={`/snapshots/${snapshot.id}/graph`}>
              {repository.name}
            </Link>
          ) : (
            <span className="font-name">{repository.name}</span>
          )}
          <span className="mono min-w-0 truncate text-text-3" title={repository.address}>
            {repository.subPath ?? repository.kind}
          </span>
        </span>
      </Td>
      <Td>{snapshot && <Licence license={snapshot.license} path={snapshot.licensePath} />}</Td>
      <Td className="text-text-2">
        <LanguageBar languages={repository.languages} />
      </Td>
      <Td number>{formatCount(snapshot?.fileCount)}</Td>
      <Td number className="max-wide:hidden">
        {formatBytes(snapshot?.byteCount)}
      </Td>
      <Td>
        {snapshot && (
          <button type="button" className="text-accent hover:underline" onClick={() => onReport(snapshot)}>
            {leftOut === 0 ? "none" : formatCount(leftOut)}
          </button>
        )}
      </Td>
      <Td className="mono max-wide:hidden text-text-2" title={snapshot?.commit ?? "not under git"}>
        {formatHash(snapshot?.commit)}
      </Td>
      <Td>
        {run && (
          <Link href={`/runs/${run.id}`} className="inline-flex items-center gap-2">
            <RunTag run={run} />
            {run.state === "running" && run.files.total > 0 && (
              <span className="mono text-text-3">
                {formatCount(run.files.done)}/{formatCount(run.files.total)}
              </span>
            )}
          </Link>
        )}
      </Td>
      <Td align="right">
        {run && <ScoreChip value={run.meanGain} range={range} missing="no thought of the newest run is scored" />}
      </Td>
      <Td className="max-wide:hidden text-text-3" title={formatDate(repository.createdAt)}>
        {now === null ? "" : formatAgo(snapshot?.createdAt ?? repository.createdAt, now)}
      </Td>
      <Td align="right">
        {snapshot && <Actions snapshot={snapshot} trajectoryId={trajectoryId} onReport={onReport} onRun={onRun} />}
      </Td>
    </Tr>
  );
}

function Actions({
  snapshot,
  trajectoryId,
  onReport,
  onRun,
}: {
  readonly snapshot: SnapshotHead;
  readonly trajectoryId: string | null;
  readonly onReport: (snapshot: SnapshotHead) => void;
  readonly onRun: (snapshot: SnapshotHead) => void;
}) {
  const router = useRouter();
  const trigger = (
    <IconButton label={`Actions for ${snapshot.name}`} size="sm">
      <Ellipsis aria-hidden="true" />
    </IconButton>
  );
  return (
    <Menu
      align="end"
      trigger={trigger}
      items={[
        { kind: "item", id: "run", label: "Start a run…", onSelect: () => onRun(snapshot) },
        {
          kind: "item",
          id: "graph",
          label: "Open graph",
          onSelect: () => router.push(`/snapshots/${snapshot.id}/graph`),
        },
        {
          kind: "item",
          id: "trajectory",
          label: "Open newest trajectory",
          disabled: trajectoryId === null,
          onSelect: () => router.push(`/trajectories/${trajectoryId}`),
        },
        { kind: "line", id: "line" },
        { kind: "item", id: "report", label: "What was left out…", onSelect: () => onReport(snapshot) },
      ]}
    />
  );
}

function Licence({ license, path }: { readonly license: string | null; readonly path: string | null }) {
  if (license !== null) return <span title={path ?? undefined}>{license}</span>;
  return (
    <Tag tone="warn" title="No licence was found, so nothing says what this code may be used for.">
      none found
    </Tag>
  );
}
