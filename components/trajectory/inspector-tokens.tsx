"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { firstSides, LensPane, type LensSides } from "#components/rewrites/lens-pane.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { stepSearch } from "#lib/client/trajectories.ts";

/** The lens for the thought that the current step belongs to. */
export function InspectorTokens({
  trajectoryId,
  step,
  isOther,
  sides,
  onSides,
}: {
  readonly trajectoryId: string;
  readonly step: number | null;
  readonly isOther: boolean;
  readonly sides: LensSides | null;
  readonly onSides: (sides: LensSides) => void;
}) {
  const search = useQuery(stepSearch(trajectoryId, step));
  if (step === null)
    return <EmptyState>No thought of this file was scored, so there are no changes to show.</EmptyState>;
  if (search.isError) return <QueryError what="The scores" error={search.error} onRetry={() => search.refetch()} />;
  if (search.isPending) return <LoadingRows label="scores" rows={14} height={18} />;
  const first = firstSides(search.data);
  if (!first) return <EmptyState>This thought was not scored: its run had no scorer.</EmptyState>;
  return (
    <LensPane
      search={search.data}
      sides={sides ?? first}
      onSides={onSides}
      toolbar={
        <Link className="text-12" href={`/trajectories/${trajectoryId}/steps/${step}`}>
          {isOther ? `Rewrites of step ${step + 1}` : "Rewrites"}
        </Link>
      }
    />
  );
}
