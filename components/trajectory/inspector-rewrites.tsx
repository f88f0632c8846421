"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { CandidateTable } from "#components/rewrites/candidate-table.tsx";
import { SearchChart } from "#components/rewrites/search-chart.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { stepSearch } from "#lib/client/trajectories.ts";

/** The search in small: its curve and its candidates, with the way to the full screen. */
export function InspectorRewrites({
  trajectoryId,
  step,
}: {
  readonly trajectoryId: string;
  readonly step: number | null;
}) {
  const search = useQuery(stepSearch(trajectoryId, step));
  const router = useRouter();
  if (step === null) return <EmptyState>No thought of this file was rewritten.</EmptyState>;
  if (search.isError) return <QueryError what="The rewrites" error={search.error} onRetry={() => search.refetch()} />;
  if (search.isPending) return <LoadingRows label="rewrites" />;
  const href = `/trajectories/${trajectoryId}/steps/${step}`;
  if (search.data.candidates.length === 0)
    return <EmptyState>This thought has no candidates: its run had no scorer.</EmptyState>;
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="pane-head">
        <h2>Search of step {step + 1}</h2>
        <span className="text-11 text-text-3">S by order of evaluation, up is better</span>
        <span className="grow" />
        <ButtonLink size="sm" href={href}>
          Open rewrites
        </ButtonLink>
      </div>
      <SearchChart
        candidates={search.data.candidates}
        unit={search.data.scores?.unit ?? "nats"}
        selected={null}
        onSelect={(label) => router.push(`${href}?candidate=${encodeURIComponent(label)}`)}
        height={220}
      />
      <CandidateTable
        candidates={search.data.candidates}
        unit={search.data.scores?.unit ?? "nats"}
        selected={null}
        onSelect={(label) => router.push(`${href}?candidate=${encodeURIComponent(label)}`)}
      />
    </div>
  );
}
