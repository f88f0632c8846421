/** A 1.25 px line with its last point marked and no axis; `title` holds the values. */
export function Sparkline({
  values,
  title,
  color = "var(--text-2)",
  width = 58,
}: {
  readonly values: readonly number[];
  readonly title: string;
  readonly color?: string;
  readonly width?: number;
}) {
  const points = sparkPoints(values, width, 18);
  const last = points.at(-1);
  if (!last) return null;
  return (
    <svg width={width} height={18} viewBox={`0 0 ${width} 18`} role="img" aria-label={title}>
      <title>{title}</title>
      <polyline
        points={points.map(({ x, y }) => `${x},${y}`).join(" ")}
        fill="none"
        stroke={color}
        strokeWidth={1.25}
        strokeLinejoin="round"
      />
      <circle cx={last.x} cy={last.y} r={1.8} fill={color} />
    </svg>
  );
}

/** Places values left to right, the largest at the top; equal values lie in the middle. */
export function sparkPoints(values: readonly number[], width: number, height: number): { x: number; y: number }[] {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const step = values.length > 1 ? (width - 5) / (values.length - 1) : 0;
  return values.map((value, index) => ({
    x: round(2 + index * step),
    y: round(span === 0 ? height / 2 : height - 3 - ((value - low) / span) * (height - 6)),
  }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
