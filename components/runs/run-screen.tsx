"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ContextBar } from "#components/shell/context-bar.tsx";
import { QueryError, StaleNotice } from "#components/shell/query-state.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { type LiveState, useLiveRun } from "#lib/client/event-stream.ts";
import { runDetail } from "#lib/client/runs.ts";
import type { RunDetail } from "#lib/runs/index.ts";
import { CallTable } from "./call-table.tsx";
import { EventList } from "./event-list.tsx";
import { FilesInOrder } from "./files-in-order.tsx";
import { NeedsALook } from "./needs-a-look.tsx";
import { Notices } from "./notices.tsx";
import { ProbeCard } from "./probe-card.tsx";
import { RunBar } from "./run-bar.tsx";
import { isUnderWay } from "./run-list.tsx";
import { SpendPanel } from "./spend-panel.tsx";
import { stageStrip } from "./stage-rows.ts";
import { StageStrip } from "./stage-strip.tsx";
import { WorkingNow } from "./working-now.tsx";

/** One run: its stages, its files in order of writing, who works on what, and its account. */
export function RunScreen({ id }: { readonly id: string }) {
  const live = useLiveRun(id);
  const query = useQuery({ ...runDetail(id), refetchInterval: ({ state }) => refetchMs(state.data) });
  useTitle(query.data?.run.name);

  if (query.isError && !query.data) {
    return (
      <>
        <ContextBar crumbs={CRUMBS} />
        <QueryError what="The run" error={query.error} onRetry={() => query.refetch()} />
      </>
    );
  }
  if (!query.data) {
    return (
      <>
        <ContextBar crumbs={CRUMBS} />
        <LoadingRows label="the run" rows={10} />
      </>
    );
  }
  return (
    <Loaded detail={query.data} live={live}>
      {query.error && <StaleNotice error={query.error} fromMs={query.dataUpdatedAt} onRetry={() => query.refetch()} />}
    </Loaded>
  );
}

const CRUMBS = [{ label: "Runs", href: "/runs", narrowOnly: true }, { label: "Run" }];

function Loaded({
  detail,
  live,
  children,
}: {
  readonly detail: RunDetail;
  readonly live: LiveState;
  readonly children: ReactNode;
}) {
  const { run, files, events, calls, workers, probe } = detail;
  return (
    <>
      <RunBar detail={detail} live={live} />
      <StageStrip stages={stageStrip(run, files, { events, scorerFailed: probe?.passed === false })} />
      {children}
      <Notices detail={detail} />
      {run.state === "failed" && <Failure detail={detail} />}
      <div className="run-body">
        <div className="run-main">
          <FilesInOrder
            runId={run.id}
            snapshotId={run.snapshotId}
            files={files}
            doneBefore={run.state === "done" && run.files.total === 0}
          />
          <WorkingNow files={files} workers={workers} />
          <NeedsALook files={files} snapshotId={run.snapshotId} />
          <CallTable run={run} calls={calls} />
          {probe && (
            <section aria-labelledby={`scorer-${run.id}`} className="flex-none border-t border-line pb-3">
              <div className="pane-head">
                <h2 id={`scorer-${run.id}`}>Scorer</h2>
                <span className="mono truncate text-11 text-text-3">{probe.modelId}</span>
              </div>
              <ProbeCard probe={probe} />
            </section>
          )}
        </div>
        <aside className="run-side" aria-label="Cost and events">
          <SpendPanel detail={detail} />
          <EventList events={events} />
        </aside>
      </div>
    </>
  );
}

/** The stream tells of single files and events; calls, workers and the first list of files come with the whole. */
function refetchMs(detail: RunDetail | undefined): number | false {
  if (!detail || !isUnderWay(detail.run)) return false;
  return detail.files.length < detail.run.files.total ? 1000 : 5000;
}

function Failure({ detail: { run } }: { readonly detail: RunDetail }) {
  const imported = run.snapshotId !== null;
  return (
    <div className="flex-none border-b border-line bg-reject-soft">
      <ErrorState
        title="The run failed"
        detail={run.error ?? "No cause was written down; the events hold what came before."}
        remedy={
          imported
            ? "Finished files are kept. After the cause is gone, Resume goes on where it stopped."
            : "Nothing was imported. Resume tries the same source again; another one is imported anew."
        }
        id={run.id}
      >
        <ButtonLink href={imported ? "/settings" : "/?import=git"} size="sm" variant="quiet">
          {imported ? "Settings" : "Import another"}
        </ButtonLink>
      </ErrorState>
    </div>
  );
}
