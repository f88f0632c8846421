import type { ScoringRequest } from "#lib/llm/port.ts";
import type { Account } from "./account.ts";
import { largestOf, type Most, mostOfScore, mostOfScores, utf8Bytes } from "./cost.ts";
import type { Desk } from "./desk.ts";
import type { Order } from "./pay.ts";

/** What scorings after one prefix may cost. */
export type ScoringOrders = {
  mostOf(request: ScoringRequest): Most;
  bytesOf(request: ScoringRequest): number;
  /** Everything that is asked in one batch. */
  of(requests: readonly ScoringRequest[], ask: Order["ask"]): Order;
};

export function scoringOrders(account: Account, desk: Desk, prefix: readonly string[]): ScoringOrders {
  const prefixBytes = prefix.reduce((sum, chunk) => sum + utf8Bytes(chunk), 0);
  const mostOf = (request: ScoringRequest) => mostOfScore(prefixBytes, request);
  return {
    mostOf,
    bytesOf: ({ prompt, target }) => prefixBytes + utf8Bytes(prompt) + utf8Bytes(target),
    of(requests, ask) {
      const each = requests.map(mostOf);
      return {
        account,
        most: mostOfScores(prefixBytes, each),
        attempt: largestOf(each),
        attempts: requests.length + 1,
        holderId: desk.holder.id,
        ask,
      };
    },
  };
}
