"use client";

import { useState } from "react";
import type { ReviewRow } from "#lib/curation/index.ts";

/** The rows chosen for a bulk action. What a filter hides is not part of it, so nothing unseen is judged. */
export function useSelection(rows: readonly ReviewRow[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);

  return {
    ids,
    rows: rows.filter((row) => ids.has(row.trajectoryId)),
    clear: () => setIds(new Set()),
    all: (all: boolean) => setIds(all ? new Set(rows.map((row) => row.trajectoryId)) : new Set()),
    toggle(id: string, range: boolean) {
      const next = new Set(ids);
      if (range && last !== null) for (const each of between(rows, last, id)) next.add(each);
      else if (next.has(id)) next.delete(id);
      else next.add(id);
      setIds(next);
      setLast(id);
    },
  };
}

function between(rows: readonly ReviewRow[], from: string, to: string): string[] {
  const ends = [from, to].map((id) => rows.findIndex((row) => row.trajectoryId === id));
  return rows.slice(Math.min(...ends), Math.max(...ends) + 1).map((row) => row.trajectoryId);
}
