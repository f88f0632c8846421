import { Check, X } from "lucide-react";
import { GainText } from "#components/marks/gain.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatCount, formatPercent } from "#components/ui/format.ts";
import type { ReviewRow } from "#lib/curation/index.ts";
import { HIGH_LEAK, means } from "./rows.ts";

/** What can be done with the selection, and what it is like on average. */
export function BulkBar({
  selected,
  matching,
  pending,
  onAll,
  onAccept,
  onReject,
  onClear,
}: {
  readonly selected: readonly ReviewRow[];
  readonly matching: number;
  readonly pending: boolean;
  readonly onAll: () => void;
  readonly onAccept: () => void;
  readonly onReject: () => void;
  readonly onClear: () => void;
}) {
  const { gain, leak } = means(selected);
  return (
    <section className="bulk-bar" aria-label="Selection">
      <b className="font-name">{formatCount(selected.length)} selected</b>
      {selected.length < matching && (
        <button type="button" className="text-accent hover:underline" onClick={onAll}>
          all {formatCount(matching)} that match
        </button>
      )}
      <span className="rule" />
      <Button
        size="sm"
        variant="accept"
        keys="a"
        icon={<Check aria-hidden="true" />}
        disabled={pending}
        onClick={onAccept}
      >
        Accept
      </Button>
      <Button size="sm" variant="reject" keys="x" icon={<X aria-hidden="true" />} disabled={pending} onClick={onReject}>
        Reject…
      </Button>
      <span className="rule" />
      <span className="text-12 text-text-3">
        mean gain <GainText value={gain} />
        {leak !== null && (
          <>
            , leak{" "}
            <span className={`mono ${leak > HIGH_LEAK ? "text-reject" : "text-text"}`}>{formatPercent(leak)}</span>
          </>
        )}
      </span>
      <span className="grow" />
      <Button size="sm" variant="quiet" keys="Escape" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}
