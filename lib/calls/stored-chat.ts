import type { ChatModel, ChatReply, ChatRequest } from "#lib/llm/port.ts";
import { invariant } from "#lib/std/assert.ts";
import { answerOnce } from "./answer-once.ts";
import { mostOfChat, priceOf } from "./cost.ts";
import { type Desk, processDesk } from "./desk.ts";
import { operatorPrices } from "./operator-prices.ts";
import { type Account, payFor, servedLine } from "./pay.ts";
import { chatQuestion, type Question } from "./question.ts";
import { packChatReply, unpackChatReply } from "./reply-body.ts";
import type { PriceTable } from "./schema.ts";
import * as store from "./store.ts";

export type StoredOptions = {
  /** Whose ledger and budget; null for calls of no run. */
  readonly runId: string | null;
  readonly purpose: string;
  /** Which repetition of the whole work; equal repetitions share their replies. */
  readonly repeat: number;
  /** For the ledger: where calls go, without user, password and query. */
  readonly endpoint?: string | null;
  /** The operator's where not given. */
  readonly prices?: PriceTable | null;
};

/** A chat model that pays for no question twice, whoever asked it, and keeps account and budget of what it asks. */
export function storedChat(chat: ChatModel, options: StoredOptions, desk: Desk = processDesk): ChatModel {
  const account = accountOf(chat.id, options);
  return {
    id: chat.id,
    async complete(request, signal) {
      signal.throwIfAborted();
      const question = chatQuestion(chat.id, request, options.repeat);
      const answers = await answerOnce(
        desk,
        [question],
        () => pay(chat, account, question, request, desk, signal),
        signal,
      );
      const answer = answers.get(question.id);
      invariant(answer, "every question has an answer");
      const reply = unpackChatReply(answer.body);
      if (answer.served) await store.insertCalls([servedLine(account, question.key, reply.usage)]);
      return reply;
    },
  };
}

/** Account of a model's calls, with the prices of the day. */
export function accountOf(model: string, options: StoredOptions): Account {
  const prices = options.prices === undefined ? operatorPrices() : options.prices;
  const { runId, purpose, endpoint = null } = options;
  return { runId, purpose, model, endpoint, prices, price: priceOf(prices, model) };
}

/** What is stored of a chat model's reply. */
export function paidReply(question: Question, request: ChatRequest, reply: ChatReply) {
  return {
    question,
    cut: reply.finish === "length",
    usage: reply.usage,
    body: packChatReply(reply),
    most: mostOfChat(request),
  };
}

function pay(
  chat: ChatModel,
  account: Account,
  question: Question,
  request: ChatRequest,
  desk: Desk,
  signal: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const order = {
    account,
    questions: [question],
    most: mostOfChat(request),
    holderId: desk.holder.id,
    ask: async () => [paidReply(question, request, await chat.complete(request, signal))],
  };
  return payFor(order, signal);
}
