import Link from "next/link";
import { ScoreChip } from "#components/marks/gain.tsx";
import { gainRange } from "#components/marks/gain-range.ts";
import { VerdictMark } from "#components/marks/verdict-mark.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { formatCount, formatPercent, plural } from "#components/ui/format.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { DatasetPreview } from "#lib/dataset/index.ts";

/** The trajectories that an export would hold now. */
export function KeptRows({
  preview,
  onVerdicts,
}: {
  readonly preview: DatasetPreview;
  /** Takes trajectories of every verdict. */
  readonly onVerdicts: () => void;
}) {
  const { rows } = preview;
  const range = gainRange(rows.map((row) => row.meanGain));
  return (
    <section aria-label="Rows of the dataset" className="flex min-h-0 grow flex-col border-t border-line">
      <div className="pane-head">
        <h2>What it holds</h2>
        <span className="text-11 text-text-3">{plural(rows.length, "trajectory", "trajectories")}</span>
      </div>
      {rows.length === 0 ? (
        <Nothing preview={preview} onVerdicts={onVerdicts} />
      ) : (
        <VirtualRows count={rows.length} rowHeight={26} className="grow">
          {(indexes, before, after) => (
            <Table label="Trajectories that pass" tight>
              <thead>
                <tr>
                  <Th>
                    <span className="sr-only">verdict</span>
                  </Th>
                  <Th>trajectory</Th>
                  <Th>licence</Th>
                  <Th align="right">characters</Th>
                  <Th align="right">trained</Th>
                  <Th align="right">gain, nats/unit</Th>
                </tr>
              </thead>
              <tbody>
                {before}
                {indexes.map((index) => {
                  const row = rows[index];
                  return row && <Row key={row.trajectoryId} row={row} range={range} />;
                })}
                {after}
              </tbody>
            </Table>
          )}
        </VirtualRows>
      )}
    </section>
  );
}

/** Which rule took the last of them, and the way on. */
function Nothing({ preview, onVerdicts }: Parameters<typeof KeptRows>[0]) {
  if (preview.start.rows === 0) {
    return <EmptyState>Trajectories that are finished stand here; a run over a repository writes one.</EmptyState>;
  }
  const last = preview.rules.find((rule) => rule.rows === 0);
  const byVerdict = last?.rule.startsWith("verdict") ?? false;
  return (
    <EmptyState
      action={
        byVerdict ? (
          <span className="flex gap-2">
            <ButtonLink href="/review" variant="main">
              Review
            </ButtonLink>
            <Button onClick={onVerdicts}>Take every verdict</Button>
          </span>
        ) : undefined
      }
    >
      {byVerdict
        ? "No trajectory has such a verdict yet, so there is nothing to export."
        : `Nothing passes the filter: after "${last?.rule ?? ""}" no trajectory is left.`}
    </EmptyState>
  );
}

function Row({ row, range }: { readonly row: DatasetPreview["rows"][number]; readonly range: number }) {
  return (
    <Tr>
      <Td className="w-[30px]">
        <VerdictMark verdict={row.verdict ?? "open"} />
      </Td>
      <Td className="max-w-[260px] truncate">
        <Link className="font-name text-text" href={`/trajectories/${row.trajectoryId}`}>
          {row.repository}
        </Link>{" "}
        <span className="mono text-text-3">{row.trajectoryId.slice(-6)}</span>
      </Td>
      <Td className={row.license === null ? "text-warn" : "text-text-2"}>{row.license ?? "none found"}</Td>
      <Td number>{formatCount(row.characters)}</Td>
      <Td number>{row.characters > 0 ? formatPercent(row.trainedCharacters / row.characters, 0) : ""}</Td>
      <Td align="right">
        <ScoreChip value={row.meanGain} range={range} missing="no thought is scored" />
      </Td>
    </Tr>
  );
}
