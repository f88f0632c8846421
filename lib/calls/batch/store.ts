import { z } from "zod";
import { type Db, prisma } from "#lib/db/client.ts";
import type { FailureKind } from "#lib/llm/call-failure.ts";
import type { ChatRequest } from "#lib/llm/port.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { type Amount, NOTHING_SPENT } from "../cost.ts";
import type { Question } from "../question.ts";
import { unpackRequest } from "../reply-body.ts";
import type { PendingBatch } from "../schema.ts";
import { type NewHold, settleHold, takeHold } from "../spend/store.ts";
import { findReplies } from "../store.ts";

/** Where batches go: one model behind one address. */
export type BatchPlace = { readonly endpoint: string; readonly model: string };

export type NewItem = BatchPlace & {
  readonly question: Question;
  readonly runId: string | null;
  readonly purpose: string;
  readonly request: Uint8Array<ArrayBuffer>;
};

export type Item = {
  readonly id: string;
  readonly key: string;
  readonly limitTokens: number;
  readonly runId: string | null;
  readonly purpose: string;
  readonly request: ChatRequest;
  readonly failures: number;
};

export type Batch = { readonly id: string; readonly providerId: string | null; readonly sentAt: Date | null };

/** The hold of an item, which lives exactly as long. */
export function holdId(itemId: string): string {
  return `batch:${itemId}`;
}

export async function hasItem(id: string): Promise<boolean> {
  return (await prisma.modelBatchItem.count({ where: { id } })) > 0;
}

/**
 * Inserts the item unless it is there or its reply is stored. A reply is stored in the transaction that deletes its item,
 * which the insertion waits for: looking for the reply afterwards misses none.
 */
export async function insertUnanswered(item: NewItem, tx: Db): Promise<boolean> {
  if (!(await insertItem(item, tx))) return false;
  if ((await findReplies([item.question], tx)).size === 0) return true;
  await deleteItem(item.question.id, tx);
  return false;
}

/** False where it is there already. */
async function insertItem({ question, ...item }: NewItem, db: Db): Promise<boolean> {
  const { id, key, limitTokens } = question;
  const data = [{ id, key, limitTokens, ...item, state: "waiting" }];
  return (await db.modelBatchItem.createMany({ data, skipDuplicates: true })).count > 0;
}

/** True where it was still there. */
export async function deleteItem(id: string, db: Db): Promise<boolean> {
  return (await db.modelBatchItem.deleteMany({ where: { id } })).count > 0;
}

/** Why a question got no reply, told once: whoever asks again after that puts it into another batch. */
export async function takeFailure(id: string): Promise<{ kind: FailureKind; message: string } | null> {
  const rows = await prisma.$queryRaw<{ errorClass: string | null; error: string | null }[]>`
    DELETE FROM "ModelBatchItem" WHERE id = ${id} AND state = 'failed' RETURNING "errorClass", error`;
  const row = rows[0];
  return row ? { kind: Kind.parse(row.errorClass), message: row.error ?? "The batch gave no reply." } : null;
}

const Kind: z.ZodType<FailureKind> = z.enum([
  "rate-limit",
  "overload",
  "server",
  "timeout",
  "network",
  "malformed",
  "refused",
  "wrong",
]);

/** Takes a run's questions back that are in no batch yet, and what was held for them. */
export async function dropWaiting(runId: string, db: Db): Promise<number> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    DELETE FROM "ModelBatchItem" WHERE "runId" = ${runId} AND state <> 'batched' RETURNING id`;
  for (const { id } of rows) await settleHold(holdId(id), NOTHING_SPENT, db);
  return rows.length;
}

/** Takes back the questions that were answered otherwise while they waited (`serves` of question.ts), and what was held for them. */
export async function dropAnswered({ endpoint, model }: BatchPlace, db: Db): Promise<void> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    DELETE FROM "ModelBatchItem" AS i WHERE i.state = 'waiting' AND i.endpoint = ${endpoint} AND i.model = ${model}
      AND EXISTS (SELECT 1 FROM "ModelReply" r WHERE r.key = i.key AND (r."limitTokens" = i."limitTokens"
        OR (NOT r.cut AND i."limitTokens" >= COALESCE(r."outputTokens", r."limitTokens"))))
    RETURNING i.id`;
  for (const { id } of rows) await settleHold(holdId(id), NOTHING_SPENT, db);
}

/** What a run waits for from batches at this moment; null where it waits for none. */
export async function pendingBatch(runId: string): Promise<PendingBatch | null> {
  const items = await prisma.modelBatchItem.findMany({
    where: { runId, state: { in: ["waiting", "batched"] } },
    select: { state: true, batch: { select: { sentAt: true } } },
  });
  if (items.length === 0) return null;
  const sent = items.filter(({ batch }) => batch?.sentAt != null);
  const times = sent.flatMap(({ batch }) => (batch?.sentAt ? [batch.sentAt.getTime()] : []));
  return {
    gathering: items.length - sent.length,
    sent: sent.length,
    sentAt: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
  };
}

/**
 * Makes a batch of questions that wait, oldest first, at most `most` and as many as `bytes` allow. Others that do the same
 * at the same time get other questions. Empty where none waits.
 */
export async function collect(
  { endpoint, model }: BatchPlace,
  batchId: string,
  holderId: string,
  limits: { readonly items: number; readonly bytes: number },
  db: Db,
): Promise<Item[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT id, key, "limitTokens", "runId", purpose, request, failures FROM "ModelBatchItem"
    WHERE state = 'waiting' AND endpoint = ${endpoint} AND model = ${model}
    ORDER BY "createdAt", id LIMIT ${limits.items} FOR UPDATE SKIP LOCKED`;
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows) {
    const item = toItem(row);
    bytes += Buffer.byteLength(JSON.stringify(item.request));
    if (items.length > 0 && bytes > limits.bytes) break;
    items.push(item);
  }
  if (items.length === 0) return [];
  await db.modelBatch.create({
    data: { id: batchId, endpoint, model, state: "sending", holderId },
    select: { id: true },
  });
  await db.modelBatchItem.updateMany({
    where: { id: { in: items.map((item) => item.id) } },
    data: { state: "batched", batchId },
  });
  return sorted(items);
}

/** Batches in a state that nobody living works on; they are this process's now. */
export async function takeOver(place: BatchPlace, state: "sending" | "sent", holderId: string): Promise<Batch[]> {
  return prisma.$queryRaw<Batch[]>`
    UPDATE "ModelBatch" AS b SET "holderId" = ${holderId}
    WHERE b.state = ${state} AND b.endpoint = ${place.endpoint} AND b.model = ${place.model}
      AND (b."holderId" IS NULL
        OR NOT EXISTS (SELECT 1 FROM "CallHolder" p WHERE p.id = b."holderId" AND p."aliveUntil" > clock_timestamp()))
    RETURNING b.id, b."providerId", b."sentAt"`;
}

export async function itemsOf(batchId: string): Promise<Item[]> {
  const rows = await prisma.modelBatchItem.findMany({
    where: { batchId, state: "batched" },
    select: { id: true, key: true, limitTokens: true, runId: true, purpose: true, request: true, failures: true },
  });
  return sorted(rows.map(toItem));
}

type BatchChange = {
  readonly state: "sent" | "done" | "failed";
  readonly providerId?: string;
  readonly error?: string | null;
};

/** Changes a batch and lets go of it. */
export async function updateBatch(id: string, change: BatchChange, db: Db = prisma): Promise<void> {
  const now = new Date();
  const over = change.state === "done" || change.state === "failed";
  const times = { ...(change.state === "sent" && { sentAt: now }), ...(over && { finishedAt: now }) };
  await db.modelBatch.update({ where: { id }, data: { ...change, ...times, holderId: null }, select: { id: true } });
}

/** Leaves a batch as it is to whoever comes next, unless another has taken it over by then. */
export async function letGo(id: string, holderId: string): Promise<void> {
  await prisma.modelBatch.updateMany({ where: { id, holderId }, data: { holderId: null } });
}

export type SentBack = {
  readonly failure: { readonly kind: FailureKind; readonly message: string };
  readonly giveUp: boolean;
  /** What the provider may charge for it all the same. */
  readonly spent: Amount;
  /** For the next batch. */
  readonly hold: Omit<NewHold, "id" | "holderId"> | null;
};

/**
 * The question waits for another batch, or is given up with the reason. Where the budget has no room for another try it is
 * taken back: whoever asks again is told so.
 */
export async function sendBack({ id }: Item, { failure, giveUp, spent, hold }: SentBack, db: Db): Promise<void> {
  const isFree = spent.micros === 0 && spent.tokens === 0;
  if (giveUp || !isFree) await settleHold(holdId(id), spent, db);
  const stays = giveUp || isFree || hold === null || (await takeHold({ ...hold, id: holdId(id), holderId: null }, db));
  if (!stays) {
    await deleteItem(id, db);
    return;
  }
  await db.modelBatchItem.updateMany({
    where: { id },
    data: giveUp
      ? { state: "failed", failures: { increment: 1 }, errorClass: failure.kind, error: failure.message }
      : { state: "waiting", failures: { increment: 1 }, batchId: null },
  });
}

type Row = Omit<Item, "request"> & { readonly request: Uint8Array };

function toItem({ request, ...row }: Row): Item {
  return { ...row, request: unpackRequest(request) };
}

/** The order of a batch is a function of its questions: sent again it is the same file, which the provider's batch is found by. */
function sorted(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => byCodeUnit(a.id, b.id));
}
