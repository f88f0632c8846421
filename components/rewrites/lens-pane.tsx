"use client";

import { ArrowLeftRight } from "lucide-react";
import { type ReactNode, type RefObject, useMemo, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { formatGain, formatPercent, formatS, gainSign } from "#components/ui/format.ts";
import { Select } from "#components/ui/select.tsx";
import type { Candidate, StepSearch } from "#lib/trajectory/index.ts";
import { candidateName, finalCandidate, scorerWords, unitNoun } from "./candidate-words.ts";
import { GainLines } from "./gain-lines.tsx";
import { LensCode, type LensCodeHandle } from "./lens-code.tsx";
import { LensLegend } from "./lens-legend.tsx";
import { buildLens } from "./lens-lines.ts";
import { clipOf, pairedInterval } from "./paired-interval.ts";

export type LensSides = { readonly from: string; readonly to: string };

/** The candidates that a lens can stand between: those whose log-probabilities are stored. */
export function lensCandidates(search: StepSearch): Candidate[] {
  return search.candidates.filter((each) => (search.logprobs[each.label]?.length ?? 0) > 0);
}

/** No thought against the final one; what is missing gives way to what is there. */
export function firstSides(search: StepSearch): LensSides | null {
  const known = lensCandidates(search);
  const final = finalCandidate(known);
  const from = known.find((each) => each.kind === "no-thought") ?? known[0];
  return from && final ? { from: from.label, to: final.label } : null;
}

/** The target coloured by what one version of the thought gains over another, with its figures and its best lines. */
export function LensPane({
  search,
  sides,
  onSides,
  toolbar,
  leakLines,
  codeRef,
}: {
  readonly search: StepSearch;
  readonly sides: LensSides;
  readonly onSides: (sides: LensSides) => void;
  readonly toolbar?: ReactNode;
  readonly leakLines?: ReadonlySet<number>;
  readonly codeRef?: RefObject<LensCodeHandle | null>;
}) {
  const own = useRef<LensCodeHandle>(null);
  const code = codeRef ?? own;
  const known = lensCandidates(search);
  const from = known.find((each) => each.label === sides.from) ?? known[0];
  const to = known.find((each) => each.label === sides.to) ?? known[0];
  const fromLogprobs = search.logprobs[from?.label ?? ""] ?? none;
  const toLogprobs = search.logprobs[to?.label ?? ""] ?? none;
  const lens = useMemo(
    () =>
      buildLens({
        target: search.target,
        unitEnds: search.unitEnds,
        scoredFrom: search.scoredFrom,
        from: fromLogprobs,
        to: toLogprobs,
      }),
    [search, fromLogprobs, toLogprobs],
  );
  if (!from || !to) return null;

  const noun = unitNoun(search.scores?.unit);
  const names = { from: candidateName(from), to: candidateName(to) };
  const final = finalCandidate(known);
  const options = known.map((each) => ({
    id: each.label,
    label: each.label === final?.label ? `final, ${candidateName(each)}` : candidateName(each),
  }));
  return (
    <>
      <div className="toolbar">
        <span className="text-12 text-text-3">From</span>
        <Select
          label="From"
          options={options}
          value={from.label}
          onChange={(label) => onSides({ from: label, to: to.label })}
        />
        <span className="text-12 text-text-3">to</span>
        <Select
          label="To"
          options={options}
          value={to.label}
          onChange={(label) => onSides({ from: from.label, to: label })}
        />
        <Button
          size="sm"
          variant="quiet"
          icon={<ArrowLeftRight aria-hidden="true" />}
          onClick={() => onSides({ from: to.label, to: from.label })}
        >
          Swap
        </Button>
        <span className="grow" />
        {toolbar}
      </div>
      <div className="lens-sum">
        <Figures search={search} from={from} to={to} />
        <span className="grow" />
        <LensLegend changes={lens.changes} scoredFrom={search.scoredFrom} noun={noun} />
      </div>
      <LensCode
        ref={code}
        target={search.target}
        lens={lens}
        unitEnds={search.unitEnds}
        scoredFrom={search.scoredFrom}
        names={names}
        logprobs={{ from: fromLogprobs, to: toLogprobs }}
        noun={noun}
        {...(leakLines ? { leakLines } : {})}
      />
      <GainLines lens={lens} target={search.target} noun={noun} onLine={(line) => code.current?.reveal(line)} />
    </>
  );
}

const none: readonly number[] = [];

function Figures({
  search,
  from,
  to,
}: {
  readonly search: StepSearch;
  readonly from: Candidate;
  readonly to: Candidate;
}) {
  const gain = from.s - to.s;
  const interval = pairedInterval(
    search.logprobs[from.label] ?? none,
    search.logprobs[to.label] ?? none,
    search.scoredFrom,
    clipOf(search.candidates),
  );
  const placebo = search.candidates.find((each) => each.kind === "placebo");
  const unit = search.scores?.unit ?? "nats";
  return (
    <dl title={`Scored by ${scorerWords(search.scores?.scorer ?? null)}`}>
      <div>
        <dt>S, {unit}</dt>
        <dd>
          <span className="font-normal text-text-3">{formatS(from.s)} →</span> {formatS(to.s)}
        </dd>
      </div>
      <div>
        <dt>Gain</dt>
        <dd
          className={`gain-${gainSign(gain)}`}
          title={
            interval
              ? `95 %: ${formatGain(interval.low)} to ${formatGain(interval.high)}, n = ${interval.n}`
              : undefined
          }
        >
          {formatGain(gain)}{" "}
          {from.kind === "no-thought" && from.s > 0 && (
            <span className="font-normal text-text-3">{formatPercent(gain / from.s)}</span>
          )}
        </dd>
      </div>
      {placebo && from.kind === "no-thought" && to.kind !== "placebo" && (
        <div>
          <dt>Over placebo</dt>
          <dd className={`gain-${gainSign(placebo.s - to.s)}`}>{formatGain(placebo.s - to.s)}</dd>
        </div>
      )}
      {to.parent === from.label && to.leak?.adjustedGain != null && (
        <div>
          <dt title="The same gain on units that share no n-gram with the thought">Net of leak</dt>
          <dd className={`gain-${gainSign(to.leak.adjustedGain)}`}>{formatGain(to.leak.adjustedGain)}</dd>
        </div>
      )}
    </dl>
  );
}
