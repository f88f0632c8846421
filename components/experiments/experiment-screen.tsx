"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { plural } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Tag } from "#components/ui/tag.tsx";
import { experimentDetail, experimentReport, experimentReportAddress } from "#lib/client/experiments.ts";
import type { Experiment, ExperimentReport } from "#lib/experiments/index.ts";
import { ArmTable } from "./arm-table.tsx";
import { ComparisonTable } from "./comparison-table.tsx";
import { GainPlots } from "./gain-plots.tsx";
import { PassFigures } from "./pass-figures.tsx";
import { RepositoryTable } from "./repository-table.tsx";
import { RunTable } from "./run-table.tsx";

/** One experiment: how far it is, and what it shows so far. */
export function ExperimentScreen({ id }: { readonly id: string }) {
  const experiment = useQuery(experimentDetail(id));
  useTitle(experiment.data?.name);
  const runs = experiment.data?.runs ?? [];
  const done = runs.filter((run) => run.state === "done").length;
  const report = useQuery({ ...experimentReport(id, done), enabled: experiment.isSuccess });
  return (
    <>
      <ContextBar
        crumbs={[{ label: "Experiments", href: "/experiments" }, { label: experiment.data?.name ?? "Experiment" }]}
        actions={
          report.data &&
          report.data.arms.length > 0 && (
            <a
              className="btn"
              data-size="sm"
              href={experimentReportAddress(id)}
              download={`${report.data.name}.json`}
              title="Every figure of this page, as numbers"
            >
              <Download aria-hidden="true" />
              Report
            </a>
          )
        }
      >
        {experiment.data && (
          <>
            {done < runs.length && (
              <Tag tone="dashed" title="The numbers are of the runs that are done.">
                {done} of {plural(runs.length, "run")} done
              </Tag>
            )}
            <Facts report={report.data} />
          </>
        )}
      </ContextBar>
      <div className="pane grow overflow-y-auto">
        {experiment.isError && !experiment.data ? (
          <QueryError what="The experiment" error={experiment.error} onRetry={() => experiment.refetch()} />
        ) : report.isError && !report.data ? (
          <QueryError what="The report" error={report.error} onRetry={() => report.refetch()} />
        ) : experiment.data && report.data ? (
          <Report experiment={experiment.data} report={report.data} />
        ) : (
          <LoadingRows label="the experiment" />
        )}
      </div>
    </>
  );
}

function Facts({ report }: { readonly report: ExperimentReport | undefined }) {
  const first = report?.arms[0];
  if (!first) return null;
  return (
    <>
      {first.scorer.startsWith("builtin/") && (
        <Tag tone="dashed" title="Its numbers come from a statistical model without training.">
          built-in model, not a language model
        </Tag>
      )}
      <Fact name="scorer" title={first.scorer}>
        {first.scorer.split(" ")[0]}
      </Fact>
      <Fact name="in">{first.unit}</Fact>
    </>
  );
}

function Report({ experiment, report }: { readonly experiment: Experiment; readonly report: ExperimentReport }) {
  return (
    <div className="experiment-body">
      {report.arms.length === 0 ? (
        <EmptyState>The first numbers stand here when a run is done.</EmptyState>
      ) : (
        <>
          <GainPlots report={report} />
          <ArmTable report={report} />
          <PassFigures report={report} />
          <ComparisonTable report={report} />
          <RepositoryTable report={report} />
        </>
      )}
      <RunTable experiment={experiment} />
      <p className="text-12 text-text-3">{report.method}</p>
    </div>
  );
}
