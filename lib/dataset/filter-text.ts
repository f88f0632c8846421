import { AppError, type FieldProblem } from "#lib/std/errors.ts";
import { fieldProblems } from "#lib/std/field-problems.ts";
import { DatasetFilter } from "./schema.ts";

type Member = keyof DatasetFilter;
type Kind = "list" | "number" | "flag";

/** What may stand before the colon. */
const KEYS: Readonly<Record<string, { readonly member: Member; readonly kind: Kind }>> = {
  verdict: { member: "verdict", kind: "list" },
  license: { member: "license", kind: "list" },
  repository: { member: "repository", kind: "list" },
  author: { member: "author", kind: "list" },
  scorer: { member: "scorer", kind: "list" },
  id: { member: "id", kind: "list" },
  "min-gain": { member: "minGain", kind: "number" },
  "max-leak": { member: "maxLeak", kind: "number" },
  "max-characters": { member: "maxCharacters", kind: "number" },
  "include-unfaithful": { member: "includeUnfaithful", kind: "flag" },
};

/**
 * Reads a filter as people type it: `verdict:accept license:MIT,Apache-2.0 min-gain:0.1 repository:"my repo"`. Words are
 * conditions that all hold; commas separate what any one may be. The same key twice adds to the list.
 */
export function parseFilter(text: string): DatasetFilter {
  const found: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const word of splitWords(text)) {
    const colon = word.indexOf(":");
    const name = colon < 0 ? word : word.slice(0, colon);
    const key = KEYS[name.toLowerCase()];
    if (!key) problems.push({ field: name, message: `is no condition; ${advise(name, Object.keys(KEYS))}` });
    else if (colon < 0 && key.kind !== "flag")
      problems.push({ field: name, message: `needs a value, as in ${name}:…` });
    else addValue(found, key, colon < 0 ? "yes" : word.slice(colon + 1), name, problems);
  }
  const parsed = DatasetFilter.safeParse(found);
  if (parsed.success && problems.length === 0) return parsed.data;
  if (!parsed.success) problems.push(...describeValues(found, parsed.error));
  throw new AppError("invalid", problems.map((each) => `${each.field}: ${each.message}`).join("; "), {
    fields: problems,
  });
}

/** The filter as `parseFilter` reads it; empty where nothing is restricted. */
export function formatFilter(filter: DatasetFilter): string {
  return Object.entries(KEYS)
    .flatMap(([name, { member }]) => {
      const value = filter[member];
      if (value === undefined || value === false) return [];
      if (value === true) return [name];
      return [`${name}:${(Array.isArray(value) ? value : [String(value)]).map(quote).join(",")}`];
    })
    .join(" ");
}

/** The nearest of the known words, or all of them. */
function advise(word: string, known: readonly string[]): string {
  const near = known
    .map((each) => ({ each, distance: editDistance(word.toLowerCase(), each.toLowerCase()) }))
    .reduce((best, each) => (each.distance < best.distance ? each : best));
  return near.distance <= Math.max(1, Math.floor(near.each.length / 3))
    ? `did you mean ${near.each}?`
    : `use one of ${known.join(", ")}`;
}

function addValue(
  found: Record<string, unknown>,
  key: { readonly member: Member; readonly kind: Kind },
  value: string,
  name: string,
  problems: FieldProblem[],
): void {
  const values = splitValues(value);
  if (values.length === 0) problems.push({ field: name, message: `needs a value, as in ${name}:…` });
  else if (key.kind === "list") {
    const before = found[key.member];
    found[key.member] = [...(Array.isArray(before) ? before : []), ...values];
  } else if (key.kind === "flag") {
    if (/^(yes|true|1)$/i.test(value)) found[key.member] = true;
    else if (/^(no|false|0)$/i.test(value)) found[key.member] = false;
    else problems.push({ field: name, message: "is yes or no" });
  } else if (/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(value)) found[key.member] = Number(value);
  else problems.push({ field: name, message: `must be a number, such as ${name}:0.1` });
}

/** Words at white space, where quotes hold words together; the quotes stay for `splitValues`. */
function splitWords(text: string): string[] {
  return text.match(/(?:"[^"]*"|[^\s"])+|"/g) ?? [];
}

function splitValues(text: string): string[] {
  const parts = text.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  return parts.map((part) => part.replaceAll('"', "")).filter((part) => part !== "");
}

function quote(value: string): string {
  return /[\s,]/.test(value) ? `"${value}"` : value;
}

function describeValues(found: Record<string, unknown>, error: Parameters<typeof fieldProblems>[0]): FieldProblem[] {
  return fieldProblems(error).map(({ field, message }) => {
    const [member = "", index] = field.split(".");
    const name = Object.entries(KEYS).find(([, key]) => key.member === member)?.[0] ?? member;
    const list = found[member];
    const value = Array.isArray(list) && index !== undefined ? String(list[Number(index)]) : "";
    if (member !== "verdict") return { field: name, message };
    return { field: name, message: `${value} is no verdict; ${advise(value, ["accept", "reject", "open"])}` };
  });
}

/** Levenshtein's distance, one row at a time. Words are short. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
