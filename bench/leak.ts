import { failsGate } from "#lib/refinement/gate.ts";
import { defaultRunConfig } from "#lib/trajectory/schema.ts";
import { SOURCES } from "./leak/honest.ts";
import {
  type Half,
  type MeasuredHonest,
  type MeasuredLeak,
  type MeasuredThought,
  measureAll,
  type Spent,
} from "./leak/measured.ts";
import { KINDS, SIZES } from "./leak/plant.ts";
import { shareText } from "./leak/wilson.ts";

const { search } = defaultRunConfig;
const HALVES: readonly Half[] = ["calibration", "held out"];
/** A copied piece is a leak from so many code tokens on that were not known. */
const LEAST = [13, 20, 30] as const;

/**
 * The leak gate on real repositories: how many honest thoughts it refuses, and how many thoughts with a planted leak it
 * lets pass. RETRACE_BENCH_REPOSITORIES names a folder of repositories, best with their history; every second one is held
 * out from the choice of the thresholds. Shares are percent with Wilson's interval at 95 %; thoughts of one repository are
 * alike, so that the truth may lie further off than it says.
 */
export async function run(): Promise<void> {
  const honest: MeasuredHonest[] = [];
  const leaks: MeasuredLeak[] = [];
  const spent: Spent[] = [];
  const names: Record<Half, string[]> = { calibration: [], "held out": [] };
  for await (const measured of measureAll()) {
    honest.push(...measured.honest);
    leaks.push(...measured.leaks);
    spent.push(measured.spent);
    names[measured.half].push(measured.repository);
  }
  for (const half of HALVES) console.log(`${half}: ${names[half].length} repositories: ${names[half].join(", ")}`);
  reportHonest(honest);
  reportSpeed(spent);
  for (const half of HALVES)
    reportLeaks(
      half,
      leaks.filter((each) => each.half === half),
    );
}

function reportSpeed(spent: readonly Spent[]): void {
  const sum = (of: (each: Spent) => number) => spent.reduce((all, each) => all + of(each), 0);
  const perToken = sum((each) => each.prepareMs) / sum((each) => each.targetTokens);
  const perThought = sum((each) => each.measureMs) / sum((each) => each.thoughts);
  console.log(
    `\nProcessor time: ${(perToken * 24_000).toFixed(1)} ms to prepare 24,000 tokens of target with what is known, ${perThought.toFixed(2)} ms to measure a thought`,
  );
}

function reportHonest(honest: readonly MeasuredHonest[]): void {
  console.log("\nHonest thoughts refused, percent");
  console.log(`| source | ${HALVES.join(" | ")} | quotations left out |`);
  console.log("| --- | --- | --- | --- |");
  for (const source of [...SOURCES, "all"]) {
    const own = honest.filter((each) => source === "all" || each.source === source);
    const cells = HALVES.map((half) => caught(own.filter((each) => each.half === half && !isQuotation(each))));
    console.log(`| ${source} | ${cells.join(" | ")} | ${own.filter(isQuotation).length} of ${own.length} |`);
  }
}

/** Text of people that shares thirteen words in a row with the file is a quotation, by REER-PT's measure. */
function isQuotation({ source, measure }: MeasuredHonest): boolean {
  return source !== "author" && source !== "paraphrase" && measure.leak.words13 > 0;
}

function reportLeaks(half: Half, leaks: readonly MeasuredLeak[]): void {
  console.log(`\nPlanted leaks caught, percent, ${half}; by the fewest unknown code tokens of the copied piece`);
  console.log(`| kind | ${LEAST.map((least) => `${least} and more`).join(" | ")} |`);
  console.log("| --- | --- | --- | --- |");
  for (const kind of KINDS) {
    const cells = LEAST.map((least) =>
      caught(leaks.filter((each) => each.kind === kind && each.longestUnknown >= least)),
    );
    console.log(`| ${kind} | ${cells.join(" | ")} |`);
  }
  console.log(`\nThe same by lines copied, with 13 unknown tokens and more, ${half}`);
  console.log(`| kind | ${SIZES.join(" | ")} |`);
  console.log(`| --- | ${SIZES.map(() => "---").join(" | ")} |`);
  for (const kind of KINDS) {
    const own = leaks.filter((each) => each.kind === kind && each.longestUnknown >= LEAST[0]);
    console.log(`| ${kind} | ${SIZES.map((size) => caught(own.filter(({ lines }) => lines === size))).join(" | ")} |`);
  }
}

function caught(thoughts: readonly MeasuredThought[]): string {
  return shareText(thoughts.filter(({ measure }) => failsGate(measure, unbounded) === "leak").length, thoughts.length);
}

/** Length and repetition are other faults. */
const unbounded = { ...search, lengthRatio: Number.MAX_VALUE };
