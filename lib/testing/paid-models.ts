import type { Budget, PriceTable } from "#lib/calls/schema.ts";
import { prisma } from "#lib/db/client.ts";
import type { ChatModel, ChatReply, ChatRequest, LogprobModel, ScoringRequest, Usage } from "#lib/llm/port.ts";

export const never = new AbortController().signal;

export const PRICES: PriceTable = { asOf: "2026-11-01", models: { fake: { input: 2, output: 10 } } };

/** A run without a source: what calls need of one. */
export async function insertRun(id: string, budget?: Budget): Promise<string> {
  await prisma.run.create({
    data: {
      id,
      key: id,
      source: {},
      name: id,
      config: {},
      state: "running",
      stage: "write",
      ...(budget && { budget }),
    },
  });
  return id;
}

export function chatRequest(user: string, overrides: Partial<ChatRequest> = {}): ChatRequest {
  return { system: "s", user, temperature: 0.8, topP: 1, maxOutputTokens: 100, seed: null, sample: "0", ...overrides };
}

type Answering = (request: ChatRequest, signal: AbortSignal) => Promise<Partial<ChatReply>> | Partial<ChatReply>;

/** A chat model that is paid for: what it answers says how often it was asked. */
export function fakeChat(answer: Answering = () => ({})): ChatModel & { readonly asked: ChatRequest[] } {
  const asked: ChatRequest[] = [];
  return {
    id: "test/fake",
    asked,
    async complete(request, signal) {
      asked.push(request);
      const text = `${request.user} ${asked.length}`;
      return { text, finish: "stop", usage: usage(10, 5), ...(await answer(request, signal)) };
    },
  };
}

export function usage(inputTokens: number | null, outputTokens: number | null): Usage {
  return { inputTokens, outputTokens, cachedTokens: null, wallMs: 12.5, retries: 0, waitedMs: 3 };
}

/** A scorer behind an endpoint; each batch it was asked is one entry of `batches`. */
export function fakeScorer(
  ends: (request: ScoringRequest) => readonly number[] = ({ target }) => [target.length],
): LogprobModel & { readonly batches: ScoringRequest[][]; readonly opened: string[] } {
  const batches: ScoringRequest[][] = [];
  const opened: string[] = [];
  return {
    id: "test/fake",
    tokenizer: "test/fake",
    kind: "language-model",
    place: "endpoint",
    unit: "token",
    noiseNats: 0.1,
    clipNats: -2,
    batches,
    opened,
    close: async () => {},
    async open(prefix) {
      opened.push(prefix.join(""));
      return {
        close: async () => {},
        async score(requests) {
          batches.push([...requests]);
          return requests.map((request) => {
            const cut = ends(request);
            return { ends: cut, logprobs: cut.map(() => -Math.PI / batches.length), usage: usage(20, 1) };
          });
        },
      };
    },
  };
}
