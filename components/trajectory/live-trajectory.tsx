"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useRunSignals } from "#lib/client/event-stream.ts";
import { trajectoryKeys } from "#lib/client/trajectories.ts";

const mostOftenMs = 1500;

/** Fetches a growing trajectory anew as its run reports files, at most once in a while. Draws nothing. */
export function LiveTrajectory({ runId, trajectoryId }: { readonly runId: string; readonly trajectoryId: string }) {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  function refresh() {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      client.invalidateQueries({ queryKey: trajectoryKeys.one(trajectoryId) }).catch(() => undefined);
    }, mostOftenMs);
  }
  useRunSignals(
    runId,
    (signal) => {
      if (signal.type !== "event") refresh();
    },
    refresh,
  );
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  return null;
}
