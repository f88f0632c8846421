import { dirname, join } from "node:path/posix";
import type { ImportStatement, Role } from "../../schema.ts";
import type { Repository } from "../port.ts";
import { isBuiltInClass, isBuiltInConstant, isBuiltInFunction } from "./built-in.ts";
import { Composer } from "./composer.ts";
import type { NameRole } from "./names.ts";
import { evaluate, type PathExpression, placeOf } from "./paths.ts";

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

/** What the resolver needs of a file. */
export type Defining = {
  readonly path: string;
  readonly role: Role;
  readonly defined: readonly { readonly role: NameRole; readonly name: string }[];
  readonly aliases: readonly (readonly [alias: string, name: string])[];
  readonly constants: readonly (readonly [name: string, path: PathExpression | null])[];
};

/** Leads names to the files that autoloading would load, or that alone define them, and includes to files. */
export class Resolver {
  readonly #repository: Repository;
  readonly #composer: Composer;
  readonly #definers: ReadonlyMap<NameRole, Map<string, string[]>> = new Map([
    ["class", new Map()],
    ["function", new Map()],
    ["constant", new Map()],
  ]);
  /** Files that give a class its second name, with the first one. */
  readonly #aliases = new Map<string, { readonly name: string; readonly file: string }[]>();
  readonly #namespaces = new Set<string>();
  readonly #constants = new Map<string, { readonly path: PathExpression | null; readonly file: string }[]>();
  readonly #values = new Map<string, string | null>();
  readonly #tests = new Set<string>();
  #byName: ReadonlyMap<string, readonly string[]> | null = null;

  constructor(repository: Repository, files: readonly Defining[]) {
    this.#repository = repository;
    this.#composer = new Composer(repository);
    for (const { path, role, defined, aliases, constants } of files) {
      if (role === "test") this.#tests.add(path);
      for (const { role, name } of defined) {
        push(this.#definers.get(role), keyOf(role, name), path);
        this.#addNamespace(name);
      }
      for (const alias of aliases) this.#addAlias(alias, path);
      for (const [name, value] of constants) {
        const known = this.#constants.get(name);
        if (known) known.push({ path: value, file: path });
        else this.#constants.set(name, [{ path: value, file: path }]);
      }
    }
  }

  /** The file that a full name leads to from `from`; that may be `from` itself. */
  resolve(from: string, role: NameRole, name: string, fallback: string | null = null): Resolution {
    if (role === "class") return this.#class(from, name);
    const isGlobal = !name.includes("\\");
    if (isGlobal && isBuiltIn(role, name)) return STANDARD;
    const own = this.#choose(from, this.#definers.get(role)?.get(keyOf(role, name)) ?? []);
    if (own) return own;
    if (fallback !== null) return this.resolve(from, role, fallback);
    return isGlobal ? STANDARD : this.#missing(name);
  }

  /** Whether a name is a namespace of the repository. */
  isNamespace(name: string): boolean {
    return this.#namespaces.has(name.toLowerCase());
  }

  #class(from: string, name: string): Resolution {
    if (isBuiltInClass(name)) return STANDARD;
    const key = keyOf("class", name);
    const definers = this.#definers.get("class")?.get(key) ?? [];
    if (definers.includes(from)) return resolved(from);
    const files = this.#composer.filesOf(from, name);
    const [file] = files;
    if (file !== undefined && files.length === 1) return resolved(file);
    const defining = files.filter((each) => definers.includes(each));
    if (files.length > 1) return this.#choose(from, defining) ?? AMBIGUOUS;
    return this.#choose(from, definers) ?? this.#choose(from, this.#aliasing(key)) ?? this.#missing(name);
  }

  /** A class of others that gets a second name stays a class of others. */
  #aliasing(key: string): readonly string[] {
    const classes = this.#definers.get("class");
    return (this.#aliases.get(key) ?? []).flatMap(({ name, file }) =>
      classes?.has(keyOf("class", name)) ? [file] : [],
    );
  }

  /**
   * Of the files that define a name: the only one, the one Composer loads, the one of the same project. Product code needs
   * nothing that only tests define: these stand in for packages of others. Null for none.
   */
  #choose(from: string, all: readonly string[]): Resolution | null {
    if (all.includes(from)) return resolved(from);
    const definers = this.#tests.has(from) ? all : all.filter((file) => !this.#tests.has(file));
    if (definers.length === 0) return null;
    const project = definers.length > 1 ? this.#composer.projectOf(from) : "";
    const kinds = [
      () => definers,
      () => definers.filter((file) => this.#composer.loads(from, file)),
      () => definers.filter((file) => this.#composer.projectOf(file) === project),
    ];
    for (const kind of kinds) {
      const [file, second] = kind();
      if (file !== undefined && second === undefined) return resolved(file);
    }
    return AMBIGUOUS;
  }

  #missing(name: string): Resolution {
    const namespace = name.slice(0, Math.max(0, name.lastIndexOf("\\"))).toLowerCase();
    const isOurs = this.#composer.claims(name) || (namespace !== "" && this.#namespaces.has(namespace));
    return { resolved: null, reason: isOurs ? "not-found" : "external" };
  }

  /** `require` and its kin. */
  include(from: string, expression: PathExpression | null): Resolution {
    const place = expression && placeOf(expression, from, (name) => this.#constant(name));
    if (!place) return { resolved: null, reason: "dynamic" };
    if (place.kind === "outside") return { resolved: null, reason: "outside" };
    const found = place.kind === "rooted" ? this.#existing([place.path]) : this.#searched(from, place.path);
    if (found.length === 1 && found[0] !== undefined) return resolved(found[0]);
    if (found.length > 1) return AMBIGUOUS;
    // Composer writes it when it installs.
    return { resolved: null, reason: /(^|\/)vendor\/autoload\.php$/.test(place.path) ? "generated" : "not-found" };
  }

  /** PHP looks where it was started and beside the including file; where it was started is a folder above. */
  #searched(from: string, path: string): readonly string[] {
    const folder = dirname(from);
    const beside = this.#existing([join(folder, path)]);
    if (beside.length > 0) return beside;
    const folders = [...foldersAbove(folder), ...this.#composer.includeFolders(from)];
    const above = this.#existing(folders.map((each) => join(each, path)));
    if (above.length > 0 || path.startsWith(".") || !path.includes("/")) return above;
    return (this.#paths().get(path.slice(path.lastIndexOf("/") + 1)) ?? []).filter((each) => each.endsWith(`/${path}`));
  }

  #existing(paths: readonly string[]): readonly string[] {
    return [...new Set(paths)].filter((path) => this.#repository.has(path));
  }

  #paths(): ReadonlyMap<string, readonly string[]> {
    if (this.#byName) return this.#byName;
    const byName = new Map<string, string[]>();
    for (const path of this.#repository.paths) push(byName, path.slice(path.lastIndexOf("/") + 1), path);
    this.#byName = byName;
    return byName;
  }

  /** The path that a constant stands for, when all its definitions agree. */
  #constant(name: string): string | null {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    // Until it is known it is nothing, which ends definitions in a circle.
    this.#values.set(name, null);
    const values = (this.#constants.get(name) ?? []).map(({ path, file }) => {
      const value = path && evaluate(path, file, (other) => this.#constant(other));
      return value?.replace(/\/$/, "") ?? null;
    });
    const isOne = new Set(values).size === 1;
    const first = this.#constants.get(name)?.[0];
    const value = isOne && first?.path ? evaluate(first.path, first.file, (other) => this.#constant(other)) : null;
    this.#values.set(name, value);
    return value;
  }

  #addAlias([alias, name]: Defining["aliases"][number], file: string): void {
    const key = keyOf("class", alias);
    const known = this.#aliases.get(key);
    if (!known) this.#aliases.set(key, [{ name, file }]);
    else if (known.at(-1)?.file !== file) known.push({ name, file });
  }

  #addNamespace(name: string): void {
    const lower = name.toLowerCase();
    for (let at = lower.lastIndexOf("\\"); at > 0; at = lower.lastIndexOf("\\", at - 1)) {
      const namespace = lower.slice(0, at);
      if (this.#namespaces.has(namespace)) return;
      this.#namespaces.add(namespace);
    }
  }
}

const STANDARD: Resolution = { resolved: null, reason: "standard-library" };
const AMBIGUOUS: Resolution = { resolved: null, reason: "ambiguous" };

function resolved(file: string): Resolution {
  return { resolved: file, reason: "resolved" };
}

/** Constants alone tell upper from lower case, and only behind their namespace. */
function keyOf(role: NameRole, name: string): string {
  if (role !== "constant") return name.toLowerCase();
  const split = name.lastIndexOf("\\") + 1;
  return name.slice(0, split).toLowerCase() + name.slice(split);
}

function isBuiltIn(role: NameRole, name: string): boolean {
  return role === "function" ? isBuiltInFunction(name) : isBuiltInConstant(name);
}

function foldersAbove(folder: string): string[] {
  const folders: string[] = [];
  for (let above = folder; above !== "." && above !== ""; ) {
    above = dirname(above);
    folders.push(above === "." ? "" : above);
  }
  return folders;
}

function push(map: Map<string, string[]> | undefined, key: string, path: string): void {
  const known = map?.get(key);
  if (!known) map?.set(key, [path]);
  else if (known.at(-1) !== path) known.push(path);
}
