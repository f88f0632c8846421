import { formatTime } from "#components/ui/format.ts";
import type { ModelPrice } from "#lib/calls/index.ts";
import type { LaneReading } from "#lib/runs/index.ts";

/** Whether calls go out: a closed circuit lets them, an open one refuses at once until its next try. */
export function circuitInWords({ circuit }: Pick<LaneReading, "circuit">): string {
  switch (circuit.kind) {
    case "closed":
      return "closed: calls go out";
    case "open":
      return circuit.triesInMs > 0
        ? `open: refused at once, tried again in ${formatTime(circuit.triesInMs)}`
        : "open: the next call tries again";
    case "trial":
      return "on trial: one call decides";
  }
}

/** Whether anything was ever asked through a lane; one that was not has nothing to tell. */
export function wasAsked({ answered, failed, inFlight, waiting, circuit }: LaneReading): boolean {
  return answered + failed + inFlight + waiting > 0 || circuit.kind !== "closed";
}

/** "$1 in, $0.20 read before, $4 out for a million tokens; in batches $0.50 in, $2 out". */
export function priceInWords({ batch, ...price }: ModelPrice): string {
  const parts = (each: Omit<ModelPrice, "batch">) =>
    [
      `$${amount(each.input)} in`,
      ...(each.cachedInput === undefined ? [] : [`$${amount(each.cachedInput)} read before`]),
      `$${amount(each.output)} out`,
    ].join(", ");
  return `${parts(price)} for a million tokens${batch === undefined ? "" : `; in batches ${parts(batch)}`}`;
}

/** Whole dollars without cents; else two decimals, or as many as the price has. */
function amount(usd: number): string {
  if (Number.isInteger(usd)) return String(usd);
  return Number(usd.toFixed(2)) === usd ? usd.toFixed(2) : String(usd);
}
