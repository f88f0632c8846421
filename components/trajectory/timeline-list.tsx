"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import type { VerdictState } from "#components/marks/verdict-mark.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { VerdictSummary } from "#lib/curation/index.ts";
import { isJudged } from "./navigate.ts";
import { OpenThought } from "./open-thought.tsx";
import { type Row, stepOfRow, type Timeline } from "./rows.ts";
import { loadScroll, saveScroll } from "./scroll-memory.ts";
import { AuditLine, GroupLine, type Lane, StepLine } from "./step-row.tsx";

export type TimelineHandle = {
  readonly reveal: (rowIndex: number, align?: "auto" | "center" | "start") => void;
  readonly focus: () => void;
};

/** First and last step in sight: the window of the overview. */
export type VisibleSteps = { readonly first: number; readonly last: number };

const groupPx = 32;

/** The steps of a trajectory, of which only those in sight are mounted. */
export function TimelineList({
  trajectoryId,
  timeline,
  rows,
  current,
  whole,
  twoLine,
  verdicts,
  hits,
  onSelect,
  onWhole,
  onFold,
  onVisible,
  ref,
}: {
  readonly trajectoryId: string;
  readonly timeline: Timeline;
  readonly rows: readonly Row[];
  readonly current: number | null;
  /** Whether the current thought shows all its lines. */
  readonly whole: boolean;
  readonly twoLine: boolean;
  readonly verdicts: VerdictSummary;
  /** Steps that hold what is sought. */
  readonly hits: ReadonlySet<number>;
  readonly onSelect: (step: number) => void;
  readonly onWhole: () => void;
  readonly onFold: (path: string) => void;
  readonly onVisible: (visible: VisibleSteps) => void;
  readonly ref?: Ref<TimelineHandle>;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = twoLine ? 52 : 28;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === "group" ? groupPx : rows[index]?.type === "audit" ? 28 : rowPx),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 16,
    scrollPaddingStart: groupPx,
    initialOffset: 0,
  });
  useImperativeHandle(
    ref,
    () => ({
      reveal: (index, align = "auto") => virtual.scrollToIndex(index, { align }),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [virtual],
  );

  // Another density has other heights, and what one looks at must stay in sight.
  const shownPx = useRef(rowPx);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured heights belong to one density
  useEffect(() => {
    virtual.measure();
    if (shownPx.current === rowPx) return;
    shownPx.current = rowPx;
    const index = rows.findIndex((row) => stepOfRow(row) === current);
    if (index !== -1) virtual.scrollToIndex(index, { align: "center" });
  }, [rowPx]);

  // Where one left off, by step and offset: pixels would lie after any change of heights.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list is first there
  useLayoutEffect(() => {
    const kept = loadScroll(trajectoryId);
    if (kept && (current === null || kept.current === current)) {
      const index = rows.findIndex((row) => stepOfRow(row) === kept.step);
      const place = index === -1 ? undefined : virtual.getOffsetForIndex(index, "start");
      if (place) virtual.scrollToOffset(place[0] + kept.offsetPx);
    } else if (current !== null) {
      const index = rows.findIndex((row) => stepOfRow(row) === current);
      if (index !== -1) virtual.scrollToIndex(index, { align: "center" });
    }
  }, []);

  const items = virtual.getVirtualItems();
  const top = virtual.scrollOffset ?? 0;
  const firstItem = items.find((item) => item.end > top + 1);
  const bottom = top + (scroller.current?.clientHeight ?? 0);
  const lastItem = items.findLast((item) => item.start < bottom) ?? firstItem;
  const first = stepNear(rows, firstItem?.index ?? 0, 1);
  const last = stepNear(rows, lastItem?.index ?? 0, -1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in sight is named by its steps and the offset
  useEffect(() => {
    onVisible({ first, last });
    const item = firstItem;
    if (item) saveScroll(trajectoryId, { step: first, offsetPx: Math.round(top - item.start), current });
  }, [first, last, top, current, trajectoryId]);

  if (rows.length === 0) {
    return <EmptyState>No step of this trajectory matches the filter.</EmptyState>;
  }
  // Where the next heading is about to arrive the copy makes room for it.
  const arriving = items.some(
    (item) => rows[item.index]?.type === "group" && item.start >= top && item.start < top + groupPx,
  );
  const isMounted = items.some((item) => {
    const row = rows[item.index];
    return row !== undefined && current !== null && stepOfRow(row) === current;
  });
  const sticky = arriving ? null : stickyGroup(rows, firstItem?.index ?? 0);
  return (
    <div className="relative min-h-0 grow">
      {sticky && (
        <div
          className="step-sticky"
          aria-hidden="true"
          onClick={() => virtual.scrollToIndex(sticky.index, { align: "start" })}
        >
          <GroupLine
            group={sticky.group}
            folded={false}
            current={false}
            verdict={groupVerdict(timeline, sticky.group.first, sticky.group.last, verdicts)}
            range={timeline.gainRange}
            onFold={() => onFold(sticky.group.path)}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot be virtual */}
      <div
        ref={scroller}
        className="steps"
        role="grid"
        aria-label="Steps"
        aria-rowcount={rows.length}
        tabIndex={0}
        aria-activedescendant={isMounted ? `step-${current}` : undefined}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const step = stepOfRow(row);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive lint/a11y/useSemanticElements: the grid has the focus, keys move its active row
              <div
                key={item.key}
                role="row"
                id={step === null ? undefined : `step-${step}`}
                data-index={item.index}
                aria-rowindex={item.index + 1}
                aria-selected={step !== null && step === current}
                ref={virtual.measureElement}
                className="step-place"
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  if (step !== null) onSelect(step);
                }}
              >
                {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see the grid */}
                <div role="gridcell">
                  <RowContent
                    row={row}
                    timeline={timeline}
                    current={current}
                    twoLine={twoLine}
                    verdicts={verdicts}
                    hits={hits}
                    onFold={onFold}
                  />
                  {row.type === "step" && step === current && opens(row) && (
                    <OpenThought trajectoryId={trajectoryId} header={row.header} whole={whole} onWhole={onWhole} />
                  )}
                </div>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function RowContent({
  row,
  timeline,
  current,
  twoLine,
  verdicts,
  hits,
  onFold,
}: {
  readonly row: Row;
  readonly timeline: Timeline;
  readonly current: number | null;
  readonly twoLine: boolean;
  readonly verdicts: VerdictSummary;
  readonly hits: ReadonlySet<number>;
  readonly onFold: (path: string) => void;
}) {
  switch (row.type) {
    case "group":
      return (
        <GroupLine
          group={row.group}
          folded={row.folded}
          current={row.group.delegate !== null && row.group.delegate === current}
          verdict={groupVerdict(timeline, row.group.first, row.group.last, verdicts)}
          range={timeline.gainRange}
          onFold={() => onFold(row.group.path)}
        />
      );
    case "audit":
      return <AuditLine event={row.event} lane={row.lane} />;
    case "step": {
      const { header } = row;
      const verdict = verdicts.steps[String(header.index)];
      return (
        <StepLine
          header={header}
          next={timeline.headers[header.index + 1]}
          isRequirements={timeline.requirements === header.index}
          verdict={verdict ?? (isJudged(header) ? "open" : null)}
          lane={laneOf(row, timeline)}
          current={header.index === current}
          twoLine={twoLine}
          range={timeline.gainRange}
          hit={hits.has(header.index)}
        />
      );
    }
  }
}

/** A file is rejected with any of its steps, accepted with all of them. */
export function groupVerdict(timeline: Timeline, first: number, last: number, verdicts: VerdictSummary): VerdictState {
  let open = false;
  for (let index = first; index <= last; index += 1) {
    const header = timeline.headers[index];
    const verdict = verdicts.steps[String(index)];
    if (verdict === "reject") return "reject";
    if (header && isJudged(header) && verdict !== "accept") open = true;
  }
  return open ? "open" : "accept";
}

function laneOf(row: Row & { type: "step" }, timeline: Timeline): Lane {
  if (row.lane === "main") return "main";
  const group = timeline.groups[timeline.groupOf.get(row.header.index) ?? -1];
  return group && row.header.tool === "return" && row.header.index === group.last ? "join" : "file";
}

function opens(row: Row & { type: "step" }): boolean {
  return row.header.kind === "think" || isJudged(row.header) || row.header.tool === "return";
}

function stepNear(rows: readonly Row[], from: number, direction: 1 | -1): number {
  for (let index = from; index >= 0 && index < rows.length; index += direction) {
    const row = rows[index];
    const step = row ? stepOfRow(row) : null;
    if (step !== null) return step;
  }
  return 0;
}

/** The heading of the file whose steps pass at the top, unless it is in sight itself. */
function stickyGroup(rows: readonly Row[], from: number) {
  const row = rows[from];
  if (!row || row.type === "group" || row.lane === "main") return null;
  for (let index = from; index >= 0; index -= 1) {
    const above = rows[index];
    if (above?.type === "group") return { group: above.group, index };
  }
  return null;
}
