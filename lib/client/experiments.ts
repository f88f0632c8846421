import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { Experiment, ExperimentReport } from "#lib/experiments/index.ts";
import { address, get } from "./http.ts";

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

function isUnderWay({ state }: Experiment["runs"][number]): boolean {
  return state === "queued" || state === "running";
}
