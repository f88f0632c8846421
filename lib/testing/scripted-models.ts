import { cutSpans } from "#lib/llm/index.ts";
import type { ChatModel, ChatReply, ChatRequest, LogprobModel, ScoringRequest, Usage } from "#lib/llm/port.ts";

const NO_COST: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };

export type ScriptedAnswer = {
  /** Answers the requests whose system or user text contains this, or that satisfy it. */
  readonly when: string | ((request: ChatRequest) => boolean);
  readonly reply: string | ((request: ChatRequest) => string);
  readonly finish?: ChatReply["finish"];
};

/** A chat model that knows a few answers, first match first, records every call and throws at an unscripted question. */
export function scriptedChat(answers: readonly ScriptedAnswer[]): ChatModel & { readonly calls: ChatRequest[] } {
  const calls: ChatRequest[] = [];
  return {
    id: "scripted/chat@1",
    calls,
    async complete(request, signal) {
      signal.throwIfAborted();
      calls.push(request);
      const answer = answers.find(({ when }) =>
        typeof when === "string" ? `${request.system}\n${request.user}`.includes(when) : when(request),
      );
      if (!answer) throw new Error(`Unscripted question: ${request.user.slice(0, 400)}`);
      const text = typeof answer.reply === "string" ? answer.reply : answer.reply(request);
      return { text, finish: answer.finish ?? "stop", usage: NO_COST };
    },
  };
}

export type ScoringQuestion = ScoringRequest & { readonly prefix: string };

/**
 * A scorer whose units are the spans of the target. `answer` returns one logprob for all units or one for each, or null
 * for a question nobody scripted, which throws. Records every question.
 */
export function scriptedScorer(
  answer: (question: ScoringQuestion) => number | readonly number[] | null,
  overrides: Partial<Pick<LogprobModel, "id" | "kind" | "unit" | "noiseNats" | "clipNats">> = {},
): LogprobModel & { readonly calls: ScoringQuestion[] } {
  const calls: ScoringQuestion[] = [];
  return {
    id: "scripted/scorer@1",
    tokenizer: "scripted/spans@1",
    kind: "language-model",
    place: "process",
    unit: "token",
    noiseNats: 0,
    clipNats: null,
    ...overrides,
    calls,
    close: async () => {},
    async open(chunks, opening) {
      opening.throwIfAborted();
      return {
        close: async () => {},
        async score(requests, signal) {
          signal.throwIfAborted();
          return requests.map((request) => {
            const question = { ...request, prefix: chunks.join("") };
            calls.push(question);
            return { ...unitsFor(question, answer(question)), usage: NO_COST };
          });
        },
      };
    },
  };
}

function unitsFor(question: ScoringQuestion, answer: number | readonly number[] | null) {
  if (answer === null)
    throw new Error(`Unscripted target: ${question.target.slice(0, 200)} after ${question.prompt.slice(-200)}`);
  const ends = cutSpans(question.target);
  const logprobs = typeof answer === "number" ? ends.map(() => answer) : [...answer];
  if (logprobs.length !== ends.length)
    throw new Error(`The script has ${logprobs.length} logprobs for ${ends.length} spans.`);
  return { ends, logprobs };
}
