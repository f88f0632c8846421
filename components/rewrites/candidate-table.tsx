import { Check, X } from "lucide-react";
import { formatGain, formatPercent, formatS, gainSign } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { Tag } from "#components/ui/tag.tsx";
import type { Candidate } from "#lib/trajectory/index.ts";
import { candidateName, outcome } from "./candidate-words.ts";

/** Every candidate that was scored, in the order of evaluation, references first: the same rows as the chart. */
export function CandidateTable({
  candidates,
  unit,
  selected,
  onSelect,
}: {
  readonly candidates: readonly Candidate[];
  readonly unit: string;
  readonly selected: string | null;
  readonly onSelect: (label: string) => void;
}) {
  const byLabel = new Map(candidates.map((each) => [each.label, each]));
  const noThought = byLabel.get("no-thought");
  return (
    <Table label="Candidates" tight>
      <thead>
        <tr>
          <Th>id</Th>
          <Th>from</Th>
          <Th align="right" title={unit}>
            S
          </Th>
          <Th align="right" title={`S of its parent minus its own, ${unit}; of no thought for the start`}>
            change
          </Th>
          <Th align="right" title="characters of the thought">
            length
          </Th>
          <Th align="right">leak</Th>
          <Th>outcome</Th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((candidate) => {
          const parent =
            candidate.parent === null
              ? candidate.kind === "no-thought"
                ? undefined
                : noThought
              : byLabel.get(candidate.parent);
          const change = parent ? parent.s - candidate.s : null;
          const { text, tone } = outcome(candidate.reason);
          return (
            <Tr
              key={candidate.label}
              current={candidate.label === selected}
              selected={candidate.label === selected}
              onClick={() => onSelect(candidate.label)}
            >
              <Td title={`made by ${candidate.operator}`}>
                <button type="button" className="font-name" aria-pressed={candidate.label === selected}>
                  {candidateName(candidate)}
                </button>
              </Td>
              <Td className="text-text-3">{candidate.parent === "0" ? "start" : (candidate.parent ?? "")}</Td>
              <Td number>{formatS(candidate.s)}</Td>
              <Td number className={`gain-${gainSign(change)}`}>
                {formatGain(change)}
              </Td>
              <Td number>{candidate.text.length === 0 ? "" : candidate.text.length.toLocaleString("en-US")}</Td>
              <Td number className={candidate.reason === "leak" ? "font-semibold text-reject" : undefined}>
                {formatPercent(candidate.leak?.overlap)}
              </Td>
              <Td>
                <Tag
                  tone={tone}
                  {...(tone === "accept"
                    ? { icon: <Check aria-hidden="true" /> }
                    : tone === "reject"
                      ? { icon: <X aria-hidden="true" /> }
                      : {})}
                >
                  {text}
                </Tag>
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
