"use client";

import { useQuery } from "@tanstack/react-query";
import { PathText } from "#components/marks/path-text.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { snapshotOutline } from "#lib/client/snapshots.ts";
import { isRemarkable, reasonTexts } from "#lib/structure/index.ts";

/** Every import as it is written in a file, with the file it leads to or the reason why it leads to none. */
export function FileImports({
  snapshotId,
  path,
  onFile,
}: {
  readonly snapshotId: string;
  readonly path: string;
  readonly onFile: (path: string) => void;
}) {
  const outline = useQuery(snapshotOutline(snapshotId, path));
  if (outline.isError) return <QueryError what="The imports" error={outline.error} onRetry={() => outline.refetch()} />;
  if (outline.isPending) return <LoadingRows label="the imports" rows={6} height={26} />;
  const { imports, parsed, problem } = outline.data;
  if (!parsed) return <EmptyState>{problem ?? "This file was not parsed, so its imports are not known."}</EmptyState>;
  if (imports.length === 0) return <EmptyState>It imports nothing.</EmptyState>;
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <Table label="Imports of the file" tight>
        <thead>
          <tr>
            <Th align="right" className="w-12">
              line
            </Th>
            <Th className="w-2/5">import</Th>
            <Th>leads to</Th>
          </tr>
        </thead>
        <tbody>
          {imports.map(({ specifier, line, names, resolved, reason }, index) => (
            <Tr
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes, in which entries may repeat
              key={index}
              {...(resolved === null ? {} : { onClick: () => onFile(resolved) })}
            >
              <Td number className="text-text-3">
                {line}
              </Td>
              <Td className="mono max-w-0 truncate" title={[specifier, ...names].join("\n")}>
                {specifier}
              </Td>
              <Td className="max-w-0">
                {resolved === null ? (
                  <span className={isRemarkable(reason) ? "text-warn" : "text-text-3"}>{reasonTexts[reason]}</span>
                ) : (
                  <button type="button" className="flex max-w-full text-left">
                    <PathText path={resolved} />
                  </button>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
