"use client";

import { useMemo } from "react";
import { formatCount, formatGain, formatS } from "#components/ui/format.ts";
import type { Candidate, StepSearch } from "#lib/trajectory/index.ts";
import { candidateName, finalCandidate, unitNoun } from "./candidate-words.ts";
import { clipOf, type Interval, pairedInterval } from "./paired-interval.ts";
import { niceTicks } from "./search-layout.ts";

type Bar = {
  readonly candidate: Candidate;
  readonly name: string;
  readonly gain: number;
  readonly interval: Interval | null;
};

const rowPx = 23;
const leftPx = 104;

/** Gain over no thought of placebo, start, final and the chosen candidate, with 95 % intervals paired by unit. */
export function Baselines({
  search,
  selected,
  dropped,
  width,
}: {
  readonly search: StepSearch;
  readonly selected: Candidate | null;
  /** Left out of the flat text. */
  readonly dropped: boolean;
  readonly width: number;
}) {
  const bars = useMemo(() => barsOf(search, selected), [search, selected]);
  const unit = search.scores?.unit ?? "nats";
  if (bars.length === 0) return null;
  const low = Math.min(0, ...bars.map((bar) => Math.min(bar.gain, bar.interval?.low ?? 0)));
  const high = Math.max(0.001, ...bars.map((bar) => Math.max(bar.gain, bar.interval?.high ?? 0)));
  const right = width - 130;
  const scale = (gain: number) => leftPx + ((gain - low) / (high - low)) * (right - leftPx);
  const { ticks, digits } = niceTicks(low, high, 4);
  const bottom = 8 + bars.length * rowPx;
  const n = bars.find((bar) => bar.interval)?.interval?.n;
  const verdict = verdictWords(bars);
  return (
    <section className="flex-none border-t border-line" aria-label="Against baselines">
      <div className="pane-head">
        <h2>Against baselines</h2>
        <span className="truncate text-11 text-text-3">
          gain over no thought, {unit}; whisker: 95 %, paired by {unitNoun(unit).replace(/s$/, "")}
          {n !== undefined && `, n = ${formatCount(n)}`}
        </span>
      </div>
      <svg
        width={width}
        height={bottom + 24}
        viewBox={`0 0 ${width} ${bottom + 24}`}
        role="img"
        aria-label={bars.map(words).join("; ")}
      >
        <path d={`M${scale(0)} 4V${bottom}`} stroke="var(--text-3)" />
        {ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${scale(tick)} ${bottom - 3}v4`} stroke="var(--text-3)" />
            <text className="chart-text" x={scale(tick)} y={bottom + 14} textAnchor="middle">
              {tick === 0 ? "0" : formatGain(tick, digits)}
            </text>
          </g>
        ))}
        {bars.map((bar, index) => (
          <Row
            key={bar.candidate.label}
            bar={bar}
            y={8 + index * rowPx}
            zero={scale(0)}
            scale={scale}
            textX={Math.max(scale(bar.gain), scale(bar.interval?.high ?? bar.gain)) + 8}
          />
        ))}
      </svg>
      {verdict !== "" && (
        <p className="px-3 pb-2 text-12 text-text-2">
          {verdict}
          {dropped && " The thought is dropped: it stands here for audit and is not in the flat text."}
        </p>
      )}
    </section>
  );
}

function Row({
  bar,
  y,
  zero,
  scale,
  textX,
}: {
  readonly bar: Bar;
  readonly y: number;
  readonly zero: number;
  readonly scale: (gain: number) => number;
  readonly textX: number;
}) {
  const x = scale(bar.gain);
  const isReference = bar.candidate.kind === "no-thought" || bar.candidate.kind === "placebo";
  const middle = y + 7;
  return (
    <g>
      <text className="chart-words" x={leftPx - 8} y={y + 11} textAnchor="end" style={{ fill: "var(--text)" }}>
        {bar.name}
      </text>
      <rect
        x={Math.min(zero, x)}
        y={y}
        width={Math.max(1.5, Math.abs(x - zero))}
        height={14}
        rx={1}
        fill={isReference ? "var(--line-3)" : bar.gain >= 0 ? "var(--better)" : "var(--worse)"}
        opacity={bar.candidate.kind === "start" ? 0.55 : 1}
      />
      {bar.interval && bar.candidate.kind !== "no-thought" && (
        <path
          d={`M${scale(bar.interval.low)} ${middle}H${scale(bar.interval.high)}M${scale(bar.interval.low)} ${middle - 3}v6M${scale(bar.interval.high)} ${middle - 3}v6`}
          stroke="var(--text)"
        />
      )}
      <text className="chart-text" x={textX} y={y + 11}>
        <tspan style={{ fill: "var(--text)" }}>
          {bar.candidate.kind === "no-thought" ? "0" : formatGain(bar.gain)}
        </tspan>
        <tspan dx={10}>S {formatS(bar.candidate.s)}</tspan>
      </text>
    </g>
  );
}

function barsOf(search: StepSearch, selected: Candidate | null): Bar[] {
  const none = search.candidates.find((each) => each.kind === "no-thought");
  if (!none) return [];
  const clip = clipOf(search.candidates);
  const final = finalCandidate(search.candidates);
  const start = search.candidates.find((each) => each.kind === "start");
  const placebo = search.candidates.find((each) => each.kind === "placebo");
  const wanted = [none, placebo, start, final, selected].filter((each) => each !== undefined && each !== null);
  const distinct = wanted.filter((each, index) => wanted.findIndex((other) => other.label === each.label) === index);
  return distinct.map((candidate) => ({
    candidate,
    name: nameOf(candidate, final),
    gain: none.s - candidate.s,
    interval: pairedInterval(
      search.logprobs[none.label] ?? [],
      search.logprobs[candidate.label] ?? [],
      search.scoredFrom,
      clip,
    ),
  }));
}

function nameOf(candidate: Candidate, final: Candidate | null): string {
  if (candidate.kind === "no-thought") return "No thought";
  if (candidate.kind === "placebo") return "Placebo";
  if (candidate.label === final?.label) return `Final, ${candidateName(candidate)}`;
  return candidate.kind === "start" ? "Start" : candidateName(candidate);
}

function words(bar: Bar): string {
  const interval = bar.interval ? ` (${formatGain(bar.interval.low)} to ${formatGain(bar.interval.high)})` : "";
  return `${bar.name}: gain ${formatGain(bar.gain)}${interval}, S ${formatS(bar.candidate.s)}`;
}

/** Whether the final thought beats a thought of the same length from another file: only then has it said something. */
function verdictWords(bars: readonly Bar[]): string {
  const placebo = bars.find((bar) => bar.candidate.kind === "placebo");
  const final = bars.find((bar) => bar.name.startsWith("Final"));
  if (!placebo || !final) return "";
  const lead = final.gain - placebo.gain;
  return lead > 0
    ? `The final thought beats a placebo, another file's thought of about its length, by ${lead.toFixed(3)}.`
    : "The final thought does not beat the placebo, another file's thought of about its length.";
}
