"use client";

import clsx from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";

export type Option<Id extends string> = { readonly id: Id; readonly label: string; readonly disabled?: boolean };

/** A choice of many. `prefix` stands before the chosen label: "Sort: newest". */
export function Select<Id extends string>({
  label,
  options,
  value,
  onChange,
  prefix,
  size = "sm",
  className,
  disabled = false,
  id,
}: {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly prefix?: string;
  readonly size?: "sm" | "lg";
  readonly className?: string;
  readonly disabled?: boolean;
  readonly id?: string;
}) {
  function choose(next: string) {
    const option = options.find((each) => each.id === next);
    if (option) onChange(option.id);
  }
  return (
    <Radix.Root value={value} onValueChange={choose} disabled={disabled}>
      <Radix.Trigger className={clsx("pick", className)} data-size={size} aria-label={label} id={id}>
        <span className="truncate">
          {prefix !== undefined && <span className="text-text-3">{prefix} </span>}
          <Radix.Value>{options.find((each) => each.id === value)?.label}</Radix.Value>
        </span>
        <ChevronDown aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="pop menu" position="popper" sideOffset={4}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.id} value={option.id} disabled={option.disabled ?? false} className="menu-item">
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <span className="grow" />
                <Radix.ItemIndicator>
                  <Check className="ico" aria-hidden="true" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
