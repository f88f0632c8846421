import type { GraphFile, OutlineSymbol, Structure } from "#lib/structure/index.ts";
import type { Brief } from "../author.ts";
import { firstParagraph } from "../brief.ts";
import { type ManifestFact, readManifests } from "../manifests.ts";
import type { Requirement } from "../schema.ts";
import { taskOf, wholeClause } from "./clause.ts";
import { outlineAt } from "./facts.ts";
import { titleWords } from "./paragraphs/around.ts";
import { isImplementationBlock, spokenSymbols } from "./spoken.ts";
import { folderOf, labels, list, sentence, tick, ticks, unique } from "./words.ts";

/** A requirement with every file that serves it; only the first few are cited as evidence. */
export type Covered = { readonly requirement: Requirement; readonly covers: ReadonlySet<string> };

type Draft = {
  readonly kind: Requirement["kind"];
  readonly text: string;
  readonly evidence: readonly string[];
  readonly covers?: readonly string[];
};

/** Folders that show or measure the project rather than being it. */
const BESIDE = /(?:^|\/)(?:examples?|docs?|tests?|site|website|bench(?:marks?)?|scripts?|tools)\//;
const MOST_FUNCTIONAL = 9;
const MOST_NON_FUNCTIONAL = 6;
const FEWEST = 4;
const MOST_EVIDENCE = 5;

/** Requirements that the tree, the outlines, the README and the manifests show, numbered R1 onwards. */
export function requirementsOf(brief: Brief): Covered[] {
  const functional = [...purpose(brief), ...commands(brief), ...parts(brief), ...behaviour(brief)].slice(
    0,
    MOST_FUNCTIONAL,
  );
  const other = nonFunctional(brief).slice(0, MOST_NON_FUNCTIONAL);
  const short = FEWEST - functional.length - other.length;
  const drafts = [...functional, ...(short > 0 ? perFile(brief, functional, short) : []), ...other];
  const known = new Set(brief.structure.files.map((file) => file.path));
  return drafts
    .map((draft) => ({ ...draft, evidence: unique(draft.evidence).filter((path) => known.has(path)) }))
    .filter((draft) => draft.evidence.length > 0)
    .map((draft, index) => ({
      requirement: {
        id: `R${index + 1}`,
        kind: draft.kind,
        text: draft.text,
        evidence: draft.evidence.slice(0, MOST_EVIDENCE),
      },
      covers: new Set(draft.covers ?? draft.evidence),
    }));
}

/** What the project is, in the words of its manifest or README; null where neither says. */
export function projectPurpose(brief: Brief): ManifestFact | null {
  const { description } = readManifests(brief.manifests);
  if (description !== null && description.value.length >= 12) return description;
  const paragraph = firstParagraph(brief.readme);
  const path = brief.structure.files.find((file) => /^readme/i.test(file.path))?.path;
  if (paragraph === null || path === undefined) return description;
  const first =
    /^.{20,300}?[.!?](?=\s|$)/.exec(paragraph)?.[0] ??
    (paragraph.length <= 240 ? paragraph : `${paragraph.slice(0, 240).replace(/\s\S*$/, "")} …`);
  return { path, value: first };
}

function purpose(brief: Brief): Draft[] {
  const found = projectPurpose(brief);
  if (found === null) return [];
  return [
    {
      kind: "functional",
      text: sentence(found.value.replace(/\s+/g, " ")),
      evidence: [found.path],
      covers: [found.path],
    },
  ];
}

function commands(brief: Brief): Draft[] {
  const { commands: found } = readManifests(brief.manifests);
  // A command starts in a program, whatever settings or notes of the same name lie beside it.
  const sources = new Set(brief.structure.files.flatMap((file) => (file.role === "source" ? [file.path] : [])));
  const paths = brief.structure.order.filter((path) => sources.has(path));
  return found.slice(0, 2).map(({ path, name, target }) => {
    const stem = target
      .replace(/^\.\//, "")
      .replace(/\.[mc]?[jt]s$|:.*$/g, "")
      .replace(/\./g, "/");
    const start = paths.find(
      (each) => each.replace(/\.\w+$/, "") === stem || each.replace(/\.\w+$/, "").endsWith(`/${stem}`),
    );
    const from = start === undefined ? "" : `, which starts in ${tick(start)}`;
    return {
      kind: "functional",
      text: `Installing the project must give the command ${tick(name)}${from}.`,
      evidence: [...(start === undefined ? [] : [start]), path],
    };
  });
}

/** One requirement for each folder of source: what it must offer to others. */
function parts({ structure }: Brief): Draft[] {
  const all = structure.files.filter((file) => file.role === "source" && file.order !== null);
  const own = all.filter((file) => !BESIDE.test(file.path));
  const sources = own.length > 0 ? own : all;
  const folders = new Map<string, GraphFile[]>();
  for (const file of sources) folders.set(folderOf(file.path), [...(folders.get(folderOf(file.path)) ?? []), file]);
  const needed = new Map<string, number>();
  for (const edge of structure.edges) needed.set(edge.to, (needed.get(edge.to) ?? 0) + 1);
  const weight = (files: readonly GraphFile[]): number =>
    files.reduce((sum, file) => sum + 1 + (needed.get(file.path) ?? 0), 0);
  const groups =
    folders.size <= 2 && sources.length <= 8 ? sources.map((file) => [file.path, [file]] as const) : [...folders];
  return [...groups]
    .map(([name, files]) => ({ name, files, weight: weight(files) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 6)
    .flatMap(({ name, files }) => part(name, files, structure, needed));
}

function part(
  name: string,
  files: readonly GraphFile[],
  structure: Structure,
  needed: ReadonlyMap<string, number>,
): Draft[] {
  const ranked = [...files].sort((a, b) => (needed.get(b.path) ?? 0) - (needed.get(a.path) ?? 0));
  const symbols = ranked.flatMap((file) =>
    spokenAt(structure, file.path).flatMap((symbol) =>
      symbol.exported && !isImplementationBlock(symbol) ? [{ symbol, path: file.path }] : [],
    ),
  );
  if (symbols.length === 0) return [];
  const asked = new Set(structure.edges.flatMap((edge) => edge.names));
  const wanted = ({ symbol }: (typeof symbols)[number]): boolean => asked.has(symbol.name);
  const chosen = [...symbols.filter(wanted), ...symbols.filter((each) => !wanted(each))];
  const where =
    name === ""
      ? "The code at the root"
      : files.length === 1 && files[0]?.path === name
        ? tick(name)
        : `The part in ${tick(name)}`;
  // What code does says more of a part than what its types are, and three files say more than one.
  const able = chosen.flatMap(({ symbol, path }) => ability(symbol, path) ?? []);
  const acting = able.filter((each) => each.acts);
  const first = acting.filter((each, index) => acting.findIndex((other) => other.path === each.path) === index);
  const documented = unique([...first, ...acting])
    .slice(0, 3)
    .concat(acting.length === 0 ? able.slice(0, 1) : []);
  const said = new Set(documented.map((each) => each.name));
  const names = unique(chosen.map(({ symbol }) => symbol.name)).filter((each) => !said.has(each));
  const offer = names.length === 0 ? [] : [`offer ${ticks(names, 4)}`];
  const text = `${where} must ${[...documented.map((each) => each.text), ...offer].join("; ")}.`;
  return [
    { kind: "functional", text, evidence: ranked.map((file) => file.path), covers: files.map((file) => file.path) },
  ];
}

function spokenAt(structure: Structure, path: string): readonly OutlineSymbol[] {
  const outline = outlineAt(structure, path);
  return outline === null ? [] : spokenSymbols(outline);
}

function ability(
  symbol: OutlineSymbol,
  path: string,
): { name: string; path: string; text: string; acts: boolean } | null {
  const clause = taskOf(wholeClause(symbol.doc, symbol.name), symbol.kind);
  const text = clause?.text.split(/[;:] /)[0];
  if (text === undefined || text.length > 120) return null;
  return {
    name: symbol.name,
    path,
    text: `${text} (${tick(symbol.name)})`,
    acts: (symbol.kind === "function" || symbol.kind === "class") && !text.startsWith("provide "),
  };
}

/** What the test cases ask for, from the tests with most cases. */
function behaviour({ structure }: Brief): Draft[] {
  const roles = new Map(structure.files.map((file) => [file.path, file.role]));
  return structure.outlines
    .filter((outline) => roles.get(outline.path) === "test" && outline.testCases.length > 0)
    .sort((a, b) => b.testCases.length - a.testCases.length || (a.path < b.path ? -1 : 1))
    .slice(0, 3)
    .flatMap((outline) => {
      const subjects = structure.edges
        .filter((edge) => edge.from === outline.path && roles.get(edge.to) === "source")
        .sort((a, b) => b.names.length - a.names.length)
        .map((edge) => edge.to)
        .slice(0, 2);
      const titles = outline.testCases
        .map(titleWords)
        .filter((title) => title.includes(" "))
        .slice(0, 3)
        .map((title) => `"${title}"`);
      const about = subjects.length === 0 ? tick(outline.path) : ticks(labels(subjects));
      const text = `Tests must show for ${about}: ${titles.join("; ")}.`;
      return titles.length === 0 ? [] : [{ kind: "functional" as const, text, evidence: [outline.path, ...subjects] }];
    });
}

function nonFunctional(brief: Brief): Draft[] {
  const facts = readManifests(brief.manifests);
  const { structure, license } = brief;
  const quality = (text: string, evidence: readonly string[]): Draft[] =>
    evidence.length === 0 ? [] : [{ kind: "non-functional", text, evidence }];
  const join = (found: readonly ManifestFact[]): string => list(unique(found.map((each) => each.value)), 3);
  const at = (pattern: RegExp): string[] =>
    structure.files.filter((file) => pattern.test(file.path)).map((file) => file.path);
  const tests = structure.files.filter((file) => file.role === "test").map((file) => file.path);
  const linters = facts.linters
    .map((each) => each.path)
    .concat(
      at(/(?:^|\/)(?:biome\.jsonc?|\.eslintrc[^/]*|eslint\.config\.[^/]+|ruff\.toml|\.golangci\.ya?ml|\.flake8)$/),
    );
  const own = facts.dependencies.find((each) => folderOf(each.path) === "");
  const cyclic = structure.files.some((file) => file.cycle !== null);
  const hubs = structure.order.filter((path) => structure.edges.some((edge) => edge.from === path)).slice(-3);
  return [
    ...quality(
      `It must run on ${join(facts.runtimes)}.`,
      facts.runtimes.map((each) => each.path),
    ),
    ...quality(
      `The code must pass the type checks of ${join(facts.typeCheckers)}.`,
      facts.typeCheckers.map((each) => each.path),
    ),
    ...quality(
      facts.testRunners.length === 0
        ? "The behaviour must be covered by tests beside the code."
        : `Tests must run under ${join(facts.testRunners)}.`,
      [...facts.testRunners.map((each) => each.path), ...tests.slice(0, 2)],
    ),
    ...quality(
      license === null
        ? "The licence must be stated in the repository."
        : `It must be published under the ${license} licence.`,
      at(/(?:^|\/)(?:LICEN[CS]E|COPYING)[^/]*$/i),
    ),
    ...quality(
      facts.linters.length > 0
        ? `The code must satisfy ${join(facts.linters)}.`
        : "The code must satisfy the linter's rules.",
      unique(linters),
    ),
    ...(own === undefined
      ? []
      : quality(
          own.names.length === 0
            ? "It must work without run-time dependencies."
            : `At run time it may depend on ${list(own.names.map(tick), 6)} and nothing else.`,
          [own.path],
        )),
    ...quality(
      cyclic
        ? "Files that need each other must stay few and close together."
        : "The needs of the files must stay free of cycles.",
      hubs,
    ),
  ];
}

/** For very small repositories: one requirement a file until there are enough. */
function perFile({ structure }: Brief, taken: readonly Draft[], most: number): Draft[] {
  const used = new Set(taken.flatMap((draft) => draft.evidence));
  return structure.order
    .filter((path) => !used.has(path))
    .slice(0, most)
    .map((path) => ({ kind: "functional", text: `The project must have ${tick(path)}.`, evidence: [path] }));
}
