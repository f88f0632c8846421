"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { PathText } from "#components/marks/path-text.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { byCodeUnit } from "#lib/std/order.ts";
import type { FileMeasures, GraphFile } from "#lib/structure/index.ts";
import { byOrder } from "./folders.ts";
import type { Neighbours } from "./reach.ts";

type By = "order" | "path" | "level" | "needs" | "neededBy" | "lines" | "cycle";

const rowPx = 27;

/** Every file with how many it needs and how many need it: the graph for those who do not see it, sortable. */
export function GraphTable({
  files,
  measures,
  neighbours,
  focus,
  onFile,
}: {
  readonly files: readonly GraphFile[];
  readonly measures: ReadonlyMap<string, FileMeasures>;
  readonly neighbours: Neighbours;
  readonly focus: string | null;
  readonly onFile: (path: string) => void;
}) {
  const [sort, setSort] = useState<{ by: By; descending: boolean }>({ by: "order", descending: false });
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => sorted(files, neighbours, sort.by, sort.descending), [files, neighbours, sort]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const head = (by: By) => ({
    sort: sort.by === by ? (sort.descending ? ("descending" as const) : ("ascending" as const)) : null,
    onSort: () =>
      setSort({
        by,
        descending: sort.by === by ? !sort.descending : by !== "order" && by !== "path" && by !== "cycle",
      }),
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={scroller} className="min-h-0 grow overflow-auto" tabIndex={0} aria-label="Files and their edges">
      <Table label="Files and their edges" tight aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <Th align="right" {...head("order")}>
              order
            </Th>
            <Th {...head("path")}>file</Th>
            <Th>role</Th>
            <Th className="max-wide:hidden">language</Th>
            <Th align="right" className="max-wide:hidden" {...head("lines")}>
              lines
            </Th>
            <Th align="right" {...head("level")}>
              level
            </Th>
            <Th align="right" {...head("needs")}>
              needs
            </Th>
            <Th align="right" {...head("neededBy")}>
              needed by
            </Th>
            <Th align="right" {...head("cycle")}>
              cycle
            </Th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {items.map((item) => {
            const file = rows[item.index];
            return file ? (
              <Tr
                key={file.path}
                current={file.path === focus}
                selected={file.path === focus}
                aria-rowindex={item.index + 2}
                onClick={() => onFile(file.path)}
              >
                <Td number className="text-text-3">
                  {file.order === null ? "" : formatCount(file.order + 1)}
                </Td>
                <Td className="max-w-0 w-1/2">
                  <button type="button" className="flex max-w-full text-left">
                    <PathText path={file.path} />
                  </button>
                </Td>
                <Td className="whitespace-nowrap text-text-3">{roleText(file, measures.get(file.path))}</Td>
                <Td className="max-wide:hidden text-text-3">{file.language}</Td>
                <Td number className="max-wide:hidden">
                  {formatCount(file.lines)}
                </Td>
                <Td number>{file.level}</Td>
                <Td number>{formatCount(neighbours.needs.get(file.path)?.length ?? 0)}</Td>
                <Td number>{formatCount(neighbours.neededBy.get(file.path)?.length ?? 0)}</Td>
                <Td number>{file.cycle === null ? "" : file.cycle + 1}</Td>
              </Tr>
            ) : null;
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </tbody>
      </Table>
    </section>
  );
}

/** Entry points and orphans are what one looks for in a list of files. */
function roleText({ role }: GraphFile, measures: FileMeasures | undefined): string {
  if (measures?.isEntryPoint) return "entry point";
  return measures?.isOrphan ? "orphan" : role;
}

function sorted(files: readonly GraphFile[], neighbours: Neighbours, by: By, descending: boolean): GraphFile[] {
  const sign = descending ? -1 : 1;
  const value = (file: GraphFile): number => {
    switch (by) {
      case "order":
      case "path":
        return file.order ?? Number.POSITIVE_INFINITY;
      case "level":
        return file.level;
      case "lines":
        return file.lines;
      case "needs":
        return neighbours.needs.get(file.path)?.length ?? 0;
      case "neededBy":
        return neighbours.neededBy.get(file.path)?.length ?? 0;
      case "cycle":
        return file.cycle ?? Number.POSITIVE_INFINITY;
    }
  };
  return files.toSorted((a, b) => {
    if (by === "path") return sign * byCodeUnit(a.path, b.path);
    const first = value(a);
    const second = value(b);
    return first === second ? byOrder(a, b) : sign * (first < second ? -1 : 1);
  });
}
