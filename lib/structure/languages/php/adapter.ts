import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, ImportStatement } from "../../schema.ts";
import { oneLine } from "../../text.ts";
import type { FileFacts, LanguageAdapter } from "../port.ts";
import { sectionFinder } from "../uses.ts";
import { Lines } from "./lines.ts";
import { type Include, type NameUse, readNames, type UseClause } from "./names.ts";
import { type FileOutline, outline } from "./outline.ts";
import { type Defining, type Resolution, Resolver } from "./resolve.ts";
import { scanWords } from "./scan.ts";
import { testTitles } from "./test-titles.ts";

/** A `use` names a class, and autoloading finds its file; names of the own namespace need no statement. */
export const php: LanguageAdapter<Draft> = {
  version: 1,
  grammar: () => "tree-sitter-php.wasm",
  read: (source, tree) => {
    const root = tree.rootNode;
    const lines = new Lines(source.text);
    const names = readNames(source, root, scanWords(source));
    const { doc, symbols } = outline(source, root, names.definitions, lines);
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const sectionOf = sectionFinder(own, []);
    return {
      doc,
      symbols,
      clauses: names.clauses.map((clause) => placed(clause, lines)),
      uses: names.uses.map((use) => ({ ...placed(use, lines), section: sectionOf(use.at) })),
      includes: names.includes.map(({ at, path }) => ({
        path,
        line: lines.at(at),
        written: writtenAt(source.text, at),
      })),
      defined: names.definitions.map(({ role, name }) => ({ role, name })),
      aliases: names.aliases,
      constants: names.constants,
      testCases: source.role === "test" ? testTitles(source.text, symbols) : [],
    };
  },
  link: async (drafts, repository) => {
    const resolver = new Resolver(
      repository,
      drafts.map(({ path, draft }) => ({ ...draft, path })),
    );
    return drafts.map(({ path, draft }) => new FileLink(path, draft, resolver).facts());
  },
};

type Placed<Item> = Omit<Item, "at"> & { readonly line: number };

type Draft = FileOutline &
  Omit<Defining, "path"> & {
    readonly clauses: readonly Placed<UseClause>[];
    /** With the number of the symbol that each stands in. */
    readonly uses: readonly (Placed<NameUse> & { readonly section: number })[];
    readonly includes: readonly { readonly path: Include["path"]; readonly line: number; readonly written: string }[];
    readonly testCases: readonly string[];
  };

function placed<Item extends { readonly at: number }>(
  { at, ...rest }: Item,
  lines: Lines,
): Omit<Item, "at"> & { line: number } {
  return { ...rest, line: lines.at(at) };
}

/** The path as the code has it, without the keyword. */
function writtenAt(text: string, at: number): string {
  const statement = text.slice(at, at + 300);
  return oneLine(/^\w+\s*([^;\n]*)/.exec(statement)?.[1] ?? "")
    .slice(0, 120)
    .trim();
}

/** The edges and imports of one file. */
class FileLink {
  readonly #path: string;
  readonly #draft: Draft;
  readonly #resolver: Resolver;
  readonly #edges: Omit<Edge, "from">[] = [];
  readonly #used: ReadonlyMap<number, Set<string>>;
  /** Per clause the files reached through it as a namespace, with the names found there. */
  readonly #through = new Map<number, Map<string, Set<string>>>();

  constructor(path: string, draft: Draft, resolver: Resolver) {
    this.#path = path;
    this.#draft = draft;
    this.#resolver = resolver;
    this.#used = this.#linkUses();
  }

  facts(): FileFacts {
    const { doc, clauses, includes, testCases } = this.#draft;
    const imports = [
      ...clauses.flatMap((clause, index) => this.#clause(clause, index)),
      ...includes.map(({ path, line, written }): ImportStatement => {
        const resolution = this.#resolver.include(this.#path, path);
        this.#edge("import", resolution, [], line);
        return { specifier: written, names: [], typeOnly: false, line, ...resolution };
      }),
    ];
    const symbols = this.#draft.symbols.map((symbol, section) => ({
      ...symbol,
      uses: [...(this.#used.get(section) ?? [])].sort(byCodeUnit),
    }));
    return { path: this.#path, doc, symbols, imports, testCases, edges: this.#edges };
  }

  #clause({ role, name, line }: Draft["clauses"][number], index: number): ImportStatement[] {
    const resolution = this.#resolver.resolve(this.#path, role, name);
    const base = { specifier: name, typeOnly: false, line };
    const through = this.#through.get(index);
    if (resolution.resolved === null && through) {
      // A namespace: its statement leads to every file whose names are used through it.
      return [...through].map(([file, names]) => ({
        ...base,
        names: [...names].sort(byCodeUnit),
        resolved: file,
        reason: "resolved",
      }));
    }
    const names = [shortName(name)];
    this.#edge("import", resolution, names, line);
    return [{ ...base, names, ...this.#reasoned(resolution, name) }];
  }

  /** A namespace of the repository that nothing is used from is no package of others. */
  #reasoned({ resolved, reason }: Resolution, name: string): Resolution {
    const isNamespace = reason === "external" && this.#resolver.isNamespace(name);
    return { resolved, reason: isNamespace ? "not-found" : reason };
  }

  /** Edges of the names in code; returns per symbol those that other files define. */
  #linkUses(): Map<number, Set<string>> {
    const used = new Map<number, Set<string>>();
    for (const { role, name, fallback, via, clause, local, line, section } of this.#draft.uses) {
      const resolution = this.#resolver.resolve(this.#path, role, name, fallback);
      const { resolved } = resolution;
      if (resolved === null || resolved === this.#path) continue;
      this.#edge(via === "own" ? "reference" : "import", resolution, [shortName(name)], line);
      if (local.includes("\\") && clause >= 0) {
        const files = this.#through.get(clause) ?? new Map<string, Set<string>>();
        this.#through.set(clause, files.set(resolved, (files.get(resolved) ?? new Set()).add(shortName(name))));
      }
      if (section >= 0) used.set(section, (used.get(section) ?? new Set()).add(local));
    }
    return used;
  }

  #edge(kind: Edge["kind"], { resolved }: Resolution, names: string[], line: number): void {
    if (resolved === null || resolved === this.#path) return;
    this.#edges.push({ to: resolved, kind, names, lines: [line], typeOnly: false });
  }
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf("\\") + 1);
}
