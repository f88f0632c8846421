"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

/** A box with its label at the right; `label` alone names it where `children` is left out. */
export function Checkbox({
  checked,
  onChange,
  label,
  disabled = false,
  children,
}: {
  readonly checked: boolean | "some";
  readonly onChange: (checked: boolean) => void;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const box = (
    <Radix.Root
      id={id}
      className="check"
      disabled={disabled}
      checked={checked === "some" ? "indeterminate" : checked}
      onCheckedChange={(next) => onChange(next === true)}
      {...(label === undefined ? {} : { "aria-label": label })}
    >
      <Radix.Indicator>
        {checked === "some" ? <Minus aria-hidden="true" /> : <Check aria-hidden="true" />}
      </Radix.Indicator>
    </Radix.Root>
  );
  if (children === undefined) return box;
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      {box}
      <label htmlFor={id} className="min-w-0">
        {children}
      </label>
    </span>
  );
}
