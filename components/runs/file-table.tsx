"use client";

import Link from "next/link";
import { ScoreChip } from "#components/marks/gain.tsx";
import { gainRange } from "#components/marks/gain-range.ts";
import { PathText } from "#components/marks/path-text.tsx";
import { formatDuration } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { RunFile } from "#lib/runs/index.ts";

/** The same files as rows, for reading and for screen readers. */
export function FileTable({
  files,
  snapshotId,
}: {
  readonly files: readonly RunFile[];
  readonly snapshotId: string | null;
}) {
  const range = gainRange(files.map((file) => file.gain));
  return (
    <VirtualRows count={files.length} rowHeight={26} className="max-h-[420px]">
      {(indexes, before, after) => (
        <Table label="Files in order of writing" tight>
          <thead>
            <tr>
              <Th align="right">order</Th>
              <Th>file</Th>
              <Th>state</Th>
              <Th align="right">steps</Th>
              <Th align="right">gain, nats/unit</Th>
              <Th align="right">took</Th>
              <Th>note</Th>
            </tr>
          </thead>
          <tbody>
            {before}
            {indexes.map((index) => {
              const file = files[index];
              return file && <Row key={file.order} file={file} snapshotId={snapshotId} range={range} />;
            })}
            {after}
          </tbody>
        </Table>
      )}
    </VirtualRows>
  );
}

function Row({
  file,
  snapshotId,
  range,
}: {
  readonly file: RunFile;
  readonly snapshotId: string | null;
  readonly range: number;
}) {
  const took =
    file.startedAt !== null && file.finishedAt !== null
      ? Date.parse(file.finishedAt) - Date.parse(file.startedAt)
      : null;
  return (
    <Tr>
      <Td number>{file.order + 1}</Td>
      <Td className="max-w-[320px] truncate">
        {snapshotId === null ? (
          <PathText path={file.path} />
        ) : (
          <Link className="text-text" href={`/snapshots/${snapshotId}/graph?focus=${encodeURIComponent(file.path)}`}>
            <PathText path={file.path} />
          </Link>
        )}
      </Td>
      <Td>{file.state}</Td>
      <Td number>
        {file.stepsDone}/{file.steps}
      </Td>
      <Td align="right">
        <ScoreChip value={file.gain} range={range} />
      </Td>
      <Td number>{formatDuration(took)}</Td>
      <Td className="max-w-[260px] truncate text-text-3" title={file.note ?? undefined}>
        {file.note}
      </Td>
    </Tr>
  );
}
