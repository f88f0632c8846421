import { queryOptions } from "@tanstack/react-query";
import { SignedIn } from "#lib/curation/index.ts";
import { Settings } from "#lib/runs/index.ts";
import { address, get } from "./http.ts";

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
