import { Check, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { ReviewRow } from "#lib/curation/index.ts";

/** What the keys would judge now. */
export function VerdictBar({
  row,
  pending,
  onAccept,
  onReject,
}: {
  readonly row: ReviewRow;
  readonly pending: boolean;
  readonly onAccept: () => void;
  readonly onReject: () => void;
}) {
  return (
    <section className="verdict-bar" aria-label="Verdict">
      <b className="truncate font-name">{row.repository}</b>
      <span className="mono text-12 text-text-3">{row.trajectoryId.slice(-6)}</span>
      <span className="grow" />
      <Button size="sm" variant="reject" keys="x" icon={<X aria-hidden="true" />} disabled={pending} onClick={onReject}>
        Reject…
      </Button>
      <Button
        size="sm"
        variant="main"
        keys="a"
        icon={<Check aria-hidden="true" />}
        disabled={pending}
        onClick={onAccept}
      >
        Accept
      </Button>
    </section>
  );
}
