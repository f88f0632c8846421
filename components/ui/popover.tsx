"use client";

import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A panel that opens beside its trigger, which must be one element that takes a ref. */
export function Popover({
  trigger,
  label,
  align = "start",
  width,
  children,
}: {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly align?: "start" | "center" | "end";
  readonly width?: number;
  readonly children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className="pop p-3"
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          style={{ width, maxHeight: "var(--radix-popover-content-available-height)", overflowY: "auto" }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
