"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo, useRef, useState } from "react";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format.ts";
import { NARROW, useMedia } from "#components/ui/media.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Select } from "#components/ui/select.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import type { VirtualRowsHandle } from "#components/ui/virtual-rows.tsx";
import { reviewList } from "#lib/client/reviews.ts";
import { trajectoryList } from "#lib/client/trajectories.ts";
import type { ReviewRow } from "#lib/curation/index.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { Facets } from "./facets.tsx";
import { RejectDialog } from "./reject-dialog.tsx";
import { ReviewTable } from "./review-table.tsx";
import { filterRows, type ReviewFilter, SORTS, sortRows } from "./rows.ts";
import { useSelection } from "./use-selection.ts";
import { useVerdicts } from "./use-verdicts.ts";
import { VerdictBar } from "./verdict-bar.tsx";

/** Every trajectory with what speaks for and against it; verdicts by key, one or many at a time. */
export function ReviewScreen() {
  const query = useQuery(reviewList());
  if (query.isError && !query.data) {
    return (
      <>
        <ContextBar crumbs={[{ label: "Review" }]} />
        <QueryError what="The trajectories to review" error={query.error} onRetry={() => query.refetch()} />
      </>
    );
  }
  if (!query.data) {
    return (
      <>
        <ContextBar crumbs={[{ label: "Review" }]} />
        <LoadingRows label="the trajectories" rows={14} />
      </>
    );
  }
  return <Loaded all={query.data} />;
}

function Loaded({ all }: { readonly all: readonly ReviewRow[] }) {
  const router = useRouter();
  const narrow = useMedia(NARROW);
  const { search, change } = useSearchState();
  const table = useRef<VirtualRowsHandle>(null);
  const [rejecting, setRejecting] = useState(false);
  const verdicts = useVerdicts();
  const trajectories = useQuery(trajectoryList());
  const made = useMemo(() => new Map(trajectories.data?.map((each) => [each.id, each]) ?? []), [trajectories.data]);

  const filter = filterOf(search);
  const sort = SORTS.find(({ id }) => id === search.get("sort"))?.id ?? "telling";
  const rows = sortRows(filterRows(all, filter), sort);
  const selection = useSelection(rows);
  // A row that is not listed (any more) leaves the first one current.
  const index = Math.max(
    0,
    rows.findIndex((row) => row.trajectoryId === search.get("at")),
  );
  const current = rows[index] ?? null;
  const judged = all.filter((row) => row.verdict !== null).length;
  const targets = selection.rows.length > 0 ? selection.rows : current ? [current] : [];

  function goTo(next: number) {
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    if (!row) return;
    change({ at: row.trajectoryId });
    table.current?.scrollTo(rows.indexOf(row));
  }

  function toggle(facet: keyof ReviewFilter, value: string) {
    const chosen = filter[facet];
    change({
      [facet]: chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value],
      at: null,
    });
  }

  function judge(
    verdict: "accept" | "reject",
    reasons: Parameters<typeof verdicts.mutate>[0]["reasons"],
    note: string,
  ) {
    if (targets.length === 0 || verdicts.isPending) return;
    // The next row must be known before the judged one leaves the list.
    const next =
      rows.slice(index + 1).find((row) => !targets.includes(row)) ?? rows.findLast((row) => !targets.includes(row));
    setRejecting(false);
    selection.clear();
    change({ at: next?.trajectoryId ?? null });
    verdicts.mutate({ trajectoryIds: targets.map((row) => row.trajectoryId), verdict, reasons, note });
  }
  const accept = () => judge("accept", [], "");
  const askReason = () => targets.length > 0 && setRejecting(true);

  useHotkeys("Review", [
    { keys: "j", label: "Next trajectory", repeat: true, run: () => goTo(index + 1) },
    { keys: "k", label: "Previous trajectory", repeat: true, run: () => goTo(index - 1) },
    { keys: "ArrowDown", repeat: true, run: () => goTo(index + 1) },
    { keys: "ArrowUp", repeat: true, run: () => goTo(index - 1) },
    { keys: "Space", label: "Skip", run: () => goTo(index + 1) },
    { keys: "g g", label: "First trajectory", run: () => goTo(0) },
    { keys: "G", label: "Last trajectory", run: () => goTo(rows.length - 1) },
    { keys: "Enter", label: "Open", run: () => current && router.push(`/trajectories/${current.trajectoryId}`) },
    { keys: "a", label: "Accept", run: accept },
    { keys: "x", label: "Reject with a reason", run: askReason },
    { keys: "s", label: "Select or unselect", run: () => current && selection.toggle(current.trajectoryId, false) },
    { keys: "Escape", label: "Clear the selection", run: selection.clear },
  ]);

  const facets = <Facets rows={all} filter={filter} onToggle={toggle} />;
  return (
    <>
      <ContextBar
        crumbs={[{ label: "Review" }]}
        actions={
          <Select
            label="Order"
            prefix="order"
            options={SORTS}
            value={sort}
            onChange={(next) => change({ sort: next === "telling" ? null : next })}
          />
        }
      >
        <span>
          <b>{formatCount(rows.length)}</b> of {formatCount(all.length)}
        </span>
        <Fact name="judged">{formatCount(judged)}</Fact>
        <span className="w-[90px]">
          <Meter value={judged} total={all.length} label="Judged trajectories" />
        </span>
        {narrow && (
          <Popover
            label="Facets"
            width={238}
            trigger={
              <Button size="sm" icon={<ListFilter aria-hidden="true" />}>
                Filter
              </Button>
            }
          >
            {facets}
          </Popover>
        )}
      </ContextBar>
      <div className="review-body">
        {!narrow && (
          <aside className="pane overflow-y-auto border-r border-line" aria-label="Facets">
            {facets}
          </aside>
        )}
        <section className="pane" aria-label="Trajectories">
          {rows.length === 0 ? (
            <NoRows all={all.length} onClear={() => change({ verdict: null, license: null, repository: null })} />
          ) : (
            <ReviewTable
              ref={table}
              rows={rows}
              made={made}
              current={current?.trajectoryId ?? null}
              selected={selection.ids}
              sort={sort}
              onSort={(next) => change({ sort: next === "telling" ? null : next })}
              onCurrent={(id) => change({ at: id })}
              onSelect={selection.toggle}
              onSelectAll={selection.all}
            />
          )}
          {selection.rows.length > 0 ? (
            <BulkBar
              selected={selection.rows}
              matching={rows.length}
              pending={verdicts.isPending}
              onAll={() => selection.all(true)}
              onAccept={accept}
              onReject={askReason}
              onClear={selection.clear}
            />
          ) : (
            current && <VerdictBar row={current} pending={verdicts.isPending} onAccept={accept} onReject={askReason} />
          )}
        </section>
      </div>
      {rejecting && (
        <RejectDialog
          what={targets.length === 1 ? (targets[0]?.repository ?? "") : `${targets.length} trajectories`}
          onClose={() => setRejecting(false)}
          onReject={(reasons, note) => judge("reject", reasons, note)}
        />
      )}
    </>
  );
}

function NoRows({ all, onClear }: { readonly all: number; readonly onClear: () => void }) {
  if (all === 0) return <EmptyState>Trajectories stand here as soon as a run has written one.</EmptyState>;
  return <EmptyState action={<Button onClick={onClear}>Clear the filter</Button>}>No trajectory matches.</EmptyState>;
}

function filterOf(search: URLSearchParams): ReviewFilter {
  return {
    verdict: search.getAll("verdict"),
    license: search.getAll("license"),
    repository: search.getAll("repository"),
  };
}
