"use client";

import { PathText } from "#components/marks/path-text.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { formatDuration, plural } from "#components/ui/format.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { RunFile } from "#lib/runs/index.ts";
import { workingNow } from "./rows.ts";

/** The files that are being written at this moment, and by whom. */
export function WorkingNow({ files, workers }: { readonly files: readonly RunFile[]; readonly workers: number }) {
  const now = useNow(1000);
  const rows = workingNow(files);
  if (rows.length === 0) return null;
  return (
    <section aria-label="Working on now" className="flex-none border-t border-line">
      <div className="pane-head">
        <h2>Working on now</h2>
        <span className="text-11 text-text-3">
          {plural(rows.length, "file")}, {plural(workers, "worker")}
        </span>
      </div>
      <Table label="Files being worked on" tight>
        <thead>
          <tr>
            <Th align="right">order</Th>
            <Th>file</Th>
            <Th>stage</Th>
            <Th>steps</Th>
            <Th>worker</Th>
            <Th align="right">since</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((file) => (
            <Tr key={file.order}>
              <Td number className="text-text-3">
                {file.order + 1}
              </Td>
              <Td className="max-w-[320px] truncate">
                <PathText path={file.path} />
              </Td>
              <Td>
                <span className="inline-flex items-center gap-1.5">
                  <i className="square" data-state={file.state} aria-hidden="true" />
                  {file.state}
                </span>
              </Td>
              <Td>
                <span className="flex items-center gap-2">
                  <span className="w-[72px]">
                    <Meter value={file.stepsDone} total={file.steps} label={`Steps of ${file.path}`} />
                  </span>
                  <span className="mono text-text-3">
                    {file.stepsDone}/{file.steps}
                  </span>
                </span>
              </Td>
              <Td className="mono text-text-3" title={file.workerId ?? undefined}>
                {file.workerId?.slice(0, 8)}
              </Td>
              <Td number>
                {now !== null && file.startedAt !== null && formatDuration(now - Date.parse(file.startedAt))}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
