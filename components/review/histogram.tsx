import { plural } from "#components/ui/format.ts";
import { histogram } from "./rows.ts";

const WIDTH = 188;
const HEIGHT = 28;

/** Fewer values than this are read faster in the table. */
const LEAST = 5;

/** How values spread: bars of equal width, the ends named. Nothing where there are too few. */
export function Histogram({
  label,
  values,
  format,
}: {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}) {
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  const counted = histogram(known);
  if (!counted || known.length < LEAST) return null;
  const most = Math.max(...counted.counts);
  const step = WIDTH / counted.counts.length;
  const text = `${label}: ${plural(known.length, "trajectory", "trajectories")} from ${format(counted.low)} to ${format(counted.high)}`;
  return (
    <div className="facet">
      <div className="overline-label">{label}</div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`} className="block w-full" role="img" aria-label={text}>
        <title>{text}</title>
        {counted.counts.map((count, index) => {
          const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 2));
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
              key={index}
              x={index * step + 0.5}
              y={HEIGHT - height}
              width={step - 1}
              height={height}
              fill="var(--text-2)"
            />
          );
        })}
        <path d={`M0 ${HEIGHT + 0.5}H${WIDTH}`} stroke="var(--line-3)" />
      </svg>
      <div className="mono flex justify-between text-11 text-text-3">
        <span>{format(counted.low)}</span>
        <span>{format(counted.high)}</span>
      </div>
    </div>
  );
}
