"use client";

import { type RefObject, useLayoutEffect, useSyncExternalStore } from "react";
import { type Bin, binName, bins } from "./lens-bins.ts";

/** Attribute of the elements whose one text node is coloured; its value is the index of the line. */
export const lineAttribute = "data-lens-line";

type Range = { readonly start: number; readonly end: number; readonly bin: Bin };

/** Whether the browser can colour ranges of a text without an element for each. */
export function useHasHighlights(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => typeof Highlight !== "undefined" && CSS.highlights !== undefined,
    () => true,
  );
}

/**
 * Colours the mounted lines through the CSS Custom Highlight API: one text node a line and ranges over it, never a node
 * per token. Runs after each render, since a virtual list mounts other lines as it scrolls. One lens a page: the
 * registry is the page's own.
 */
export function useLensHighlights(
  root: RefObject<HTMLElement | null>,
  rangesOf: (line: number) => readonly Range[],
): void {
  useLayoutEffect(() => {
    if (!root.current || typeof Highlight === "undefined" || !CSS.highlights) return;
    const found = new Map<string, globalThis.Range[]>();
    for (const element of root.current.querySelectorAll(`[${lineAttribute}]`)) {
      const line = Number(element.getAttribute(lineAttribute));
      const node = element.firstChild;
      if (!(node instanceof Text)) continue;
      for (const { start, end, bin } of rangesOf(line)) {
        if (end > node.length) continue;
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        const name = `lens-${binName(bin)}`;
        const list = found.get(name);
        if (list) list.push(range);
        else found.set(name, [range]);
      }
    }
    for (const bin of bins) {
      const name = `lens-${binName(bin)}`;
      const ranges = found.get(name);
      if (ranges) CSS.highlights.set(name, new Highlight(...ranges));
      else CSS.highlights.delete(name);
    }
  });

  useLayoutEffect(
    () => () => {
      for (const bin of bins) CSS.highlights?.delete(`lens-${binName(bin)}`);
    },
    [],
  );
}
