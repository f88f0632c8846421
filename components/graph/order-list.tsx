"use client";

import { useMemo } from "react";
import { PathText } from "#components/marks/path-text.tsx";
import { formatCount } from "#components/ui/format.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { GraphFile } from "#lib/structure/index.ts";
import { byOrder } from "./folders.ts";

const rowPx = 27;

/** The files in the order of writing, each with the reason for its place. */
export function OrderList({
  files,
  focus,
  onFile,
}: {
  readonly files: readonly GraphFile[];
  readonly focus: string | null;
  readonly onFile: (path: string) => void;
}) {
  const rows = useMemo(() => files.filter((file) => file.order !== null).sort(byOrder), [files]);
  if (rows.length === 0) return <EmptyState>None of the files shown is written by a trajectory.</EmptyState>;
  return (
    <VirtualRows count={rows.length} rowHeight={rowPx} className="grow">
      {(indexes, before, after) => (
        <Table label="Order of writing" tight aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <Th align="right" className="w-14">
                order
              </Th>
              <Th className="w-2/5">file</Th>
              <Th>why here</Th>
            </tr>
          </thead>
          <tbody>
            {before}
            {indexes.map((index) => {
              const file = rows[index];
              return file ? (
                <Tr
                  key={file.path}
                  current={file.path === focus}
                  selected={file.path === focus}
                  aria-rowindex={index + 2}
                  onClick={() => onFile(file.path)}
                >
                  <Td number className="text-text-3">
                    {formatCount((file.order ?? 0) + 1)}
                  </Td>
                  <Td className="max-w-0">
                    <button type="button" className="flex max-w-full text-left">
                      <PathText path={file.path} />
                    </button>
                  </Td>
                  <Td className="max-w-0 truncate text-text-2" title={file.reason}>
                    {file.reason}
                  </Td>
                </Tr>
              ) : null;
            })}
            {after}
          </tbody>
        </Table>
      )}
    </VirtualRows>
  );
}
