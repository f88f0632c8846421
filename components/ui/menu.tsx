"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Keys } from "./kbd.tsx";

export type MenuItem =
  | {
      readonly kind: "item";
      readonly id: string;
      readonly label: ReactNode;
      readonly keys?: string;
      readonly icon?: ReactNode;
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | {
      readonly kind: "check";
      readonly id: string;
      readonly label: ReactNode;
      readonly checked: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: "label"; readonly id: string; readonly label: ReactNode }
  | { readonly kind: "line"; readonly id: string };

/** A menu of actions; the trigger must be one element that takes a ref. */
export function Menu({
  trigger,
  items,
  align = "start",
}: {
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: "start" | "end";
}) {
  return (
    // Modal menus hide the page from screen readers while its controls stay focusable.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="pop menu" align={align} sideOffset={4} collisionPadding={8}>
          {items.map(renderItem)}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function renderItem(item: MenuItem) {
  switch (item.kind) {
    case "line":
      return <Radix.Separator key={item.id} className="menu-line" />;
    case "label":
      return (
        <Radix.Label key={item.id} className="menu-label">
          {item.label}
        </Radix.Label>
      );
    case "check":
      return (
        <Radix.CheckboxItem key={item.id} className="menu-item" checked={item.checked} onCheckedChange={item.onSelect}>
          <span className="w-3.5">
            <Radix.ItemIndicator>
              <Check className="ico" aria-hidden="true" />
            </Radix.ItemIndicator>
          </span>
          {item.label}
        </Radix.CheckboxItem>
      );
    case "item":
      return (
        <Radix.Item key={item.id} className="menu-item" disabled={item.disabled ?? false} onSelect={item.onSelect}>
          {item.icon}
          <span className="grow">{item.label}</span>
          {item.keys !== undefined && <Keys keys={item.keys} />}
        </Radix.Item>
      );
  }
}
