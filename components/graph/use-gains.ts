"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { stepHeaders, trajectoryList } from "#lib/client/trajectories.ts";
import type { Trajectory } from "#lib/trajectory/index.ts";

/** Mean gain of each file's thoughts in the newest scored trajectory of a snapshot; empty where there is none. */
export function useGains(snapshotId: string): {
  gains: ReadonlyMap<string, number>;
  range: number;
  trajectory: Trajectory | null;
} {
  const trajectories = useQuery(trajectoryList());
  const own = trajectories.data?.filter((each) => each.snapshotId === snapshotId) ?? [];
  const trajectory = own.find((each) => each.stats.meanGain !== null) ?? own[0] ?? null;
  const headers = useQuery({ ...stepHeaders(trajectory?.id ?? ""), enabled: trajectory !== null });
  const gains = useMemo(() => {
    const sums = new Map<string, { sum: number; count: number }>();
    for (const header of headers.data ?? []) {
      if (!header.scores || header.agent === "main") continue;
      const before = sums.get(header.agent) ?? { sum: 0, count: 0 };
      sums.set(header.agent, {
        sum: before.sum + header.scores.noThought - header.scores.final,
        count: before.count + 1,
      });
    }
    return new Map([...sums].map(([path, { sum, count }]) => [path, sum / count]));
  }, [headers.data]);
  const range = useMemo(() => rangeOf([...gains.values()]), [gains]);
  return { gains, range, trajectory };
}

/** Nine of ten bars lie within; one outlier must not flatten the rest. */
function rangeOf(gains: readonly number[]): number {
  const sizes = gains.map(Math.abs).sort((a, b) => a - b);
  return Math.max(0.001, sizes[Math.floor((sizes.length - 1) * 0.9)] ?? 0.1);
}
