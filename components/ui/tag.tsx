import type { ReactNode } from "react";

export type TagTone = "neutral" | "accept" | "reject" | "warn" | "dashed";

/** A word on soft ground; `dashed` is provisional. */
export function Tag({
  tone = "neutral",
  icon,
  title,
  children,
}: {
  readonly tone?: TagTone;
  readonly icon?: ReactNode;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className="tag" data-tone={tone} title={title}>
      {icon}
      {children}
    </span>
  );
}
