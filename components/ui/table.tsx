import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

/** A data table: head 28, row 32 or 26 when tight. Put it in a scrolling box: the head sticks. */
export function Table({
  label,
  tight = false,
  className,
  ...rest
}: ComponentProps<"table"> & { readonly label: string; readonly tight?: boolean }) {
  return (
    <table aria-label={label} className={clsx("tb", className)} {...(tight ? { "data-tight": "" } : {})} {...rest} />
  );
}

type Sort = "ascending" | "descending" | null;

/** A column head; with `onSort` it is a button and shows the order. */
export function Th({
  align,
  sort = null,
  onSort,
  children,
  ...rest
}: Omit<ComponentProps<"th">, "align"> & {
  readonly align?: "right";
  readonly sort?: Sort;
  readonly onSort?: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <th scope="col" data-align={align} {...(sort === null ? {} : { "aria-sort": sort })} {...rest}>
      {onSort ? (
        <button type="button" className="sort" onClick={onSort}>
          {children}
          {sort === "ascending" && <ArrowUp aria-hidden="true" />}
          {sort === "descending" && <ArrowDown aria-hidden="true" />}
        </button>
      ) : (
        children
      )}
    </th>
  );
}

/** A row; `current` is where the keyboard is, `selected` what a bulk action takes. */
export function Tr({
  current = false,
  selected = false,
  ...rest
}: ComponentProps<"tr"> & { readonly current?: boolean; readonly selected?: boolean }) {
  return <tr {...(current ? { "data-current": "" } : {})} {...(selected ? { "data-selected": "" } : {})} {...rest} />;
}

/** A cell; `number` sets it in mono at the right. */
export function Td({
  number = false,
  align,
  ...rest
}: Omit<ComponentProps<"td">, "align"> & { readonly number?: boolean; readonly align?: "right" }) {
  return <td {...(number ? { "data-number": "" } : {})} data-align={align} {...rest} />;
}
