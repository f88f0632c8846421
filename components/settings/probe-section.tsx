"use client";

import { Radar } from "lucide-react";
import { useEffect, useState } from "react";
import { ProbeCard } from "#components/runs/probe-card.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount, formatDuration } from "#components/ui/format.ts";
import { useProbe } from "#lib/client/settings.ts";
import type { LaneReading, ProbeReport } from "#lib/runs/index.ts";

/** What a scorer was found to do last, and the way to ask it again. */
export function ProbeSection({
  name,
  probe,
  lanes,
}: {
  readonly name: string;
  readonly probe: ProbeReport | null;
  readonly lanes: readonly LaneReading[];
}) {
  const asking = useProbe(name);
  const latest = asking.data ?? probe;
  return (
    <section aria-label={`Probe of ${name}`} className="grid gap-2 pt-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          icon={<Radar aria-hidden="true" />}
          disabled={asking.isPending}
          onClick={() => asking.mutate()}
        >
          {asking.isPending ? "Probing" : "Probe now"}
        </Button>
        {asking.isPending ? (
          <Progress lanes={lanes} />
        ) : (
          <span className="text-text-3">
            many short questions and two long ones; a paid endpoint charges for them, and no run's budget counts them
          </span>
        )}
      </div>
      {asking.error && (
        <p className="text-reject" role="alert">
          {asking.error.message}
        </p>
      )}
      {latest ? (
        <ProbeCard probe={latest} />
      ) : (
        <p className="text-text-2">Not probed yet. Each run asks before it scores, and keeps what it found.</p>
      )}
    </section>
  );
}

/** Time since the press, and what the lanes of this server have answered since. */
function Progress({ lanes }: { readonly lanes: readonly LaneReading[] }) {
  const answered = lanes.reduce((all, lane) => all + lane.answered, 0);
  const now = useNow(500);
  const [start, setStart] = useState<{ readonly at: number; readonly answered: number } | null>(null);
  useEffect(() => {
    setStart((known) => known ?? { at: Date.now(), answered });
  }, [answered]);
  if (start === null || now === null) return null;
  return (
    <span role="status" className="text-text-2">
      {formatCount(Math.max(0, answered - start.answered))} questions answered, {formatDuration(now - start.at)} of 3:00
    </span>
  );
}
