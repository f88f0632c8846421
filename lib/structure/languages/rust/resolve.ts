import { MACRO, TYPE, VALUE } from "./draft.ts";
import type { Package } from "./manifest.ts";
import { type Crate, type Entry, type Import, moduleOf, type Scope } from "./scope.ts";

/** What a path leads to, and how. */
export type Found = {
  readonly entries: readonly Entry[];
  /** The last module of the repository on the way. */
  readonly through: Scope | null;
  /** Whether the first segment alone decided: a bare name, or the type that the rest belongs to. */
  readonly isBare: boolean;
};

const ALL_SPACES = TYPE | VALUE | MACRO;
const NONE: Found = { entries: [], through: null, isBare: true };
const STANDARD = new Set(["std", "core", "alloc", "proc_macro", "test"]);
/** Types that every module sees, of those whose variants and functions are used by name. */
const PRELUDE = new Set(["Option", "Result", "Box", "String", "Vec"]);
/** Bounds the search through globs and re-exports that lead to each other. */
const STEP_LIMIT = 5_000_000;

/** Resolves names as rustc does: items, then imports, then globs; for bare names outwards to crates. */
export class Resolver {
  readonly #libraries: ReadonlyMap<string, Scope>;
  readonly #imports = new Map<Import, readonly Entry[]>();
  readonly #globs = new Map<Import, Found>();
  readonly #open = new Set<Import>();
  readonly #explicit = new Map<Scope, Map<string, readonly Entry[]>>();
  /** Raised when an import under way was met, so that what follows from it is not kept. */
  #cut = 0;
  #steps = 0;

  /** `libraries` are the roots of the libraries, by the folder of their package. */
  constructor(libraries: ReadonlyMap<string, Scope>) {
    this.#libraries = libraries;
  }

  /** A path of code or of `use`; of several definitions those that are built together with the user. */
  resolve(scope: Scope, path: string, isUse: boolean, spaces: number, builds: number): Found {
    const isGlobal = path.startsWith("::");
    const parts = (isGlobal ? path.slice(2) : path).split("::");
    const [first = "", ...rest] = parts;
    let current = this.#first(scope, first, rest.length === 0 ? spaces : TYPE, isGlobal, isUse);
    const isBare = rest.length === 0 || !isPlace(current);
    if (rest.length === 0) return { entries: chosen(current, spaces, builds), through: null, isBare: true };
    let through: Scope | null = null;
    let consumed = 0;
    for (const [index, part] of rest.entries()) {
      const isLast = index === rest.length - 1;
      const place = chosen(current, TYPE, builds).find(({ module }) => module !== null) ?? null;
      if (place === null || !place.module) break;
      through = place.module;
      if (part === "super" || part === "self") {
        const next: Scope | null = part === "self" ? through : through.parent;
        if (!next) return NONE;
        current = [entryOf(next)];
        consumed += 1;
        continue;
      }
      const names = this.#in(through, part, isLast ? spaces : TYPE);
      const seen = names.filter(({ seenIn }) => isSeen(seenIn, scope));
      const next = seen.length > 0 ? seen : names;
      if (next.length === 0) {
        const entries = this.#unknown(through, part, isLast, scope);
        return { entries, through, isBare: false };
      }
      current = next;
      consumed += 1;
    }
    const isWhole = consumed === rest.length;
    const entries = chosen(current, isWhole ? spaces : TYPE, builds);
    // What follows a type belongs to it; what follows a crate of others is theirs.
    const owners = isWhole
      ? entries
      : entries
          .filter(({ module }) => module === null)
          .map((entry) => ({ ...entry, spaces: ALL_SPACES, variants: null }));
    return { entries: owners, through, isBare: isBare && consumed === 0 };
  }

  /** A bare name that no item and no plain import of the scopes around binds: by a glob or as a macro. */
  resolveWord(scope: Scope, word: string, spaces: number, builds: number): readonly Entry[] {
    for (let place: Scope | null = scope; place; place = place.outer) {
      if (chosen(this.#explicitIn(place, word), spaces, builds).length > 0) return [];
      const found = chosen(this.#throughGlobs(place, word, spaces, new Set()), spaces, builds);
      if (found.length > 0) return found;
    }
    return (spaces & MACRO) !== 0 ? chosen(this.#textual(scope, word), MACRO, builds) : [];
  }

  /** What a `use` brings in; a glob gives the module or the enum itself. */
  resolveImport(given: Import): Found {
    const { scope, use, builds } = given;
    if (use.isCrate) {
      const known = this.#namedCrate(moduleOf(scope).crate, use.path);
      return { entries: known.length > 0 ? known : [outsideEntry("external")], through: null, isBare: false };
    }
    const spaces = use.local === "*" || use.isSelf ? TYPE : ALL_SPACES;
    this.#open.add(given);
    const found = this.resolve(scope, use.path, true, spaces, builds);
    this.#open.delete(given);
    return found;
  }

  #first(scope: Scope, name: string, spaces: number, isGlobal: boolean, isUse: boolean): readonly Entry[] {
    const module = moduleOf(scope);
    const { crate } = module;
    const owner = crate.package;
    const isOld = owner !== null && owner.edition < 2018;
    if (!isGlobal) {
      if (name === "crate") return [entryOf(crate.root)];
      if (name === "self") return [entryOf(module)];
      if (name === "super") return module.parent ? [entryOf(module.parent)] : [];
    }
    if (isOld && (isUse || isGlobal)) {
      const found = this.#in(crate.root, name, spaces);
      return found.length > 0 ? found : this.#crate(scope, name);
    }
    if (isGlobal) return this.#crate(scope, name);
    for (let place: Scope | null = scope; place; place = place.outer) {
      const found = this.#in(place, name, spaces);
      if (found.length > 0) return found;
    }
    const macros = (spaces & MACRO) !== 0 ? this.#textual(scope, name) : [];
    if (macros.length > 0) return macros;
    if ((spaces & TYPE) === 0) return [];
    const found = this.#crate(scope, name);
    return found.length === 0 && PRELUDE.has(name) ? [outsideEntry("standard-library")] : found;
  }

  /** The entries of a name in one scope, in the wanted namespaces. */
  #in(scope: Scope, name: string, spaces: number): readonly Entry[] {
    const explicit = this.#explicitIn(scope, name).filter((entry) => (entry.spaces & spaces) !== 0);
    const covered = explicit.reduce((sum, entry) => (entry.builds === 0 ? sum : sum | entry.spaces), 0);
    if ((spaces & ~covered) === 0 || (explicit.length > 0 && scope.globs.length === 0)) return explicit;
    const more = this.#throughGlobs(scope, name, spaces & ~covered, new Set());
    return more.length > 0 ? [...explicit, ...more] : explicit;
  }

  #explicitIn(scope: Scope, name: string): readonly Entry[] {
    const known = this.#explicit.get(scope)?.get(name);
    if (known) return known;
    const cut = this.#cut;
    const items = scope.names.get(name) ?? [];
    const imported = (scope.imports.get(name) ?? []).flatMap((each) => this.#imported(each));
    const entries = imported.length > 0 ? [...items, ...imported] : items;
    if (this.#cut === cut) {
      const names = this.#explicit.get(scope) ?? new Map<string, readonly Entry[]>();
      this.#explicit.set(scope, names.set(name, entries));
    }
    return entries;
  }

  #imported(given: Import): readonly Entry[] {
    const known = this.#imports.get(given);
    if (known) return known;
    if (this.#open.has(given) || ++this.#steps > STEP_LIMIT) {
      this.#cut += 1;
      return [];
    }
    const cut = this.#cut;
    const { entries } = this.resolveImport(given);
    const bound = entries.map((entry) => ({ ...entry, seenIn: given.seenIn, builds: entry.builds & given.builds }));
    if (this.#cut === cut) this.#imports.set(given, bound);
    return bound;
  }

  /** Follows globs from scope to scope, each once. */
  #throughGlobs(scope: Scope, name: string, spaces: number, visited: Set<Scope>): Entry[] {
    const found: Entry[] = [];
    const waiting: { scope: Scope; seenIn: Scope | null; builds: number }[] = [{ scope, seenIn: null, builds: 3 }];
    visited.add(scope);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      for (const glob of next.scope.globs) {
        if (++this.#steps > STEP_LIMIT) return found;
        const isOwn = next.scope === scope;
        if (!isOwn && !isSeen(glob.seenIn, scope)) continue;
        const seenIn = isOwn ? glob.seenIn : next.seenIn;
        const builds = next.builds & glob.builds;
        for (const place of this.#glob(glob).entries) {
          if (place.variants?.includes(name)) found.push({ ...place, variants: null, spaces: 3, seenIn, builds });
          if (!place.module || visited.has(place.module)) continue;
          visited.add(place.module);
          const explicit = this.#explicitIn(place.module, name).filter(
            (entry) => (entry.spaces & spaces) !== 0 && isSeen(entry.seenIn, next.scope),
          );
          if (explicit.length === 0) waiting.push({ scope: place.module, seenIn, builds });
          else for (const entry of explicit) found.push({ ...entry, seenIn, builds: entry.builds & builds });
        }
      }
    }
    return found;
  }

  #glob(given: Import): Found {
    const known = this.#globs.get(given);
    if (known) return known;
    if (this.#open.has(given)) {
      this.#cut += 1;
      return NONE;
    }
    const cut = this.#cut;
    const found = this.resolveImport(given);
    if (this.#cut === cut) this.#globs.set(given, found);
    return found;
  }

  /** A name that no item has: of a macro among the items, or of the crates that the module hands on. */
  #unknown(module: Scope, name: string, isLast: boolean, from: Scope): readonly Entry[] {
    if (module.generated?.has(name)) return [itemOf(module)];
    // What is neither written in the module nor brought to it comes of a derive or an attribute there.
    const isClosed = !module.isOpen && !module.globs.some(({ seenIn }) => isSeen(seenIn, from));
    if (isLast && isClosed) return [itemOf(module)];
    const outside = module.globs.flatMap((glob) => this.#glob(glob).entries).find((entry) => entry.outside !== null);
    if (outside) return [outside];
    return module.generated ? [itemOf(module)] : [];
  }

  #textual(scope: Scope, name: string): readonly Entry[] {
    for (let place: Scope | null = scope; place; place = place.outer ?? place.parent) {
      const entry = place.textual.get(name);
      if (entry) return [entry];
    }
    for (const { use } of [...moduleOf(scope).crate.root.imports.values()].flat()) {
      if (!use.isMacroUse) continue;
      for (const { module } of this.#namedCrate(moduleOf(scope).crate, use.path)) {
        const found = module?.names.get(name)?.filter((entry) => (entry.spaces & MACRO) !== 0) ?? [];
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  /** A crate by its name in code; `extern crate a as b` at the root gives it one everywhere. */
  #crate(scope: Scope, name: string): readonly Entry[] {
    const { crate } = moduleOf(scope);
    const renamed = crate.root.imports.get(name)?.find(({ use }) => use.isCrate)?.use.path;
    return this.#namedCrate(crate, renamed ?? name);
  }

  #namedCrate(crate: Crate, name: string): readonly Entry[] {
    const owner = crate.package;
    if (name === "self") return [entryOf(crate.root)];
    const folder = owner ? this.#folderOf(owner, crate.target?.kind ?? "program", name) : undefined;
    const root = typeof folder === "string" ? this.#libraries.get(folder) : undefined;
    if (root) return [entryOf(root)];
    if (STANDARD.has(name) && folder === undefined) return [outsideEntry("standard-library")];
    return folder !== undefined || isPartOfName(owner, name) ? [outsideEntry("external")] : [];
  }

  /** Undefined for a crate that the package does not name. */
  #folderOf(owner: Package, kind: "library" | "program" | "build", name: string): string | null | undefined {
    if (kind === "program" && owner.library?.name === name) return owner.folder;
    const folder = owner.dependencies.get(name);
    return folder === owner.folder && kind === "build" ? undefined : folder;
  }
}

/** Libraries of others may be called otherwise than their package: `ini` of `rust-ini`. */
function isPartOfName(owner: Package | null, name: string): boolean {
  for (const [dependency, folder] of owner?.dependencies ?? []) {
    if (folder === null && dependency.split("_").includes(name)) return true;
  }
  return false;
}

function isPlace(entries: readonly Entry[]): boolean {
  return entries.some(({ module, outside }) => module !== null || outside !== null);
}

function entryOf(module: Scope): Entry {
  const { file, builds } = module;
  return { file, outside: null, spaces: TYPE, module, variants: null, seenIn: null, builds: builds || 3 };
}

function itemOf(module: Scope): Entry {
  return { ...entryOf(module), module: null, spaces: ALL_SPACES };
}

function outsideEntry(outside: "external" | "standard-library"): Entry {
  return { file: null, outside, spaces: ALL_SPACES, module: null, variants: null, seenIn: null, builds: 3 };
}

/** Of several definitions those of the build with default features, if the user is in it, otherwise those of all. */
function chosen(entries: readonly Entry[], spaces: number, builds: number): readonly Entry[] {
  const wanted = entries.filter((entry) => (entry.spaces & spaces) !== 0);
  if (wanted.length < 2) return wanted;
  for (const build of [builds & 1, builds & 2]) {
    const together = build === 0 ? [] : wanted.filter((entry) => (entry.builds & build) !== 0);
    if (together.length > 0) return together;
  }
  return wanted;
}

function isSeen(seenIn: Scope | null, from: Scope): boolean {
  if (seenIn === null) return true;
  for (let module: Scope | null = moduleOf(from); module; module = module.parent) if (module === seenIn) return true;
  return false;
}
