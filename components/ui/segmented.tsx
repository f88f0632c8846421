"use client";

import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

export type Segment<Id extends string> = { readonly id: Id; readonly label: ReactNode; readonly disabled?: boolean };

/** A choice of a few, all in sight. */
export function Segmented<Id extends string>({
  label,
  segments,
  value,
  onChange,
}: {
  readonly label: string;
  readonly segments: readonly Segment<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
}) {
  function choose(id: string) {
    // The empty string is a second press on what is chosen already.
    const segment = segments.find((each) => each.id === id);
    if (segment) onChange(segment.id);
  }
  return (
    <ToggleGroup.Root className="seg" type="single" aria-label={label} value={value} onValueChange={choose}>
      {segments.map((segment) => (
        <ToggleGroup.Item key={segment.id} value={segment.id} disabled={segment.disabled ?? false}>
          {segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
