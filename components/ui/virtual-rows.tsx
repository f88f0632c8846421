"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type ReactNode, type Ref, useImperativeHandle, useRef } from "react";

export type VirtualRowsHandle = { readonly scrollTo: (index: number) => void };

/**
 * A scrolling box around a table of rows of one height, of which only those in sight are mounted. The function gets
 * their indexes, and the rows that stand in for what lies before and after: put them first and last in the tbody.
 */
export function VirtualRows({
  count,
  rowHeight,
  className,
  ref,
  children,
}: {
  readonly count: number;
  readonly rowHeight: number;
  readonly className?: string;
  readonly ref?: Ref<VirtualRowsHandle>;
  readonly children: (indexes: readonly number[], before: ReactNode, after: ReactNode) => ReactNode;
}) {
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
    // The head sticks over the rows.
    scrollPaddingStart: 28,
  });
  useImperativeHandle(ref, () => ({ scrollTo: (index) => virtual.scrollToIndex(index) }), [virtual]);

  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <section
      ref={scroller}
      className={clsx("min-h-0 overflow-auto", className)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Rows"
    >
      {children(
        items.map((item) => item.index),
        <Gap key="before" height={before} />,
        <Gap key="after" height={after} />,
      )}
    </section>
  );
}

function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr data-gap="">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
