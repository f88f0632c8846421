"use client";

// A little over 300 lines: it is the one place where selection, folds, find and the three panes meet.

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { firstSides, type LensSides, lensCandidates } from "#components/rewrites/lens-pane.tsx";
import { ContextBar } from "#components/shell/context-bar.tsx";
import { usePreferences } from "#components/shell/preferences-provider.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format.ts";
import { PaneGroup } from "#components/ui/pane-group.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { stepSearch, trajectoryList } from "#lib/client/trajectories.ts";
import { FindBar, useFind } from "./find-bar.tsx";
import { GoToStep } from "./go-to-step.tsx";
import { Inspector } from "./inspector.tsx";
import { LeftPane } from "./left-pane.tsx";
import { LiveTrajectory } from "./live-trajectory.tsx";
import { edgeStep, isJudged, neighbourStep, nextUnjudged, sameFileStep, scoredStep } from "./navigate.ts";
import { Overview } from "./overview.tsx";
import { stepTitle } from "./step-words.ts";
import { type TimelineHandle, TimelineList, type VisibleSteps } from "./timeline-list.tsx";
import { TimelineTools } from "./timeline-tools.tsx";
import { TrajectoryBar } from "./trajectory-bar.tsx";
import { paneIds, useRows, useWorkbenchData, useWorkbenchPlace, type WorkbenchData } from "./use-workbench.ts";
import { useWorkbenchKeys } from "./use-workbench-keys.ts";
import { VerdictBar } from "./verdict-bar.tsx";
import "./trajectory.css";
import "../rewrites/rewrites.css";
import "../graph/graph.css";
import "../code/code.css";

/** The workbench of one trajectory: contents, steps, inspector, verdict. */
export function TrajectoryScreen({ id }: { readonly id: string }) {
  const { data, error, lateError, retry } = useWorkbenchData(id);
  useTitle(data ? `${data.trajectory.repository.name}, trajectory` : undefined);
  if (error) {
    return (
      <>
        <ContextBar crumbs={[{ label: "Trajectories", href: "/trajectories" }, { label: id }]} />
        <QueryError what="The trajectory" error={error} onRetry={retry} />
      </>
    );
  }
  if (!data) {
    return (
      <>
        <ContextBar crumbs={[{ label: "Trajectories", href: "/trajectories" }, { label: "Trajectory" }]} />
        <LoadingRows label="the trajectory" rows={20} height={28} />
      </>
    );
  }
  return (
    <>
      {data.trajectory.state === "growing" && <LiveTrajectory runId={data.trajectory.runId} trajectoryId={id} />}
      <Workbench key={id} data={data} lateError={lateError} onRetry={retry} />
    </>
  );
}

function Workbench({
  data,
  lateError,
  onRetry,
}: {
  readonly data: WorkbenchData;
  readonly lateError: Error | null;
  readonly onRetry: () => void;
}) {
  const { trajectory, headers, timeline, verdicts } = data;
  const { place, go } = useWorkbenchPlace();
  const { rows, rowOf, toggle, uncover, foldAll, folded } = useRows(timeline, place.filter);
  const { preferences } = usePreferences();
  const [whole, setWhole] = useState<number | null>(null);
  const [visible, setVisible] = useState<VisibleSteps>({ first: 0, last: 0 });
  const [finding, setFinding] = useState(false);
  const [goingTo, setGoingTo] = useState(false);
  const [sides, setSides] = useState<LensSides | null>(null);
  const list = useRef<TimelineHandle>(null);
  const router = useRouter();
  const find = useFind(trajectory.id, finding);
  const trajectories = useQuery(trajectoryList());

  const current = place.step !== null && place.step < headers.length ? place.step : headers.length > 0 ? 0 : null;
  const header = current === null ? null : (headers[current] ?? null);
  const title = header ? stepTitle(header, headers[header.index + 1], timeline.requirements === header.index) : "";
  const scored = current === null ? null : scoredStep(headers, current);
  // Only asked for what the lens or the rewrites tab ask for too: the keys [ and ] choose among its candidates.
  const search = useQuery({ ...stepSearch(trajectory.id, scored), enabled: scored !== null && place.tab === "tokens" });

  function select(step: number | null, align: "auto" | "center" = "auto") {
    if (step === null) return;
    uncover(step);
    if (step !== current) {
      setWhole(null);
      setSides(null);
    }
    go({ step });
    const row = rowOf.get(step);
    if (row !== undefined) requestAnimationFrame(() => list.current?.reveal(row, align));
  }
  function move(direction: 1 | -1) {
    const row = current === null ? -1 : (rowOf.get(current) ?? -1);
    select(neighbourStep(rows, row, direction));
  }
  function moveHit(direction: 1 | -1) {
    const { steps } = find.found;
    if (steps.length === 0) return;
    const at = current ?? 0;
    const next =
      direction === 1
        ? (steps.find((step) => step > at) ?? steps[0])
        : (steps.findLast((step) => step < at) ?? steps.at(-1));
    select(next ?? null, "center");
  }
  function moveTrajectory(direction: 1 | -1) {
    const all = trajectories.data ?? [];
    const next = all[all.findIndex((each) => each.id === trajectory.id) + direction];
    if (next) router.push(`/trajectories/${next.id}`);
  }
  function moveCandidate(direction: 1 | -1) {
    if (!search.data) return;
    const known = lensCandidates(search.data);
    const now = sides ?? firstSides(search.data);
    if (!now || known.length === 0) return;
    const place = known.findIndex((each) => each.label === now.to);
    const next = known[(place + direction + known.length) % known.length];
    if (next) setSides({ from: now.from, to: next.label });
  }
  function afterVerdict(step: number) {
    select(nextUnjudged(headers, (index) => index === step || verdicts.steps[String(index)] !== undefined, step));
  }
  const ownGroup = current === null ? undefined : timeline.groups[timeline.groupOf.get(current) ?? -1];
  const graphHref = `/snapshots/${trajectory.snapshotId}/graph${header && header.agent !== "main" ? `?focus=${encodeURIComponent(header.agent)}` : ""}`;

  useWorkbenchKeys({
    move,
    moveInFile: (direction) => current !== null && select(sameFileStep(headers, current, direction)),
    moveTrajectory,
    moveHit,
    moveCandidate,
    edge: (edge) => select(edgeStep(rows, edge)),
    goTo: () => setGoingTo(true),
    find: () => setFinding(true),
    fold: () => ownGroup && toggle(ownGroup.path),
    foldAll: () => foldAll(folded.size === 0),
    open: () => open(),
    graph: () => router.push(graphHref),
    inspect: (tab) => {
      const again = tab === "rewrites" && place.tab === "rewrites" && scored !== null;
      if (again) router.push(`/trajectories/${trajectory.id}/steps/${scored}`);
      else go({ tab, pane: "inspector" });
    },
  });

  function open() {
    if (!header) return;
    if (header.kind === "think" || isJudged(header)) setWhole(whole === header.index ? null : header.index);
    else if (header.tool === "delegate" && ownGroup) toggle(ownGroup.path);
    else go({ tab: "code", pane: "inspector" });
  }

  const found = new Set(find.found.steps);
  return (
    <>
      <TrajectoryBar
        data={data}
        trajectories={trajectories.data?.map((each) => each.id) ?? []}
        onMove={moveTrajectory}
        graphHref={graphHref}
      />
      {lateError && (
        <p className="late-error" role="alert">
          <TriangleAlert className="ico" aria-hidden="true" />
          Verdicts or audit rows did not load: {lateError.message}
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        </p>
      )}
      <PaneGroup
        id="workbench"
        label="Workbench"
        active={place.pane}
        onActive={(pane) => go({ pane: paneIds.find((each) => each === pane) ?? "timeline" })}
        panes={[
          {
            id: "outline",
            title: "Outline",
            size: "236px",
            min: "200px",
            content: <LeftPane data={data} header={header} onStep={(step) => select(step)} />,
          },
          {
            id: "timeline",
            title: "Steps",
            count: formatCount(headers.length),
            min: "420px",
            content: (
              <>
                <TimelineTools
                  filter={place.filter}
                  flagged={timeline.flagged}
                  scale={
                    trajectory.stats.meanGain === null
                      ? null
                      : `bars to ±${timeline.gainRange.toFixed(3)} ${trajectory.stats.unit ?? "nats"}`
                  }
                  onFilter={(filter) => go({ filter })}
                  onFind={() => setFinding(!finding)}
                  finding={finding}
                />
                {finding && (
                  <FindBar
                    query={find.query}
                    onQuery={find.setQuery}
                    found={find.found}
                    place={current !== null && found.has(current) ? find.found.steps.indexOf(current) : null}
                    loading={find.loading}
                    error={find.error}
                    onMove={moveHit}
                    onClose={() => {
                      setFinding(false);
                      list.current?.focus();
                    }}
                  />
                )}
                {headers.length === 0 ? (
                  <EmptyState>
                    {trajectory.state === "growing"
                      ? "The first steps will stand here as soon as the run has planned them."
                      : "This trajectory has no steps."}
                  </EmptyState>
                ) : (
                  <>
                    <Overview
                      timeline={timeline}
                      current={current}
                      visible={visible}
                      onStep={(step) => select(step, "center")}
                    />
                    <TimelineList
                      ref={list}
                      trajectoryId={trajectory.id}
                      timeline={timeline}
                      rows={rows}
                      current={current}
                      whole={whole !== null && whole === current}
                      twoLine={preferences.density === "two-line"}
                      verdicts={verdicts}
                      hits={finding ? found : none}
                      onSelect={(step) => select(step)}
                      onWhole={() => setWhole(whole === current ? null : current)}
                      onFold={toggle}
                      onVisible={(next) => {
                        if (next.first !== visible.first || next.last !== visible.last) setVisible(next);
                      }}
                    />
                  </>
                )}
              </>
            ),
          },
          {
            id: "inspector",
            title: "Inspector",
            size: "44%",
            min: "440px",
            content: (
              <Inspector
                data={data}
                header={header}
                tab={place.tab}
                onTab={(tab) => go({ tab })}
                sides={sides}
                onSides={setSides}
                onStep={(step) => {
                  select(step);
                  go({ step, pane: "timeline" });
                }}
              />
            ),
          },
        ]}
      />
      <VerdictBar
        trajectoryId={trajectory.id}
        header={header}
        title={title}
        headers={headers}
        verdicts={verdicts}
        onJudged={afterVerdict}
      />
      <GoToStep
        open={goingTo}
        steps={headers.length}
        onOpenChange={setGoingTo}
        onStep={(step) => select(step, "center")}
      />
      <p className="sr-only" role="status">
        {header ? `Step ${header.index + 1}, ${title}` : ""}
        {sides ? `, lens to ${sides.to}` : ""}
      </p>
    </>
  );
}

const none: ReadonlySet<number> = new Set();
