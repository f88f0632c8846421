import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { SpendSeries } from "#lib/calls/index.ts";
import { type BudgetInput, RunDetail, RunHead, type StartRunInput } from "#lib/runs/index.ts";
import { address, get, post } from "./http.ts";
import { repositoryKeys } from "./repositories.ts";

export const runKeys = {
  all: ["runs"],
  list: ["runs", "list"],
  detail: (id: string) => ["runs", "detail", id] as const,
  spending: (id: string) => ["runs", "spending", id] as const,
} as const;

export function runList() {
  return queryOptions({
    queryKey: runKeys.list,
    queryFn: ({ signal }) => get(address(["runs"]), z.array(RunHead), { signal }),
  });
}

export function runDetail(id: string) {
  return queryOptions({
    queryKey: runKeys.detail(id),
    queryFn: ({ signal }) => get(address(["runs", id]), RunDetail, { signal }),
  });
}

/** What the run asked and spent, over time. */
export function runSpending(id: string) {
  return queryOptions({
    queryKey: runKeys.spending(id),
    queryFn: ({ signal }) => get(address(["runs", id, "spending"]), SpendSeries, { signal }),
  });
}

/** Sets, raises or lifts a run's budget, and lets a paused run go on where that is asked for. */
export function useRunBudget(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: BudgetInput) => post(address(["runs", id, "budget"]), RunHead, input),
    onSuccess: async (run) => {
      rememberRun(client, run);
      await client.invalidateQueries({ queryKey: runKeys.detail(id) });
    },
  });
}

export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: StartRunInput) => post(address(["runs"]), RunHead, input),
    onSuccess: async (run) => {
      rememberRun(client, run);
      await client.invalidateQueries({ queryKey: repositoryKeys.all });
    },
  });
}

export function usePauseRun() {
  return useRunCommand("pause");
}

export function useResumeRun() {
  return useRunCommand("resume");
}

export function useCancelRun() {
  return useRunCommand("cancel");
}

/** Puts a run as it stands now into the list and into its detail, where they are loaded. */
export function rememberRun(client: QueryClient, run: RunHead): void {
  client.setQueryData(runList().queryKey, (runs) => runs && placeRun(runs, run));
  client.setQueryData(runDetail(run.id).queryKey, (detail) => detail && { ...detail, run });
}

/** The list with `run` in it, newest first. */
export function placeRun(runs: readonly RunHead[], run: RunHead): RunHead[] {
  if (runs.some((each) => each.id === run.id)) return runs.map((each) => (each.id === run.id ? run : each));
  const after = runs.findIndex((each) => each.createdAt <= run.createdAt);
  return after < 0 ? [...runs, run] : [...runs.slice(0, after), run, ...runs.slice(after)];
}

function useRunCommand(command: "pause" | "resume" | "cancel") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post(address(["runs", id, command]), RunHead),
    onSuccess: (run) => rememberRun(client, run),
  });
}
