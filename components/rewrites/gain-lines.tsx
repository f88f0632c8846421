"use client";

import { useMemo, useState } from "react";
import { GainBar } from "#components/marks/gain.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatCount, formatNats, formatPercent, gainSign } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { type GainLine, type Lens, linesByGain } from "./lens-lines.ts";

const best = 5;
const worst = 2;
/** A table of more rows would no longer be read; the code itself shows every line. */
const most = 400;

/** "Where the gain comes from": lines by their totals, the best first and the worst last. */
export function GainLines({
  lens,
  target,
  noun,
  onLine,
}: {
  readonly lens: Lens;
  readonly target: string;
  readonly noun: string;
  readonly onLine: (line: number) => void;
}) {
  const [all, setAll] = useState(false);
  const rows = useMemo(() => linesByGain(lens), [lens]);
  const short = rows.length <= best + worst;
  const shown = all || short ? rows.slice(0, most) : [...rows.slice(0, best), ...rows.slice(-worst)];
  return (
    <section className="gain-lines" aria-label="Where the gain comes from">
      <div className="pane-head">
        <h2>Where the gain comes from</h2>
        <span className="truncate text-11 text-text-3">
          {formatCount(lens.scored)} scored {noun}, sum {formatNats(lens.sum)} nats
        </span>
        <span className="grow" />
        {!short && (
          <Button size="sm" variant="quiet" onClick={() => setAll(!all)}>
            {all ? "Fewer" : `${formatCount(Math.min(rows.length, most) - shown.length)} more lines`}
          </Button>
        )}
      </div>
      <div className={all ? "max-h-64 overflow-y-auto" : ""}>
        <Table label="Lines by gain" tight>
          <thead>
            <tr>
              <Th align="right">line</Th>
              <Th>code</Th>
              <Th>
                <span className="sr-only">bar</span>
              </Th>
              <Th align="right">nats</Th>
              <Th align="right">running</Th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row
                key={row.line.number}
                row={row}
                text={target.slice(row.line.start, row.line.end)}
                range={lens.range}
                onLine={onLine}
              />
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}

function Row({
  row,
  text,
  range,
  onLine,
}: {
  readonly row: GainLine;
  readonly text: string;
  readonly range: number;
  readonly onLine: (line: number) => void;
}) {
  return (
    <Tr>
      <Td number>
        <button
          type="button"
          className="text-accent hover:underline"
          onClick={() => onLine(row.line.number)}
          aria-label={`Show line ${row.line.number}`}
        >
          {row.line.number}
        </button>
      </Td>
      <Td className="w-3/5 max-w-0 truncate">
        <code className="font-mono text-11">{text.trim()}</code>
      </Td>
      <Td className="w-13">
        <GainBar value={row.total} range={range || 1} width={44} />
      </Td>
      <Td number className={`gain-${gainSign(row.total, 2)}`}>
        {formatNats(row.total)}
      </Td>
      <Td number className="text-text-3">
        {formatPercent(row.running, 0)}
      </Td>
    </Tr>
  );
}
