"use client";

import { useEffect } from "react";

/** Names the page in the browser once the thing on it is known. The tab's title is outside of React. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Retrace`;
  }, [title]);
}
