import { formatCount, formatDate, formatGain } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { Candidate, Leak, StepSearch, Trajectory } from "#lib/trajectory/index.ts";
import { candidateName, unitNoun } from "./candidate-words.ts";
import { hasGate, leakRows } from "./leak-rows.ts";

/** Everything measured about one candidate that the table has no room for, and with what it was measured. */
export function CandidateDetails({
  candidate,
  search,
  trajectory,
}: {
  readonly candidate: Candidate;
  readonly search: StepSearch;
  readonly trajectory: Trajectory;
}) {
  const { leak } = candidate;
  const noun = unitNoun(search.scores?.unit);
  const settings = trajectory.config.search;
  const rows: [string, string][] = [
    [
      "Candidate",
      candidate.parent === null
        ? candidateName(candidate)
        : `${candidateName(candidate)}, from ${candidate.parent === "0" ? "start" : candidate.parent}`,
    ],
    ["Made by", candidate.operator],
    ["Length", `${formatCount(candidate.text.length)} characters`],
    [
      "Sum",
      `${candidate.sumLogprob.toFixed(1)} nats over ${formatCount(candidate.units)} ${noun}, unclipped`.replace(
        "-",
        "−",
      ),
    ],
    ...(leak && leak.adjustedGain !== null
      ? ([
          [
            "Net of leak",
            `${formatGain(leak.adjustedGain)} ${search.scores?.unit ?? "nats"} over its parent, on units it does not copy`,
          ],
        ] satisfies [string, string][])
      : []),
    ["Search", searchWords(settings)],
    ["Scorer", search.scores?.scorer ?? "none"],
    ["Tokenizer", search.scores?.tokenizer ?? ""],
    ["Measured", formatDate(search.scores?.measuredAt)],
  ];
  return (
    <>
      <dl className="grid grid-cols-[84px_1fr] gap-x-2 gap-y-0.5 p-3 text-12">
        {rows
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-text-3">{name}</dt>
              <dd className="[overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
      </dl>
      {leak && <LeakTable leak={leak} settings={settings} />}
    </>
  );
}

function LeakTable({ leak, settings }: { readonly leak: Leak; readonly settings: Trajectory["config"]["search"] }) {
  return (
    <section aria-label="Leak" className="border-t border-line">
      <div className="pane-head">
        <h2>Leak</h2>
        <span className="truncate text-11 text-text-3">
          {hasGate(settings.mode) ? "over a limit is refused" : `${settings.mode} refuses nothing: measured only`}
        </span>
      </div>
      <Table label="Leak measures" tight>
        <thead>
          <tr>
            <Th>measure</Th>
            <Th align="right">here</Th>
            <Th align="right" title="Of this run's gate">
              limit
            </Th>
          </tr>
        </thead>
        <tbody>
          {leakRows(leak, settings).map(({ name, title, here, limit, over }) => (
            <Tr key={name} title={title}>
              <Td>{name}</Td>
              <Td number className={over ? "font-semibold text-reject" : undefined}>
                {over && <span className="sr-only">over the limit: </span>}
                {here}
              </Td>
              <Td number className="text-text-3">
                {limit}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function searchWords({ mode, candidates, passes }: Trajectory["config"]["search"]): string {
  if (mode === "off") return "off";
  if (mode === "segment") return `segment, ${candidates} rewrites of each paragraph`;
  return `${mode}, ${candidates} rewrites a pass, ${passes} passes`;
}
