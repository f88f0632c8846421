import type { ProbePayment } from "#lib/llm/index.ts";
import type { LogprobModel, TargetScore } from "#lib/llm/port.ts";
import { at, invariant } from "#lib/std/assert.ts";
import { type Account, type AccountOptions, accountOf } from "./account.ts";
import type { Most } from "./cost.ts";
import { type Desk, processDesk } from "./desk.ts";
import { payFor } from "./pay.ts";
import { scoringOrders } from "./scoring-order.ts";
import { NotRepeated } from "./till.ts";

/**
 * Pays for a probe. Its questions are about the server as it is now, which no stored reply can answer, so that every answer is
 * paid for and none is kept; they stand in the ledger and count in the run's budget like any others.
 */
export function probePayment(
  model: string,
  options: AccountOptions,
  signal: AbortSignal,
  /** Told of an error that is none of the scorer: the budget's end, or a ledger that cannot be written. */
  onUnpaid: (error: unknown) => void = () => {},
  desk: Desk = processDesk,
): ProbePayment {
  const account = accountOf(model, options);
  return {
    scorer: (asked) => paidScorer(asked, account, desk, onUnpaid),
    connecting: (connect) => payForConnecting(account, desk, connect, signal, onUnpaid),
  };
}

/** A few short texts, where a server is got to know by scorings. */
const CONNECTING: Most = { inputTokens: 1_024, outputTokens: 16 };

async function payForConnecting<T>(
  account: Account,
  desk: Desk,
  connect: () => Promise<T>,
  signal: AbortSignal,
  onUnpaid: (error: unknown) => void,
): Promise<T> {
  let connection: { readonly made: T } | undefined;
  let failure: unknown;
  const order = {
    account,
    most: CONNECTING,
    attempt: CONNECTING,
    attempts: 1,
    holderId: desk.holder.id,
    async ask() {
      try {
        connection = { made: await connect() };
        return [];
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
  await desk.holder.during(() => payFor(order, signal)).catch(unlessOf(() => failure, onUnpaid));
  invariant(connection, "what was paid for was made");
  return connection.made;
}

/** Tells of an error that did not come from what was asked, and throws it on. */
function unlessOf(failure: () => unknown, onUnpaid: (error: unknown) => void): (error: unknown) => never {
  return (error) => {
    if (error !== failure() || error instanceof NotRepeated) onUnpaid(error);
    throw error;
  };
}

function paidScorer(
  scorer: LogprobModel,
  account: Account,
  desk: Desk,
  onUnpaid: (error: unknown) => void,
): LogprobModel {
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
              inputBytes: orders.bytesOf(request),
              most: orders.mostOf(request),
              reply: null,
            }));
          });
          await desk.holder.during(() => payFor(order, signal)).catch(unlessOf(() => failure, onUnpaid));
          return [...scores];
        },
      };
    },
    close: () => scorer.close(),
  };
}
