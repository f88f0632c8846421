const NUMBERS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** A name as code: single backticks, on one line. */
export function tick(name: string): string {
  return `\`${name.replace(/[`\s]+/g, " ").trim()}\``;
}

/** "a", "a and b", "a, b and c"; what is over `limit` is counted. */
export function list(items: readonly string[], limit = 3): string {
  const shown = items.length > limit + 1 ? items.slice(0, limit) : items;
  const rest = items.length - shown.length;
  const parts = rest > 0 ? [...shown, `${count(rest)} more`] : [...shown];
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

export function ticks(names: readonly string[], limit = 3): string {
  return list(names.map(tick), limit);
}

export function count(value: number): string {
  return NUMBERS[value] ?? String(value);
}

/** "one file", "three files". */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** "three cases"; an outline lists at most forty. */
export function caseCount(cases: number): string {
  return cases >= 40 ? "forty cases or more" : counted(cases, "case");
}

export function sentence(text: string): string {
  const trimmed = text.trim();
  const head = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?:]["']?$/.test(head) ? head : `${head}.`;
}

export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

export function isAre(items: readonly unknown[], one = "is", many = "are"): string {
  return items.length === 1 ? one : many;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A file's name without its ending, in small letters. */
export function stemOf(path: string): string {
  return baseName(path)
    .replace(/\.\w+$/, "")
    .toLowerCase();
}

/** Names that say little without their folder. */
const VAGUE = /^(?:index|main|mod|lib|types?|schema|server|adapter|outline|utils?|__init__|conftest)\.\w+$/;

/** A short name for a file in a sentence: its base name, with its folder where the base name says little. */
export function label(path: string): string {
  const base = baseName(path);
  return VAGUE.test(base) ? path.split("/").slice(-2).join("/") : base;
}

/** A path as a thought says it: whole, or its short name where the import of it would be a run the leak gate sees. */
export function pathWords(path: string): string {
  return codeTokens(path).length <= 6 ? path : label(path);
}

/** Short names that differ from each other. */
export function labels(paths: readonly string[]): string[] {
  const bases = paths.map(baseName);
  return paths.map((path, index) =>
    bases.indexOf(baseName(path)) === index && bases.lastIndexOf(baseName(path)) === index ? label(path) : path,
  );
}

/** The folder of a path, "" at the root. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** Code tokens of a text: identifiers, numbers and single marks. */
export function codeTokens(text: string): string[] {
  return text.match(/[\p{L}_$][\p{L}\p{N}_$]*|\p{N}+|[^\s\p{L}\p{N}_$]/gu) ?? [];
}

export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
