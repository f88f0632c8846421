import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SignedIn } from "#lib/curation/index.ts";
import { ProbeReport, Settings } from "#lib/runs/index.ts";
import { address, get, post } from "./http.ts";

export const settingsKeys = { settings: ["settings"], session: ["session"] } as const;

/** What this installation runs on and allows. */
export function settings() {
  return queryOptions({
    queryKey: settingsKeys.settings,
    queryFn: ({ signal }) => get(address(["settings"]), Settings, { signal }),
  });
}

/** Who is signed in to this browser, and until when. */
export function session() {
  return queryOptions({
    queryKey: settingsKeys.session,
    queryFn: ({ signal }) => get(address(["session"]), SignedIn, { signal }),
  });
}

/** Asks a scorer the questions of the probe now; minutes on a slow server. */
export function useProbe(scorer: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post(address(["scorers", scorer, "probe"]), ProbeReport),
    onSettled: () => client.invalidateQueries({ queryKey: settingsKeys.settings }),
  });
}
