import { formatGain, formatNats, gainSign } from "#components/ui/format.ts";

/** What the pointer is over. */
export type LensPoint = {
  readonly x: number;
  readonly y: number;
  readonly unit: number;
  readonly text: string;
  readonly line: number;
  readonly scored: boolean;
  /** Log-probabilities, nats. */
  readonly from: number | null;
  readonly to: number | null;
  readonly running: number | null;
};

const widthPx = 236;

/** Unit, both log-probabilities, change and running sum, beside the pointer. */
export function LensCard({
  point,
  names,
  noun,
}: {
  readonly point: LensPoint;
  readonly names: { readonly from: string; readonly to: string };
  readonly noun: string;
}) {
  const change = point.from !== null && point.to !== null ? point.to - point.from : null;
  const left = Math.max(8, Math.min(point.x - 24, window.innerWidth - widthPx - 12));
  const below = point.y + 150 < window.innerHeight;
  return (
    <div
      className="pop lens-card"
      aria-hidden="true"
      style={{
        left,
        width: widthPx,
        ...(below ? { top: point.y + 16 } : { bottom: window.innerHeight - point.y + 12 }),
      }}
    >
      <p>
        <code>{shown(point.text)}</code>{" "}
        <span className="text-text-3">
          {noun.replace(/s$/, "")} {point.unit + 1}, line {point.line}
        </span>
      </p>
      <dl>
        <dt>log p, {names.from}</dt>
        <dd>{formatGain(point.from)}</dd>
        <dt>log p, {names.to}</dt>
        <dd>{formatGain(point.to)}</dd>
        <dt className="font-name text-text">change</dt>
        <dd className={`gain-${gainSign(change)}`}>{formatGain(change)} nats</dd>
        {point.scored ? (
          <>
            <dt>running sum</dt>
            <dd>{formatNats(point.running)}</dd>
          </>
        ) : (
          <>
            <dt>not scored</dt>
            <dd>first block is given</dd>
          </>
        )}
      </dl>
    </div>
  );
}

/** White space made visible, and long units cut. */
function shown(text: string): string {
  const visible = text
    .replaceAll("\n", "↵")
    .replaceAll("\t", "⇥")
    .replace(/^ +| +$/g, (run) => "·".repeat(run.length));
  return visible.length > 40 ? `${visible.slice(0, 39)}…` : visible;
}
