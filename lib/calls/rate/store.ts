import { z } from "zod";
import { prisma } from "#lib/db/client.ts";
import type { MinuteLimits, MinuteUse } from "#lib/llm/lanes/minute-budget.ts";
import { type CallCost, NOTHING } from "#lib/llm/rate-budget.ts";

/** What the row tells after an attempt, by Postgres's clock. */
export type Attempt = {
  readonly granted: boolean;
  readonly nowMs: number;
  readonly use: MinuteUse;
  /** What is kept for the calls that have waited longer. */
  readonly before: CallCost;
};

/** How the row counts: slices of a quarter of a second that are forgotten when their last moment is `windowMs` old. */
export type Counting = { readonly windowMs: number; readonly sliceMs: number };

/** A call that waits and has not asked for so long has lost its place: its process may be dead. */
const PLACE_MS = 5_000;

type Row = {
  granted: boolean;
  nowMs: bigint;
  fromMs: bigint[];
  requests: bigint[];
  inputTokens: bigint[];
  outputTokens: bigint[];
  waiting: unknown;
};

const Waiting = z.array(z.object({ id: z.string(), r: z.number(), i: z.number(), o: z.number() }));

/**
 * Lets one call through if it fits into what the last minute and the calls that have waited longer left, or gives it a
 * place among those that wait. One statement, which locks the row first and reads it, and the clock, from the lock on:
 * callers are judged one after the other. (A correlated subquery in SET would not do: Postgres 18 evaluates its CTEs
 * with the row as it was before the lock.) The commit does not wait for the disk, which is most of a take's time: a crash
 * of Postgres forgets at most the last takes. Null where the row does not exist (`openBucket`).
 */
export async function attempt(
  bucketId: string,
  callId: string,
  cost: CallCost,
  limits: MinuteLimits,
  { windowMs, sliceMs }: Counting,
): Promise<Attempt | null> {
  const { requests, inputTokens, outputTokens } = cost;
  const rows = await prisma.$queryRaw<Row[]>`
    WITH call AS (
      SELECT ${callId}::text AS id, ${requests}::bigint AS r, ${inputTokens}::bigint AS i, ${outputTokens}::bigint AS o,
        ${limits.requests}::bigint AS most_r, ${limits.inputTokens}::bigint AS most_i, ${limits.outputTokens}::bigint AS most_o
    ),
    bucket AS MATERIALIZED (SELECT * FROM "RateBucket" WHERE id = ${bucketId} FOR UPDATE),
    clock AS MATERIALIZED (
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms, ${sliceMs}::bigint AS slice,
        set_config('synchronous_commit', 'off', true) FROM bucket
    ),
    recent AS (
      SELECT s.* FROM clock, bucket, unnest("fromMs", requests, "inputTokens", "outputTokens") AS s(from_ms, r, i, o)
      WHERE s.from_ms + slice + ${windowMs}::bigint > ms
    ),
    queue AS (
      SELECT item, place, item ->> 'id' = call.id AS mine
      FROM call, clock, bucket, jsonb_array_elements(waiting) WITH ORDINALITY AS w(item, place)
      WHERE (item ->> 'until')::bigint >= ms
    ),
    own_place AS (SELECT COALESCE(min(place), 9223372036854775807) AS place FROM queue WHERE mine),
    taken AS (
      SELECT r, i, o FROM recent
      UNION ALL SELECT (item ->> 'r')::bigint, (item ->> 'i')::bigint, (item ->> 'o')::bigint
      FROM queue, own_place WHERE queue.place < own_place.place
    ),
    used AS (SELECT COALESCE(sum(r), 0) AS r, COALESCE(sum(i), 0) AS i, COALESCE(sum(o), 0) AS o FROM taken),
    verdict AS (
      SELECT (most_r IS NULL OR call.r = 0 OR used.r = 0 OR used.r + call.r <= most_r)
        AND (most_i IS NULL OR call.i = 0 OR used.i = 0 OR used.i + call.i <= most_i)
        AND (most_o IS NULL OR call.o = 0 OR used.o = 0 OR used.o + call.o <= most_o) AS fits
      FROM call, used
    ),
    slices AS (
      SELECT from_ms, sum(r)::bigint AS r, sum(i)::bigint AS i, sum(o)::bigint AS o FROM (
        SELECT * FROM recent
        UNION ALL SELECT ms - ms % slice, r, i, o FROM call, clock, verdict WHERE fits
      ) AS each GROUP BY from_ms
    ),
    kept AS (
      SELECT COALESCE(array_agg(from_ms ORDER BY from_ms), '{}') AS from_ms, COALESCE(array_agg(r ORDER BY from_ms), '{}') AS r,
        COALESCE(array_agg(i ORDER BY from_ms), '{}') AS i, COALESCE(array_agg(o ORDER BY from_ms), '{}') AS o
      FROM slices
    ),
    waiters AS (
      SELECT COALESCE(jsonb_agg(item ORDER BY place), '[]') AS list FROM (
        SELECT item, place FROM queue WHERE NOT mine
        UNION ALL SELECT jsonb_build_object('id', id, 'until', ms + ${PLACE_MS}::bigint, 'r', r, 'i', i, 'o', o), place
        FROM call, clock, own_place, verdict WHERE NOT fits
      ) AS each
    )
    UPDATE "RateBucket" AS b SET
      "fromMs" = kept.from_ms, requests = kept.r, "inputTokens" = kept.i, "outputTokens" = kept.o, waiting = waiters.list
    FROM clock, verdict, kept, waiters WHERE b.id = ${bucketId}
    RETURNING fits AS granted, ms AS "nowMs", "fromMs", requests, "inputTokens", "outputTokens", waiting`;
  const row = rows[0];
  if (!row) return null;
  return { granted: row.granted, nowMs: Number(row.nowMs), use: minuteUse(row), before: keptBefore(row, callId) };
}

export async function openBucket(bucketId: string): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO "RateBucket" (id, "fromMs", requests, "inputTokens", "outputTokens")
    VALUES (${bucketId}, '{}', '{}', '{}', '{}') ON CONFLICT DO NOTHING`;
}

/** Gives back what a call did not need in the slice it was counted in; what it needed beyond that counts from now on. */
export async function correct(
  bucketId: string,
  grantedMs: number,
  less: CallCost,
  more: CallCost,
  { sliceMs }: Pick<Counting, "sliceMs">,
): Promise<void> {
  await prisma.$executeRaw`
    WITH less AS (
      SELECT ${grantedMs - (grantedMs % sliceMs)}::bigint AS from_ms,
        ${less.requests}::bigint AS r, ${less.inputTokens}::bigint AS i, ${less.outputTokens}::bigint AS o
    ),
    more AS (SELECT ${more.requests}::bigint AS r, ${more.inputTokens}::bigint AS i, ${more.outputTokens}::bigint AS o),
    bucket AS MATERIALIZED (SELECT * FROM "RateBucket" WHERE id = ${bucketId} FOR UPDATE),
    clock AS MATERIALIZED (
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms, ${sliceMs}::bigint AS slice,
        set_config('synchronous_commit', 'off', true) FROM bucket
    ),
    counted AS (
      SELECT s.* FROM bucket, unnest("fromMs", requests, "inputTokens", "outputTokens") AS s(from_ms, r, i, o)
    ),
    slices AS (
      SELECT from_ms, sum(r)::bigint AS r, sum(i)::bigint AS i, sum(o)::bigint AS o FROM (
        SELECT * FROM counted
        UNION ALL SELECT from_ms, -less.r, -less.i, -less.o FROM less WHERE from_ms IN (SELECT from_ms FROM counted)
        UNION ALL SELECT ms - ms % slice, r, i, o FROM clock, more WHERE r + i + o > 0
      ) AS each GROUP BY from_ms
    ),
    kept AS (
      SELECT COALESCE(array_agg(from_ms ORDER BY from_ms), '{}') AS from_ms, COALESCE(array_agg(r ORDER BY from_ms), '{}') AS r,
        COALESCE(array_agg(i ORDER BY from_ms), '{}') AS i, COALESCE(array_agg(o ORDER BY from_ms), '{}') AS o
      FROM slices
    )
    UPDATE "RateBucket" AS b SET "fromMs" = kept.from_ms, requests = kept.r, "inputTokens" = kept.i, "outputTokens" = kept.o
    FROM kept WHERE b.id = ${bucketId}`;
}

/** A caller that gives up frees its place among those that wait. */
export async function leave(bucketId: string, callId: string): Promise<void> {
  await prisma.$executeRaw`
    WITH bucket AS MATERIALIZED (SELECT * FROM "RateBucket" WHERE id = ${bucketId} FOR UPDATE),
    waiters AS (
      SELECT COALESCE(jsonb_agg(item ORDER BY place), '[]') AS list
      FROM bucket, jsonb_array_elements(waiting) WITH ORDINALITY AS w(item, place) WHERE item ->> 'id' <> ${callId}
    )
    UPDATE "RateBucket" AS b SET waiting = waiters.list FROM waiters WHERE b.id = ${bucketId}`;
}

function keptBefore({ waiting }: Row, callId: string): CallCost {
  const queue = Waiting.parse(waiting);
  const mine = queue.findIndex((each) => each.id === callId);
  return queue.slice(0, Math.max(0, mine)).reduce(
    (sum, { r, i, o }) => ({
      requests: sum.requests + r,
      inputTokens: sum.inputTokens + i,
      outputTokens: sum.outputTokens + o,
    }),
    NOTHING,
  );
}

function minuteUse({ fromMs, requests, inputTokens, outputTokens }: Row): MinuteUse {
  return fromMs.map((from, index) => ({
    fromMs: Number(from),
    requests: Number(requests[index]),
    inputTokens: Number(inputTokens[index]),
    outputTokens: Number(outputTokens[index]),
  }));
}
