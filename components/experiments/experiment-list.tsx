"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ContextBar } from "#components/shell/context-bar.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { formatDate, plural } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { experimentList } from "#lib/client/experiments.ts";

/** All experiments, newest first. */
export function ExperimentList() {
  const experiments = useQuery(experimentList());
  return (
    <>
      <ContextBar crumbs={[{ label: "Experiments" }]} />
      <div className="pane grow overflow-y-auto">
        {experiments.isError ? (
          <QueryError what="The experiments" error={experiments.error} onRetry={() => experiments.refetch()} />
        ) : experiments.isPending ? (
          <LoadingRows label="the experiments" />
        ) : experiments.data.length === 0 ? (
          <EmptyState>
            An experiment runs the same repositories under several configs and compares them. Start one with{" "}
            <code className="mono">npm run -s retrace -- experiment spec.json --out report</code>; the README shows a
            spec.
          </EmptyState>
        ) : (
          <Table label="Experiments, newest first">
            <thead>
              <tr>
                <Th>name</Th>
                <Th>arms</Th>
                <Th align="right">repositories</Th>
                <Th align="right">runs done</Th>
                <Th align="right">started</Th>
              </tr>
            </thead>
            <tbody>
              {experiments.data.map((experiment) => (
                <Tr key={experiment.id}>
                  <Td>
                    <Link href={`/experiments/${experiment.id}`} className="font-name">
                      {experiment.name}
                    </Link>
                  </Td>
                  <Td className="text-text-2">{experiment.spec.arms.map((arm) => arm.name).join(", ")}</Td>
                  <Td number>{experiment.spec.sources.length}</Td>
                  <Td number>
                    {experiment.runs.filter((run) => run.state === "done").length} of{" "}
                    {plural(experiment.runs.length, "run")}
                  </Td>
                  <Td align="right" className="text-text-3">
                    {formatDate(experiment.createdAt)}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </>
  );
}
