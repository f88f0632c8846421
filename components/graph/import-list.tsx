"use client";

import { useMemo } from "react";
import { PathText } from "#components/marks/path-text.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Select } from "#components/ui/select.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import {
  ImportReason,
  type ImportSummary,
  isRemarkable,
  reasonTexts,
  type UnresolvedImport,
} from "#lib/structure/index.ts";

const rowPx = 27;

/** Which imports are listed: those worth a look, all of them, or those with one reason. */
export type ImportChoice = "remarkable" | "all" | UnresolvedImport["reason"];

/** Reads the choice from an address. */
export function importChoice(text: string | null): ImportChoice {
  if (text === "all") return "all";
  const reason = ImportReason.exclude(["resolved"]).safeParse(text);
  return reason.success ? reason.data : "remarkable";
}

/** The imports that lead to no file of the repository, with their reasons and the places where they are written. */
export function ImportList({
  imports,
  choice,
  onChoice,
  onFile,
}: {
  readonly imports: ImportSummary | null;
  readonly choice: ImportChoice;
  readonly onChoice: (choice: ImportChoice) => void;
  readonly onFile: (path: string) => void;
}) {
  const counts = useMemo(() => countReasons(imports), [imports]);
  const rows = useMemo(
    () => (imports?.unresolved ?? []).filter(({ reason }) => isChosen(reason, choice)),
    [imports, choice],
  );
  if (imports === null) {
    return (
      <EmptyState>
        This snapshot was read before imports were counted. Import the repository again to see them.
      </EmptyState>
    );
  }
  const sum = (of: (reason: UnresolvedImport["reason"]) => boolean): number =>
    [...counts].reduce((total, [reason, count]) => (of(reason) ? total + count : total), 0);
  const options = [
    { id: "remarkable" as const, label: `worth a look (${formatCount(sum(isRemarkable))})` },
    { id: "all" as const, label: `all (${formatCount(sum(() => true))})` },
    ...[...counts].map(([reason, count]) => ({ id: reason, label: `${reasonTexts[reason]} (${formatCount(count)})` })),
  ];
  return (
    <>
      <div className="toolbar">
        <span className="min-w-0 truncate text-12 text-text-2">
          <b className="font-name text-text">{formatCount(imports.resolved)}</b> imports lead to files of the
          repository, <b className="font-name text-text">{formatCount(sum(() => true))}</b> do not
        </span>
        <span className="grow" />
        <Select label="Reason" prefix="Reason" options={options} value={choice} onChange={onChoice} />
      </div>
      {rows.length === 0 ? (
        <EmptyState>
          {choice === "remarkable"
            ? "Every import leads to a file, to a package or to the standard library."
            : "No import has this reason."}
        </EmptyState>
      ) : (
        <VirtualRows key={choice} count={rows.length} rowHeight={rowPx} className="grow">
          {(indexes, before, after) => (
            <Table label="Imports that lead to no file" tight aria-rowcount={rows.length + 1}>
              <thead>
                <tr>
                  <Th className="w-1/3">import</Th>
                  <Th className="w-1/4">reason</Th>
                  <Th align="right" className="w-14">
                    times
                  </Th>
                  <Th>first written in</Th>
                </tr>
              </thead>
              <tbody>
                {before}
                {indexes.map((index) => {
                  const row = rows[index];
                  return row ? (
                    <Row key={`${row.reason} ${row.specifier}`} row={row} index={index} onFile={onFile} />
                  ) : null;
                })}
                {after}
              </tbody>
            </Table>
          )}
        </VirtualRows>
      )}
    </>
  );
}

function Row({
  row: { specifier, reason, count, places },
  index,
  onFile,
}: {
  readonly row: UnresolvedImport;
  readonly index: number;
  readonly onFile: (path: string) => void;
}) {
  const [first] = places;
  const others = places.map(({ path, line }) => `${path}:${line}`);
  if (count > places.length) others.push(`and ${formatCount(count - places.length)} more`);
  return (
    <Tr aria-rowindex={index + 2} {...(first ? { onClick: () => onFile(first.path) } : {})}>
      <Td className="mono max-w-0 truncate" title={specifier}>
        {specifier}
      </Td>
      <Td className={isRemarkable(reason) ? "max-w-0 truncate text-text" : "max-w-0 truncate text-text-3"}>
        {reasonTexts[reason]}
      </Td>
      <Td number>{formatCount(count)}</Td>
      <Td className="max-w-0" title={others.join("\n")}>
        {first && (
          <button type="button" className="flex max-w-full items-baseline text-left">
            <PathText path={first.path} />
            <span className="mono text-11 text-text-3">:{first.line}</span>
          </button>
        )}
      </Td>
    </Tr>
  );
}

function isChosen(reason: UnresolvedImport["reason"], choice: ImportChoice): boolean {
  if (choice === "all") return true;
  return choice === "remarkable" ? isRemarkable(reason) : reason === choice;
}

/** How often each reason holds, in the sequence of the reasons. */
function countReasons(imports: ImportSummary | null): Map<UnresolvedImport["reason"], number> {
  const counts = new Map<UnresolvedImport["reason"], number>();
  for (const { reason, count } of imports?.unresolved ?? []) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return counts;
}
