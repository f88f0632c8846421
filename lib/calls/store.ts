import { type Db, prisma } from "#lib/db/client.ts";
import { type Amount, NOTHING_SPENT } from "./cost.ts";
import { type Question, serves } from "./question.ts";
import { CallTotals, type MeasuredSpeed } from "./schema.ts";
import { settlement } from "./spend/store.ts";

/** Bodies of stored replies, by the id of the question they serve. */
export async function findReplies(questions: readonly Question[], db: Db = prisma): Promise<Map<string, Uint8Array>> {
  const rows = await db.modelReply.findMany({
    where: { key: { in: [...new Set(questions.map((each) => each.key))] } },
    select: { key: true, limitTokens: true, cut: true, outputTokens: true, body: true },
    orderBy: { limitTokens: "asc" },
  });
  const found = new Map<string, Uint8Array>();
  for (const { id, key, limitTokens } of questions) {
    const mine = rows.filter((row) => row.key === key && serves(row, limitTokens));
    const best = mine.find((row) => row.limitTokens === limitTokens) ?? mine[0];
    if (best) found.set(id, best.body);
  }
  return found;
}

export type NewReply = {
  readonly question: Question;
  readonly cut: boolean;
  readonly outputTokens: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
};

/** What one order leaves behind, answered or not. */
export type Payment = {
  readonly replies: readonly NewReply[];
  readonly calls: readonly NewCall[];
  readonly holderId: string;
  readonly settlement: { readonly holdId: string; readonly spent: Amount } | null;
  /** After a commit whose answer never came: what it left tells whether it succeeded. */
  readonly again: boolean;
};

/**
 * Stores replies, their lines of the ledger, the end of their claims and the settlement of their hold, all or nothing, in
 * one statement because it is made for every call. Returns how many replies were new; the first one to a question stays.
 */
export async function storePayment({ replies, calls, holderId, settlement: given, again }: Payment): Promise<number> {
  const rows = replies.map(({ question: { id: _, ...question }, body, ...reply }) => ({
    ...question,
    ...reply,
    body: Buffer.from(body).toString("base64"),
  }));
  const lines = calls.map((call) => ({
    ...call,
    costMicros: call.costMicros === null ? null : Number(call.costMicros),
    countedMicros: Number(call.countedMicros),
    countedTokens: Number(call.countedTokens),
  }));
  const claims = replies.map((reply) => reply.question.id);
  const isMarked = replies.length > 0 || given !== null;
  const counted = await prisma.$queryRaw<{ stored: number }[]>`
    WITH stored AS (
      INSERT INTO "ModelReply" (key, "limitTokens", kind, model, cut, "outputTokens", body)
      SELECT key, "limitTokens", kind, model, cut, "outputTokens", decode(body, 'base64')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r(key text, "limitTokens" int, kind text, model text, cut boolean, "outputTokens" int, body text)
      ON CONFLICT DO NOTHING RETURNING 1
    ), ${settlement(given?.holdId ?? null, given?.spent ?? NOTHING_SPENT)}, news AS (
      SELECT NOT (${again} AND ${isMarked}) OR EXISTS (SELECT 1 FROM stored) OR EXISTS (SELECT 1 FROM gone) AS yes
    ), told AS (
      INSERT INTO "ModelCall" ("runId", purpose, model, endpoint, "replyKey", "inputBytes", "inputTokens",
        "outputTokens", "cachedTokens", "wallMs", retries, "waitedMs", served, "priceVersion", "costMicros", "spoiltAttempts", "countedMicros",
        "countedTokens", "errorClass", error)
      SELECT c.* FROM news, jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        AS c("runId" text, purpose text, model text, endpoint text, "replyKey" text, "inputBytes" int, "inputTokens" int,
          "outputTokens" int, "cachedTokens" int, "wallMs" int, retries int, "waitedMs" int, served boolean, "priceVersion" text,
          "costMicros" bigint, "spoiltAttempts" int, "countedMicros" bigint, "countedTokens" bigint, "errorClass" text,
          error text)
      WHERE yes
    ), released AS (
      DELETE FROM "CallClaim" WHERE id = ANY(${claims}) AND "holderId" = ${holderId}
    )
    SELECT count(*)::int AS stored FROM stored`;
  return counted[0]?.stored ?? 0;
}

/** Stores a reply unless there is one; the first reply to a question stays. */
export async function insertReply({ question, ...reply }: NewReply, db: Db): Promise<void> {
  const { key, limitTokens, kind, model } = question;
  await db.modelReply.createMany({ data: [{ key, limitTokens, kind, model, ...reply }], skipDuplicates: true });
}

/**
 * Claims questions for a process; returns the ids it got. A claim of a dead process is anyone's, and a process gets its own
 * again, since it keeps equal questions apart by itself. In order, so that two processes cannot wait for each other.
 */
export async function claimQuestions(ids: readonly string[], holderId: string): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    INSERT INTO "CallClaim" AS c (id, "holderId")
    SELECT id, ${holderId} FROM unnest(${[...ids]}::text[]) AS id ORDER BY id
    ON CONFLICT (id) DO UPDATE SET "holderId" = EXCLUDED."holderId", "takenAt" = CURRENT_TIMESTAMP
    WHERE c."holderId" = EXCLUDED."holderId"
      OR NOT EXISTS (SELECT 1 FROM "CallHolder" p WHERE p.id = c."holderId" AND p."aliveUntil" > clock_timestamp())
    RETURNING id`;
  return rows.map((row) => row.id);
}

export async function releaseClaims(ids: readonly string[], holderId: string, db: Db = prisma): Promise<void> {
  await db.callClaim.deleteMany({ where: { id: { in: [...ids] }, holderId } });
}

/** A sign of life, good for so long by Postgres's clock; those long dead are forgotten. */
export async function keepAlive(holderId: string, leaseMs: number): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO "CallHolder" (id, "aliveUntil") VALUES (${holderId}, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
    ON CONFLICT (id) DO UPDATE SET "aliveUntil" = EXCLUDED."aliveUntil"`;
  await prisma.$executeRaw`DELETE FROM "CallHolder" WHERE "aliveUntil" < clock_timestamp() - interval '1 day'`;
}

/** Claims of a process that it does not use any more: what is left where a release did not reach the database. Fresh ones
 * stay, because `busy` may be older than they are. */
export async function dropStrayClaims(holderId: string, busy: readonly string[]): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM "CallClaim" WHERE "holderId" = ${holderId} AND "takenAt" < CURRENT_TIMESTAMP - interval '1 minute'
      AND id <> ALL(${[...busy]}::text[])`;
}

/** One line of the ledger. */
export type NewCall = {
  readonly runId: string | null;
  readonly purpose: string;
  readonly model: string;
  readonly endpoint: string | null;
  readonly replyKey: string | null;
  readonly inputBytes: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly wallMs: number;
  readonly retries: number;
  readonly waitedMs: number | null;
  readonly served: boolean;
  readonly priceVersion: string | null;
  readonly costMicros: bigint | null;
  readonly spoiltAttempts: number;
  readonly countedMicros: bigint;
  readonly countedTokens: bigint;
  readonly errorClass: string | null;
  readonly error: string | null;
};

export async function insertCalls(calls: readonly NewCall[], db: Db = prisma): Promise<void> {
  if (calls.length > 0) await db.modelCall.createMany({ data: [...calls] });
}

type TotalsRow = {
  purpose: string;
  model: string;
  calls: number;
  failedCalls: number;
  servedCalls: number;
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  costMicros: number | null;
  unpricedCalls: number;
  spoiltAttempts: number;
  countedMicros: number;
  countedTokens: number;
  wallMs: number;
  waitedMs: number;
  retries: number;
};

/** What a run asked of its models, by purpose and model. */
export async function callTotals(runId: string, db: Db = prisma): Promise<CallTotals[]> {
  const rows = await db.$queryRaw<TotalsRow[]>`
    SELECT purpose, model,
      count(*) FILTER (WHERE NOT served)::float8 AS "calls",
      count(*) FILTER (WHERE "errorClass" IS NOT NULL)::float8 AS "failedCalls",
      count(*) FILTER (WHERE served)::float8 AS "servedCalls",
      sum("inputTokens") FILTER (WHERE NOT served)::float8 AS "inputTokens",
      sum("outputTokens") FILTER (WHERE NOT served)::float8 AS "outputTokens",
      sum("cachedTokens") FILTER (WHERE NOT served)::float8 AS "cachedTokens",
      sum("costMicros")::float8 AS "costMicros",
      count(*) FILTER (WHERE NOT served AND "errorClass" IS NULL AND "costMicros" IS NULL)::float8 AS "unpricedCalls",
      sum("spoiltAttempts")::float8 AS "spoiltAttempts",
      sum("countedMicros")::float8 AS "countedMicros",
      sum("countedTokens")::float8 AS "countedTokens",
      COALESCE(sum("wallMs") FILTER (WHERE NOT served), 0)::float8 AS "wallMs",
      COALESCE(sum("waitedMs") FILTER (WHERE NOT served), 0)::float8 AS "waitedMs",
      COALESCE(sum(retries) FILTER (WHERE NOT served), 0)::float8 AS "retries"
    FROM "ModelCall" WHERE "runId" = ${runId} GROUP BY purpose, model ORDER BY purpose COLLATE "C", model COLLATE "C"`;
  return rows.map(({ costMicros, countedMicros, ...row }) =>
    CallTotals.parse({
      ...row,
      costUsd: costMicros === null ? null : costMicros / 1e6,
      countedUsd: countedMicros / 1e6,
    }),
  );
}

/** Newest calls looked at for a model's speed: older ones may have met another server. */
const SPEED_CALLS = 500;

/** How long a call of a model took lately; null where the ledger has none. */
export async function measuredSpeed(model: string, purpose: string, db: Db = prisma): Promise<MeasuredSpeed | null> {
  const rows = await db.$queryRaw<{ calls: number; wallMs: number | null }[]>`
    SELECT count(*)::float8 AS calls, avg("wallMs")::float8 AS "wallMs" FROM (
      SELECT "wallMs" FROM "ModelCall"
      WHERE model = ${model} AND purpose = ${purpose} AND NOT served AND "errorClass" IS NULL AND "wallMs" > 0
      ORDER BY at DESC LIMIT ${SPEED_CALLS}
    ) AS newest`;
  const row = rows[0];
  return row && row.wallMs !== null ? { calls: row.calls, wallMs: row.wallMs } : null;
}

/**
 * How many bytes of text a model's tokenizer made one token of lately, with what a prefix took that was read beforehand; null
 * where the ledger cannot tell. A probe's prose is not like the code of a run.
 */
export async function measuredBytesPerToken(model: string, db: Db = prisma): Promise<number | null> {
  const rows = await db.$queryRaw<{ rate: number | null }[]>`
    SELECT sum("inputBytes")::float8 / NULLIF(sum("inputTokens"), 0) AS rate FROM (
      SELECT "inputBytes", "inputTokens" FROM "ModelCall"
      WHERE model = ${model} AND purpose <> 'probe' AND NOT served AND "errorClass" IS NULL AND "inputBytes" IS NOT NULL
        AND "inputTokens" > 0
      ORDER BY at DESC LIMIT ${SPEED_CALLS}
    ) AS newest`;
  return rows[0]?.rate ?? null;
}
