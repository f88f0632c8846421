/** What a call takes from a budget, as estimated before it or as counted after it. */
export type CallCost = { readonly requests: number; readonly inputTokens: number; readonly outputTokens: number };

/** One call's share of a budget. */
export type RateGrant = {
  /** Corrects the estimate by what the call really cost; a call that never went out cost NOTHING. */
  settle(actual: CallCost): Promise<void>;
};

/** Requests and tokens of a minute, shared by everyone who calls one endpoint with one key. */
export type RateBudget = {
  /** Waits, first come first served, until the cost fits into the minute. */
  take(cost: CallCost, signal: AbortSignal): Promise<RateGrant>;
};

export const NOTHING: CallCost = { requests: 0, inputTokens: 0, outputTokens: 0 };
