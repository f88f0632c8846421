import { priceOf } from "./cost.ts";
import { operatorPrices } from "./operator-prices.ts";
import type { ModelPrice, PriceTable } from "./schema.ts";

/** What the ledger says of a call besides its figures. */
export type Account = {
  readonly runId: string | null;
  readonly purpose: string;
  readonly model: string;
  readonly endpoint: string | null;
  readonly price: ModelPrice | null;
  /** What the price rests on: the day of a price table, or why the call is free. */
  readonly priceVersion: string | null;
};

export type AccountOptions = {
  /** Whose ledger and budget; null for calls of no run. */
  readonly runId: string | null;
  readonly purpose: string;
  /** For the ledger: where calls go, without user, password and query. */
  readonly endpoint?: string | null;
  /** The operator's where not given. */
  readonly prices?: PriceTable | null;
  /** Why its calls cost nothing, whatever the prices say; null where they may. */
  readonly free?: string | null;
};

const NOTHING_A_TOKEN: ModelPrice = { input: 0, output: 0 };

/** Account of a model's calls, with the prices of the day. */
export function accountOf(model: string, options: AccountOptions): Account {
  const { runId, purpose, endpoint = null, free = null } = options;
  const whose = { runId, purpose, model, endpoint };
  if (free !== null) return { ...whose, price: NOTHING_A_TOKEN, priceVersion: `free: ${free}` };
  const prices = options.prices === undefined ? operatorPrices() : options.prices;
  const price = priceOf(prices, model);
  return { ...whose, price, priceVersion: price && prices ? prices.asOf : null };
}
