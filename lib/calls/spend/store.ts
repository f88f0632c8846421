import { type Db, prisma } from "#lib/db/client.ts";
import { AppError } from "#lib/std/errors.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Amount } from "../cost.ts";
import { Budget, type RunSpending } from "../schema.ts";

export type NewHold = Amount & {
  readonly id: string;
  readonly runId: string;
  /** Null for a hold that outlives the process. */
  readonly holderId: string | null;
  /** False where the model has no price: it then fits no budget of money. */
  readonly priced: boolean;
  /** For the ledger's line, if its process dies. */
  readonly purpose: string;
  readonly model: string;
  readonly endpoint: string | null;
};

/**
 * Takes an amount out of the run's budget if it fits, in one statement: the row's lock makes takers wait for each other,
 * and the condition is read again once it is theirs. False where it does not fit, or where nothing was spent yet (`openSpend`).
 */
export async function takeHold(hold: NewHold, db: Db = prisma): Promise<boolean> {
  const { id, runId, holderId, priced, purpose, model, endpoint } = hold;
  const [micros, tokens] = [BigInt(hold.micros), BigInt(hold.tokens)];
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH ${budgetOf(runId)}, taken AS (
      UPDATE "RunSpend" AS s SET "heldMicros" = s."heldMicros" + ${micros}, "heldTokens" = s."heldTokens" + ${tokens}
      FROM budget
      WHERE s."runId" = ${runId} AND ${hasRoom(micros, tokens, priced)}
      RETURNING s."runId"
    )
    INSERT INTO "SpendHold" (id, "runId", "holderId", micros, tokens, purpose, model, endpoint)
    SELECT ${id}, "runId", ${holderId}, ${micros}, ${tokens}, ${purpose}, ${model}, ${endpoint} FROM taken RETURNING id`;
  return rows.length > 0;
}

/** Adds to a hold if that fits the budget; false where it does not, or where its process counts as dead. */
export async function growHold(hold: Omit<NewHold, "holderId">, db: Db = prisma): Promise<boolean> {
  const { id, runId, priced } = hold;
  const [micros, tokens] = [BigInt(hold.micros), BigInt(hold.tokens)];
  const grown = await db.$executeRaw`
    WITH own AS (SELECT id FROM "SpendHold" WHERE id = ${id} AND "lostCallId" IS NULL FOR UPDATE), ${budgetOf(runId)}, taken AS (
      UPDATE "RunSpend" AS s SET "heldMicros" = s."heldMicros" + ${micros}, "heldTokens" = s."heldTokens" + ${tokens}
      FROM budget, own
      WHERE s."runId" = ${runId} AND ${hasRoom(micros, tokens, priced)}
      RETURNING own.id
    )
    UPDATE "SpendHold" AS h SET micros = h.micros + ${micros}, tokens = h.tokens + ${tokens}
    FROM taken WHERE h.id = taken.id`;
  return grown > 0;
}

function budgetOf(runId: string): Prisma.Sql {
  return Prisma.sql`budget AS (
    SELECT (budget ->> 'usd')::numeric * 1000000 AS micros, (budget ->> 'tokens')::numeric AS tokens
    FROM "Run" WHERE id = ${runId}
  )`;
}

/** Of `s`, a run's account, in `budget`. */
function hasRoom(micros: bigint, tokens: bigint, priced: boolean): Prisma.Sql {
  return Prisma.sql`(budget.micros IS NULL OR (${priced} AND s."settledMicros" + s."heldMicros" + ${micros} <= budget.micros))
    AND (budget.tokens IS NULL OR s."settledTokens" + s."heldTokens" + ${tokens} <= budget.tokens)`;
}

/**
 * Whether an amount would fit if every call under way cost nothing. What waits for a batch will not be settled soon, and counts
 * as it is held.
 */
export async function couldFit(runId: string, amount: Amount, db: Db = prisma): Promise<boolean> {
  const [micros, tokens] = [BigInt(amount.micros), BigInt(amount.tokens)];
  const rows = await db.$queryRaw<{ fits: boolean }[]>`
    WITH ${budgetOf(runId)}, kept AS (
      SELECT COALESCE(sum(micros), 0) AS micros, COALESCE(sum(tokens), 0) AS tokens
      FROM "SpendHold" WHERE "runId" = ${runId} AND "holderId" IS NULL
    )
    SELECT (budget.micros IS NULL OR s."settledMicros" + kept.micros + ${micros} <= budget.micros)
      AND (budget.tokens IS NULL OR s."settledTokens" + kept.tokens + ${tokens} <= budget.tokens) AS fits
    FROM budget, kept, "RunSpend" AS s WHERE s."runId" = ${runId}`;
  return rows[0]?.fits ?? true;
}

/** True where the run had no account yet. */
export async function openSpend(runId: string, db: Db = prisma): Promise<boolean> {
  return (await db.$executeRaw`INSERT INTO "RunSpend" ("runId") VALUES (${runId}) ON CONFLICT DO NOTHING`) > 0;
}

/**
 * Ends a hold by what was really spent, once: where it is gone, it was settled before. One that was settled whole because its
 * process counted as dead is set right, and its line leaves the ledger, since its process tells its own.
 */
export async function settleHold(id: string, spent: Amount, db: Db = prisma): Promise<void> {
  await db.$executeRaw`WITH ${settlement(id, spent)} SELECT 1`;
}

/** The same as parts of a larger statement; `gone` has a row where the hold was still there. */
export function settlement(id: string | null, spent: Amount): Prisma.Sql {
  const [micros, tokens] = [BigInt(spent.micros), BigInt(spent.tokens)];
  return Prisma.sql`gone AS (
      DELETE FROM "SpendHold" WHERE id = ${id} RETURNING "runId", micros, tokens, "lostCallId"
    ), settled AS (
      UPDATE "RunSpend" AS s SET
        "settledMicros" = s."settledMicros" + ${micros} - CASE WHEN gone."lostCallId" IS NULL THEN 0 ELSE gone.micros END,
        "settledTokens" = s."settledTokens" + ${tokens} - CASE WHEN gone."lostCallId" IS NULL THEN 0 ELSE gone.tokens END,
        "heldMicros" = s."heldMicros" - CASE WHEN gone."lostCallId" IS NULL THEN gone.micros ELSE 0 END,
        "heldTokens" = s."heldTokens" - CASE WHEN gone."lostCallId" IS NULL THEN gone.tokens ELSE 0 END
      FROM gone WHERE s."runId" = gone."runId"
    ), corrected AS (
      DELETE FROM "ModelCall" WHERE id IN (SELECT "lostCallId" FROM gone)
    )`;
}

/**
 * Settles what dead processes hold, whole: their calls may have been answered and billed, and nobody is left to tell. Each
 * becomes a line of the ledger. True where there were any.
 */
export async function settleDeadHolds(db: Db = prisma): Promise<boolean> {
  const lost = await db.$executeRaw`
    WITH dead AS (
      SELECT h.id, h."runId", h.micros, h.tokens, h.purpose, h.model, h.endpoint FROM "SpendHold" AS h
      WHERE h."holderId" IS NOT NULL AND h."lostCallId" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "CallHolder" p WHERE p.id = h."holderId" AND p."aliveUntil" > clock_timestamp())
      FOR UPDATE SKIP LOCKED
    ), numbered AS MATERIALIZED (
      SELECT dead.*, nextval(pg_get_serial_sequence('"ModelCall"', 'id')) AS "callId" FROM dead
    ), told AS (
      INSERT INTO "ModelCall" (id, "runId", purpose, model, endpoint, "wallMs", retries, "errorClass", error,
        "spoiltAttempts", "countedMicros", "countedTokens")
      SELECT "callId", "runId", purpose, model, endpoint, 0, 0, 'lost', ${LOST}, 1, micros, tokens FROM numbered
    ), account AS (
      UPDATE "RunSpend" AS s SET
        "settledMicros" = s."settledMicros" + d.micros, "settledTokens" = s."settledTokens" + d.tokens,
        "heldMicros" = s."heldMicros" - d.micros, "heldTokens" = s."heldTokens" - d.tokens
      FROM (SELECT "runId", sum(micros)::bigint AS micros, sum(tokens)::bigint AS tokens FROM numbered GROUP BY "runId") AS d
      WHERE s."runId" = d."runId"
    )
    UPDATE "SpendHold" AS h SET "lostCallId" = numbered."callId" FROM numbered WHERE h.id = numbered.id`;
  return lost > 0;
}

const LOST = "Its process ended before an answer was stored. The provider may have answered and billed it.";

/** Holds of processes that will not come back. */
export async function dropOldLostHolds(db: Db = prisma): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "SpendHold" AS h USING "ModelCall" AS c
    WHERE c.id = h."lostCallId" AND c.at < CURRENT_TIMESTAMP - interval '1 day'`;
}

export async function getSpending(runId: string, db: Db = prisma): Promise<RunSpending> {
  const row = await db.run.findUnique({ where: { id: runId }, select: { budget: true, spend: true } });
  if (!row) throw new AppError("not-found", `There is no run ${runId}.`);
  return {
    budget: row.budget === null ? null : Budget.parse(row.budget),
    settledUsd: Number(row.spend?.settledMicros ?? 0) / 1e6,
    settledTokens: Number(row.spend?.settledTokens ?? 0),
    heldUsd: Number(row.spend?.heldMicros ?? 0) / 1e6,
    heldTokens: Number(row.spend?.heldTokens ?? 0),
  };
}

/** Sets what a run may spend; null lifts the limit. */
export async function setBudget(runId: string, budget: Budget | null, db: Db = prisma): Promise<void> {
  await db.$executeRaw`UPDATE "Run" SET budget = ${budget === null ? null : JSON.stringify(Budget.parse(budget))}::jsonb WHERE id = ${runId}`;
}
