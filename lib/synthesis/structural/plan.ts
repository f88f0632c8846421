import type { GraphFile, Outline, OutlineSymbol, Structure } from "#lib/structure/index.ts";
import type { Plan, PlanEntry } from "../schema.ts";
import { isImplementationEdge, isTestFunction, outlineAt } from "./facts.ts";
import { idiomOf } from "./idiom.ts";
import { purposeOf } from "./purpose.ts";
import type { Covered } from "./requirements.ts";
import { isImplementationBlock, spokenSymbols } from "./spoken.ts";
import { baseName, caseCount, counted, labels, sentence, tick, ticks, unique } from "./words.ts";

const MOST_EXPORTS = 12;
const MOST_SIGNATURE = 160;

/** The file-level plan: one entry a file to write, in the structure's order. */
export function planOf(structure: Structure, requirements: readonly Covered[]): Plan {
  const files = new Map(structure.files.map((file) => [file.path, file]));
  return {
    entries: structure.order.flatMap((path, order) => {
      const file = files.get(path);
      return file === undefined ? [] : [entryOf(file, order, structure, requirements)];
    }),
  };
}

/** The entry a plan has for a file when nobody wrote one. */
export function entryOf(
  file: GraphFile,
  order: number,
  structure: Structure,
  requirements: readonly Covered[],
): PlanEntry {
  const outline = outlineAt(structure, file.path) ?? emptyOutline(file);
  return {
    path: file.path,
    order,
    purpose: purposeOf(file, outline, structure),
    dependsOn: dependenciesOf(file.path, structure),
    exports: exportsOf(outline),
    requirements: requirements.filter(({ covers }) => covers.has(file.path)).map(({ requirement }) => requirement.id),
    notes: notesOf(file, outline, structure),
  };
}

/** Files of the graph it has an edge to, in the order of writing; a header relies on no implementation of its own. */
export function dependenciesOf(path: string, structure: Structure): string[] {
  const { edges, order } = structure;
  const needed = new Set(
    edges
      .filter((edge) => edge.from === path && edge.to !== path && !isImplementationEdge(edge, structure))
      .map((edge) => edge.to),
  );
  return order.filter((each) => needed.has(each));
}

/** What the outline shows leaving the file, at most twelve names. */
export function exportsOf(outline: Outline): PlanEntry["exports"] {
  const seen = new Set<string>();
  return offered(outline)
    .filter((symbol) => !seen.has(symbol.name) && seen.add(symbol.name))
    .slice(0, MOST_EXPORTS)
    .map((symbol) => ({ name: symbol.name, signature: shortSignature(symbol) }));
}

function offered(outline: Outline): OutlineSymbol[] {
  const cases = new Set(outline.testCases);
  return spokenSymbols(outline).filter(
    (symbol) =>
      symbol.exported &&
      !isTestFunction(symbol) &&
      !isImplementationBlock(symbol) &&
      // A class of test methods is found by the test runner, not by other files.
      !symbol.members.some((member) => cases.has(member.name)),
  );
}

function shortSignature(symbol: OutlineSymbol): string {
  const text = symbol.signature.replace(/\s+/g, " ").trim();
  return text.length <= MOST_SIGNATURE ? text : `${text.slice(0, MOST_SIGNATURE - 1)}…`;
}

function notesOf(file: GraphFile, outline: Outline, structure: Structure): string {
  const notes = [sentence(file.reason)];
  const partners =
    file.cycle === null
      ? []
      : structure.files.filter((other) => other.cycle === file.cycle && other.path !== file.path);
  if (partners.length > 0) notes.push(`Shares a cycle with ${ticks(labels(partners.map((other) => other.path)), 3)}.`);
  const more = offered(outline).length - MOST_EXPORTS;
  const further = idiomOf(file.language).open === "exported" ? "further export" : "further public name";
  if (more > 0) notes.push(`${sentence(counted(more, further)).slice(0, -1)} not listed.`);
  if (file.role === "test" && outline.testCases.length > 0) notes.push(sentence(caseCount(outline.testCases.length)));
  const tests = unique(structure.edges.filter((edge) => edge.to === file.path).map((edge) => edge.from)).filter(
    (path) => structure.files.find((other) => other.path === path)?.role === "test",
  );
  if (tests.length > 0 && file.role !== "test") notes.push(`Tested by ${ticks(tests.map(baseName), 2)}.`);
  if (!outline.parsed && file.role === "source") notes.push(`No outline for ${tick(baseName(file.path))}.`);
  return notes.join(" ");
}

function emptyOutline(file: GraphFile): Outline {
  return {
    path: file.path,
    language: file.language,
    parsed: false,
    problem: "no outline",
    lines: file.lines,
    doc: "",
    symbols: [],
    imports: [],
    testCases: [],
  };
}
