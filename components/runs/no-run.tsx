"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { NARROW, useMedia } from "#components/ui/media.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { useLiveRuns } from "#lib/client/event-stream.ts";
import { runList } from "#lib/client/runs.ts";

/** With room for both, the newest run is opened beside the list. */
export function NoRun() {
  const router = useRouter();
  const narrow = useMedia(NARROW, true);
  const newest = useQuery(runList()).data?.[0]?.id;
  useLiveRuns();

  // The address is the outside system: the run on screen must be one that can be linked to.
  useEffect(() => {
    if (!narrow && newest !== undefined) router.replace(`/runs/${newest}${window.location.search}`);
  }, [narrow, newest, router]);

  return newest === undefined ? <EmptyState>A run's stages, files and events stand here.</EmptyState> : null;
}
