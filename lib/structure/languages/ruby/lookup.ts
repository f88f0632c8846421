import type { Role } from "../../schema.ts";
import type { Definition, Scope } from "./declarations.ts";
import { builtInConstants } from "./standard-library.ts";
import type { NamedFiles } from "./zeitwerk.ts";

export type FileConstants = {
  readonly path: string;
  readonly role: Role;
  readonly project: string;
  readonly scopes: readonly Scope[];
  readonly definitions: readonly Definition[];
};

/** What is known of one constant of the repository by its full name. */
type Entry = {
  /** Files that open or assign it. */
  readonly files: Set<string>;
  /** Of these the ones that put something of its own into it. */
  readonly owners: Set<string>;
  /** Of these the ones that give it a superclass: only who opens a class first may. */
  readonly founders: Set<string>;
  readonly ancestors: { readonly name: string; readonly nesting: readonly string[] }[];
};

/** The innermost scope comes first, each by its full name. */
export type Nesting = readonly string[];

const DEEPEST = 30;

/** Finds constants by Ruby's rules: in the lexical scopes from the inside, in the ancestors of the innermost, at the top. */
export class Constants {
  readonly #entries = new Map<string, Entry>();
  readonly #named: NamedFiles;
  readonly #files: ReadonlyMap<string, FileConstants>;
  readonly #nestings = new Map<string, readonly Nesting[]>();
  readonly #ancestors = new Map<string, readonly string[]>();
  readonly #autoloads = new Map<string, string>();

  constructor(files: readonly FileConstants[], named: NamedFiles) {
    this.#named = named;
    this.#files = new Map(files.map((file) => [file.path, file]));
    // Names of one part first: what stands before `::` in the others is looked up among them.
    for (const isQualified of [false, true]) {
      for (const file of files) this.#nestings.set(file.path, this.#open(file, isQualified));
    }
    for (const file of files) this.#assign(file);
  }

  /** `autoload` says which file defines a constant, whoever else reopens it. */
  addAutoload(name: string, file: string): void {
    this.#autoloads.set(name, file);
  }

  nestingOf(path: string, scope: number): Nesting {
    return this.#nestings.get(path)?.[scope] ?? [];
  }

  /** The full name that a constant stands for at a place; null where nothing of the repository is meant. */
  lookup(name: string, isTop: boolean, nesting: Nesting): string | null {
    const [head = "", ...rest] = name.split("::");
    let found = this.#head(head, isTop ? [] : nesting);
    for (const part of rest) {
      if (found === null) return null;
      found = this.#within(found, part);
    }
    return found;
  }

  /** The one file that defines a constant, as seen from `from`; null for none and for several. */
  fileOf(name: string, from: string): string | null {
    const autoloaded = this.#autoloads.get(name);
    if (autoloaded !== undefined) return autoloaded;
    const near = this.#nearest([...this.#named.filesOf(name)], from);
    if (near.length > 0) return near.length === 1 ? (near[0] ?? null) : null;
    const entry = this.#entries.get(name);
    if (!entry || builtInConstants.has(name)) return null;
    for (const files of [entry.founders, entry.owners, entry.files]) {
      if (files.size === 0) continue;
      if (files.has(from)) return from;
      const seen = this.#nearest(
        [...files].filter((path) => this.#sees(from, path)),
        from,
      );
      return seen.length === 1 ? (seen[0] ?? null) : null;
    }
    return null;
  }

  /** Of files that answer to one name those of the user's own project count. */
  #nearest(files: readonly string[], from: string): readonly string[] {
    if (files.length < 2) return files;
    const project = this.#files.get(from)?.project;
    const own = files.filter((path) => this.#files.get(path)?.project === project);
    return own.length > 0 ? own : files;
  }

  /** Product code sees no tests, and nothing sees the cases of another test. */
  #sees(from: string, path: string): boolean {
    if (/(?:_spec|_test)\.rb$|(?:^|\/)test_[^/]*\.rb$/.test(path)) return /(?:^|\/)test_helper\.rb$/.test(path);
    return this.#files.get(path)?.role !== "test" || this.#files.get(from)?.role === "test";
  }

  #has(name: string): boolean {
    return this.#entries.has(name) || this.#autoloads.has(name) || this.#named.has(name);
  }

  #head(head: string, nesting: Nesting): string | null {
    for (const scope of nesting) if (this.#has(`${scope}::${head}`)) return `${scope}::${head}`;
    const [innermost] = nesting;
    const inherited = innermost === undefined ? null : this.#inherited(innermost, head);
    return inherited ?? (this.#has(head) ? head : null);
  }

  #within(scope: string, name: string): string | null {
    return this.#has(`${scope}::${name}`) ? `${scope}::${name}` : this.#inherited(scope, name);
  }

  #inherited(scope: string, name: string): string | null {
    for (const ancestor of this.#ancestorsOf(scope))
      if (this.#has(`${ancestor}::${name}`)) return `${ancestor}::${name}`;
    return null;
  }

  /** Modules and superclasses, nearest first. Found breadth first, which differs from Ruby's order in no usual case. */
  #ancestorsOf(scope: string): readonly string[] {
    const known = this.#ancestors.get(scope);
    if (known) return known;
    // While they are looked for there are none: a class may name its own constants as ancestors.
    this.#ancestors.set(scope, []);
    const found = new Set<string>();
    const open = [scope];
    for (let next = open.shift(); next !== undefined && found.size < DEEPEST; next = open.shift()) {
      for (const { name, nesting } of this.#entries.get(next)?.ancestors ?? []) {
        const ancestor = this.lookup(name.replace(/^::/, ""), name.startsWith("::"), nesting);
        if (ancestor === null || found.has(ancestor) || ancestor === scope) continue;
        found.add(ancestor);
        open.push(ancestor);
      }
    }
    const ancestors = [...found];
    this.#ancestors.set(scope, ancestors);
    return ancestors;
  }

  /** Full names of a file's scopes, each with those around it. */
  #open({ path, scopes }: FileConstants, isQualified: boolean): Nesting[] {
    const nestings: Nesting[] = [];
    for (const scope of scopes) {
      const outer = nestings[scope.parent] ?? [];
      const name = this.#nameOf(scope, outer);
      const nesting = name === "" ? outer : [name, ...outer.slice(0, DEEPEST)];
      nestings.push(nesting);
      if (name === "" || isQualified !== scope.name.includes("::")) continue;
      const entry = this.#entry(name);
      entry.files.add(path);
      if (scope.isOwn) entry.owners.add(path);
      if (scope.superclass !== null) entry.founders.add(path);
      const superclass =
        scope.superclass === null || scope.superclass === "computed" ? [] : [scope.superclass.constant];
      for (const included of scope.included) entry.ancestors.push({ name: included, nesting });
      for (const constant of superclass) entry.ancestors.push({ name: constant, nesting: outer });
    }
    return nestings;
  }

  #nameOf({ name, isTop }: Scope, outer: Nesting): string {
    if (name === "" || isTop || outer.length === 0) return name;
    const [head = "", ...rest] = name.split("::");
    if (rest.length === 0) return `${outer[0]}::${head}`;
    const found = outer.find((scope) => this.#has(`${scope}::${head}`));
    return found === undefined ? name : `${found}::${name}`;
  }

  #assign({ path, definitions }: FileConstants): void {
    for (const { kind, name, scope } of definitions) {
      if (kind !== "constant") continue;
      const [outer] = this.nestingOf(path, scope);
      const entry = this.#entry(
        outer === undefined || name.startsWith("::") ? name.replace(/^::/, "") : `${outer}::${name}`,
      );
      entry.files.add(path);
      entry.owners.add(path);
    }
  }

  #entry(name: string): Entry {
    const known = this.#entries.get(name);
    if (known) return known;
    const entry = { files: new Set<string>(), owners: new Set<string>(), founders: new Set<string>(), ancestors: [] };
    this.#entries.set(name, entry);
    return entry;
  }
}
