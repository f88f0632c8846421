import type { LogprobModel, TargetScore } from "#lib/llm/port.ts";
import { at } from "#lib/std/assert.ts";
import { type AccountOptions, accountOf } from "./account.ts";
import { type Desk, processDesk } from "./desk.ts";
import { payFor } from "./pay.ts";
import { scoringOrders } from "./scoring-order.ts";
import { NotRepeated } from "./till.ts";

/**
 * A scorer whose every answer is paid for and none is kept: for questions about the server as it is now, which no stored reply
 * can answer. They stand in the ledger and count in the run's budget like any others.
 */
export function paidScorer(
  scorer: LogprobModel,
  options: AccountOptions,
  /** Told of an error that is none of the scorer: the budget's end, or a ledger that cannot be written. */
  onUnpaid: (error: unknown) => void = () => {},
  desk: Desk = processDesk,
): LogprobModel {
  const account = accountOf(scorer.id, options);
  return {
    id: scorer.id,
    get tokenizer() {
      return scorer.tokenizer;
    },
    kind: scorer.kind,
    place: scorer.place,
    unit: scorer.unit,
    clipNats: scorer.clipNats,
    get noiseNats() {
      return scorer.noiseNats;
    },
    async open(prefix, opening) {
      const session = await scorer.open(prefix, opening);
      const orders = scoringOrders(account, desk, prefix);
      return {
        close: () => session.close(),
        async score(requests, signal) {
          let scores: readonly TargetScore[] = [];
          let failure: unknown;
          const order = orders.of(requests, async () => {
            scores = await session.score(requests, signal).catch((error: unknown) => {
              failure = error;
              throw error;
            });
            return requests.map((request, index) => ({
              usage: at(scores, index).usage,
              most: orders.mostOf(request),
              reply: null,
            }));
          });
          await desk.holder
            .during(() => payFor(order, signal))
            .catch((error: unknown) => {
              if (error !== failure || error instanceof NotRepeated) onUnpaid(error);
              throw error;
            });
          return [...scores];
        },
      };
    },
    close: () => scorer.close(),
  };
}
