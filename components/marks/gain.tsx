import { formatGain, gainSign } from "#components/ui/format.ts";

/** Where a bar is full, in nats per unit; the same for every bar of a view, and said once where there is a legend. */
export const GAIN_RANGE = 0.1;

/** A change of S about a centre line: right and blue is better, left and orange is worse. */
export function GainBar({
  value,
  range = GAIN_RANGE,
  width = 25,
}: {
  readonly value: number | null;
  readonly range?: number;
  readonly width?: number;
}) {
  const sign = gainSign(value);
  return (
    <span className="gain-bar" style={{ width }} aria-hidden="true">
      {value !== null && sign !== "zero" && <i data-sign={sign} style={{ width: `${barShare(value, range)}%` }} />}
    </span>
  );
}

/** Bar and figure in 75 by 18: what a gain looks like everywhere. Blank where unknown, with `missing` as the reason. */
export function ScoreChip({
  value,
  range = GAIN_RANGE,
  unit = "nats",
  missing = "not scored",
}: {
  readonly value: number | null;
  readonly range?: number;
  /** "nats/token" or "nats/span". */
  readonly unit?: string;
  readonly missing?: string;
}) {
  if (value === null) return <span className="score-chip" title={missing} />;
  return (
    <span className="score-chip" data-sign={gainSign(value)} title={`gain ${formatGain(value)} ${unit}`}>
      <GainBar value={value} range={range} />
      <b>{formatGain(value)}</b>
    </span>
  );
}

/** A gain as a coloured figure in running text. */
export function GainText({ value }: { readonly value: number | null }) {
  return <span className={`mono gain-${gainSign(value)}`}>{formatGain(value)}</span>;
}

/** Width of a bar as a percentage of the whole, at most half; the smallest gain still shows. */
export function barShare(value: number, range: number): number {
  return Math.max(4, Math.min(1, Math.abs(value) / range) * 50);
}
