"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { asksEndpoints } from "#components/runs/spend-rows.ts";
import { formatCount, formatTime, formatUsd } from "#components/ui/format.ts";
import { ScrollBox } from "#components/ui/scroll-box.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import { snapshotEstimate } from "#lib/client/snapshots.ts";
import type { SnapshotEstimate } from "#lib/runs/index.ts";
import { type Draft, estimateInput } from "./draft.ts";

/** What the run would ask and cost before it starts, each figure with what it rests on. */
export function EstimatePanel({ draft }: { readonly draft: Draft }) {
  const input = useDeferredValue(estimateInput(draft));
  const estimate = useQuery(snapshotEstimate(draft.snapshotId, input));
  if (!asksEndpoints(draft)) return null;
  if (draft.snapshotId === null) {
    return (
      <p className="estimate-note">
        What this run will ask and cost is reckoned after the import, when its files are counted: it is then in the
        run's events, before the first call that costs anything.
      </p>
    );
  }
  if (estimate.isError) {
    return (
      <p className="estimate-note" role="status">
        There is no estimate: {estimate.error.message}
      </p>
    );
  }
  if (!estimate.data || input === null) return <p className="estimate-note">The estimate stands here.</p>;
  return <Estimate estimate={estimate.data} />;
}

/** The sum in one line, beside the button that starts the run. */
export function EstimateLine({ draft }: { readonly draft: Draft }) {
  const input = useDeferredValue(estimateInput(draft));
  const { data } = useQuery(snapshotEstimate(draft.snapshotId, input));
  if (!asksEndpoints(draft) || !data || input === null) return null;
  const { calls, costUsd, wallMs } = data.total;
  const parts = [
    costUsd.value === null ? "cost unknown" : formatUsd(costUsd.value),
    ...(calls.value === null ? [] : [`${formatCount(calls.value)} calls`]),
    ...(wallMs.value === null ? [] : [`about ${formatTime(wallMs.value)}`]),
  ];
  return (
    <p className="text-12 text-text-2" role="status">
      At most <b className="font-medium text-text">{parts[0]}</b>
      {parts.slice(1).map((part) => `, ${part}`)}
    </p>
  );
}

function Estimate({ estimate }: { readonly estimate: SnapshotEstimate }) {
  const rows = [...estimate.lines, ...(estimate.lines.length > 1 ? [estimate.total] : [])];
  return (
    <section aria-labelledby="estimate" className="estimate">
      <h3 id="estimate">
        Estimate <span className="text-text-3">at most, if every search runs to its end and nothing is stored yet</span>
      </h3>
      <ScrollBox>
        <Table label="Estimate by purpose" tight>
          <thead>
            <tr>
              <Th>purpose</Th>
              <Th align="right">calls</Th>
              <Th align="right">tokens in</Th>
              <Th align="right">read before</Th>
              <Th align="right">out</Th>
              <Th align="right">cost</Th>
              <Th align="right">time</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <tr key={line.purpose} className={line.purpose === "total" ? "total-row" : undefined}>
                <Td>{line.purpose === "total" ? "all" : line.purpose}</Td>
                <FigureCell figure={line.calls} format={formatCount} />
                <FigureCell figure={line.inputTokens} format={formatCount} />
                <FigureCell figure={line.cachedTokens} format={formatCount} />
                <FigureCell figure={line.outputTokens} format={formatCount} />
                <FigureCell figure={line.costUsd} format={formatUsd} />
                <FigureCell figure={line.wallMs} format={formatTime} />
              </tr>
            ))}
          </tbody>
        </Table>
      </ScrollBox>
      <details>
        <summary>What the figures rest on</summary>
        <ul>
          {estimate.basis.map((each) => (
            <li key={each}>{each}</li>
          ))}
          {estimate.lines.map((line) => (
            <li key={line.purpose}>
              <b className="font-name">{line.purpose}</b>: {assumptions(line)}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

type Line = SnapshotEstimate["total"];

function FigureCell({
  figure,
  format,
}: {
  readonly figure: Line["calls"];
  readonly format: (value: number | null) => string;
}) {
  return (
    <Td number title={figure.assumption}>
      {figure.value === null ? <span className="text-text-3">unknown</span> : format(figure.value)}
    </Td>
  );
}

/** Each thing that a line takes for granted, once. */
function assumptions({ calls, inputTokens, cachedTokens, outputTokens, costUsd, wallMs }: Line): string {
  const all = [calls, inputTokens, cachedTokens, outputTokens, costUsd, wallMs].map((figure) => figure.assumption);
  return `${[...new Set(all)].join("; ")}.`;
}
