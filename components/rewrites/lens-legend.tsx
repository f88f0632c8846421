import { binCounts, binName, bins } from "./lens-bins.ts";

const labels: Readonly<Record<number, string>> = {
  "-4": "−1",
  "-3": "−0.5",
  "-2": "−0.2",
  0: "0",
  2: "+0.2",
  3: "+0.5",
  4: "+1",
};

/** The scale of change, which is also the histogram of scored units (square-root height); beyond ±1 nat it is clipped. */
export function LensLegend({
  changes,
  scoredFrom,
  noun,
}: {
  readonly changes: readonly number[];
  readonly scoredFrom: number;
  readonly noun: string;
}) {
  const counts = binCounts(changes, scoredFrom);
  const most = Math.sqrt(Math.max(1, ...counts));
  const words = bins
    .map((bin, slot) => `${labels[bin] ?? (bin > 0 ? "+0.05" : "−0.05")}: ${counts[slot] ?? 0}`)
    .join(", ");
  return (
    <div
      className="lens-legend"
      role="img"
      aria-label={`Scale of change in nats, clipped at ±1, with counts of ${noun}: ${words}`}
    >
      {bins.map((bin, slot) => (
        <span key={bin} title={`${counts[slot] ?? 0} ${noun}`}>
          <i style={{ height: Math.round((Math.sqrt(counts[slot] ?? 0) / most) * 18) }} />
          <b data-bin={binName(bin)} />
          <em>{labels[bin] ?? ""}</em>
        </span>
      ))}
    </div>
  );
}
