"use client";

import { useMemo } from "react";
import { formatS } from "#components/ui/format.ts";
import { assertNever } from "#lib/std/assert.ts";
import type { Candidate } from "#lib/trajectory/index.ts";
import { candidateName, finalCandidate, outcome } from "./candidate-words.ts";
import { layoutSearch, type SearchPoint } from "./search-layout.ts";
import { useWidth } from "./use-width.ts";

/** The search as a picture: order of evaluation to the right, better up, best so far as a step line. The table holds the same. */
export function SearchChart({
  candidates,
  unit,
  selected,
  onSelect,
  height = 296,
}: {
  readonly candidates: readonly Candidate[];
  readonly unit: string;
  readonly selected: string | null;
  readonly onSelect: (label: string) => void;
  readonly height?: number;
}) {
  const [box, width] = useWidth(452);
  const frame = { left: 54, right: width - 14, top: 22, bottom: height - 30 };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the frame is a function of width and height
  const layout = useMemo(() => layoutSearch(candidates, frame), [candidates, width, height]);
  const final = finalCandidate(candidates);
  const label = `${layout.points.length} candidates. S of the start ${formatS(layout.points[0]?.candidate.s)}, of the best ${formatS(final?.s)} ${unit}.`;

  return (
    <div ref={box} className="px-1">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {layout.passes.map((pass, index) => (
          <g key={pass.label + String(pass.x)}>
            {index % 2 === 1 && (
              <rect
                x={pass.x}
                y={frame.top - 8}
                width={pass.width}
                height={frame.bottom - frame.top + 12}
                fill="var(--sunken)"
              />
            )}
            <text className="chart-words" x={pass.x + pass.width / 2} y={height - 10} textAnchor="middle">
              {pass.label}
            </text>
          </g>
        ))}
        <text className="chart-words" x={8} y={12}>
          S, {unit}
        </text>
        {layout.ticks.map((tick) => (
          <g key={tick.value}>
            <path d={`M${frame.left} ${tick.y}H${frame.right}`} stroke="var(--line)" />
            <text className="chart-text" x={frame.left - 8} y={tick.y + 3.5} textAnchor="end">
              {tick.value.toFixed(layout.digits)}
            </text>
          </g>
        ))}
        <References layout={layout} frame={frame} />
        <path d={path(layout.best)} fill="none" stroke="var(--text)" strokeWidth={1.6} />
        {layout.points.map((point) => (
          <Edge key={point.candidate.label} point={point} />
        ))}
        {layout.points.map((point) => (
          <Node
            key={point.candidate.label}
            point={point}
            selected={point.candidate.label === selected}
            onSelect={onSelect}
          />
        ))}
      </svg>
    </div>
  );
}

function References({
  layout,
  frame,
}: {
  readonly layout: ReturnType<typeof layoutSearch>;
  readonly frame: { left: number; right: number };
}) {
  const sorted = layout.references.toSorted((a, b) => a.y - b.y);
  return sorted.map((reference, index) => {
    const name = reference.label === "no-thought" ? "no thought" : reference.label;
    const before = sorted[index - 1];
    const isTight = before !== undefined && reference.y - before.y < 13;
    return (
      <g key={reference.label}>
        <path d={`M${frame.left} ${reference.y}H${frame.right}`} stroke="var(--line-3)" strokeDasharray="1 3" />
        <text
          className="chart-words chart-halo"
          x={frame.right - 2}
          y={isTight ? reference.y + 12 : reference.y - 4}
          textAnchor="end"
        >
          {name} {formatS(reference.s)}
        </text>
      </g>
    );
  });
}

function Edge({ point }: { readonly point: SearchPoint }) {
  if (!point.from) return null;
  const middle = (point.from.x + point.x) / 2;
  const d = `M${point.from.x} ${point.from.y}C${middle} ${point.from.y} ${middle} ${point.y} ${point.x} ${point.y}`;
  const { accepted, reason } = point.candidate;
  const dash = reason === "leak" || reason === "within-noise" ? "3 2.5" : undefined;
  return (
    <path
      d={d}
      fill="none"
      stroke={accepted ? "var(--v-accept)" : "var(--line-3)"}
      strokeWidth={accepted ? 1.8 : 1}
      strokeDasharray={dash}
    />
  );
}

function Node({
  point,
  selected,
  onSelect,
}: {
  readonly point: SearchPoint;
  readonly selected: boolean;
  readonly onSelect: (label: string) => void;
}) {
  const { candidate, x, y } = point;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table below is the keyboard's way
    <g onClick={() => onSelect(candidate.label)}>
      <title>{`${candidateName(candidate)}: S ${formatS(candidate.s)}, ${outcome(candidate.reason).text}`}</title>
      <circle cx={x} cy={y} r={13} fill="transparent" />
      {selected && <circle cx={x} cy={y} r={10} fill="var(--surface)" stroke="var(--accent)" strokeWidth={1.6} />}
      <Mark candidate={candidate} x={x} y={y} />
      <text
        className={selected ? "chart-words chart-halo font-name" : "chart-words chart-halo"}
        style={selected ? { fill: "var(--text)" } : undefined}
        x={x}
        y={y - (selected ? 14 : 10)}
        textAnchor="middle"
      >
        {candidateName(candidate)}
      </text>
    </g>
  );
}

/** Accepted is a green disc, not better a ring, within noise a dashed ring, the leak gate a red square. */
function Mark({ candidate, x, y }: { readonly candidate: Candidate; readonly x: number; readonly y: number }) {
  switch (candidate.reason) {
    case "accepted":
      return (
        <>
          <circle cx={x} cy={y} r={6} fill="var(--v-accept)" />
          <path d={`M${x - 2.6} ${y + 0.2}l1.9 1.9 3.4-3.8`} stroke="var(--surface)" strokeWidth={1.5} fill="none" />
        </>
      );
    case "leak":
      return (
        <>
          <rect x={x - 5.5} y={y - 5.5} width={11} height={11} rx={2} fill="var(--v-reject)" />
          <path
            d={`M${x - 2.2} ${y - 2.2}l4.4 4.4M${x + 2.2} ${y - 2.2}l-4.4 4.4`}
            stroke="var(--surface)"
            strokeWidth={1.4}
          />
        </>
      );
    case "start":
      return <circle cx={x} cy={y} r={5} fill="var(--text)" />;
    case "within-noise":
      return (
        <circle
          cx={x}
          cy={y}
          r={5}
          fill="var(--surface)"
          stroke="var(--text-3)"
          strokeWidth={1.4}
          strokeDasharray="2 1.6"
        />
      );
    case "not-better":
    case "too-long":
    case "repetition":
    case "empty":
    case "duplicate":
    case "reference":
      return <circle cx={x} cy={y} r={5} fill="var(--surface)" stroke="var(--text-3)" strokeWidth={1.4} />;
    default:
      return assertNever(candidate.reason);
  }
}

function path(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map((point, index) => `${index === 0 ? "M" : "L"}${point.x} ${point.y}`).join("");
}
