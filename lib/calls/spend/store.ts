import { type Db, prisma } from "#lib/db/client.ts";
import { AppError } from "#lib/std/errors.ts";
import type { Amount } from "../cost.ts";
import { Budget, type RunSpending } from "../schema.ts";

export type NewHold = Amount & {
  readonly id: string;
  readonly runId: string;
  /** Null for a hold that outlives the process. */
  readonly holderId: string | null;
  /** False where the model has no price: it then fits no budget of money. */
  readonly priced: boolean;
};

/**
 * Takes an amount out of the run's budget if it fits, in one statement: the row's lock makes takers wait for each other,
 * and the condition is read again once it is theirs. False where it does not fit, or where nothing was spent yet (`openSpend`).
 */
export async function takeHold(hold: NewHold, db: Db = prisma): Promise<boolean> {
  const { id, runId, holderId, priced } = hold;
  const [micros, tokens] = [BigInt(hold.micros), BigInt(hold.tokens)];
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH budget AS (
      SELECT (budget ->> 'usd')::numeric * 1000000 AS micros, (budget ->> 'tokens')::numeric AS tokens
      FROM "Run" WHERE id = ${runId}
    ), taken AS (
      UPDATE "RunSpend" AS s SET "heldMicros" = s."heldMicros" + ${micros}, "heldTokens" = s."heldTokens" + ${tokens}
      FROM budget
      WHERE s."runId" = ${runId}
        AND (budget.micros IS NULL OR (${priced} AND s."settledMicros" + s."heldMicros" + ${micros} <= budget.micros))
        AND (budget.tokens IS NULL OR s."settledTokens" + s."heldTokens" + ${tokens} <= budget.tokens)
      RETURNING s."runId"
    )
    INSERT INTO "SpendHold" (id, "runId", "holderId", micros, tokens)
    SELECT ${id}, "runId", ${holderId}, ${micros}, ${tokens} FROM taken RETURNING id`;
  return rows.length > 0;
}

/** True where the run had no account yet. */
export async function openSpend(runId: string, db: Db = prisma): Promise<boolean> {
  return (await db.$executeRaw`INSERT INTO "RunSpend" ("runId") VALUES (${runId}) ON CONFLICT DO NOTHING`) > 0;
}

/** Ends a hold by what was really spent. A hold that is gone already, for its process counted as dead, only adds to what is spent. */
export async function settleHold(id: string, runId: string, spent: Amount, db: Db = prisma): Promise<void> {
  await db.$executeRaw`
    WITH gone AS (DELETE FROM "SpendHold" WHERE id = ${id} RETURNING micros, tokens)
    UPDATE "RunSpend" SET
      "settledMicros" = "settledMicros" + ${BigInt(spent.micros)},
      "settledTokens" = "settledTokens" + ${BigInt(spent.tokens)},
      "heldMicros" = "heldMicros" - COALESCE((SELECT micros FROM gone), 0),
      "heldTokens" = "heldTokens" - COALESCE((SELECT tokens FROM gone), 0)
    WHERE "runId" = ${runId}`;
}

/** Gives back what dead processes hold of a run; true where they held something. */
export async function freeDeadHolds(runId: string, db: Db = prisma): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH gone AS (
      DELETE FROM "SpendHold" AS h WHERE h."runId" = ${runId} AND h."holderId" IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM "CallHolder" p WHERE p.id = h."holderId" AND p."aliveUntil" > clock_timestamp())
      RETURNING micros, tokens
    )
    UPDATE "RunSpend" SET
      "heldMicros" = "heldMicros" - (SELECT COALESCE(sum(micros), 0) FROM gone),
      "heldTokens" = "heldTokens" - (SELECT COALESCE(sum(tokens), 0) FROM gone)
    WHERE "runId" = ${runId} AND EXISTS (SELECT 1 FROM gone)`;
  return changed > 0;
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

/** What a run holds for calls that are not settled within minutes: items of batches. */
export async function keptHolds(runId: string, db: Db = prisma): Promise<Amount> {
  const { _sum } = await db.spendHold.aggregate({
    where: { runId, holderId: null },
    _sum: { micros: true, tokens: true },
  });
  return { micros: Number(_sum.micros ?? 0), tokens: Number(_sum.tokens ?? 0) };
}
