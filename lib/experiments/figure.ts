import type { Curve, Figure } from "./schema.ts";

const WIDTH = 520;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 44;
const Y_TICKS = 5;

/** A line for each arm by pass, with its interval as a band. Places are rounded to a tenth of a pixel. */
export function passFigure(title: string, yLabel: string, curves: readonly Curve[]): Figure {
  const last = Math.max(1, ...curves.map(({ points }) => points.length - 1));
  const values = curves.flatMap(({ points }) =>
    points.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]),
  );
  const ticks = ticksOf(Math.min(...values), Math.max(...values));
  const [bottom, top] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const x = (pass: number) => round(LEFT + (pass / last) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(TOP + ((top - value) / (top - bottom)) * (HEIGHT - TOP - BOTTOM));
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    xLabel: "pass (0 is the thought as first written)",
    yLabel,
    xTicks: Array.from({ length: last + 1 }, (_, pass) => ({ at: x(pass), label: String(pass) })),
    yTicks: ticks.map((value) => ({ at: y(value), label: tickLabel(value, (top - bottom) / (ticks.length - 1)) })),
    lines: curves.map(({ arm, thoughts, points }) => ({
      name: `${arm} (n = ${thoughts})`,
      points: points.map(({ mean }, pass) => ({ x: x(pass), y: y(mean) })),
      band: points.every(({ low }) => low !== null)
        ? [
            ...points.map(({ high, mean }, pass) => ({ x: x(pass), y: y(high ?? mean) })),
            ...points.map(({ low, mean }, pass) => ({ x: x(pass), y: y(low ?? mean) })).reverse(),
          ]
        : [],
    })),
  };
}

/** Round numbers that enclose the range: 1, 2 or 5 times a power of ten apart. */
function ticksOf(lowest: number, highest: number): number[] {
  if (!Number.isFinite(lowest) || !Number.isFinite(highest)) return [0, 1];
  const range = highest - lowest || Math.abs(highest) || 1;
  const power = 10 ** Math.floor(Math.log10(range / Y_TICKS));
  const step = ([1, 2, 5, 10].find((factor) => factor * power * Y_TICKS >= range) ?? 10) * power;
  const first = Math.floor(lowest / step);
  const last = Math.max(first + 1, Math.ceil(highest / step));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function tickLabel(value: number, step: number): string {
  return value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
