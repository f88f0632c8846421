"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { ScoreChip } from "#components/marks/gain.tsx";
import { VerdictMark } from "#components/marks/verdict-mark.tsx";
import { scorerWords } from "#components/rewrites/candidate-words.ts";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { formatAgo, formatCount, formatDate, formatGain, formatHash } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { reviewList } from "#lib/client/reviews.ts";
import { trajectoryList } from "#lib/client/trajectories.ts";
import type { Trajectory } from "#lib/trajectory/index.ts";
import { type ListSort, nextSort, sortTrajectories } from "./list-sort.ts";

/** All trajectories, newest first unless sorted otherwise. */
export function TrajectoriesScreen() {
  const trajectories = useQuery(trajectoryList());
  useTitle("Trajectories");
  return (
    <>
      <ContextBar crumbs={[{ label: "Trajectories" }]}>
        {trajectories.data && <Fact>{formatCount(trajectories.data.length)}</Fact>}
      </ContextBar>
      <div className="min-h-0 grow overflow-auto bg-surface">
        {trajectories.isError && !trajectories.data ? (
          <QueryError what="The trajectories" error={trajectories.error} onRetry={() => trajectories.refetch()} />
        ) : !trajectories.data ? (
          <LoadingRows label="trajectories" rows={12} />
        ) : trajectories.data.length === 0 ? (
          <EmptyState
            action={
              <ButtonLink href="/" variant="main">
                Import a repository
              </ButtonLink>
            }
          >
            Each run writes one trajectory; it stands here from its first step on.
          </EmptyState>
        ) : (
          <List trajectories={trajectories.data} />
        )}
      </div>
    </>
  );
}

function List({ trajectories }: { readonly trajectories: readonly Trajectory[] }) {
  const [sort, setSort] = useState<ListSort>({ by: "created", descending: true });
  const reviews = useQuery(reviewList());
  const now = useNow(30_000);
  const verdicts = useMemo(
    () => new Map(reviews.data?.map((row) => [row.trajectoryId, row.verdict]) ?? []),
    [reviews.data],
  );
  const rows = useMemo(() => sortTrajectories(trajectories, sort), [trajectories, sort]);
  const head = (by: ListSort["by"]) => ({
    sort: sort.by === by ? (sort.descending ? ("descending" as const) : ("ascending" as const)) : null,
    onSort: () => setSort(nextSort(sort, by)),
  });
  return (
    <Table label="Trajectories">
      <thead>
        <tr>
          <Th {...head("repository")}>repository</Th>
          <Th className="max-wide:hidden">commit</Th>
          <Th align="right" {...head("files")}>
            files
          </Th>
          <Th align="right" {...head("steps")}>
            steps
          </Th>
          <Th align="right" className="max-wide:hidden" {...head("characters")}>
            characters
          </Th>
          <Th {...head("gain")}>mean gain</Th>
          <Th className="max-wide:hidden">unit</Th>
          <Th title="Mode of the search, which tells trajectories of one repository apart">search</Th>
          <Th>scorer</Th>
          <Th className="max-wide:hidden">author</Th>
          <Th>fidelity</Th>
          <Th>verdict</Th>
          <Th align="right" {...head("created")}>
            made
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((trajectory) => {
          const { stats, repository, fidelity } = trajectory;
          return (
            <Tr key={trajectory.id}>
              <Td>
                <span className="flex items-center gap-2">
                  <Link className="font-name" href={`/trajectories/${trajectory.id}`}>
                    {repository.name}
                  </Link>
                  {repository.subPath !== null && <span className="text-text-3">{repository.subPath}</span>}
                  {trajectory.state === "growing" && (
                    <span className="flex items-center gap-1 text-11 text-text-3">
                      <i className="live" aria-hidden="true" />
                      growing
                    </span>
                  )}
                </span>
              </Td>
              <Td className="max-wide:hidden mono text-text-3">{formatHash(repository.commit)}</Td>
              <Td number>{formatCount(stats.files)}</Td>
              <Td number>{formatCount(stats.steps)}</Td>
              <Td number className="max-wide:hidden">
                {formatCount(stats.characters)}
              </Td>
              <Td title={stats.meanPlaceboGain === null ? undefined : `placebo ${formatGain(stats.meanPlaceboGain)}`}>
                <ScoreChip value={stats.meanGain} unit={stats.unit ?? "nats"} />
              </Td>
              <Td className="max-wide:hidden text-text-3">{stats.meanGain === null ? "" : (stats.unit ?? "")}</Td>
              <Td className="text-text-2">{trajectory.scorer === null ? "off" : trajectory.config.search.mode}</Td>
              <Td className="max-w-44 truncate text-text-2" title={trajectory.scorer ?? "none"}>
                {scorerWords(trajectory.scorer)}
              </Td>
              <Td className="max-wide:hidden max-w-32 truncate text-text-2">{trajectory.author}</Td>
              <Td>
                {fidelity && (
                  <span className="flex items-center gap-1">
                    {fidelity.ok ? (
                      <Check className="ico text-accept" aria-hidden="true" />
                    ) : (
                      <TriangleAlert className="ico text-reject" aria-hidden="true" />
                    )}
                    {fidelity.ok ? "exact" : `${fidelity.problems.length} differ`}
                  </span>
                )}
              </Td>
              <Td>
                <VerdictMark verdict={verdicts.get(trajectory.id) ?? "open"} />
              </Td>
              <Td align="right" className="text-text-3" title={trajectory.createdAt}>
                {now === null ? formatDate(trajectory.createdAt) : formatAgo(trajectory.createdAt, now)}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
