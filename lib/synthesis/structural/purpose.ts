import type { Edge, GraphFile, Outline, Structure } from "#lib/structure/index.ts";
import { type Clause, gist, taskOf, wholeClause } from "./clause.ts";
import { contentWord, isHeader } from "./idiom.ts";
import { isImplementationBlock, isTestModule, spokenSymbols } from "./spoken.ts";
import { baseName, caseCount, folderOf, stemOf, tick, ticks } from "./words.ts";

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

/** A purpose that only lists the names to come, which the definitions say again. */
export function isNameList({ text }: Clause): boolean {
  return /^(?:define|declare) `/.test(text);
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
  [
    /^(?:composer\.json|pom\.xml|build\.gradle(?:\.kts)?|.+\.(?:gemspec|csproj|fsproj|vcxproj))$/,
    "state the package's metadata, how it is built and what it depends on",
  ],
  [/^(?:Gemfile|packages\.config|vcpkg\.json|conanfile\.(?:txt|py))$/, "list the packages to install"],
  [
    /^(?:CMakeLists\.txt|meson\.build|configure\.(?:ac|in)|Makefile\.am|BUILD(?:\.bazel)?|SConstruct|build\.rs|Directory\.Build\.(?:props|targets))$/,
    "describe how the project is built",
  ],
  [/^.+\.slnx?$/, "name the projects that belong together"],
  [/^package-info\.java$/, "describe the package"],
  [/^tsconfig.*\.json$/, "set the options of the TypeScript compiler"],
  [
    /^(\.eslintrc.*|eslint\.config\..*|biome\.jsonc?|\.?ruff\.toml|\.flake8|\.golangci\.ya?ml|\.pylintrc|\.rubocop.*\.ya?ml|clippy\.toml|\.clang-tidy|phpcs\.xml.*|phpstan\.neon.*|checkstyle\.xml)$/,
    "set the rules of the linter",
  ],
  [/^(\.prettierrc.*|\.editorconfig|\.?rustfmt\.toml|\.clang-format)$/, "set the rules of formatting"],
  [/^\.gitignore$|^\.npmignore$|^\.dockerignore$/, "list what is kept out"],
  [/^\.gitattributes$/, "tell git how to treat certain files"],
  [
    /^(vitest|jest|karma|playwright)\.config\..*$|^pytest\.ini$|^tox\.ini$|^phpunit\.xml|^\.rspec$/,
    "set up the test runner",
  ],
  [/^(webpack|rollup|vite|tsup|babel|postcss|next|tailwind)\.config\..*$/, "set up the build"],
  [/^Dockerfile/, "describe the container image"],
  [/^(docker-)?compose.*\.ya?ml$/, "describe the containers that run together"],
  [/^(?:GNU)?[Mm]akefile$|^Rakefile$/, "give names to the usual commands"],
  [/^(?:UN)?LICEN[CS]E|^COPYING/i, "state the licence"],
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
  const spoken = spokenSymbols(outline);
  const named = spoken.filter((symbol) => !isImplementationBlock(symbol) && !isTestModule(symbol));
  const own = named.filter((symbol) => symbol.kind !== "method");
  const exported = own.filter((symbol) => symbol.exported);
  const main = exported.length > 0 ? exported : own.length > 0 ? own : named;
  const header = headerOf(file, structure);
  if (header !== undefined) return verb(`implement what ${tick(baseName(header))} declares`);
  if (file.language === "css")
    return verb(
      styles(
        main.map((symbol) => symbol.name),
        file,
      ),
    );
  if (file.language === "shell" || file.language === "powershell")
    return verb(`run the steps of a script in ${place(file)}`);
  const blocks = spoken.filter(isImplementationBlock);
  if (main.length === 0 && blocks.length > 0)
    return verb(
      `implement ${ticks(
        blocks.map(({ name }) => name.replace(/^(?:unsafe )?impl /, "")),
        4,
      )}`,
    );
  const names = [...new Set(main.map((symbol) => symbol.name))];
  // One export speaks for the file; of several, the one that most others ask for, where it has a doc.
  const asked = (name: string): number =>
    structure.edges.filter((edge) => edge.to === file.path && edge.names.includes(name)).length;
  const [lead] = [...main].sort((a, b) => asked(b.name) - asked(a.name));
  const documented = lead === undefined || names.length > 4 ? null : taskOf(shorten(lead.doc, lead.name), lead.kind);
  if (documented !== null && documented.text.length <= 160) return documented;
  const deed = isHeader(file.path) && main.every((symbol) => symbol.kind === "function") ? "declare" : "define";
  if (names.length > 0)
    return verb(`${deed} ${ticks(names, 4)}${main.some((symbol) => symbol.exported) ? "" : ", for its own use"}`);
  const needs = structure.edges.filter((edge) => edge.from === file.path).map((edge) => baseName(edge.to));
  if (needs.length > 0 && file.role === "source") return verb(`bring together ${ticks(needs, 4)}`);
  if (file.role === "docs") return verb("explain a part of the project to its readers");
  if (file.role === "config") return verb(`configure ${file.path.includes("/") ? place(file) : "the project"}`);
  const content = contentWord(file.language, file.role);
  return verb(
    file.language === "other"
      ? `hold a text of ${place(file)}`
      : `hold ${content === "" ? "code" : content} of ${place(file)}`,
  );
}

/** Of C and C++: the header with the name of the file, which it includes or which refers to it. */
function headerOf({ path, role }: GraphFile, { edges }: Structure): string | undefined {
  if (role !== "source" || isHeader(path)) return undefined;
  for (const { from, to } of edges) {
    const other = from === path ? to : to === path ? from : path;
    if (isHeader(other) && stemOf(other) === stemOf(path)) return other;
  }
  return undefined;
}

function styles(selectors: readonly string[], file: GraphFile): string {
  return selectors.length === 0
    ? `set the look of ${place(file)}`
    : `set the look of ${ticks([...new Set(selectors)], 4)}`;
}

function testPurpose(file: GraphFile, outline: Outline, structure: Structure): Clause {
  const roles = new Map(structure.files.map((each) => [each.path, each.role]));
  const stem = stemOf(file.path);
  const named = (edge: Edge): number => (stem.includes(stemOf(edge.to)) ? 1 : 0);
  const subjects = structure.edges
    .filter((edge) => edge.from === file.path && roles.get(edge.to) === "source")
    .sort((a, b) => named(b) - named(a) || b.names.length - a.names.length)
    .map((edge) => tick(baseName(edge.to)));
  const cases = outline.testCases.length > 0 ? ` with ${caseCount(outline.testCases.length)}` : "";
  if (subjects.length > 0) return { form: "verb", text: `test ${subjects.slice(0, 2).join(" and ")}${cases}` };
  return { form: "verb", text: cases === "" ? `support the tests of ${place(file)}` : `test ${place(file)}${cases}` };
}

function place(file: GraphFile): string {
  const folder = folderOf(file.path);
  return folder === "" ? "the project" : tick(folder);
}
