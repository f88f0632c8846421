import { byCodeUnit } from "#lib/std/order.ts";

/**
 * Which licence a text is, by the words it shares with the SPDX texts.
 *
 * Both sides are reduced to lower-case words without copyright lines, titles and marks, and cut into overlapping runs
 * of three words. The likeness is Dice's coefficient of the two bags of runs: twice the shared ones over all of them
 * (L. R. Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26, 1945).
 */

export type Template = {
  readonly id: string;
  readonly runs: ReadonlyMap<string, number>;
  readonly count: number;
  /** Restricting phrases in the text, sorted; empty for most. */
  readonly restrictions: string;
};

/** Below it, nothing is said. Measured over installed packages: see README.md. */
export const LICENSE_THRESHOLD = 0.9;
const RUN_WORDS = 3;
/** Longer than any licence in the list; longer files are collections, whose licence is not one. */
const MAXIMUM_CHARACTERS = 200_000;
/** A sentence that is added to a known text changes few of its runs and all of its meaning. */
const RESTRICTION =
  /\b(commons clause|non ?commercial|shall not be used|may not be used (for|in)|must not be used|machine learning|artificial intelligence|not evil)\b/g;

export function templateOf(id: string, text: string): Template {
  const words = wordsOf(text);
  const runs = runsOf(words);
  return { id, runs, count: total(runs), restrictions: restrictionsOf(words) };
}

/** The most alike template and how alike it is, or null below the threshold. */
export function matchLicense(text: string, templates: readonly Template[]): { id: string; likeness: number } | null {
  if (text.length > MAXIMUM_CHARACTERS) return null;
  const words = wordsOf(text);
  const runs = runsOf(words);
  const count = total(runs);
  const restrictions = restrictionsOf(words);
  let best: { id: string; likeness: number } | null = null;
  for (const template of templates) {
    if (restrictions !== template.restrictions) continue;
    const likeness = dice(runs, count, template);
    if (likeness >= LICENSE_THRESHOLD && likeness > (best?.likeness ?? 0)) best = { id: template.id, likeness };
  }
  return best;
}

/** The words that make a licence, without what differs between two uses of one. */
function wordsOf(text: string): string[] {
  const words = text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.replace(/^[\s/*#;>-]+/, ""))
    .filter((line) => !isVariable(line))
    .join("\n")
    .toLowerCase()
    .replaceAll(/https?:\/\/\S+/g, " ")
    .replaceAll(/<[^<>]{1,80}>|\[[^[\]]{1,80}\]/g, " ")
    .replaceAll("licence", "license")
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();
  return HOLDERS.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), words).split(" ");
}

/** Places where the permissive licences name their holder, whose name is no term. */
const HOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\bas is and [a-z0-9 ]{1,60}? disclaims? all\b/g, "as is and the author disclaims all"],
  [/\bin no event shall [a-z0-9 ]{1,100}? be liable\b/g, "in no event shall the author be liable"],
  [/\bis provided by [a-z0-9 ]{1,100}? as is\b/g, "is provided by the author as is"],
  [
    /\bneither the names? of [a-z0-9 ]{1,120}? nor the names? of [a-z0-9 ]{1,60}? may be used\b/g,
    "neither the name of the author nor the names of its contributors may be used",
  ],
];

/** Copyright lines and titles name people and projects, not terms. */
function isVariable(line: string): boolean {
  return (
    // A wrapped line may begin with "copyright notice …" or "copyright holders …", and those are terms.
    /^(portions )?(copyright\b(?! (notices?|holders?|owners?|laws?|licen[cs]e|and|or|in|to|is|statement)\b)|\(c\)|©|&copy;)/i.test(
      line,
    ) ||
    /^all rights reserved\.?$/i.test(line) ||
    /^(the )?([\w.-]+ )?((mit|isc|bsd|expat|apache|unlicense|zlib)\b.{0,40})?licen[cs]e:?( \(.{1,30}\))?\.?$/i.test(
      line,
    )
  );
}

function restrictionsOf(words: readonly string[]): string {
  return [...new Set(words.join(" ").match(RESTRICTION))].sort(byCodeUnit).join(", ");
}

function runsOf(words: readonly string[]): Map<string, number> {
  const runs = new Map<string, number>();
  for (let index = 0; index + RUN_WORDS <= words.length; index += 1) {
    const run = words.slice(index, index + RUN_WORDS).join(" ");
    runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}

function total(runs: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const times of runs.values()) count += times;
  return count;
}

function dice(runs: ReadonlyMap<string, number>, count: number, template: Template): number {
  let shared = 0;
  for (const [run, times] of runs) shared += Math.min(times, template.runs.get(run) ?? 0);
  return count + template.count === 0 ? 0 : (2 * shared) / (count + template.count);
}
