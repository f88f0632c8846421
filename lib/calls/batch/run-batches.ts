import { randomUUID } from "node:crypto";
import { type Transaction, transaction } from "#lib/db/transaction.ts";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { BatchResult } from "#lib/llm/chat/batch-lines.ts";
import type { BatchClient } from "#lib/llm/chat/openai-batch.ts";
import type { ChatReply } from "#lib/llm/port.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";
import { log } from "#lib/std/log.ts";
import { type Account, accountOf } from "../account.ts";
import { batchPrice, mostAmount, mostOfChat, NOTHING_SPENT, spentOn } from "../cost.ts";
import { type Desk, processDesk } from "../desk.ts";
import { failedLine, ledgerLine, NOTHING_TOLD } from "../ledger-line.ts";
import type { PriceTable } from "../schema.ts";
import { settleHold } from "../spend/store.ts";
import { insertCalls, insertReply } from "../store.ts";
import { paidReply } from "../stored-chat.ts";
import * as store from "./store.ts";

export type BatchDesk = store.BatchPlace & {
  readonly client: BatchClient;
  /** The operator's where not given. */
  readonly prices?: PriceTable | null;
  /** For tests that play several processes. */
  readonly desk?: Desk;
};

export type Polled = {
  readonly running: number;
  readonly replies: number;
  /** Runs with new replies or failures: their parked jobs can go on. */
  readonly runIds: readonly string[];
};

/** Far below what providers allow, so that a batch fits in memory and one that fails loses little. */
const LIMITS = { items: 1_000, bytes: 50_000_000 } as const;
const MOST_FAILURES = 3;
const CHUNK = 100;

/**
 * Sends the questions that wait, and first what an earlier process had begun to send: the client finds a batch of the same
 * questions at the provider instead of sending it again. Returns the number of questions that are with the provider now.
 */
export async function submitWaiting(place: BatchDesk, signal: AbortSignal): Promise<number> {
  const { holder } = place.desk ?? processDesk;
  return holder.during(async () => {
    let sent = 0;
    for (const { id } of await store.takeOver(place, "sending", holder.id)) {
      sent += await send(place, id, await store.itemsOf(id), signal);
    }
    for (;;) {
      signal.throwIfAborted();
      const id = randomUUID();
      const items = await transaction(async (tx) => {
        await store.dropAnswered(place, tx);
        return store.collect(place, id, holder.id, LIMITS, tx);
      });
      if (items.length === 0) return sent;
      sent += await send(place, id, items, signal);
    }
  });
}

/**
 * Looks after the batches at the provider and stores the replies of those that have ended. One that cannot be read now is
 * looked at again, and does not keep the others waiting.
 */
export async function pollBatches(place: BatchDesk, signal: AbortSignal): Promise<Polled> {
  const { holder } = place.desk ?? processDesk;
  return holder.during(async () => {
    const runIds = new Set<string>();
    let [running, replies] = [0, 0];
    for (const batch of await store.takeOver(place, "sent", holder.id)) {
      const polled = await letGoOnError(batch.id, holder.id, () => pollOrGiveUp(place, batch, signal));
      if (polled === "running") running++;
      else {
        replies += polled.replies;
        for (const runId of polled.runIds) runIds.add(runId);
      }
    }
    return { running, replies, runIds: [...runIds] };
  });
}

/** Twice the day in which providers promise to answer. */
const OVERDUE_MS = 48 * 3_600_000;

type OnePolled = "running" | { readonly replies: number; readonly runIds: readonly string[] };

/** A batch that is lost, unreadable or unfinished long after its time would keep its runs waiting for ever. */
async function pollOrGiveUp(place: BatchDesk, batch: store.Batch, signal: AbortSignal): Promise<OnePolled> {
  let why = "It is still running.";
  try {
    const polled = await poll(place, batch.id, batch.providerId ?? "", signal);
    if (polled !== "running") return polled;
  } catch (error) {
    if (signal.aborted || !(error instanceof CallFailure)) throw error;
    why = error.message;
    log.warn("a batch could not be read and is looked at again", { batch: batch.id, problem: why });
  }
  if (batch.sentAt === null || Date.now() - batch.sentAt.getTime() < OVERDUE_MS) {
    await store.letGo(batch.id, holderOf(place));
    return "running";
  }
  const items = await store.itemsOf(batch.id);
  const message = `The batch brought no replies within two days of being sent. ${why}`;
  await giveUp(place, batch.id, items, new CallFailure("timeout", message));
  return { replies: 0, runIds: items.flatMap((item) => item.runId ?? []) };
}

async function send(
  place: BatchDesk,
  batchId: string,
  items: readonly store.Item[],
  signal: AbortSignal,
): Promise<number> {
  if (items.length === 0) {
    await store.updateBatch(batchId, { state: "failed", error: "Its questions were taken back." });
    return 0;
  }
  try {
    const lines = items.map(({ id, request }) => ({ customId: customId(batchId, id), request }));
    const providerId = await letGoOnError(batchId, holderOf(place), () => place.client.submitBatch(lines, signal));
    await store.updateBatch(batchId, { state: "sent", providerId });
    return items.length;
  } catch (error) {
    if (!(error instanceof AppError) || (error instanceof CallFailure && error.mayPass)) throw error;
    await giveUp(place, batchId, items, new CallFailure("refused", messageOf(error)));
    return 0;
  }
}

/** Whoever comes next may take the batch over at once, instead of when this process is dead. */
async function letGoOnError<Result>(batchId: string, holderId: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await store.letGo(batchId, holderId);
    throw error;
  }
}

function holderOf({ desk = processDesk }: BatchDesk): string {
  return desk.holder.id;
}

/** Names the batch, so that the same questions in a later batch are another file. */
function customId(batchId: string, itemId: string): string {
  return `${batchId}.${sha256(itemId).slice(0, 24)}`;
}

async function poll(place: BatchDesk, batchId: string, providerId: string, signal: AbortSignal): Promise<OnePolled> {
  const told = await place.client.batchState(providerId, signal);
  const items = await store.itemsOf(batchId);
  const runIds = items.flatMap((item) => item.runId ?? []);
  if (told.state === "running") return "running";
  const reason = told.reason ?? "The batch ended without a reply to this request.";
  if (told.state === "failed") {
    await giveUp(place, batchId, items, new CallFailure("refused", reason));
    return { replies: 0, runIds };
  }
  const results = await place.client.batchResults(providerId, signal);
  let replies = 0;
  for (let start = 0; start < items.length; start += CHUNK) {
    replies += await storeResults(place, batchId, items.slice(start, start + CHUNK), results, reason);
  }
  await store.updateBatch(batchId, { state: "done", error: told.reason });
  return { replies, runIds };
}

/** Replies, ledger and settlements of some questions in one transaction; those that are gone from the batch were stored before. */
async function storeResults(
  place: BatchDesk,
  batchId: string,
  items: readonly store.Item[],
  results: ReadonlyMap<string, BatchResult>,
  reason: string,
): Promise<number> {
  return transaction(async (tx) => {
    let replies = 0;
    for (const item of items) {
      const result = results.get(customId(batchId, item.id)) ?? new CallFailure("overload", reason);
      if (result instanceof CallFailure) {
        await storeFailure(place, item, result, !result.mayPass || item.failures + 1 >= MOST_FAILURES, tx);
      } else if (await store.deleteItem(item.id, tx)) {
        await storeReply(place, item, result, tx);
        replies++;
      }
    }
    return replies;
  });
}

async function storeReply(place: BatchDesk, item: store.Item, reply: ChatReply, tx: Transaction): Promise<void> {
  const { id, key, limitTokens, request } = item;
  const question = { id, key, limitTokens, kind: "chat", model: place.model } as const;
  const account = accountFor(place, item);
  const paid = paidReply(question, request, reply);
  const counted = spentOn(account.price, paid.usage, paid.most);
  await insertReply(paid.reply, tx);
  await insertCalls([ledgerLine(account, key, paid.usage, { counted, spoiltAttempts: 0 }, paid.inputBytes)], tx);
  await settleHold(store.holdId(id), counted, tx);
}

/** A line that came back unusable is charged like one that did not. */
async function storeFailure(
  place: BatchDesk,
  item: store.Item,
  failure: CallFailure,
  giveUp: boolean,
  tx: Transaction,
): Promise<void> {
  const account = accountFor(place, item);
  const { runId, model, purpose, endpoint, price } = account;
  const most = mostOfChat(item.request);
  const spent = failure.mayBeBilled ? spentOn(price, failure.usage ?? NOTHING_TOLD, most) : NOTHING_SPENT;
  const spoiltAttempts = failure.mayBeBilled ? 1 : 0;
  await insertCalls([failedLine(account, failure, 0, { counted: spent, spoiltAttempts })], tx);
  const hold = runId === null ? null : { runId, model, purpose, endpoint, ...mostAmount(price, most) };
  await store.sendBack(item, { failure, giveUp, spent, hold }, tx);
}

/** A whole batch without replies: its questions are told so, and asked again only when somebody asks again. */
async function giveUp(
  place: BatchDesk,
  batchId: string,
  items: readonly store.Item[],
  failure: CallFailure,
): Promise<void> {
  await transaction(async (tx) => {
    for (const item of items) await storeFailure(place, item, failure, true, tx);
    await store.updateBatch(batchId, { state: "failed", error: failure.message }, tx);
  });
}

function accountFor({ endpoint, model, prices }: BatchDesk, { runId, purpose }: store.Item): Account {
  const account = accountOf(model, { runId, purpose, endpoint, ...(prices !== undefined && { prices }) });
  return { ...account, price: batchPrice(account.price) };
}
