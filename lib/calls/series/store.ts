import { type Db, prisma } from "#lib/db/client.ts";
import type { SpendSeries } from "../schema.ts";

const SLICES = 60;
/** Below this a slice holds one call or none, and a rate over it says nothing. */
const LEAST_SLICE_MS = 500;

type Row = {
  slice: number;
  costMicros: number;
  calls: number;
  servedCalls: number;
  authoredTokens: number;
  scoredTokens: number;
};

/** A run's calls over time by the moment they were written down; `until` is where the last slice ends, null for the last call. */
export async function spendSeries(runId: string, until: Date | null, db: Db = prisma): Promise<SpendSeries> {
  const spans = await db.$queryRaw<{ first: Date | null; last: Date | null }[]>`
    SELECT min(at) AS first, max(at) AS last FROM "ModelCall" WHERE "runId" = ${runId}`;
  const { first = null, last = null } = spans[0] ?? {};
  if (first === null || last === null) return { from: null, sliceMs: 0, slices: [] };
  const spanMs = Math.max(until?.getTime() ?? 0, last.getTime()) - first.getTime();
  const sliceMs = Math.max(LEAST_SLICE_MS, spanMs / SLICES);
  const count = Math.max(1, Math.ceil(spanMs / sliceMs));
  const rows = await db.$queryRaw<Row[]>`
    SELECT LEAST(${count - 1}, floor(extract(epoch FROM at - ${first}::timestamp) * 1000 / ${sliceMs}::float8))::int AS slice,
      COALESCE(sum("costMicros"), 0)::float8 AS "costMicros",
      count(*) FILTER (WHERE NOT served)::float8 AS "calls",
      count(*) FILTER (WHERE served)::float8 AS "servedCalls",
      COALESCE(sum("outputTokens") FILTER (WHERE NOT served AND purpose NOT IN ('score', 'probe')), 0)::float8 AS "authoredTokens",
      COALESCE(sum("inputTokens") FILTER (WHERE NOT served AND purpose = 'score'), 0)::float8 AS "scoredTokens"
    FROM "ModelCall" WHERE "runId" = ${runId} GROUP BY 1`;
  const bySlice = new Map(rows.map(({ slice, costMicros, ...row }) => [slice, { ...row, costUsd: costMicros / 1e6 }]));
  const slices = Array.from({ length: count }, (_, index) => bySlice.get(index) ?? NOTHING);
  return { from: first.toISOString(), sliceMs, slices };
}

const NOTHING = { costUsd: 0, calls: 0, servedCalls: 0, authoredTokens: 0, scoredTokens: 0 };
