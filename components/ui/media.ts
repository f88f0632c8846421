"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Below this width panes become tabs and tables drop columns. */
export const NARROW = "(max-width: 1099.98px)";

/** Whether a media query holds; `server` is the answer before the browser is asked. */
export function useMedia(query: string, server = false): boolean {
  const subscribe = useCallback(
    (notify: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", notify);
      return () => media.removeEventListener("change", notify);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => server,
  );
}
