"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "#components/shell/use-now.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount, formatDuration, formatUsd } from "#components/ui/format.ts";
import { Meter } from "#components/ui/meter.tsx";
import type { SpendSeries } from "#lib/calls/index.ts";
import { runSpending } from "#lib/client/runs.ts";
import type { RunDetail } from "#lib/runs/index.ts";
import { BudgetDialog } from "./budget-dialog.tsx";
import { remainingMs } from "./rows.ts";
import { isUnderWay } from "./run-list.tsx";
import { costChart, FRAME, forecastUsd, rateChart } from "./spend-chart.ts";
import { asksEndpoints, budgetReached, budgetShares, isOfScorer } from "./spend-rows.ts";

const POLL_MS = 5000;

/** How fast the models answer and what that costs, over time; nothing where the run asks no endpoint. */
export function SpendPanel({ detail }: { readonly detail: RunDetail }) {
  const { run } = detail;
  const series = useQuery({ ...runSpending(run.id), refetchInterval: isUnderWay(run) ? POLL_MS : false });
  if (!asksEndpoints(run.config)) return null;
  return (
    <>
      {series.data && (
        <>
          {run.config.author === "language-model" && (
            <Rate name="Author" what="written" series={series.data} pick="authoredTokens" />
          )}
          <Rate name="Scorer" what="read" series={series.data} pick="scoredTokens" />
        </>
      )}
      <Cost detail={detail} series={series.data ?? { from: null, sliceMs: 0, slices: [] }} />
    </>
  );
}

function Rate({
  name,
  what,
  series,
  pick,
}: {
  readonly name: string;
  readonly what: string;
  readonly series: SpendSeries;
  readonly pick: "authoredTokens" | "scoredTokens";
}) {
  const chart = rateChart(series, pick);
  if (!chart) return null;
  const label = `${name}: ${formatCount(chart.mean)} tokens ${what} a second on average`;
  return (
    <section className="spend-box" aria-label={`${name}, tokens ${what} a second`}>
      <p className="spend-head">
        <span>
          {name}, tokens {what}/s
        </span>
        <b className="mono">{formatCount(chart.mean)}</b>
        <span className="text-text-3">mean</span>
      </p>
      <svg className="spend-chart" viewBox={`0 0 ${FRAME.width} 60`} role="img" aria-label={label}>
        <path
          className="grid"
          d={`M${FRAME.left} ${chart.zeroY}H${FRAME.right}M${FRAME.left} ${chart.mostY}H${FRAME.right}`}
        />
        <path className="line" d={chart.line} />
        <text x={FRAME.left - 5} y={chart.mostY + 3} textAnchor="end">
          {formatCount(chart.most)}
        </text>
        <text x={FRAME.left - 5} y={chart.zeroY + 3} textAnchor="end">
          0
        </text>
        <TimeAxis series={series} y={58} />
      </svg>
    </section>
  );
}

function TimeAxis({ series, y }: { readonly series: SpendSeries; readonly y: number }) {
  return (
    <>
      <text x={FRAME.left} y={y}>
        first call
      </text>
      <text x={FRAME.right} y={y} textAnchor="end">
        {formatDuration(series.slices.length * series.sliceMs)}
      </text>
    </>
  );
}

function Cost({ detail, series }: { readonly detail: RunDetail; readonly series: SpendSeries }) {
  const [changing, setChanging] = useState(false);
  const now = useNow(5000);
  const { run, files, spending } = detail;
  const { budget, settledUsd, heldUsd, settledTokens, heldTokens } = spending;
  const leftMs = now === null ? null : remainingMs(run, files, now);
  const forecast = forecastUsd(settledUsd, run.files.done, run.files.total, leftMs);
  const shares = budgetShares(spending);
  const ended = run.state === "done" || run.state === "cancelled";
  return (
    <section className="spend-box" aria-label="Cost">
      <p className="spend-head">
        <span>Cost</span>
        <b className="mono">{formatUsd(settledUsd)}</b>
        <span className="text-text-3">{budget?.usd === undefined ? "no limit" : `of ${formatUsd(budget.usd)}`}</span>
        {!ended && (
          <Button size="sm" variant="quiet" onClick={() => setChanging(true)}>
            {budget === null ? "Set a budget…" : "Change…"}
          </Button>
        )}
      </p>
      {series.slices.length > 0 && settledUsd > 0 && (
        <CostLine series={series} settledUsd={settledUsd} budgetUsd={budget?.usd ?? null} forecast={forecast} />
      )}
      {shares && (
        <span className="budget-bar" aria-hidden="true">
          <i style={{ width: `${shares.spent * 100}%` }} />
          <i data-held="" style={{ width: `${shares.held * 100}%` }} />
        </span>
      )}
      <p className="spend-foot">
        <span title="What calls under way may cost at most; it is settled by what they really cost">
          held {formatUsd(heldUsd)}
        </span>
        <Parts detail={detail} />
      </p>
      {budget?.tokens !== undefined && (
        <div className="grid gap-1 pt-1 text-11 text-text-3">
          <span>
            <b className="mono text-text">{formatCount(settledTokens)}</b> of {formatCount(budget.tokens)} tokens, held{" "}
            {formatCount(heldTokens)}
          </span>
          <Meter value={Math.min(settledTokens, budget.tokens)} total={budget.tokens} label="Tokens of the budget" />
        </div>
      )}
      {changing && (
        <BudgetDialog
          run={run}
          spending={spending}
          resume={budgetReached(run) !== null}
          onClose={() => setChanging(false)}
        />
      )}
    </section>
  );
}

/** Author and scorer apart; a part without any known cost is left out. */
function Parts({ detail: { calls } }: { readonly detail: RunDetail }) {
  const sumOf = (ofScorer: boolean) =>
    calls
      .filter((call) => isOfScorer(call) === ofScorer)
      .reduce<number | null>((all, { costUsd }) => (costUsd === null ? all : (all ?? 0) + costUsd), null);
  const [author, scorer] = [sumOf(false), sumOf(true)];
  return (
    <>
      {author !== null && <span>author {formatUsd(author)}</span>}
      {scorer !== null && <span>scorer {formatUsd(scorer)}</span>}
    </>
  );
}

function CostLine({
  series,
  settledUsd,
  budgetUsd,
  forecast,
}: {
  readonly series: SpendSeries;
  readonly settledUsd: number;
  readonly budgetUsd: number | null;
  readonly forecast: ReturnType<typeof forecastUsd>;
}) {
  const chart = costChart(series, settledUsd, budgetUsd, forecast);
  const limit = budgetUsd === null ? "" : ` of ${formatUsd(budgetUsd)}`;
  const ahead = forecast ? `, about ${formatUsd(forecast.usd)} expected at the end` : "";
  return (
    <svg
      className="spend-chart"
      viewBox={`0 0 ${FRAME.width} ${chart.height}`}
      role="img"
      aria-label={`Cost over time: ${formatUsd(settledUsd)}${limit}${ahead}`}
    >
      <path className="grid" d={`M${FRAME.left} ${chart.zeroY}H${FRAME.right}`} />
      {chart.ticks.map((tick) => (
        <text key={tick.y} x={FRAME.left - 5} y={tick.y + 3} textAnchor="end">
          {formatTick(tick.value)}
        </text>
      ))}
      {budgetUsd !== null && (
        <>
          {chart.budgetY !== null && <path className="ceiling" d={`M${FRAME.left} ${chart.budgetY}H${FRAME.right}`} />}
          <text className="ceiling-text" x={FRAME.left + 2} y={(chart.budgetY ?? 14) - 4}>
            budget {formatUsd(budgetUsd)}, {chart.budgetY === null ? "far above" : "pauses here"}
          </text>
        </>
      )}
      <path className="line" d={chart.line} />
      {chart.forecast && (
        <>
          <path className="ahead" d={chart.forecast.path} />
          <text x={chart.forecast.x} y={chart.forecast.y + 12} textAnchor="end">
            about {formatUsd(forecast?.usd)}
          </text>
        </>
      )}
      <circle cx={chart.end.x} cy={chart.end.y} r={2.6} />
      <TimeAxis series={series} y={93} />
    </svg>
  );
}

/** "$0.02": as few digits as tell the tick from the next. */
function formatTick(usd: number): string {
  return `$${Number(usd.toPrecision(2))}`;
}
