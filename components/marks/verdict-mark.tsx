import type { Verdict } from "#lib/curation/index.ts";
import { assertNever } from "#lib/std/assert.ts";

/** A standing verdict, or "open" where there is none; `mixed` where several differ. */
export type VerdictState = Verdict | "open";

export const VERDICT_NAMES: Readonly<Record<VerdictState, string>> = {
  accept: "accepted",
  reject: "rejected",
  abstain: "abstained",
  open: "open",
};

/** A verdict as a mark of 14 px: disc with check, square with cross, ring with bar, ring. `suggested` is dashed. */
export function VerdictMark({
  verdict,
  suggested = false,
  decorative = false,
}: {
  readonly verdict: VerdictState;
  readonly suggested?: boolean;
  readonly decorative?: boolean;
}) {
  const label = `${suggested ? "suggested: " : ""}${VERDICT_NAMES[verdict]}`;
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      className="flex-none"
      fill="none"
      role="img"
      aria-label={label}
      aria-hidden={decorative}
    >
      {suggested ? <Suggested verdict={verdict} /> : <Standing verdict={verdict} />}
    </svg>
  );
}

function Standing({ verdict }: { readonly verdict: VerdictState }) {
  switch (verdict) {
    case "accept":
      return (
        <>
          <circle cx="7" cy="7" r="6" fill="var(--v-accept)" />
          <path d="M4.2 7.3l2 2 3.6-4" stroke="var(--surface)" strokeWidth="1.6" />
        </>
      );
    case "reject":
      return (
        <>
          <rect x="1" y="1" width="12" height="12" rx="2.5" fill="var(--v-reject)" />
          <path d="M4.6 4.6l4.8 4.8M9.4 4.6L4.6 9.4" stroke="var(--surface)" strokeWidth="1.6" />
        </>
      );
    case "abstain":
      return (
        <>
          <circle cx="7" cy="7" r="5.2" stroke="var(--v-open)" strokeWidth="1.2" />
          <path d="M4.4 7h5.2" stroke="var(--v-open)" strokeWidth="1.4" />
        </>
      );
    case "open":
      return <circle cx="7" cy="7" r="5" stroke="var(--line-3)" strokeWidth="1.2" />;
    default:
      return assertNever(verdict);
  }
}

function Suggested({ verdict }: { readonly verdict: VerdictState }) {
  if (verdict === "accept") {
    return (
      <>
        <circle cx="7" cy="7" r="5.2" stroke="var(--v-accept)" strokeWidth="1.2" strokeDasharray="2 1.6" />
        <path d="M4.6 7.2l1.7 1.7 3.1-3.5" stroke="var(--v-accept)" strokeWidth="1.3" />
      </>
    );
  }
  if (verdict === "reject") {
    return (
      <>
        <rect
          x="1.6"
          y="1.6"
          width="10.8"
          height="10.8"
          rx="2"
          stroke="var(--v-reject)"
          strokeWidth="1.2"
          strokeDasharray="2 1.6"
        />
        <path d="M5 5l4 4M9 5L5 9" stroke="var(--v-reject)" strokeWidth="1.3" />
      </>
    );
  }
  return <Standing verdict={verdict} />;
}
