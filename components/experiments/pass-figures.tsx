import { type ExperimentReport, type Figure, figuresOf } from "#lib/experiments/index.ts";

/** The curves by pass, side by side where there is room. */
export function PassFigures({ report }: { readonly report: ExperimentReport }) {
  return (
    <section aria-labelledby="passes">
      <div className="pane-head">
        <h2 id="passes">By pass</h2>
        <span className="text-12 text-text-3">a search that has stopped stays where it is</span>
      </div>
      <div className="pass-figures">
        {figuresOf(report).map(({ name, figure }) => (
          <PassFigure key={name} figure={figure} />
        ))}
      </div>
    </section>
  );
}

function PassFigure({ figure }: { readonly figure: Figure }) {
  const { width, height, xTicks, yTicks } = figure;
  const left = xTicks[0]?.at ?? 0;
  const right = xTicks.at(-1)?.at ?? width;
  const bottom = yTicks[0]?.at ?? height;
  return (
    <figure className="pass-figure">
      <figcaption>{figure.title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={figure.title}>
        {yTicks.map((tick) => (
          <g key={tick.label}>
            <path className="grid" d={`M${left} ${tick.at}H${right}`} />
            <text x={left - 8} y={tick.at + 4} textAnchor="end">
              {tick.label}
            </text>
          </g>
        ))}
        {xTicks.map((tick) => (
          <text key={tick.label} x={tick.at} y={bottom + 18} textAnchor="middle">
            {tick.label}
          </text>
        ))}
        <text x={(left + right) / 2} y={bottom + 36} textAnchor="middle">
          {figure.xLabel}
        </text>
        <text transform={`translate(14 ${bottom / 2}) rotate(-90)`} textAnchor="middle">
          {figure.yLabel}
        </text>
        {figure.lines.map((line, index) => (
          <g key={line.name} data-line={index % 5}>
            {line.band.length > 0 && <path className="band" d={`${pathOf(line.band)}Z`} />}
            <path className="line" d={pathOf(line.points)} />
            {line.points.map(({ x, y }) => (
              <circle key={x} cx={x} cy={y} r={3} />
            ))}
          </g>
        ))}
      </svg>
      <ul className="figure-legend">
        {figure.lines.map((line, index) => (
          <li key={line.name}>
            <svg width={28} height={8} aria-hidden="true" data-line={index % 5}>
              <path className="line" d="M0 4h28" />
            </svg>
            {line.name}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function pathOf(points: Figure["lines"][number]["points"]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}
