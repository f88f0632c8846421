"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { verdictSummary } from "#lib/client/reviews.ts";
import { stepHeaders, trajectoryAudit, trajectoryDetail } from "#lib/client/trajectories.ts";
import type { VerdictSummary } from "#lib/curation/index.ts";
import type { StepHeader, Trajectory } from "#lib/trajectory/index.ts";
import { buildRows, buildTimeline, type Filter, filters, type Row, rowIndexByStep, type Timeline } from "./rows.ts";

/** Tabs of the inspector, in their order. */
export const inspectorTabs = ["code", "rewrites", "tokens", "text", "history"] as const;
export type InspectorTab = (typeof inspectorTabs)[number];

/** The three panes; on a narrow screen one at a time. */
export const paneIds = ["outline", "timeline", "inspector"] as const;
export type PaneId = (typeof paneIds)[number];

/** What the address says: which step, which tab, which pane, which filter. */
export type WorkbenchPlace = {
  readonly step: number | null;
  readonly tab: InspectorTab;
  readonly pane: PaneId;
  readonly filter: Filter;
};

/** The workbench's own state lives in the address, so that every view of a step can be linked to. */
export function useWorkbenchPlace(): { place: WorkbenchPlace; go: (change: Partial<WorkbenchPlace>) => void } {
  const { search, change } = useSearchState();
  const step = Number.parseInt(search.get("step") ?? "", 10);
  const place: WorkbenchPlace = {
    // People count steps from 1, and so does the address.
    step: Number.isSafeInteger(step) && step >= 1 ? step - 1 : null,
    tab: inspectorTabs.find((each) => each === search.get("tab")) ?? "code",
    pane: paneIds.find((each) => each === search.get("pane")) ?? "timeline",
    filter: filters.find((each) => each === search.get("show")) ?? "all",
  };
  function go(next: Partial<WorkbenchPlace>) {
    change({
      ...(next.step === undefined ? {} : { step: next.step === null ? null : String(next.step + 1) }),
      ...(next.tab === undefined ? {} : { tab: next.tab === "code" ? null : next.tab }),
      ...(next.pane === undefined ? {} : { pane: next.pane === "timeline" ? null : next.pane }),
      ...(next.filter === undefined ? {} : { show: next.filter === "all" ? null : next.filter }),
    });
  }
  return { place, go };
}

export type WorkbenchData = {
  readonly trajectory: Trajectory;
  readonly headers: readonly StepHeader[];
  readonly timeline: Timeline;
  readonly verdicts: VerdictSummary;
};

const noVerdicts: VerdictSummary = { trajectory: null, steps: {}, log: [] };

/** Everything the workbench needs at once. Audit rows and verdicts may come later than steps, and do not hold them up. */
export function useWorkbenchData(id: string) {
  const [detail, headers] = useQueries({ queries: [trajectoryDetail(id), stepHeaders(id)] });
  const audit = useQuery(trajectoryAudit(id));
  const verdicts = useQuery(verdictSummary(id));
  const timeline = useMemo(
    () => (headers.data ? buildTimeline(headers.data, audit.data?.events ?? []) : null),
    [headers.data, audit.data],
  );
  const data: WorkbenchData | null =
    detail.data && headers.data && timeline
      ? { trajectory: detail.data, headers: headers.data, timeline, verdicts: verdicts.data ?? noVerdicts }
      : null;
  const retry = () => {
    for (const query of [detail, headers, audit, verdicts]) if (query.isError) query.refetch().catch(() => undefined);
  };
  return { data, error: detail.error ?? headers.error, lateError: audit.error ?? verdicts.error, retry };
}

/** Rows after filter and folds, with the way from a step to its row. */
export function useRows(timeline: Timeline, filter: Filter) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows: readonly Row[] = useMemo(() => buildRows(timeline, filter, folded), [timeline, filter, folded]);
  const rowOf = useMemo(() => rowIndexByStep(rows, timeline), [rows, timeline]);
  function toggle(path: string) {
    const next = new Set(folded);
    if (!next.delete(path)) next.add(path);
    setFolded(next);
  }
  /** Opens the file that hides a step. */
  function uncover(step: number) {
    const group = timeline.groups[timeline.groupOf.get(step) ?? -1];
    if (group && folded.has(group.path) && group.delegate !== step) toggle(group.path);
  }
  function foldAll(fold: boolean) {
    setFolded(new Set(fold ? timeline.groups.map((group) => group.path) : []));
  }
  return { rows, rowOf, folded, toggle, uncover, foldAll };
}
