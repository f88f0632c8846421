import { basename } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, ImportReason, ImportStatement } from "../../schema.ts";
import type { FileFacts, FoundEdge, Repository } from "../port.ts";
import { FOLDER, type IncludeDraft, type Scan, type UseDraft } from "./draft.ts";
import { type Instance, includedPath, type ModTarget, type ModuleTrees } from "./modules.ts";
import type { FileOutline } from "./outline.ts";
import type { Found, Resolver } from "./resolve.ts";
import { type Import, moduleOf } from "./scope.ts";

type File = FileOutline & { readonly path: string; readonly testCases: readonly string[]; readonly scan: Scan };

/** A file that many crates have in common is resolved in this many of them. */
const CRATE_LIMIT = 12;
const NOT_FOUND: ModTarget = { resolved: null, reason: "not-found" };

/** The edges and imports of one file, in every crate it is part of. */
export function linkFile(file: File, trees: ModuleTrees, resolver: Resolver, repository: Repository): FileFacts {
  return new FileLink(file, trees, resolver, repository).facts();
}

class FileLink {
  readonly #file: File;
  readonly #trees: ModuleTrees;
  readonly #resolver: Resolver;
  readonly #repository: Repository;
  readonly #instances: readonly Instance[];
  readonly #edges: FoundEdge[] = [];
  /** Names by the symbol that uses them. */
  readonly #used = new Map<number, Set<string>>();
  /** What `use` binds to other files. */
  readonly #foreign = new Set<string>();

  constructor(file: File, trees: ModuleTrees, resolver: Resolver, repository: Repository) {
    this.#file = file;
    this.#trees = trees;
    this.#resolver = resolver;
    this.#repository = repository;
    this.#instances = (trees.instances.get(file.path) ?? []).slice(0, CRATE_LIMIT);
  }

  facts(): FileFacts {
    const { path, doc, scan, testCases } = this.#file;
    const imports = [
      ...this.#mods(),
      ...scan.uses.map((use) => this.#use(use)),
      ...scan.includes.map((include) => this.#include(include)),
    ];
    this.#paths();
    this.#words();
    const symbols = this.#file.symbols.map((symbol, index) => ({
      ...symbol,
      uses: [...(this.#used.get(index) ?? [])].sort(byCodeUnit),
    }));
    return { path, doc, symbols, imports: imports.sort((a, b) => a.line - b.line), testCases, edges: this.#merged() };
  }

  /** A file that is imported is no reference besides. */
  #merged(): FoundEdge[] {
    const imported = new Set(this.#edges.flatMap(({ kind, to }) => (kind === "import" ? [to] : [])));
    return this.#edges.map((edge) => (imported.has(edge.to) ? { ...edge, kind: "import" } : edge));
  }

  #mods(): ImportStatement[] {
    const targets = this.#trees.targets.get(this.#file.path);
    return this.#file.scan.mods.flatMap(({ name, inner, line }, index) => {
      if (inner !== null) return [];
      return (targets?.get(index) ?? [NOT_FOUND]).map(({ resolved, reason }) => {
        if (resolved !== null) this.#edge("import", resolved, [], line);
        const specifier = `mod ${name === FOLDER ? basename(resolved ?? "", ".rs") : name}`;
        return { specifier, names: [], typeOnly: false, line, resolved, reason };
      });
    });
  }

  #use(use: UseDraft): ImportStatement {
    const { path, local, line } = use;
    const isGlob = local === "*";
    const name = path.slice(path.lastIndexOf(":") + 1);
    const names = use.isCrate || isGlob ? [] : [name];
    const files = new Set<string>();
    let reason: ImportReason = "inactive";
    for (const instance of this.#instances) {
      const given = importOf(instance, use, this.#trees);
      if (!given) continue;
      const found = this.#resolver.resolveImport(given);
      for (const { file } of found.entries) if (file !== null) files.add(file);
      reason = reasonOf(found);
      this.#throughEdge(found, names, line);
    }
    for (const file of files) this.#edge("import", file, names, line);
    if (!isGlob && [...files].some((file) => file !== this.#file.path)) this.#foreign.add(local);
    const resolved = [...files].sort(byCodeUnit)[0] ?? null;
    const specifier = isGlob ? `${path}::*` : path;
    return { specifier, names, typeOnly: false, line, resolved, reason: resolved === null ? reason : "resolved" };
  }

  #include({ macro, argument, isDoc, condition, line, scope }: IncludeDraft): ImportStatement {
    const base = { specifier: `${macro}!(${argument.slice(0, 200)})`, names: [], typeOnly: false, line };
    const instance = this.#instances[0];
    const owner = instance?.crate.package ?? null;
    if (instance && !buildsOf(instance, scope, condition, this.#trees)) {
      return { ...base, resolved: null, reason: "inactive" };
    }
    const target = includedPath(this.#file.path, argument, owner);
    if (target === null)
      return { ...base, resolved: null, reason: argument.includes("OUT_DIR") ? "generated" : "dynamic" };
    if (target.startsWith("../")) return { ...base, resolved: null, reason: "outside" };
    if (!this.#repository.has(target)) return { ...base, resolved: null, reason: "not-found" };
    this.#edge(isDoc ? "reference" : "import", target, [], line);
    return { ...base, resolved: target, reason: "resolved" };
  }

  /** A path in code names its file without an import between. */
  #paths(): void {
    for (const { scope, path, spaces, condition, section, line } of this.#file.scan.paths) {
      const name = path.slice(path.lastIndexOf(":") + 1);
      for (const instance of this.#instances) {
        const place = instance.scopes[scope];
        const builds = buildsOf(instance, scope, condition, this.#trees);
        if (!place || !builds) continue;
        const found = this.#resolver.resolve(place, path, false, spaces, builds);
        if (found.isBare) {
          this.#word(instance, { scope, word: path.slice(0, path.indexOf(":")), spaces: 1, condition, section, line });
          continue;
        }
        for (const { file, module } of found.entries) {
          if (file === null || module !== null) continue;
          this.#edge("reference", file, [name], line);
          if (file !== this.#file.path) this.#uses(section, path);
        }
        this.#throughEdge(found, [name], line);
      }
    }
  }

  #words(): void {
    for (const each of this.#file.scan.words) {
      if (this.#foreign.has(each.word)) this.#uses(each.section, each.word);
      else for (const instance of this.#instances) this.#word(instance, each);
    }
  }

  /** A bare name that comes by a glob or as a macro is used without an import that names it. */
  #word(instance: Instance, { scope, word, spaces, condition, section, line }: Scan["words"][number]): void {
    if (this.#foreign.has(word)) {
      this.#uses(section, word);
      return;
    }
    const place = instance.scopes[scope];
    const builds = buildsOf(instance, scope, condition, this.#trees);
    if (!place || !builds) return;
    for (const { file } of this.#resolver.resolveWord(place, word, spaces, builds)) {
      if (file === null || file === this.#file.path) continue;
      this.#edge("reference", file, [word], line);
      this.#uses(section, word);
    }
  }

  /** What a module hands on from other crates needs the module, though nothing in it is meant. */
  #throughEdge({ entries, through }: Found, names: readonly string[], line: number): void {
    if (!through || through.file === this.#file.path || !entries.some(({ outside }) => outside !== null)) return;
    this.#edge("reference", through.file, names, line);
  }

  #edge(kind: Edge["kind"], to: string, names: readonly string[], line: number): void {
    if (to !== this.#file.path) this.#edges.push({ to, kind, names: [...names], lines: [line], typeOnly: false });
  }

  #uses(section: number, name: string): void {
    if (section < 0) return;
    const known = this.#used.get(section);
    if (known) known.add(name);
    else this.#used.set(section, new Set([name]));
  }
}

/** The import of an instance for a `use` of its text; null when it is not built. */
function importOf({ scopes, scan, crate }: Instance, use: UseDraft, trees: ModuleTrees): Import | null {
  const scope = scopes[use.scope];
  if (!scope) return null;
  const builds = scope.builds & trees.buildsOf(crate, scan, use.condition);
  // Files of other platforms are told apart from lines of other platforms: what they name is worth knowing.
  if (builds === 0 && scopes[0]?.builds !== 0) return null;
  const known = use.local === "*" ? scope.globs : (scope.imports.get(use.local) ?? []);
  return known.find((each) => each.use === use) ?? { scope, use, seenIn: moduleOf(scope), builds: builds || 3 };
}

/** Zero when a place is surely not built, though the file is. */
function buildsOf({ scopes, scan, crate }: Instance, scope: number, condition: number, trees: ModuleTrees): number {
  const around = scopes[scope]?.builds ?? 0;
  const own = trees.buildsOf(crate, scan, condition);
  return around === 0 ? own || (scopes[0]?.builds === 0 ? 3 : 0) : around & own;
}

function reasonOf({ entries, through }: Found): ImportReason {
  const outside = entries.find((entry) => entry.outside !== null)?.outside;
  if (outside) return outside;
  return entries.length === 0 && through === null ? "not-found" : entries.length === 0 ? "not-found" : "resolved";
}
