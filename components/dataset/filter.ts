import type { ReviewRow } from "#lib/curation/index.ts";
import { DatasetFilter } from "#lib/dataset/index.ts";
import type { Trajectory } from "#lib/trajectory/index.ts";

/** The filter as the address and the form hold it: lists of words, and numbers as typed. */
export type FilterDraft = {
  readonly verdict: readonly string[];
  readonly license: readonly string[];
  readonly repository: readonly string[];
  readonly author: readonly string[];
  readonly scorer: readonly string[];
  readonly minGain: string;
  /** Per cent of 8-grams. */
  readonly maxLeak: string;
  readonly maxCharacters: string;
  readonly unfaithful: boolean;
};

export const LISTS = ["verdict", "license", "repository", "author", "scorer"] as const;
export const NUMBERS = ["minGain", "maxLeak", "maxCharacters"] as const;

export const VERDICTS = [
  { id: "accept", label: "accepted" },
  { id: "open", label: "open" },
  { id: "reject", label: "rejected" },
] as const;

/** The filter an address describes. Without any word in it: what a person has accepted. */
export function draftOf(search: URLSearchParams): FilterDraft {
  const verdict = search.getAll("verdict");
  return {
    verdict: search.has("verdict") ? verdict.filter((each) => each !== "any") : ["accept"],
    license: search.getAll("license"),
    repository: search.getAll("repository"),
    author: search.getAll("author"),
    scorer: search.getAll("scorer"),
    minGain: search.get("minGain") ?? "",
    maxLeak: search.get("maxLeak") ?? "",
    maxCharacters: search.get("maxCharacters") ?? "",
    unfaithful: search.get("unfaithful") === "1",
  };
}

/** What to write into the address for one changed part. No verdict chosen is said, since absence means "accepted". */
export function searchOf(change: Partial<FilterDraft>): Record<string, string | readonly string[] | null> {
  const { unfaithful, verdict, ...rest } = change;
  return {
    ...rest,
    ...(verdict === undefined ? {} : { verdict: verdict.length === 0 ? "any" : verdict }),
    ...(unfaithful === undefined ? {} : { unfaithful: unfaithful ? "1" : null }),
    ...Object.fromEntries(NUMBERS.flatMap((name) => (change[name] === "" ? [[name, null]] : []))),
  };
}

export type FilterProblems = Readonly<Partial<Record<(typeof NUMBERS)[number], string>>>;

/** The filter to send, or what is wrong with which number. */
export function filterOf(draft: FilterDraft): { filter: DatasetFilter; problems: FilterProblems } {
  const problems: Partial<Record<(typeof NUMBERS)[number], string>> = {};
  const number = (name: (typeof NUMBERS)[number], least: number, most: number): number | undefined => {
    if (draft[name].trim() === "") return undefined;
    const value = Number(draft[name].replace("−", "-").replace(",", "."));
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    problems[name] = `Must be a number${most === Number.POSITIVE_INFINITY ? "" : ` from ${least} to ${most}`}.`;
    return undefined;
  };
  const leak = number("maxLeak", 0, 100);
  const filter = {
    ...Object.fromEntries(LISTS.flatMap((name) => (draft[name].length === 0 ? [] : [[name, draft[name]]]))),
    ...present("minGain", number("minGain", -100, 100)),
    ...present("maxLeak", leak === undefined ? undefined : leak / 100),
    ...present("maxCharacters", number("maxCharacters", 0, Number.POSITIVE_INFINITY)),
    ...(draft.unfaithful ? { includeUnfaithful: true } : {}),
  };
  // A word of the address that is no verdict leaves the whole filter out rather than half of it.
  return { filter: DatasetFilter.safeParse(filter).data ?? {}, problems };
}

function present(name: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: value };
}

export type Choices = Readonly<Record<"license" | "repository" | "author" | "scorer", readonly string[]>>;

/** Everything a filter could name, of what is there, with what the address names already. */
export function choicesOf(
  rows: readonly ReviewRow[],
  trajectories: readonly Trajectory[],
  draft: FilterDraft,
): Choices {
  return {
    license: sorted([...rows.flatMap((row) => (row.license === null ? [] : [row.license])), ...draft.license]),
    repository: sorted([...rows.map((row) => row.repository), ...draft.repository]),
    author: sorted([...trajectories.map((each) => each.author), ...draft.author]),
    scorer: sorted([...trajectories.flatMap((each) => (each.scorer === null ? [] : [each.scorer])), ...draft.scorer]),
  };
}

function sorted(words: readonly string[]): string[] {
  return [...new Set(words)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A filter in one line, for the list of exports. */
export function filterText(filter: DatasetFilter): string {
  const parts = [
    list("verdict", filter.verdict),
    list("licence", filter.license),
    list("repository", filter.repository),
    list("author", filter.author),
    list("scorer", filter.scorer),
    filter.id === undefined ? "" : `${filter.id.length} chosen`,
    filter.minGain === undefined ? "" : `gain ≥ ${filter.minGain}`,
    filter.maxLeak === undefined ? "" : `leak ≤ ${Math.round(filter.maxLeak * 1000) / 10} %`,
    filter.maxCharacters === undefined ? "" : `length ≤ ${filter.maxCharacters}`,
    filter.includeUnfaithful ? "also unfaithful" : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "every finished trajectory" : parts.join("; ");
}

function list(name: string, values: readonly string[] | undefined): string {
  if (values === undefined) return "";
  return values.length > 3 ? `${name} one of ${values.length}` : `${name} ${values.join(", ")}`;
}
