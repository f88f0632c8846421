import clsx from "clsx";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { Keys } from "./kbd.tsx";
import { Tooltip } from "./tooltip.tsx";

type Look = {
  readonly variant?: "default" | "main" | "quiet" | "accept" | "reject";
  readonly size?: "sm" | "md" | "lg";
  readonly icon?: ReactNode;
  /** Key hint shown inside, such as "a" or "Mod+K". Binding the key is the screen's work. */
  readonly keys?: string;
};

export type ButtonProps = Look & Omit<ComponentProps<"button">, "size">;

export function Button({ variant = "default", size = "md", icon, keys, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={clsx("btn", className)} data-variant={variant} data-size={size}>
      {icon}
      {children}
      {keys !== undefined && <Keys keys={keys} />}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  variant = "default",
  size = "md",
  icon,
  keys,
  className,
  children,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={clsx("btn", className)} data-variant={variant} data-size={size}>
      {icon}
      {children}
      {keys !== undefined && <Keys keys={keys} />}
    </Link>
  );
}

/** A button of one icon; `label` is its name for everyone who does not see the icon, and its tooltip. */
export function IconButton({
  label,
  variant = "quiet",
  size = "md",
  className,
  children,
  ...rest
}: Omit<ButtonProps, "icon" | "keys"> & { readonly label: string }) {
  return (
    <Tooltip content={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={clsx("btn", className)}
        data-icon=""
        data-variant={variant}
        data-size={size}
      >
        {children}
      </button>
    </Tooltip>
  );
}
