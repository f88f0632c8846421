import { formatCount, formatGain } from "#components/ui/format.ts";
import type { ExperimentReport } from "#lib/experiments/index.ts";
import { type ArmSummary, inNats } from "./arm-rows.ts";
import { FRAME, type GainPlot, gainPlot } from "./gain-layout.ts";

const PLOTS: readonly { readonly title: string; readonly pick: Parameters<typeof gainPlot>[1] }[] = [
  { title: "Gain over no thought", pick: (arm) => (arm.control === "raw" ? null : arm.gain) },
  { title: "Gain over the placebo", pick: (arm) => (arm.control === "placebo" ? null : arm.gainOverPlacebo) },
  { title: "Gain of the search, net of quotes", pick: ofSearch },
];

/** What the arms gain, at a glance: the table below holds the same figures. */
export function GainPlots({ report }: { readonly report: ExperimentReport }) {
  const plots = PLOTS.flatMap(({ title, pick }) => {
    const plot = gainPlot(report.arms, pick);
    return plot === null ? [] : [{ title, plot }];
  });
  return (
    <section aria-labelledby="gains">
      <div className="pane-head">
        <h2 id="gains">Gains</h2>
        <span className="truncate text-12 text-text-3">
          {report.arms[0]?.unit}, right is better; whisker: 95 % interval over repositories
        </span>
      </div>
      <div className="pass-figures">
        {plots.map(({ title, plot }) => (
          <Plot key={title} title={title} plot={plot} />
        ))}
      </div>
    </section>
  );
}

function Plot({ title, plot }: { readonly title: string; readonly plot: GainPlot }) {
  const told = plot.rows.map(({ arm, interval, thoughts }) => {
    const { figure, interval: range } = inNats(interval, true);
    return `${arm}: ${figure}${range === "" ? "" : ` (${range})`}, n = ${formatCount(thoughts)}`;
  });
  return (
    <figure className="pass-figure gain-plot">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${FRAME.width} ${plot.height}`} role="img" aria-label={`${title}. ${told.join("; ")}`}>
        {plot.ticks.map(({ x, value }) => (
          <g key={value}>
            <path className="grid" d={`M${x} ${FRAME.top}V${plot.bottom}`} />
            <text x={x} y={plot.bottom + 14} textAnchor="middle">
              {value === 0 ? "0" : formatGain(value, plot.digits)}
            </text>
          </g>
        ))}
        <path className="zero" d={`M${plot.zeroX} ${FRAME.top}V${plot.bottom}`} />
        {plot.rows.map(({ arm, x, y, whisker, interval }, index) => (
          <g key={arm} data-gain={interval.mean < 0 ? "worse" : "better"}>
            <title>{told[index]}</title>
            <rect x={0} y={y - FRAME.rowHeight / 2} width={FRAME.width} height={FRAME.rowHeight} fill="transparent" />
            <text className="arm" x={FRAME.left - 10} y={y + 4} textAnchor="end">
              {arm.length > 14 ? `${arm.slice(0, 13)}…` : arm}
            </text>
            {whisker && (
              <path
                className="whisker"
                d={`M${whisker.from} ${y}H${whisker.to}M${whisker.from} ${y - 4}v8M${whisker.to} ${y - 4}v8`}
              />
            )}
            <circle cx={x} cy={y} r={4} />
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** A control has no search, and an arm that rewrites nothing gains nothing by it. */
function ofSearch(arm: ArmSummary) {
  return arm.control !== null || arm.rewrites === 0 ? null : arm.netSearchGain;
}
