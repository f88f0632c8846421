import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { RunSignal } from "#lib/runs/index.ts";
import { applySignal } from "./apply-signal.ts";
import { address } from "./http.ts";
import { runKeys } from "./runs.ts";

/** Whether the page hears of changes as they happen. */
export type LiveState = "connecting" | "open" | "lost";

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/** Keeps one run's queries up to date for as long as the component is there. */
export function useLiveRun(runId: string): LiveState {
  return useLiveCache(runId, runKeys.detail(runId));
}

/** Keeps the list of runs up to date for as long as the component is there. */
export function useLiveRuns(): LiveState {
  return useLiveCache(null, runKeys.list);
}

/**
 * Calls `onSignal` for each message of one run's stream, or of all runs' where `runId` is null, and `onOpen` at each
 * (re)connection, when anything may have been missed. A browser allows six streams per host and tab group: use one a page.
 */
export function useRunSignals(
  runId: string | null,
  onSignal: (signal: RunSignal) => void,
  onOpen: () => void = doNothing,
): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const hear = useEffectEvent(onSignal);
  const opened = useEffectEvent(onOpen);

  useEffect(() => {
    const path = runId === null ? address(["events"]) : address(["runs", runId, "events"]);
    return listen(path, {
      onMessage: (data) => {
        const signal = parseSignal(data);
        if (signal) hear(signal);
      },
      onState: (next) => {
        setState(next);
        if (next === "open") opened();
      },
    });
  }, [runId]);

  return state;
}

function useLiveCache(runId: string | null, stale: readonly unknown[]): LiveState {
  const client = useQueryClient();
  return useRunSignals(
    runId,
    (signal) => applySignal(client, signal),
    () => {
      client.invalidateQueries({ queryKey: stale }).catch(() => undefined);
    },
  );
}

type Listener = { readonly onMessage: (data: string) => void; readonly onState: (state: LiveState) => void };

/** What is used of an EventSource. */
type Source = Pick<EventSource, "onopen" | "onmessage" | "onerror" | "readyState" | "CLOSED" | "close">;

/**
 * Listens until the returned function is called. EventSource resumes by itself after a broken connection, but gives up
 * for good after an error status (a restarting server, an ended session): then we begin anew, later each time.
 */
export function listen(
  path: string,
  listener: Listener,
  Stream: new (path: string) => Source = EventSource,
): () => void {
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream = open();

  function open(): Source {
    const next = new Stream(path);
    next.onopen = () => {
      retryMs = FIRST_RETRY_MS;
      listener.onState("open");
    };
    next.onmessage = (message: MessageEvent<unknown>) => {
      if (typeof message.data === "string") listener.onMessage(message.data);
    };
    next.onerror = () => {
      listener.onState("lost");
      if (next.readyState !== next.CLOSED) return;
      timer = setTimeout(() => {
        stream = open();
      }, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    };
    return next;
  }

  return () => {
    clearTimeout(timer);
    stream.close();
  };
}

/** A message of another version is passed over: the next refetch shows the truth. */
function parseSignal(data: string): RunSignal | null {
  try {
    return RunSignal.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

function doNothing(): void {}
