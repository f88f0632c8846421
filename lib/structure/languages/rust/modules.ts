import { basename, dirname, join } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Repository } from "../port.ts";
import { mayHold, type World } from "./cfg.ts";
import { FOLDER, type ModDraft, type Scan } from "./draft.ts";
import type { Package, Target } from "./manifest.ts";
import { addName, BOTH, Crate, type Import, moduleEntry, moduleOf, newScope, type Scope, seenIn } from "./scope.ts";

/** A file in one crate: a file that several crates name has one of each. */
export type Instance = {
  readonly path: string;
  readonly scan: Scan;
  readonly scopes: readonly Scope[];
  readonly crate: Crate;
};

export type ModTarget = {
  readonly resolved: string | null;
  readonly reason: "resolved" | "not-found" | "ambiguous" | "inactive";
};

/** Bounds the copies of a file that many crates have in common. */
const INSTANCE_LIMIT = 500;
const ALL_LIMIT = 200_000;
const DEPTH_LIMIT = 100;

/** Builds the tree of modules of each crate, from the root along `mod`. */
export class ModuleTrees {
  readonly instances = new Map<string, Instance[]>();
  /** Every one, a module before those below it. */
  readonly all: Instance[] = [];
  /** Where each `mod` leads, by file and place in its list. */
  readonly targets = new Map<string, Map<number, readonly ModTarget[]>>();
  readonly #repository: Repository;
  readonly #scans: ReadonlyMap<string, Scan>;
  readonly #guards = new Map<string, string>();
  readonly #conditions = new Map<Package | null, Map<string, number>>();
  /** Files by folder; null until a folder of modules is asked for. */
  #folders: Map<string, string[]> | null = null;

  constructor(repository: Repository, scans: ReadonlyMap<string, Scan>) {
    this.#repository = repository;
    this.#scans = scans;
    for (const { guards } of scans.values()) for (const [name, guard] of guards) this.#guards.set(name, guard);
  }

  /** The crate that starts at a file. */
  addCrate(path: string, owner: Package | null, target: Target | null): Scope | null {
    const scan = this.#scans.get(path);
    if (!scan) return null;
    const { root } = new Crate(path, owner, target);
    const waiting: Work[] = [{ path, scan, module: root, folder: folderOf(path), depth: 0 }];
    for (let work = waiting.pop(); work; work = waiting.pop()) this.#addFile(work, waiting);
    return root;
  }

  /** In which builds a condition of a file holds. */
  buildsOf(crate: Crate, scan: Scan, condition: number): number {
    const text = scan.conditions[condition] ?? "";
    if (text === "") return BOTH;
    const owner = crate.package;
    const known = this.#conditions.get(owner) ?? new Map<string, number>();
    this.#conditions.set(owner, known);
    const before = known.get(text);
    if (before !== undefined) return before;
    const builds = (mayHold(text, this.#world(owner, 1)) ? 1 : 0) | (mayHold(text, this.#world(owner, 2)) ? 2 : 0);
    known.set(text, builds);
    return builds;
  }

  #world(owner: Package | null, build: number): World {
    return {
      hasFeature: (name) => !owner || (build === 1 ? owner.features.standard : owner.features.all).has(name),
      isCustom: (name) => owner?.buildScript.includes(name) ?? true,
      conditionOfMacro: (name) => this.#guards.get(name) ?? null,
    };
  }

  #addFile({ path, scan, module, folder, depth }: Work, waiting: Work[]): void {
    const known = this.instances.get(path);
    if ((known && known.length >= INSTANCE_LIMIT) || this.all.length >= ALL_LIMIT) return;
    const { crate } = module;
    const scopes: Scope[] = [module];
    const folders = [folder];
    const modOf = new Map(scan.mods.flatMap((mod) => (mod.inner === null ? [] : [[mod.inner, mod] as const])));
    for (const [index, draft] of scan.scopes.entries()) {
      if (index === 0) continue;
      const outer = scopes[draft.parent] ?? module;
      const builds = outer.builds & this.buildsOf(crate, scan, draft.condition);
      scopes.push(
        draft.kind === "module"
          ? newScope(path, null, moduleOf(outer), crate, builds)
          : newScope(path, outer, moduleOf(outer).parent, crate, builds),
      );
      const mod = modOf.get(index);
      folders.push(this.#inlineFolder(folders[draft.parent] ?? folder, mod, crate, path));
    }
    const instance = { path, scan, scopes, crate };
    if (known) known.push(instance);
    else this.instances.set(path, [instance]);
    this.all.push(instance);
    this.#addNames(instance);
    for (const [index, mod] of scan.mods.entries()) {
      const scope = scopes[mod.scope] ?? module;
      const builds = scope.builds & this.buildsOf(crate, scan, mod.condition);
      const inner = mod.inner === null ? null : (scopes[mod.inner] ?? null);
      if (inner) {
        addName(scope, mod.name, moduleEntry(inner, seenIn(mod.visibility, scope), builds));
        continue;
      }
      for (const target of this.#filesOf(mod, scope, folders[mod.scope] ?? folder, path, scan)) {
        const isActive = builds !== 0 && target.isActive;
        this.#note(path, index, isActive ? target : { resolved: null, reason: "inactive" });
        const next = target.resolved === null ? undefined : this.#scans.get(target.resolved);
        if (target.resolved === null || !next || depth >= DEPTH_LIMIT) continue;
        const child = newScope(target.resolved, null, moduleOf(scope), scope.crate, isActive ? builds : 0);
        addName(scope, target.name, moduleEntry(child, seenIn(mod.visibility, scope), isActive ? builds : 0));
        const below = target.isNamed ? childFolder(target.resolved) : folderOf(target.resolved);
        waiting.push({ path: target.resolved, scan: next, module: child, folder: below, depth: depth + 1 });
      }
    }
    for (const include of scan.includes) {
      if (include.macro !== "include") continue;
      const target = includedPath(path, include.argument, crate.package);
      const next = target === null ? undefined : this.#scans.get(target);
      const scope = scopes[include.scope];
      if (scope && !next) scope.isOpen = true;
      if (target === null || !next || !scope || depth >= DEPTH_LIMIT) continue;
      waiting.push({ path: target, scan: next, module: { ...scope, file: target }, folder, depth: depth + 1 });
    }
  }

  /** Of several paths under conditions the one that leads to a file counts, of a folder every file. */
  #note(path: string, index: number, { resolved, reason }: ModTarget): void {
    const known = this.targets.get(path) ?? new Map<number, readonly ModTarget[]>();
    this.targets.set(path, known);
    const before = known.get(index) ?? [];
    if (before.length > 0 && (resolved === null || before.some((each) => each.resolved === resolved))) return;
    known.set(index, [...before.filter((each) => each.resolved !== null), { resolved, reason }]);
  }

  #inlineFolder(folder: string, mod: ModDraft | undefined, crate: Crate, path: string): string {
    if (!mod) return folder;
    const named = mod.paths.find(({ condition }) => this.#holds(crate, condition));
    if (named) return join(mod.scope === 0 ? folderOf(path) : folder, named.path);
    return join(folder, mod.name);
  }

  #holds(crate: Crate, condition: string): boolean {
    return condition === "" || mayHold(condition, this.#world(crate.package, 1));
  }

  /** The files that a `mod x;` may mean: one, but for paths under conditions, of which one is active, and folders. */
  #filesOf(mod: ModDraft, scope: Scope, folder: string, path: string, scan: Scan): FileOfMod[] {
    const { name } = mod;
    if (name === FOLDER) return this.#filesIn(join(scope.crate.package?.folder ?? "", mod.paths[0]?.path ?? ""), path);
    const home = mod.scope === 0 || isAtTop(scan, mod.scope) ? folderOf(path) : folder;
    const written = mod.paths.map(({ path: target, condition }): FileOfMod => {
      const file = join(home, target.replaceAll("\\", "/"));
      const isThere = this.#repository.has(file);
      const isActive = this.#holds(scope.crate, condition);
      const reason = isThere ? "resolved" : "not-found";
      return { name, resolved: isThere ? file : null, reason, isNamed: false, isActive };
    });
    const first = written.findIndex(({ isActive }) => isActive);
    if (first >= 0) return written.map((each, index) => ({ ...each, isActive: index === first }));
    return [...written, this.#default(join(folder, name), name)];
  }

  #default(path: string, name: string): FileOfMod {
    const [flat, nested] = [`${path}.rs`, `${path}/mod.rs`];
    const both = [flat, nested].filter((each) => this.#repository.has(each));
    const resolved = both.length === 1 ? (both[0] ?? null) : null;
    const reason = both.length === 0 ? "not-found" : both.length === 1 ? "resolved" : "ambiguous";
    return { name, resolved, reason, isNamed: resolved === flat, isActive: true };
  }

  #filesIn(folder: string, from: string): FileOfMod[] {
    this.#folders ??= Map.groupBy([...this.#scans.keys()].sort(byCodeUnit), folderOf);
    const files = this.#folders.get(folder) ?? [];
    const others = files.filter((path) => path !== from && !/^(?:mod|lib|main)\.rs$/.test(basename(path)));
    return others.map((resolved): FileOfMod => {
      const name = basename(resolved, ".rs").replaceAll("-", "_");
      return { name, resolved, reason: "resolved", isNamed: true, isActive: true };
    });
  }

  #addNames({ path, scan, scopes, crate }: Instance): void {
    for (const item of scan.items) {
      const scope = scopes[item.scope];
      if (!scope) continue;
      const builds = scope.builds & this.buildsOf(crate, scan, item.condition);
      const { spaces, variants } = item;
      const base = { file: path, outside: null, spaces, module: null, variants, builds };
      const seen = seenIn(item.visibility, scope);
      if (item.macro === null) addName(scope, item.name, { ...base, seenIn: seen });
      else {
        const everywhere = { ...base, seenIn: null };
        if (!scope.textual.has(item.name)) scope.textual.set(item.name, everywhere);
        if (item.macro === "exported") addName(crate.root, item.name, everywhere);
      }
    }
    for (const use of scan.uses) {
      const scope = scopes[use.scope];
      if (!scope) continue;
      const builds = scope.builds & this.buildsOf(crate, scan, use.condition);
      const found: Import = { scope, use, seenIn: seenIn(use.visibility, scope), builds };
      if (use.local === "*") scope.globs.push(found);
      else if (use.local !== "_") {
        const known = scope.imports.get(use.local);
        if (known) known.push(found);
        else scope.imports.set(use.local, [found]);
      }
    }
    for (const [index, words] of scan.generated) {
      const scope = scopes[index];
      if (scope) scope.generated = new Set([...(scope.generated ?? []), ...words]);
    }
  }
}

type FileOfMod = ModTarget & {
  readonly name: string;
  /** Whether its own modules lie in a folder of its name. */
  readonly isNamed: boolean;
  readonly isActive: boolean;
};

type Work = {
  readonly path: string;
  readonly scan: Scan;
  readonly module: Scope;
  /** Where the files of its modules lie. */
  readonly folder: string;
  readonly depth: number;
};

/** The macros of modules under `#[macro_use]` are seen beside and below them. Files come children last. */
export function shareMacros(instances: readonly Instance[]): void {
  for (const { scan, scopes } of [...instances].reverse()) {
    for (const mod of [...scan.mods].reverse()) {
      const scope = scopes[mod.scope];
      if (!scope || !mod.isMacroUse) continue;
      for (const { module } of scope.names.get(mod.name) ?? []) {
        for (const [name, entry] of module?.textual ?? []) {
          if (!scope.textual.has(name)) scope.textual.set(name, entry);
        }
      }
    }
  }
}

/** The path of `include!("x")`, or of one below the package's own folder; null for others. */
export function includedPath(from: string, argument: string, owner: Package | null): string | null {
  const plain = /^r?#*"([^"\n]*)"#*,?$/.exec(argument)?.[1];
  if (plain !== undefined) return plain.startsWith("/") ? null : join(folderOf(from), plain);
  const own = /^concat!\s*\(\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*"\/?([^"\n]*)"\s*,?\s*\)$/.exec(
    argument,
  )?.[1];
  return own !== undefined && owner ? join(owner.folder, own) : null;
}

/** Whether every scope around a scope of a file is a block, so that a path starts at the file's own folder. */
function isAtTop(scan: Scan, index: number): boolean {
  let scope = scan.scopes[index];
  while (scope && scope.kind === "block" && scope.parent !== 0) scope = scan.scopes[scope.parent];
  return scope?.kind === "block";
}

/** `a/b.rs` keeps its modules in `a/b`, `a/mod.rs` in `a`. */
function childFolder(path: string): string {
  return join(folderOf(path), basename(path, ".rs"));
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
