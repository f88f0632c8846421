import type { GraphFile, Outline, Structure } from "#lib/structure/index.ts";
import { type Clause, gist, taskOf, wholeClause } from "./clause.ts";
import { baseName, caseCount, folderOf, tick, ticks } from "./words.ts";

/** What a file is for, as the plan says it: a whole sentence without the file's name. */
export function purposeOf(file: GraphFile, outline: Outline, structure: Structure): string {
  const doc = fileDoc(outline);
  const clause = wholeClause(doc, baseName(file.path));
  if (clause !== null && doc.length <= 240) return toSentence(clause);
  return toSentence(composed(file, outline, structure, wholeClause));
}

/** The same for thoughts: cut below the leak gate's runs. */
export function shortPurpose(file: GraphFile, outline: Outline, structure: Structure): Clause {
  return gist(fileDoc(outline), baseName(file.path)) ?? composed(file, outline, structure, gist);
}

/** A leading comment that belongs to the first of several definitions says nothing of the file. */
export function fileDoc({ doc, symbols }: Outline): string {
  return symbols.length > 1 && symbols[0]?.doc === doc ? "" : doc;
}

function toSentence(clause: Clause): string {
  const text = clause.text.charAt(0).toUpperCase() + clause.text.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^package\.json$/, "state the package's name, its scripts and what it depends on"],
  [/^pyproject\.toml$|^setup\.(py|cfg)$/, "state the package's metadata and how it is built"],
  [/^requirements.*\.txt$/, "list the Python packages to install"],
  [/^go\.mod$/, "name the module and the Go version it is written for"],
  [/^Cargo\.toml$/, "state the crate's metadata and its dependencies"],
  [/^tsconfig.*\.json$/, "set the options of the TypeScript compiler"],
  [
    /^(\.eslintrc.*|eslint\.config\..*|biome\.jsonc?|\.?ruff\.toml|\.flake8|\.golangci\.ya?ml|\.pylintrc)$/,
    "set the rules of the linter",
  ],
  [/^(\.prettierrc.*|\.editorconfig)$/, "set the rules of formatting"],
  [/^\.gitignore$|^\.npmignore$|^\.dockerignore$/, "list what is kept out"],
  [/^\.gitattributes$/, "tell git how to treat certain files"],
  [/^(vitest|jest|karma|playwright)\.config\..*$|^pytest\.ini$|^tox\.ini$/, "set up the test runner"],
  [/^(webpack|rollup|vite|tsup|babel|postcss|next|tailwind)\.config\..*$/, "set up the build"],
  [/^Dockerfile/, "describe the container image"],
  [/^(docker-)?compose.*\.ya?ml$/, "describe the containers that run together"],
  [/^Makefile$/, "give names to the usual commands"],
  [/^LICEN[CS]E/i, "state the licence"],
  [/^README/i, "introduce the project to its readers"],
  [/^CHANGE(LOG|S)/i, "record what changes from release to release"],
  [/^CONTRIBUTING/i, "tell contributors how to work here"],
  [/^CODE_OF_CONDUCT/i, "state how people treat each other here"],
  [/^SECURITY/i, "tell people how to report a weakness"],
];

type Shorten = (doc: string, name: string) => Clause | null;

function composed(file: GraphFile, outline: Outline, structure: Structure, shorten: Shorten): Clause {
  const verb = (text: string): Clause => ({ form: "verb", text });
  const base = baseName(file.path);
  const known = KNOWN.find(([pattern]) => pattern.test(base))?.[1];
  if (known !== undefined) return verb(known);
  if (file.path.startsWith(".github/workflows/")) return verb("describe an automatic workflow that runs on the host");
  if (file.bytes === 0)
    return verb(base === "__init__.py" ? `mark ${place(file)} as a Python package` : "hold its place in the tree");
  if (file.role === "test") return testPurpose(file, outline, structure);
  // A method listed on its own belongs to a type, here or elsewhere; it speaks for the file only where nothing else does.
  const own = outline.symbols.filter((symbol) => symbol.kind !== "method");
  const exported = own.filter((symbol) => symbol.exported);
  const main = exported.length > 0 ? exported : own.length > 0 ? own : outline.symbols;
  const names = [...new Set(main.map((symbol) => symbol.name))];
  // One export speaks for the file; of several, the one that most others ask for, where it has a doc.
  const asked = (name: string): number =>
    structure.edges.filter((edge) => edge.to === file.path && edge.names.includes(name)).length;
  const [lead] = [...main].sort((a, b) => asked(b.name) - asked(a.name));
  const documented = lead === undefined || names.length > 4 ? null : taskOf(shorten(lead.doc, lead.name), lead.kind);
  if (documented !== null && documented.text.length <= 160) return documented;
  if (names.length > 0) return verb(`define ${ticks(names, 4)}${exported.length > 0 ? "" : ", for its own use"}`);
  const needs = structure.edges.filter((edge) => edge.from === file.path).map((edge) => baseName(edge.to));
  if (needs.length > 0 && file.role === "source") return verb(`bring together ${ticks(needs, 4)}`);
  if (file.role === "docs") return verb("explain a part of the project to its readers");
  if (file.role === "config") return verb(`configure ${file.path.includes("/") ? place(file) : "the project"}`);
  return verb(`hold the ${file.language === "other" ? "text" : file.language} of ${place(file)}`);
}

function testPurpose(file: GraphFile, outline: Outline, structure: Structure): Clause {
  const roles = new Map(structure.files.map((each) => [each.path, each.role]));
  const subjects = structure.edges
    .filter((edge) => edge.from === file.path && roles.get(edge.to) === "source")
    .sort((a, b) => b.names.length - a.names.length)
    .map((edge) => tick(baseName(edge.to)));
  const cases = outline.testCases.length > 0 ? ` with ${caseCount(outline.testCases.length)}` : "";
  if (subjects.length > 0) return { form: "verb", text: `test ${subjects.slice(0, 2).join(" and ")}${cases}` };
  return { form: "verb", text: cases === "" ? `support the tests of ${place(file)}` : `test ${place(file)}${cases}` };
}

function place(file: GraphFile): string {
  const folder = folderOf(file.path);
  return folder === "" ? "the project" : tick(folder);
}
