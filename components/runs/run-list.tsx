"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useParams } from "next/navigation";
import { GainText } from "#components/marks/gain.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { formatAgo, formatCount, formatPercent, plural } from "#components/ui/format.ts";
import { Select } from "#components/ui/select.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { VirtualList } from "#components/ui/virtual-list.tsx";
import { runList } from "#lib/client/runs.ts";
import type { RunHead } from "#lib/runs/index.ts";
import { doneShare } from "./rows.ts";
import { RunTag } from "./run-tag.tsx";

const SHOWN = [
  { id: "all", label: "All" },
  { id: "open", label: "Under way" },
  { id: "done", label: "Done" },
  { id: "failed", label: "Failed" },
] as const;
type Shown = (typeof SHOWN)[number]["id"];

/** How often the others are asked for while one run is followed live. */
const POLL_MS = 4000;

/** All runs, newest first; the one on screen has the accent bar. */
export function RunList() {
  const { id } = useParams<{ id?: string }>();
  const { search, change } = useSearchState();
  const runs = useQuery({
    ...runList(),
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? POLL_MS : false),
  });
  const shown = SHOWN.find((each) => each.id === search.get("show"))?.id ?? "all";
  const rows = (runs.data ?? []).filter((run) => isShown(run, shown));
  // With a run beside it, the run is what the page is about.
  const Heading = id === undefined ? "h1" : "h2";
  const query = search.size > 0 ? `?${search}` : "";

  return (
    <>
      <div className="toolbar">
        <Heading className="font-name">Runs</Heading>
        {runs.data && <span className="text-12 text-text-3">{formatCount(runs.data.length)}</span>}
        <span className="grow" />
        <Select
          label="Which runs"
          options={SHOWN}
          value={shown}
          onChange={(next) => change({ show: next === "all" ? null : next })}
        />
        <ButtonLink href="/?import=git" size="sm" variant="main">
          Import
        </ButtonLink>
      </div>
      <div className="min-h-0 grow">
        {runs.isError && !runs.data ? (
          <QueryError what="The runs" error={runs.error} onRetry={() => runs.refetch()} />
        ) : !runs.data ? (
          <LoadingRows label="the runs" height={53} />
        ) : rows.length === 0 ? (
          <EmptyState>
            {runs.data.length === 0
              ? "Runs stand here, newest first. Importing a repository starts one."
              : "No run is in this state."}
          </EmptyState>
        ) : (
          <VirtualList
            label="Runs, newest first"
            className="h-full"
            count={rows.length}
            heightOf={() => 54}
            keyOf={(index) => rows[index]?.id ?? index}
            render={(index) => {
              const run = rows[index];
              return run && <RunRow run={run} current={run.id === id} query={query} />;
            }}
          />
        )}
      </div>
    </>
  );
}

function RunRow({ run, current, query }: { readonly run: RunHead; readonly current: boolean; readonly query: string }) {
  const now = useNow(30_000);
  return (
    <div className="run-row current-bar" {...(current ? { "data-current": "" } : {})}>
      <div className="flex items-center gap-2">
        <Link
          href={`/runs/${run.id}${query}`}
          className="min-w-0 grow truncate font-name text-text after:absolute after:inset-0"
          aria-current={current ? "true" : undefined}
        >
          {run.name}
        </Link>
        <RunTag run={run} />
      </div>
      <div className="flex items-center gap-2.5 text-12 text-text-3">
        <span className="mono">{run.id.slice(-6)}</span>
        <span>{run.config.scorer === "none" ? "no scorer" : run.config.search.mode}</span>
        {run.files.total > 0 && <span>{plural(run.files.total, "file")}</span>}
        <span className="min-w-0 grow truncate">{now === null ? "" : formatAgo(run.createdAt, now)}</span>
        {run.state === "done" ? <GainText value={run.meanGain} /> : <span>{formatPercent(doneShare(run), 0)}</span>}
      </div>
    </div>
  );
}

export function isUnderWay(run: RunHead): boolean {
  return run.state === "queued" || run.state === "running";
}

function isShown(run: RunHead, shown: Shown): boolean {
  switch (shown) {
    case "all":
      return true;
    case "open":
      return isUnderWay(run) || run.state === "paused";
    case "done":
      return run.state === "done";
    case "failed":
      return run.state === "failed" || run.state === "cancelled";
  }
}
