"use client";

import { MessageSquare } from "lucide-react";
import Link from "next/link";
import { type Ref, useRef } from "react";
import { ScoreChip } from "#components/marks/gain.tsx";
import { gainRange } from "#components/marks/gain-range.ts";
import { VerdictMark } from "#components/marks/verdict-mark.tsx";
import { modelName } from "#components/runs/rows.ts";
import { useNow } from "#components/shell/use-now.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { formatAgo, formatCount, formatPercent } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { Tag } from "#components/ui/tag.tsx";
import { VirtualRows, type VirtualRowsHandle } from "#components/ui/virtual-rows.tsx";
import type { ReviewRow } from "#lib/curation/index.ts";
import type { Trajectory } from "#lib/trajectory/index.ts";
import { HIGH_LEAK, type ReviewSort, verdictOf, whyEarly } from "./rows.ts";

/** The trajectories to judge. Below 1100 px files, placebo, judged steps and date give way. */
export function ReviewTable({
  rows,
  made,
  current,
  selected,
  sort,
  onSort,
  onCurrent,
  onSelect,
  onSelectAll,
  ref,
}: {
  readonly rows: readonly ReviewRow[];
  /** How each was made, by id; empty until that is known. */
  readonly made: ReadonlyMap<string, Made>;
  readonly current: string | null;
  readonly selected: ReadonlySet<string>;
  readonly sort: ReviewSort;
  readonly onSort: (sort: ReviewSort) => void;
  readonly onCurrent: (id: string) => void;
  /** `range` asks for everything from the row chosen before. */
  readonly onSelect: (id: string, range: boolean) => void;
  readonly onSelectAll: (all: boolean) => void;
  readonly ref?: Ref<VirtualRowsHandle>;
}) {
  const range = gainRange(rows.flatMap((row) => [row.meanGain, row.meanPlaceboGain]));
  const some = rows.filter((row) => selected.has(row.trajectoryId)).length;
  const order = (id: ReviewSort) => ({
    sort: sort === id ? ("descending" as const) : null,
    onSort: () => onSort(sort === id ? "telling" : id),
  });
  return (
    <VirtualRows count={rows.length} rowHeight={32} className="grow" {...(ref ? { ref } : {})}>
      {(indexes, before, after) => (
        <Table label="Trajectories to review" aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <Th className="w-[34px]">
                <Checkbox
                  label="Select all that match"
                  checked={some === 0 ? false : some === rows.length ? true : "some"}
                  onChange={onSelectAll}
                />
              </Th>
              <Th className="w-[30px]">
                <span className="sr-only">verdict</span>
              </Th>
              <Th>repository</Th>
              <Th title="Mode of the search, which tells trajectories of one repository apart">search</Th>
              <Th className="max-wide:hidden" title="A gain is compared only with gains of the same scorer">
                scorer
              </Th>
              <Th>licence</Th>
              <Th align="right" className="max-wide:hidden" {...order("files")}>
                files
              </Th>
              <Th align="right" {...order("steps")}>
                steps
              </Th>
              <Th align="right" {...order("gain")}>
                gain, nats/unit
              </Th>
              <Th align="right" className="max-wide:hidden">
                placebo
              </Th>
              <Th align="right" {...order("leak")}>
                leak, %
              </Th>
              <Th>why it comes early</Th>
              <Th className="max-wide:hidden">judged steps</Th>
              <Th className="max-wide:hidden" {...order("newest")}>
                written
              </Th>
            </tr>
          </thead>
          <tbody>
            {before}
            {indexes.map((index) => {
              const row = rows[index];
              return (
                row && (
                  <Row
                    key={row.trajectoryId}
                    row={row}
                    made={made.get(row.trajectoryId)}
                    index={index}
                    range={range}
                    current={row.trajectoryId === current}
                    selected={selected.has(row.trajectoryId)}
                    onCurrent={onCurrent}
                    onSelect={onSelect}
                  />
                )
              );
            })}
            {after}
          </tbody>
        </Table>
      )}
    </VirtualRows>
  );
}

/** What tells two trajectories of one repository apart. */
export type Made = Pick<Trajectory, "config" | "scorer">;

function Row({
  row,
  made,
  index,
  range,
  current,
  selected,
  onCurrent,
  onSelect,
}: {
  readonly row: ReviewRow;
  readonly made: Made | undefined;
  readonly index: number;
  readonly range: number;
  readonly current: boolean;
  readonly selected: boolean;
  readonly onCurrent: (id: string) => void;
  readonly onSelect: (id: string, range: boolean) => void;
}) {
  const now = useNow(60_000);
  const shift = useRef(false);
  const why = whyEarly(row);
  const id = row.trajectoryId;
  return (
    // Keys are the screen's: j and k move, so a click is only the mouse's way to do the same.
    <Tr current={current} selected={selected} aria-rowindex={index + 2} onClick={() => onCurrent(id)}>
      <Td
        onClickCapture={(event) => {
          shift.current = event.shiftKey;
        }}
      >
        <Checkbox label={`Select ${row.repository}`} checked={selected} onChange={() => onSelect(id, shift.current)} />
      </Td>
      <Td>
        <VerdictMark verdict={verdictOf(row)} />
      </Td>
      <Td className="max-w-[230px] truncate">
        <Link className="font-name text-text" href={`/trajectories/${id}`}>
          {row.repository}
        </Link>{" "}
        <span className="mono text-text-3">{id.slice(-6)}</span>
      </Td>
      <Td className="text-text-2">{made && (made.scorer === null ? "off" : made.config.search.mode)}</Td>
      <Td className="max-wide:hidden max-w-[150px] truncate text-text-2" title={made?.scorer ?? "none"}>
        {made && (made.config.scorer === "builtin" ? "built-in" : modelName(made.scorer ?? "none"))}
      </Td>
      <Td className={row.license === null ? "text-warn" : "text-text-2"}>{row.license ?? "none found"}</Td>
      <Td number className="max-wide:hidden">
        {formatCount(row.files)}
      </Td>
      <Td number>{formatCount(row.steps)}</Td>
      <Td align="right">
        <ScoreChip value={row.meanGain} range={range} missing="no thought is scored" />
      </Td>
      <Td align="right" className="max-wide:hidden">
        <ScoreChip value={row.meanPlaceboGain} range={range} missing="no placebo is scored" />
      </Td>
      <Td number className={row.maxLeak !== null && row.maxLeak > HIGH_LEAK ? "text-reject" : ""}>
        {formatPercent(row.maxLeak).replace(" %", "")}
      </Td>
      <Td>{why && <Tag tone={why.tone}>{why.text}</Tag>}</Td>
      <Td className="max-wide:hidden text-text-2">
        <Judged row={row} />
      </Td>
      <Td className="max-wide:hidden text-text-3">{now === null ? "" : formatAgo(row.createdAt, now)}</Td>
    </Tr>
  );
}

function Judged({ row }: { readonly row: ReviewRow }) {
  return (
    <span className="flex items-center gap-3">
      {row.judgedSteps > 0 && (
        <span>
          {formatCount(row.judgedSteps)}
          {row.rejectedSteps > 0 && <span className="text-reject">, {formatCount(row.rejectedSteps)} rejected</span>}
        </span>
      )}
      {row.notes > 0 && (
        <span className="flex items-center gap-1 text-11 text-text-3" title={`${row.notes} notes`}>
          <MessageSquare className="ico" role="img" aria-label="notes" />
          {row.notes}
        </span>
      )}
    </span>
  );
}
