import { VERDICT_NAMES, VerdictMark } from "#components/marks/verdict-mark.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { formatCount, formatGain, formatPercent } from "#components/ui/format.ts";
import type { ReviewRow } from "#lib/curation/index.ts";
import { Histogram } from "./histogram.tsx";
import { FACETS, facetCounts, filterRows, NO_LICENSE, type ReviewFilter } from "./rows.ts";

const NAMES = { verdict: "Verdict", license: "Licence", repository: "Repository" } as const;

/** How the matching rows spread over gain and leak, and what can be chosen. */
export function Facets({
  rows,
  filter,
  onToggle,
}: {
  readonly rows: readonly ReviewRow[];
  readonly filter: ReviewFilter;
  readonly onToggle: (facet: keyof ReviewFilter, value: string) => void;
}) {
  const matching = filterRows(rows, filter);
  return (
    <>
      <Histogram
        label="Mean gain, nats/unit"
        values={matching.map((row) => row.meanGain)}
        format={(value) => formatGain(value, 2)}
      />
      <Histogram
        label="Highest leak, % of 8-grams"
        values={matching.map((row) => row.maxLeak)}
        format={(value) => formatPercent(value)}
      />
      {FACETS.map((facet) => (
        <fieldset key={facet} className="facet">
          <legend className="overline-label">{NAMES[facet]}</legend>
          <ul>
            {facetCounts(rows, filter, facet).map(({ value, count }) => (
              <li key={value}>
                <Checkbox checked={filter[facet].includes(value)} onChange={() => onToggle(facet, value)}>
                  <span className="flex min-w-0 items-center gap-1.5">
                    <FacetName facet={facet} value={value} />
                  </span>
                </Checkbox>
                <span className="mono text-11 text-text-3">{formatCount(count)}</span>
              </li>
            ))}
          </ul>
        </fieldset>
      ))}
    </>
  );
}

function FacetName({ facet, value }: { readonly facet: keyof ReviewFilter; readonly value: string }) {
  if (facet === "verdict" && isVerdict(value)) {
    return (
      <>
        <VerdictMark verdict={value} decorative />
        {VERDICT_NAMES[value]}
      </>
    );
  }
  if (facet === "license" && value === NO_LICENSE) return <span className="text-warn">none found</span>;
  return (
    <span className="truncate" title={value}>
      {value}
    </span>
  );
}

function isVerdict(value: string): value is keyof typeof VERDICT_NAMES {
  return value in VERDICT_NAMES;
}
