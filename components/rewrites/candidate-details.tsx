import { formatCount, formatGain, formatPercent } from "#components/ui/format.ts";
import type { Candidate, StepSearch, Trajectory } from "#lib/trajectory/index.ts";
import { candidateName, unitNoun } from "./candidate-words.ts";

/** Everything measured about one candidate that the table has no room for. */
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
    [
      "Length",
      leak
        ? `${candidate.text.length.toLocaleString("en-US")} characters, ${leak.lengthRatio.toFixed(2)} × target`
        : `${candidate.text.length.toLocaleString("en-US")} characters`,
    ],
    [
      "Sum",
      `${candidate.sumLogprob.toFixed(1)} nats over ${formatCount(candidate.units)} ${noun}, unclipped`.replace(
        "-",
        "−",
      ),
    ],
    ...(leak
      ? ([
          [
            "Leak",
            `${formatPercent(leak.overlap)} of 8-token runs, limit ${formatPercent(settings.leakOverlap)}; longest run ${leak.longestRun}, limit ${settings.leakRun}`,
          ],
          ["Repeats", formatPercent(leak.repetition)],
          [
            "Net of leak",
            leak.adjustedGain === null
              ? "not measured"
              : `${formatGain(leak.adjustedGain)} ${search.scores?.unit ?? "nats"} over its parent, on units it does not copy`,
          ],
        ] satisfies [string, string][])
      : []),
    ["Search", `${settings.mode}, ${settings.candidates} rewrites a pass, ${settings.passes} passes`],
    ["Tokenizer", search.scores?.tokenizer ?? ""],
  ];
  return (
    <dl className="grid grid-cols-[84px_1fr] gap-x-2 gap-y-0.5 p-3 text-12">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-text-3">{name}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
