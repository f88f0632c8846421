import type { Ledger } from "./ledger.ts";
import type { Slots } from "./slots.ts";

export type Metrics = {
  readonly slots: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly peakInFlight: number;
  readonly peakWaiting: number;
  /** Between the first and the last moment that a slot was held, or in the window asked for. */
  readonly windowMs: number;
  readonly busySlotMs: number;
  /** busySlotMs / (windowMs x slots). */
  readonly busyShare: number;
  readonly paths: Readonly<
    Record<
      string,
      { readonly calls: number; readonly paid: number; readonly statuses: Readonly<Record<string, number>> }
    >
  >;
  readonly faults: Readonly<Record<string, number>>;
  /** How often each key was answered in full; above 1 where somebody paid twice. */
  readonly paid: Readonly<Record<string, number>>;
  readonly paidCalls: number;
  readonly mostPaidOfOneKey: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Clients that hung up before they had the whole answer. */
  readonly abandoned: number;
  /** Most requests that were heard within any one second and any one minute, by sliding window. */
  readonly mostPerSecond: number;
  readonly mostPerMinute: number;
  /** Most prompt and written tokens of requests that were heard within any one minute. */
  readonly mostTokensPerMinute: number;
};

export type Window = { readonly fromMs?: number; readonly toMs?: number };

export function metricsOf(ledger: Ledger, slots: Slots, window: Window = {}): Metrics {
  const { calls } = ledger;
  const held = calls.flatMap(({ slotMs, endedMs }) => (slotMs === null ? [] : [{ from: slotMs, to: endedMs }]));
  const from = window.fromMs ?? held.reduce((least, each) => Math.min(least, each.from), Number.POSITIVE_INFINITY);
  const to = window.toMs ?? held.reduce((most, each) => Math.max(most, each.to), 0);
  const windowMs = Number.isFinite(from) ? Math.max(0, to - from) : 0;
  const busySlotMs = held.reduce(
    (sum, each) => sum + Math.max(0, Math.min(to, each.to) - Math.max(from, each.from)),
    0,
  );
  const paths: Record<string, { calls: number; paid: number; statuses: Record<string, number> }> = {};
  const faults: Record<string, number> = {};
  for (const call of calls) {
    const path = paths[call.path] ?? { calls: 0, paid: 0, statuses: {} };
    paths[call.path] = path;
    path.calls += 1;
    if (call.paid) path.paid += 1;
    const status = `${call.status ?? "none"}`;
    path.statuses[status] = (path.statuses[status] ?? 0) + 1;
    for (const fault of call.faults) faults[fault] = (faults[fault] ?? 0) + 1;
  }
  const asked = calls.filter((call) => call.slotMs !== null || call.faults.length > 0);
  const requests = asked.map(({ heardMs }) => ({ heardMs, weight: 1 }));
  const tokens = asked.map(({ heardMs, inputTokens, outputTokens }) => ({
    heardMs,
    weight: inputTokens + outputTokens,
  }));
  return {
    slots: slots.total,
    inFlight: slots.inUseNow,
    waiting: slots.waitingNow,
    peakInFlight: slots.peakInUse,
    peakWaiting: slots.peakWaiting,
    windowMs,
    busySlotMs,
    busyShare: windowMs === 0 ? 0 : busySlotMs / (windowMs * slots.total),
    paths,
    faults,
    paid: Object.fromEntries(ledger.paid),
    paidCalls: [...ledger.paid.values()].reduce((sum, count) => sum + count, 0),
    mostPaidOfOneKey: Math.max(0, ...ledger.paid.values()),
    inputTokens: ledger.tokens.input,
    outputTokens: ledger.tokens.output,
    abandoned: calls.filter((call) => !call.paid && call.status === null).length,
    mostPerSecond: mostWithin(requests, 1_000),
    mostPerMinute: mostWithin(requests, 60_000),
    mostTokensPerMinute: mostWithin(tokens, 60_000),
  };
}

function mostWithin(calls: readonly { readonly heardMs: number; readonly weight: number }[], ms: number): number {
  const sorted = [...calls].sort((a, b) => a.heardMs - b.heardMs);
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const { heardMs, weight } of sorted) {
    sum += weight;
    for (let left = sorted[first]; left && left.heardMs <= heardMs - ms; left = sorted[first]) {
      sum -= left.weight;
      first++;
    }
    most = Math.max(most, sum);
  }
  return most;
}
