import type { VerdictState } from "#components/marks/verdict-mark.tsx";
import type { ReviewRow } from "#lib/curation/index.ts";

/** Above this the leak of a trajectory is called high: the share of 8-grams of a thought that stand in its target. */
export const HIGH_LEAK = 0.02;
/** From this on a gain is called high, in nats per unit. */
export const HIGH_GAIN = 0.03;

export type ReviewFilter = {
  readonly verdict: readonly string[];
  readonly license: readonly string[];
  readonly repository: readonly string[];
};

export const SORTS = [
  { id: "telling", label: "Most telling" },
  { id: "newest", label: "Newest" },
  { id: "gain", label: "Gain" },
  { id: "leak", label: "Leak" },
  { id: "steps", label: "Steps" },
  { id: "files", label: "Files" },
] as const;
export type ReviewSort = (typeof SORTS)[number]["id"];

/** Why a trajectory is worth a look before others. */
export type Why = { readonly tone: "reject" | "warn" | "neutral"; readonly text: string; readonly weight: number };

/** The gravest reason first; none where nothing speaks for an early look. */
export function whyEarly(row: ReviewRow): Why | null {
  if (row.fidelityOk === false) return { tone: "reject", text: "files differ from the repository", weight: 6 };
  const leaks = row.maxLeak !== null && row.maxLeak > HIGH_LEAK;
  if (leaks && (row.meanGain ?? 0) >= HIGH_GAIN) return { tone: "reject", text: "gain high, leak high", weight: 5 };
  if (leaks) return { tone: "reject", text: "leak high", weight: 4 };
  if (row.ungrounded > 0) {
    return { tone: "warn", text: `${row.ungrounded} ungrounded ${row.ungrounded === 1 ? "name" : "names"}`, weight: 3 };
  }
  if (row.meanGain !== null && row.meanPlaceboGain !== null && row.meanGain <= row.meanPlaceboGain) {
    return { tone: "neutral", text: "no better than placebo", weight: 2 };
  }
  if (row.meanGain !== null && row.meanGain <= 0) return { tone: "neutral", text: "thoughts do not help", weight: 2 };
  if (row.meanGain === null) return { tone: "neutral", text: "not scored", weight: 1 };
  return null;
}

export function verdictOf(row: ReviewRow): VerdictState {
  return row.verdict ?? "open";
}

/** The rows that every chosen facet allows; nothing chosen in a facet allows all of it. */
export function filterRows(rows: readonly ReviewRow[], filter: ReviewFilter, except?: keyof ReviewFilter): ReviewRow[] {
  return rows.filter((row) =>
    FACETS.every(
      (facet) => facet === except || filter[facet].length === 0 || filter[facet].includes(facetValue(row, facet)),
    ),
  );
}

export const FACETS = ["verdict", "license", "repository"] as const;

/** What a licence that was not found is called in the address. */
export const NO_LICENSE = "none";

/** Values of one facet with their counts under the other filters: verdicts in their own order, others by count. */
export function facetCounts(
  rows: readonly ReviewRow[],
  filter: ReviewFilter,
  facet: keyof ReviewFilter,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of facet === "verdict" ? VERDICTS : rows.map((row) => facetValue(row, facet))) counts.set(value, 0);
  for (const row of filterRows(rows, filter, facet)) {
    const value = facetValue(row, facet);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  if (facet === "verdict") return values;
  return values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

const VERDICTS: readonly VerdictState[] = ["open", "accept", "reject", "abstain"];

export function facetValue(row: ReviewRow, facet: keyof ReviewFilter): string {
  switch (facet) {
    case "verdict":
      return verdictOf(row);
    case "license":
      return row.license ?? NO_LICENSE;
    case "repository":
      return row.repository;
  }
}

/** A new array in the order asked for; what is unknown comes last, and equal ones keep newest first. */
export function sortRows(rows: readonly ReviewRow[], sort: ReviewSort): ReviewRow[] {
  const newest = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
  const by = (value: (row: ReviewRow) => number | null) =>
    newest.sort((a, b) => (value(b) ?? Number.NEGATIVE_INFINITY) - (value(a) ?? Number.NEGATIVE_INFINITY));
  switch (sort) {
    case "newest":
      return newest;
    case "gain":
      return by((row) => row.meanGain);
    case "leak":
      return by((row) => row.maxLeak);
    case "steps":
      return by((row) => row.steps);
    case "files":
      return by((row) => row.files);
    case "telling":
      return by((row) => (whyEarly(row)?.weight ?? 0) + (row.maxLeak ?? 0));
  }
}

/** Counts of values in equal bins between the least and the greatest, for the small histograms. */
export function histogram(
  values: readonly number[],
  bins = 18,
): { readonly low: number; readonly high: number; readonly counts: readonly number[] } | null {
  if (values.length === 0) return null;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = high === low ? 0 : Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts };
}

/** Mean gain and mean leak of some rows; unknown ones do not count. */
export function means(rows: readonly ReviewRow[]): { gain: number | null; leak: number | null } {
  return { gain: mean(rows.map((row) => row.meanGain)), leak: mean(rows.map((row) => row.maxLeak)) };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
