import { assertNever } from "#lib/std/assert.ts";
import type { StepKind, Tool } from "#lib/trajectory/index.ts";

/** What a step is, as one mark: shape and colour both say it. */
export type Mark = "think" | "read" | "write" | "plan" | "observation" | "delegate" | "return";

export const MARK_NAMES: Readonly<Record<Mark, string>> = {
  think: "Think",
  read: "Read",
  write: "Write",
  plan: "Plan",
  observation: "Observation",
  delegate: "Delegate",
  return: "Return",
};

export function markOf(kind: StepKind, tool: Tool | null): Mark {
  switch (kind) {
    case "think":
      return "think";
    case "observation":
      return "observation";
    case "action":
      return tool ?? "plan";
    default:
      return assertNever(kind);
  }
}

/** The glyph on a 12 grid. It carries its name unless `decorative`, where the name stands beside it. */
export function KindIcon({
  mark,
  size = 12,
  decorative = false,
}: {
  readonly mark: Mark;
  readonly size?: number;
  readonly decorative?: boolean;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      className="flex-none"
      role="img"
      aria-label={MARK_NAMES[mark]}
      aria-hidden={decorative}
    >
      <Shape mark={mark} />
    </svg>
  );
}

function Shape({ mark }: { readonly mark: Mark }) {
  switch (mark) {
    case "think":
      return <circle cx="6" cy="6" r="4.4" fill="var(--k-think)" />;
    case "read":
      return <path d="M10 1.4v9.2L1.6 6z" fill="var(--k-read)" />;
    case "write":
      return <rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1" fill="var(--k-write)" />;
    case "plan":
      return <path d="M6 .6L11.4 6 6 11.4.6 6z" fill="var(--k-plan)" />;
    case "observation":
      return <path d="M1.5 3h9M1.5 6h9M1.5 9h5.5" stroke="var(--k-obs)" strokeWidth="1.5" fill="none" />;
    case "delegate":
      return <path d="M3 1v10M3 3.5c0 3 6 2 6 7.5" stroke="var(--k-obs)" strokeWidth="1.4" fill="none" />;
    case "return":
      return <path d="M3 1v10M9 1c0 5.5-6 4.5-6 7.5" stroke="var(--k-obs)" strokeWidth="1.4" fill="none" />;
    default:
      return assertNever(mark);
  }
}
