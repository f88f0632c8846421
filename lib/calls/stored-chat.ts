import type { ChatModel, ChatReply, ChatRequest } from "#lib/llm/port.ts";
import { invariant } from "#lib/std/assert.ts";
import { type Account, type AccountOptions, accountOf } from "./account.ts";
import { answerOnce } from "./answer-once.ts";
import { mostOfChat, soundUsage, utf8Bytes } from "./cost.ts";
import { type Desk, processDesk } from "./desk.ts";
import { servedLine } from "./ledger-line.ts";
import { type Paid, payForReplies } from "./pay.ts";
import { chatQuestion, type Question } from "./question.ts";
import { packChatReply, unpackChatReply } from "./reply-body.ts";
import * as store from "./store.ts";

export type StoredOptions = AccountOptions & {
  /** Which repetition of the whole work; equal repetitions share their replies. */
  readonly repeat: number;
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

/** What is kept of a chat model's reply. */
export function paidReply(question: Question, request: ChatRequest, { usage, ...reply }: ChatReply) {
  const { outputTokens } = soundUsage(usage);
  const body = packChatReply({ ...reply, usage });
  const kept = { question, cut: reply.finish === "length", outputTokens, body };
  const inputBytes = utf8Bytes(request.system) + utf8Bytes(request.user);
  return { usage, inputBytes, most: mostOfChat(request), reply: kept } satisfies Paid;
}

function pay(
  chat: ChatModel,
  account: Account,
  question: Question,
  request: ChatRequest,
  desk: Desk,
  signal: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const most = mostOfChat(request);
  const order = {
    account,
    most,
    attempt: most,
    attempts: 1,
    holderId: desk.holder.id,
    ask: async () => [paidReply(question, request, await chat.complete(request, signal))],
  };
  return payForReplies(order, [question], signal);
}
