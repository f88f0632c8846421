"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { ContextBar } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { Button } from "#components/ui/button.tsx";
import { formatDate } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { experimentList } from "#lib/client/experiments.ts";
import { NewExperiment } from "./new-experiment.tsx";

/** All experiments, newest first. */
export function ExperimentList() {
  const experiments = useQuery(experimentList());
  const { search, change } = useSearchState();
  const open = () => change({ new: "1" });
  useHotkeys("Experiments", [{ keys: "n", label: "New experiment", run: open }]);
  const newButton = (
    <Button variant="main" icon={<Plus aria-hidden="true" />} keys="n" onClick={open}>
      New experiment
    </Button>
  );
  return (
    <>
      <ContextBar crumbs={[{ label: "Experiments" }]} actions={newButton} />
      <div className="pane grow overflow-y-auto">
        {experiments.isError && !experiments.data ? (
          <QueryError what="The experiments" error={experiments.error} onRetry={() => experiments.refetch()} />
        ) : !experiments.data ? (
          <LoadingRows label="the experiments" />
        ) : experiments.data.length === 0 ? (
          <EmptyState action={newButton}>
            An experiment runs the same repositories under several configs and compares them. Start one here, or with{" "}
            <code className="mono">npm run -s retrace -- experiment spec.json --out report</code>.
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
                    {experiment.runs.filter((run) => run.state === "done").length} of {experiment.runs.length}
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
      {search.get("new") === "1" && <NewExperiment onClose={() => change({ new: null })} />}
    </>
  );
}
