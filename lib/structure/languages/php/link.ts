import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import type { Include, NameUse, UseClause } from "./names.ts";
import type { FileOutline } from "./outline.ts";
import { type Defining, type Resolution, Resolver } from "./resolve.ts";

/** A finding by its line in place of its place in the text. */
export type Placed<Item> = Omit<Item, "at"> & { readonly line: number };

/** What linking needs of a file. */
export type Draft = FileOutline &
  Omit<Defining, "path" | "role"> & {
    readonly clauses: readonly Placed<UseClause>[];
    /** With the number of the symbol that each stands in. */
    readonly uses: readonly (Placed<NameUse> & { readonly section: number })[];
    readonly includes: readonly { readonly path: Include["path"]; readonly line: number; readonly written: string }[];
    readonly testCases: readonly string[];
  };

/** Every name and path led to the file that has it. */
export function link(drafts: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const resolver = new Resolver(
    repository,
    drafts.map(({ path, role, draft }) => ({ ...draft, path, role })),
  );
  return drafts.map(({ path, draft }) => new FileLink(path, draft, resolver).facts());
}

/** The edges and imports of one file. */
class FileLink {
  readonly #path: string;
  readonly #draft: Draft;
  readonly #resolver: Resolver;
  readonly #edges: FoundEdge[] = [];
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
    return { path: this.#path, doc, symbols, imports, testCases, edges: this.#merged() };
  }

  /** A file that is imported is no reference besides. */
  #merged(): FoundEdge[] {
    const imported = new Set(this.#edges.flatMap(({ kind, to }) => (kind === "import" ? [to] : [])));
    return this.#edges.map((edge) => (imported.has(edge.to) ? { ...edge, kind: "import" } : edge));
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
    for (const { role, name, fallback, clause, local, line, section } of this.#draft.uses) {
      const resolution = this.#resolver.resolve(this.#path, role, name, fallback);
      const { resolved } = resolution;
      if (resolved === null || resolved === this.#path) continue;
      this.#edge(clause < 0 ? "reference" : "import", resolution, [shortName(name)], line);
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
