import { niceTicks } from "#components/rewrites/search-layout.ts";
import type { Interval } from "#lib/experiments/index.ts";
import type { ArmSummary } from "./arm-rows.ts";

export const FRAME = { width: 360, left: 92, right: 346, top: 6, rowHeight: 24 } as const;

/** One measure of every arm as a point with its interval, in the units of its own picture. */
export type GainPlot = {
  readonly height: number;
  readonly bottom: number;
  readonly zeroX: number;
  readonly ticks: readonly { readonly x: number; readonly value: number }[];
  readonly digits: number;
  readonly rows: readonly GainPoint[];
};
type GainPoint = {
  readonly arm: string;
  readonly thoughts: number;
  readonly y: number;
  readonly x: number;
  /** Null where nothing varies, or one repository is all there is. */
  readonly whisker: { readonly from: number; readonly to: number } | null;
  readonly interval: Interval;
};

/** All arms on one scale, which holds zero; null where no arm has the measure. */
export function gainPlot(arms: readonly ArmSummary[], pick: (arm: ArmSummary) => Interval | null): GainPlot | null {
  const measured = arms.flatMap((arm) => {
    const interval = pick(arm);
    return interval === null ? [] : [{ arm, interval }];
  });
  if (measured.length === 0) return null;
  const values = measured.flatMap(({ interval: { mean, low, high } }) => [mean, low ?? mean, high ?? mean]);
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const span = most - least || 1;
  const x = (value: number) => round(FRAME.left + ((value - least) / span) * (FRAME.right - FRAME.left));
  const bottom = FRAME.top + measured.length * FRAME.rowHeight;
  const { ticks, digits } = niceTicks(least, most, 4);
  return {
    height: bottom + 20,
    bottom,
    zeroX: x(0),
    ticks: most === least ? [] : ticks.map((value) => ({ value, x: x(value) })),
    digits,
    rows: measured.map(({ arm, interval }, index) => ({
      arm: arm.arm,
      thoughts: arm.thoughts,
      y: FRAME.top + (index + 0.5) * FRAME.rowHeight,
      x: x(interval.mean),
      whisker:
        interval.low === null || interval.high === null || interval.low === interval.high
          ? null
          : { from: x(interval.low), to: x(interval.high) },
      interval,
    })),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
