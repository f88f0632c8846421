import type { SpendSeries } from "#lib/calls/index.ts";

/** Where a chart's ink goes, in the units of its own picture. */
export const FRAME = { width: 320, left: 38, right: 314 } as const;

export type CostChart = {
  readonly height: number;
  readonly line: string;
  readonly end: { readonly x: number; readonly y: number };
  /** Dotted, to where the run is expected to end; null without a forecast. */
  readonly forecast: { readonly path: string; readonly x: number; readonly y: number } | null;
  /** Null where there is no budget, or where it lies far above what can be drawn. */
  readonly budgetY: number | null;
  readonly zeroY: number;
  readonly ticks: readonly { readonly value: number; readonly y: number }[];
};

const COST = { height: 96, top: 16, bottom: 80 } as const;
/** A budget over so many times what is spent would press the line flat on its ground. */
const FAR_ABOVE = 4;

/** Spending over time with the budget as ceiling. */
export function costChart(
  series: SpendSeries,
  settledUsd: number,
  budgetUsd: number | null,
  forecast: { readonly usd: number; readonly inMs: number } | null,
): CostChart {
  const top = Math.max(settledUsd, forecast?.usd ?? 0);
  const isNear = budgetUsd !== null && (top === 0 || budgetUsd <= top * FAR_ABOVE);
  const ceiling = isNear && budgetUsd !== null ? Math.max(budgetUsd, top) : null;
  const most = ceiling === null ? niceAbove(top) : ceiling * 1.15;
  const spanMs = series.slices.length * series.sliceMs;
  const wholeMs = spanMs + (forecast?.inMs ?? 0);
  const x = (ms: number) => round(FRAME.left + (wholeMs === 0 ? 0 : ms / wholeMs) * (FRAME.right - FRAME.left));
  const y = (usd: number) => round(COST.bottom - (most === 0 ? 0 : usd / most) * (COST.bottom - COST.top));
  let sum = 0;
  const points = series.slices.map(({ costUsd }, index) => {
    sum += costUsd;
    return `L${x((index + 1) * series.sliceMs)} ${y(sum)}`;
  });
  const end = { x: x(spanMs), y: y(sum) };
  const ahead = forecast && { x: x(wholeMs), y: y(forecast.usd) };
  return {
    height: COST.height,
    line: `M${x(0)} ${y(0)}${points.join("")}`,
    end,
    forecast: ahead && { ...ahead, path: `M${end.x} ${end.y}L${ahead.x} ${ahead.y}` },
    budgetY: isNear && budgetUsd !== null ? y(budgetUsd) : null,
    zeroY: COST.bottom,
    ticks: [0, (ceiling ?? most) / 2].map((value) => ({ value, y: y(value) })),
  };
}

export type RateChart = {
  readonly line: string;
  readonly most: number;
  readonly mostY: number;
  readonly zeroY: number;
  /** Over the whole time shown. */
  readonly mean: number;
};

const RATE = { top: 10, bottom: 46 } as const;

/** Tokens a second over time; null where no call told any, or where they fill no more than one moment. */
export function rateChart(series: SpendSeries, pick: "authoredTokens" | "scoredTokens"): RateChart | null {
  const seconds = series.sliceMs / 1000;
  const rates = series.slices.map((slice) => slice[pick] / seconds);
  const highest = Math.max(0, ...rates);
  if (highest === 0 || rates.length < 2) return null;
  const most = niceAbove(highest);
  const step = rates.length > 1 ? (FRAME.right - FRAME.left) / (rates.length - 1) : 0;
  const points = rates.map(
    (rate, index) =>
      `${round(FRAME.left + index * step)} ${round(RATE.bottom - (rate / most) * (RATE.bottom - RATE.top))}`,
  );
  return {
    line: `M${points.join("L")}`,
    most,
    mostY: RATE.top,
    zeroY: RATE.bottom,
    mean: rates.reduce((all, rate) => all + rate, 0) / rates.length,
  };
}

/** What the whole run is expected to cost at the pace of the files finished so far. */
export function forecastUsd(settledUsd: number, done: number, total: number, leftMs: number | null) {
  if (leftMs === null || settledUsd === 0 || done === 0) return null;
  return { usd: (settledUsd * total) / done, inMs: leftMs };
}

/** The next 1, 2, 2.5 or 5 times a power of ten. */
export function niceAbove(value: number): number {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= value * 1.0001) ?? 10;
  return factor * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
