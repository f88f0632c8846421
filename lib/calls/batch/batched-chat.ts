import { transaction } from "#lib/db/transaction.ts";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { ChatModel, ChatReply, ChatRequest } from "#lib/llm/port.ts";
import { type Account, accountOf } from "../account.ts";
import { batchPrice, mostOfChat } from "../cost.ts";
import { servedLine } from "../ledger-line.ts";
import { chatQuestion, type Question } from "../question.ts";
import { packRequest, unpackChatReply } from "../reply-body.ts";
import { reserve } from "../spend/reserve.ts";
import { type NewHold, takeHold } from "../spend/store.ts";
import { findReplies, insertCalls } from "../store.ts";
import type { StoredOptions } from "../stored-chat.ts";
import { AwaitingBatch } from "./awaiting-batch.ts";
import * as store from "./store.ts";

export type BatchedOptions = StoredOptions & { readonly endpoint: string };

/**
 * A chat model that asks nothing itself: it answers from the store, and puts what is missing among the questions for the
 * next batch (`submitWaiting`) and throws AwaitingBatch. What a question may cost at most is taken from the run's budget
 * until its batch has ended.
 */
export function batchedChat(id: string, options: BatchedOptions): ChatModel {
  const found = accountOf(id, options);
  const account = { ...found, price: batchPrice(found.price) };
  return {
    id,
    async complete(request, signal) {
      signal.throwIfAborted();
      const question = chatQuestion(id, request, options.repeat);
      const stored = await serve(question, account);
      if (stored) return stored;
      const failure = await store.takeFailure(question.id);
      if (failure) throw new CallFailure(failure.kind, failure.message);
      if (await store.hasItem(question.id)) throw new AwaitingBatch(id);
      await putAmongWaiting(question, request, account, options.endpoint, signal);
      // Its batch may have ended between the two looks.
      const late = await serve(question, account);
      if (late) return late;
      throw new AwaitingBatch(id);
    },
  };
}

async function serve(question: Question, account: Account): Promise<ChatReply | null> {
  const body = (await findReplies([question])).get(question.id);
  if (!body) return null;
  const reply = unpackChatReply(body);
  await insertCalls([servedLine(account, question.key, reply.usage)]);
  return reply;
}

async function putAmongWaiting(
  question: Question,
  request: ChatRequest,
  account: Account,
  endpoint: string,
  signal: AbortSignal,
): Promise<void> {
  const { runId, purpose, model } = account;
  const item = { question, runId, purpose, model, endpoint, request: packRequest(request) };
  if (runId === null) {
    await transaction((tx) => store.insertUnanswered(item, tx));
    return;
  }
  const wanted = { runId, account, most: mostOfChat(request), holderId: null };
  await reserve(wanted, signal, store.holdId(question.id), (hold) => takeWithItem(hold, item));
}

/** Hold and item are made together, so that neither is ever without the other. An item that another made first needs no hold. */
async function takeWithItem(hold: NewHold, item: store.NewItem): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await store.insertUnanswered(item, tx))) return true;
    if (await takeHold(hold, tx)) return true;
    await store.deleteItem(item.question.id, tx);
    return false;
  });
}
