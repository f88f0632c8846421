import type {
  Edge,
  GraphFile,
  ImportStatement,
  Language,
  Outline,
  OutlineSymbol,
  Role,
  Structure,
} from "#lib/structure/index.ts";
import type { FileTask } from "../author.ts";
import type { PlanEntry } from "../schema.ts";
import type { Clause } from "./clause.ts";
import { isHeader } from "./idiom.ts";
import { shortPurpose } from "./purpose.ts";
import { groupsOf, type Heading, headingsOf, topKeysOf } from "./sections.ts";
import { isImplementationBlock, isTestModule, lastPart, type SpokenSymbol, spokenSymbols } from "./spoken.ts";
import { codeTokens, stemOf, unique } from "./words.ts";

/** A file this one needs, and which of its own definitions use which name of it. */
export type Need = {
  readonly path: string;
  readonly names: readonly string[];
  readonly typeOnly: boolean;
  readonly written: boolean;
  readonly outline: Outline | null;
  /** Own definitions by the name they use. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  /** C and C++: a header that declares what this file defines, or a file that defines what this header declares. */
  readonly pair: "header" | "implementation" | null;
};

export type Dependent = { readonly path: string; readonly names: readonly string[]; readonly test: boolean };

/** Everything a thought about one file may say, taken from outline, graph and plan. */
export type Facts = {
  readonly path: string;
  readonly file: GraphFile;
  readonly language: Language;
  readonly role: Role;
  readonly outline: Outline;
  readonly entry: PlanEntry | null;
  /** Code tokens of the target, which decide how long a thought may be. */
  readonly tokens: number;
  readonly symbols: readonly SpokenSymbol[];
  readonly exported: readonly SpokenSymbol[];
  readonly internal: readonly SpokenSymbol[];
  /** Most used first. */
  readonly needs: readonly Need[];
  readonly dependents: readonly Dependent[];
  readonly tests: readonly Outline[];
  readonly libraries: readonly {
    readonly specifier: string;
    readonly names: readonly string[];
    readonly standard: boolean;
  }[];
  /** Own definitions that the body of an own definition names. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly headings: readonly Heading[];
  readonly keys: readonly string[];
  /** Keys below a top-level key, where there are any. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly empty: boolean;
  /** What the file is for, which the first sentence says already. */
  readonly purpose: Clause;
};

/** A thought, its operators and its reads ask for the same facts many times over. */
const known = new WeakMap<FileTask, Facts>();

export function factsOf(task: FileTask): Facts {
  const found = known.get(task) ?? gather(task);
  known.set(task, found);
  return found;
}

function gather(task: FileTask): Facts {
  const { file, outline } = task;
  const sorted = distinct([...spokenSymbols(outline)].sort((a, b) => a.range.start - b.range.start));
  const symbols =
    file.role === "test"
      ? sorted.filter((symbol) => !isTestFunction(symbol)).map((symbol) => withoutCases(symbol, outline.testCases))
      : sorted;
  const named = symbols.filter((symbol) => !isImplementationBlock(symbol) && !isTestModule(symbol));
  const exported = named.filter((symbol) => symbol.exported);
  return {
    path: file.path,
    file,
    language: file.language,
    role: file.role,
    outline,
    entry: task.plan.entries.find((entry) => entry.path === file.path) ?? null,
    tokens: codeTokens(task.content).length,
    symbols,
    exported,
    internal: named.filter((symbol) => !symbol.exported),
    needs: needsOf(task, symbols),
    dependents: dependentsOf(task),
    tests: testsOf(task.brief.structure, file.path, task.neededBy),
    libraries: librariesOf(outline.imports),
    calls: file.language === "css" ? new Map() : callsOf(symbols, task.content),
    headings: headingsOf(file.language, task.content),
    keys: topKeysOf(file.language, task.content),
    groups: groupsOf(file.language, task.content),
    empty: task.content.trim() === "",
    purpose: shortPurpose(file, outline, task.brief.structure),
  };
}

/** A test function is spoken of by its case, not by its signature. */
export function isTestFunction(symbol: OutlineSymbol): boolean {
  return (
    /^(?:test_|Test[A-Z_]|Benchmark|Example|Fuzz|(?:TYPED_)?TEST(?:_[FP])?$|TEST_CASE$|SCENARIO$)/.test(symbol.name) &&
    symbol.kind !== "class"
  );
}

/** The cases of a test class are spoken of by their titles; what is left are its helpers. */
function withoutCases(symbol: SpokenSymbol, cases: readonly string[]): SpokenSymbol {
  return { ...symbol, members: symbol.members.filter((member) => !cases.includes(member.name)) };
}

export function outlineAt(structure: Structure, path: string): Outline | null {
  return structure.outlines.find((outline) => outline.path === path) ?? null;
}

export function roleAt(structure: Structure, path: string): string {
  return structure.files.find((file) => file.path === path)?.role ?? "source";
}

/** Overloads and re-openings share a name: the first one speaks for them. */
function distinct(symbols: readonly SpokenSymbol[]): SpokenSymbol[] {
  const seen = new Set<string>();
  return symbols.filter((symbol) => !seen.has(symbol.name) && seen.add(symbol.name));
}

function needsOf(task: FileTask, symbols: readonly OutlineSymbol[]): Need[] {
  const written = new Set(task.written);
  const places = new Map(task.brief.structure.order.map((path, index) => [path, index]));
  const weight = (edge: Edge): number => edge.names.length;
  return [...task.needs]
    .filter((edge) => edge.to !== task.file.path && places.has(edge.to))
    .sort((a, b) => weight(b) - weight(a) || (places.get(a.to) ?? 0) - (places.get(b.to) ?? 0))
    .map((edge) => ({
      path: edge.to,
      names: edge.names.filter((name) => /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(name)),
      typeOnly: edge.typeOnly,
      written: written.has(edge.to),
      outline: outlineAt(task.brief.structure, edge.to),
      // Test functions are left out of `symbols`, so the users of a test would be half the truth.
      users: new Map(task.file.role === "test" ? [] : usersOf(edge, symbols)),
      pair: pairOf(edge, task, symbols),
    }));
}

function pairOf(edge: Edge, { file, brief }: FileTask, symbols: readonly OutlineSymbol[]): Need["pair"] {
  if (isImplementationEdge(edge, brief.structure)) return "implementation";
  if (!isHeader(edge.to) || isHeader(edge.from) || file.role !== "source") return null;
  if (stemOf(edge.to) === stemOf(edge.from)) return "header";
  const own = new Set(symbols.map((symbol) => lastPart(symbol.name)));
  return edge.names.length > 0 && edge.names.every((name) => own.has(lastPart(name))) ? "header" : null;
}

/** A header's reference to the file named after it or including it back: it is defined there, not used from there. */
export function isImplementationEdge({ from, to, kind }: Edge, { edges }: Structure): boolean {
  return (
    kind === "reference" &&
    isHeader(from) &&
    !isHeader(to) &&
    (stemOf(from) === stemOf(to) ||
      edges.some((edge) => edge.from === to && edge.to === from && edge.kind === "import"))
  );
}

function usersOf(edge: Edge, symbols: readonly OutlineSymbol[]): [string, string[]][] {
  return edge.names
    .map((name): [string, string[]] => [
      name,
      symbols.filter((each) => each.uses.includes(name)).map((each) => each.name),
    ])
    .filter(([, users]) => users.length > 0);
}

/** Own definitions that use a name of the file; empty where some name has no known user. */
export function usersOfAll(need: Need): string[] {
  return need.names.every((name) => need.users.has(name)) ? unique([...need.users.values()].flat()) : [];
}

function dependentsOf(task: FileTask): Dependent[] {
  const places = new Map(task.brief.structure.order.map((path, index) => [path, index]));
  return task.neededBy
    .filter((edge) => edge.from !== task.file.path)
    .sort((a, b) => (places.get(a.from) ?? 0) - (places.get(b.from) ?? 0))
    .map((edge) => ({
      path: edge.from,
      names: edge.names.filter((name) => /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(name)),
      test: roleAt(task.brief.structure, edge.from) === "test",
    }));
}

/** Tests of the file, those named after it first, then those that use most of it. */
function testsOf(structure: Structure, path: string, neededBy: readonly Edge[]): Outline[] {
  const stem = stemOf(path);
  const named = (edge: Edge): number => (stemOf(edge.from).includes(stem) ? 1 : 0);
  return [...neededBy]
    .filter((edge) => roleAt(structure, edge.from) === "test")
    .sort((a, b) => named(b) - named(a) || b.names.length - a.names.length)
    .flatMap((edge) => outlineAt(structure, edge.from) ?? [])
    .filter((outline) => outline.testCases.length > 0)
    .slice(0, 2);
}

function librariesOf(imports: readonly ImportStatement[]): Facts["libraries"] {
  const groups = new Map<string, { names: string[]; standard: boolean }>();
  for (const each of imports) {
    if (each.reason !== "external" && each.reason !== "standard-library") continue;
    if (!/^[\w@./:~+\\-]+$/.test(each.specifier) || each.specifier === "__future__") continue;
    const { from, names } = packageOf(each);
    const specifier = shortSpecifier(from);
    const group = groups.get(specifier) ?? { names: [], standard: each.reason === "standard-library" };
    group.names.push(...names.filter((name) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)));
    groups.set(specifier, group);
  }
  return [...groups].map(([specifier, group]) => ({ specifier, ...group, names: unique(group.names) }));
}

/** Where each class has an import of its own, the package is said once and the classes with it. */
function packageOf({ specifier, names }: ImportStatement): { from: string; names: readonly string[] } {
  const [name] = names;
  const whole = specifier.replace(/^\\/, "");
  if (name === undefined || names.length > 1) return { from: whole, names };
  if (whole === name) return { from: whole, names: [] };
  const mark = ["::", "\\", "."].find((each) => whole.endsWith(`${each}${name}`));
  return mark === undefined ? { from: whole, names } : { from: whole.slice(0, -name.length - mark.length), names };
}

/** A long module path by its telling end, so that saying it is no quotation of the import. */
function shortSpecifier(specifier: string): string {
  if (codeTokens(specifier).length < 6) return specifier;
  if (specifier.includes("/"))
    return (
      specifier
        .split("/")
        .filter((part) => !/^v\d+$/.test(part))
        .at(-1) ?? specifier
    );
  const mark = ["::", "\\"].find((each) => specifier.includes(each)) ?? ".";
  return specifier.split(mark).slice(-2).join(mark);
}

/** The call graph inside the file: which own names stand in the body of which own definition. */
function callsOf(symbols: readonly SpokenSymbol[], content: string): Map<string, string[]> {
  const kinds = new Map(symbols.map((symbol) => [symbol.name, symbol.kind]));
  const calls = new Map<string, string[]>();
  for (const symbol of symbols) {
    const body = withoutTexts(symbol.bodies.map(({ start, end }) => content.slice(start, end)).join("\n"));
    // A name after a dot or before a colon is somebody's member, even where it looks like one of ours.
    const names = [
      ...body.matchAll(/(?<![\p{L}\p{N}_$.#])[\p{L}_$][\p{L}\p{N}_$]*(?!\??\s*:(?!:)|[\p{L}\p{N}_$])/gu),
    ].map((match) => match[0]);
    const inside = unique(names).filter(
      (name) =>
        name !== symbol.name &&
        !name.startsWith("__") &&
        kinds.has(name) &&
        !(isShape(symbol.kind) && kinds.get(name) === "function"),
    );
    if (inside.length > 0) calls.set(symbol.name, inside);
  }
  return calls;
}

function isShape(kind: OutlineSymbol["kind"]): boolean {
  return kind === "type" || kind === "interface" || kind === "enum";
}

/** Strings and comments hold words, not uses. */
function withoutTexts(code: string): string {
  return code.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|(?<!:)\/\/.*|^\s*#.*$/gm, " ");
}
