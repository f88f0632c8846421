import { RotateCcw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** One sentence saying what will be here, and one button. */
export function EmptyState({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="state">
      <p className="text-text-2">{children}</p>
      {action}
    </div>
  );
}

/** What failed, why, and what to do; in place of the pane that waits for it. */
export function ErrorState({
  title,
  detail,
  remedy,
  id,
  onRetry,
  children,
}: {
  readonly title: string;
  readonly detail: ReactNode;
  readonly remedy?: ReactNode;
  /** Code or request id that names it in a log. */
  readonly id?: string;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <div className="state" role="alert">
      <p className="flex items-center gap-1.5 font-name text-reject">
        <TriangleAlert className="ico" aria-hidden="true" />
        {title}
      </p>
      <p className="text-text-2 [overflow-wrap:anywhere]">{detail}</p>
      {remedy !== undefined && <p className="text-text-2">{remedy}</p>}
      <div className="flex flex-wrap items-center gap-2">
        {onRetry && (
          <Button size="sm" icon={<RotateCcw aria-hidden="true" />} onClick={onRetry}>
            Try again
          </Button>
        )}
        {children}
        {id !== undefined && <span className="mono text-11 text-text-3">{id}</span>}
      </div>
    </div>
  );
}

/** What stands in the way, or changes what the figures below mean, above all of them. */
export function Notice({
  icon,
  title,
  action,
  tone = "warn",
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly action?: ReactNode;
  /** Quiet where nothing is wrong. */
  readonly tone?: "warn" | "quiet";
  readonly children: ReactNode;
}) {
  return (
    <section className="notice" data-tone={tone} aria-label={title}>
      {icon}
      <div className="min-w-0 grow">
        <b className="font-name">{title}</b>
        <div className="text-text-2 [overflow-wrap:anywhere]">{children}</div>
      </div>
      {action}
    </section>
  );
}

const WIDTHS = ["62%", "38%", "71%", "44%", "55%"];

/** Grey bars in the places of the rows to come, after 150 ms and without shimmer. */
export function LoadingRows({
  rows = 8,
  height = 32,
  label,
}: {
  readonly rows?: number;
  readonly height?: number;
  readonly label: string;
}) {
  return (
    <div className="loading-rows" role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <div key={index} className="flex items-center gap-2 border-b border-line px-3" style={{ height }}>
          <i className="skeleton w-3" />
          <i className="skeleton" style={{ width: WIDTHS[index % WIDTHS.length] }} />
        </div>
      ))}
    </div>
  );
}
