import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";

export type Crumb = {
  readonly label: ReactNode;
  readonly href?: string;
  /** For a list that stands beside the screen where there is room. */
  readonly narrowOnly?: boolean;
};

/** Where am I, the figures of the thing on screen, and what can be done with it. First child of every screen. */
export function ContextBar({
  crumbs,
  children,
  actions,
}: {
  readonly crumbs: readonly Crumb[];
  /** Tags and `Fact`s. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="context-bar">
      <div className="crumbs">
        {crumbs.map((crumb, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a trail is read by place
          <Fragment key={index}>
            {index > 0 && (
              <ChevronRight
                className={clsx("ico", crumbs[index - 1]?.narrowOnly && "wide:hidden")}
                aria-hidden="true"
              />
            )}
            {index === crumbs.length - 1 ? (
              <h1 className="truncate">{crumb.label}</h1>
            ) : (
              <span className={clsx("truncate", crumb.narrowOnly && "wide:hidden")}>
                {crumb.href ? <Link href={crumb.href}>{crumb.label}</Link> : crumb.label}
              </span>
            )}
          </Fragment>
        ))}
      </div>
      <div className="facts">{children}</div>
      <span className="grow" />
      {actions}
    </div>
  );
}

/** A figure with its name: the name faint, the figure in ink. */
export function Fact({
  name,
  children,
  title,
}: {
  readonly name?: string;
  readonly children: ReactNode;
  readonly title?: string;
}) {
  return (
    <span title={title}>
      {name !== undefined && `${name} `}
      <b>{children}</b>
    </span>
  );
}
