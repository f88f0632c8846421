import { TYPE, type UseDraft } from "./draft.ts";
import type { Package, Target } from "./manifest.ts";

/** A module, or a block of a function that declares something, in one crate. */
export type Scope = {
  readonly file: string;
  readonly crate: Crate;
  /** The scope around a block; null for a module, whose names are not those of the module around it. */
  readonly outer: Scope | null;
  /** The module above; null for the crate's root. */
  readonly parent: Scope | null;
  readonly builds: number;
  readonly names: Map<string, Entry[]>;
  readonly imports: Map<string, Import[]>;
  readonly globs: Import[];
  /** Macros that text below can call by their bare name. */
  readonly textual: Map<string, Entry>;
  /** Words given to macros among the items, which may define them; null without such macros. */
  generated: Set<string> | null;
  /** Whether it includes a file that a build writes, which may define anything. */
  isOpen: boolean;
};

/** Something with a name: an item of a file, or a thing of another crate. */
export type Entry = {
  readonly file: string | null;
  readonly outside: "external" | "standard-library" | null;
  readonly spaces: number;
  readonly module: Scope | null;
  readonly variants: readonly string[] | null;
  /** The module below which the name is seen; null for everywhere. */
  readonly seenIn: Scope | null;
  /** In which builds it is there: 1 with the features of the default, 2 with all. */
  readonly builds: number;
};

export type Import = {
  readonly scope: Scope;
  readonly use: UseDraft;
  readonly seenIn: Scope | null;
  readonly builds: number;
};

/** What is compiled at once: a root file and the modules below it. */
export class Crate {
  readonly root: Scope;
  readonly package: Package | null;
  readonly target: Target | null;

  constructor(path: string, owner: Package | null, target: Target | null) {
    this.package = owner;
    this.target = target;
    this.root = newScope(path, null, null, this, BOTH);
  }
}

/** Both builds of `Entry.builds`. */
export const BOTH = 3;

export function moduleOf(scope: Scope): Scope {
  let module = scope;
  while (module.outer) module = module.outer;
  return module;
}

export function newScope(file: string, outer: Scope | null, parent: Scope | null, crate: Crate, builds: number): Scope {
  const maps = { names: new Map(), imports: new Map(), textual: new Map() };
  return { file, outer, parent, crate, builds, generated: null, isOpen: false, globs: [], ...maps };
}

export function moduleEntry(module: Scope, seen: Scope | null, builds: number): Entry {
  return { file: module.file, outside: null, spaces: TYPE, module, variants: null, seenIn: seen, builds };
}

export function addName(scope: Scope, name: string, entry: Entry): void {
  const known = scope.names.get(name);
  if (known) known.push(entry);
  else scope.names.set(name, [entry]);
}

/** The module below which a visibility lets a name be seen; null for everywhere. */
export function seenIn(visibility: string, scope: Scope): Scope | null {
  const module = moduleOf(scope);
  if (visibility === "pub") return null;
  if (visibility === "crate") return module.crate.root;
  if (visibility === "super") return module.parent ?? module;
  // `pub(in path)` names a module above; the crate is wider, and what compiles stays within the path.
  if (visibility.startsWith("in")) return module.crate.root;
  return module;
}
