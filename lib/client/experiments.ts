import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { Experiment, ExperimentReport, type ExperimentSpec } from "#lib/experiments/index.ts";
import { address, get, post } from "./http.ts";

const experimentKeys = {
  list: ["experiments", "list"],
  detail: (id: string) => ["experiments", "detail", id] as const,
  report: (id: string, done: number) => ["experiments", "report", id, done] as const,
} as const;

/** How often an experiment under way is asked for. */
const POLL_MS = 3000;

export function experimentList() {
  return queryOptions({
    queryKey: experimentKeys.list,
    queryFn: ({ signal }) => get(address(["experiments"]), z.array(Experiment), { signal }),
    refetchInterval: (query) => (query.state.data?.some(({ runs }) => runs.some(isUnderWay)) ? POLL_MS : false),
  });
}

export function experimentDetail(id: string) {
  return queryOptions({
    queryKey: experimentKeys.detail(id),
    queryFn: ({ signal }) => get(address(["experiments", id]), Experiment, { signal }),
    refetchInterval: (query) => (query.state.data?.runs.some(isUnderWay) ? POLL_MS : false),
  });
}

/** Measured anew whenever another run is done: `done` counts them. */
export function experimentReport(id: string, done: number) {
  return queryOptions({
    queryKey: experimentKeys.report(id, done),
    queryFn: ({ signal }) => get(address(["experiments", id, "report"]), ExperimentReport, { signal }),
    placeholderData: (previous) => previous,
  });
}

/** Starts an experiment, or goes on with an equal one. */
export function useStartExperiment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (spec: ExperimentSpec) => post(address(["experiments"]), Experiment, spec),
    onSuccess: async (experiment) => {
      client.setQueryData(experimentDetail(experiment.id).queryKey, experiment);
      await client.invalidateQueries({ queryKey: experimentKeys.list });
    },
  });
}

/** Where the report stands as a file of numbers. */
export function experimentReportAddress(id: string): string {
  return address(["experiments", id, "report"]);
}

function isUnderWay({ state }: Experiment["runs"][number]): boolean {
  return state === "queued" || state === "running";
}
