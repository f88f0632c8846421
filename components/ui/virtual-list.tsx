"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type ReactNode, type Ref, useImperativeHandle, useRef } from "react";

export type VirtualListHandle = {
  /** Jumps at once; `auto` moves only as far as needed. */
  readonly scrollTo: (index: number, align?: "auto" | "start" | "center") => void;
  readonly firstVisible: () => number;
  readonly element: () => HTMLElement | null;
};

/** A long list of which only what is in sight is mounted. Rows are measured, so `heightOf` may be a guess. */
export function VirtualList({
  count,
  heightOf,
  keyOf,
  render,
  label,
  role = "list",
  itemRole = "listitem",
  overscan = 12,
  className,
  paddingStart = 0,
  ref,
}: {
  readonly count: number;
  readonly heightOf: (index: number) => number;
  readonly keyOf: (index: number) => string | number;
  readonly render: (index: number) => ReactNode;
  readonly label: string;
  readonly role?: "list" | "listbox" | "grid" | "tree" | "log";
  readonly itemRole?: "listitem" | "presentation";
  readonly overscan?: number;
  readonly className?: string;
  /** Room for a bar that sticks over the list, in pixels. */
  readonly paddingStart?: number;
  readonly ref?: Ref<VirtualListHandle>;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    getItemKey: keyOf,
    overscan,
    scrollPaddingStart: paddingStart,
  });

  useImperativeHandle(
    ref,
    () => ({
      scrollTo: (index, align = "auto") => virtual.scrollToIndex(index, { align }),
      firstVisible: () => virtual.range?.startIndex ?? 0,
      element: () => scroller.current,
    }),
    [virtual],
  );

  return (
    <div
      ref={scroller}
      className={clsx("min-h-0 grow overflow-y-auto", className)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: every role that may be given takes a label */}
      <div role={role} aria-label={label} style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role={itemRole}
            data-index={item.index}
            ref={virtual.measureElement}
            style={{ position: "absolute", insetInline: 0, top: 0, transform: `translateY(${item.start}px)` }}
          >
            {render(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
