/* Over 300 lines: the look-up of a name calls itself through supertypes and imports, and its parts share their caches. */
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import { type Home, Roots } from "./roots.ts";
import type { DeclaredType, FileNames, FoundImport } from "./scopes.ts";
import { isPlatformPackage, javaLang, platformMembers } from "./standard-library.ts";

/** A file as the look-up sees it. */
export type Unit = { readonly path: string; readonly names: FileNames; readonly home: Home };

/** A type of the repository. */
export type Target = { readonly unit: Unit; readonly type: number };

/** What a simple name means: a type of the repository, or one that is not a file's. `via` is the import it came by. */
type Meaning = { readonly target: Target | null; readonly via: FoundImport | null };

/** What an import leads to. */
export type Led = {
  readonly found: FoundImport;
  /** The type it names, or for a static import the type of the member it names. */
  readonly target: Target | null;
  readonly reason: ImportStatement["reason"];
};

/** Supertypes that lead to each other through others' members would nest without an end. */
const DEPTH_LIMIT = 60;
/** Bounds what a long line of heirs may pile up. */
const MEMBER_LIMIT = 500;

const NO_MEMBERS: ReadonlyMap<string, Target> = new Map();

/** Finds the type that a name means, in the order of the Java Language Specification, sections 6.3 to 6.5 and 7.5. */
export class Resolver {
  readonly #roots: Roots;
  /** Top-level types by package, then by name. */
  readonly #packages = new Map<string, Map<string, { unit: Unit; type: number; home: Home }[]>>();
  readonly #modules = new Map<string, Unit[]>();
  readonly #own = new Map<Unit, ReadonlyMap<number, ReadonlyMap<string, number>>>();
  readonly #inherited = new Map<Unit, Map<number, ReadonlyMap<string, Target | null>>>();
  readonly #imports = new Map<Unit, readonly Led[]>();
  readonly #bindings = new Map<Unit, ReadonlyMap<string, readonly Led[]>>();
  readonly #outside = new Map<Unit, Map<string, Meaning | null>>();
  readonly #underWay = new Set<DeclaredType>();
  #depth = 0;

  constructor(repository: Repository) {
    this.#roots = new Roots(repository);
  }

  /** To be called for every file before the first look-up. */
  add(path: string, names: FileNames): Unit {
    const unit = { path, names, home: this.#roots.homeOf(path, names.packageName) };
    if (names.moduleName !== "") push(this.#modules, names.moduleName, unit);
    const types = this.#packages.get(names.packageName) ?? new Map();
    this.#packages.set(names.packageName, types);
    for (const [type, { name, isTopLevel }] of names.types.entries()) {
      if (isTopLevel) push(types, name, { unit, type, home: unit.home });
    }
    return unit;
  }

  /** All types of the repository that a dotted name passes, the first of them with the import it came by. */
  chain(
    unit: Unit,
    scope: number,
    chain: string,
  ): { readonly targets: readonly Target[]; readonly via: FoundImport | null } {
    const parts = chain.split(".");
    const meaning = this.#simple(unit, scope, parts[0] ?? "");
    if (meaning) {
      const targets = meaning.target ? this.#along(unit, meaning.target, parts.slice(1)) : [];
      return { targets, via: meaning.via };
    }
    return { targets: parts.length > 1 ? this.#qualified(unit, parts) : [], via: null };
  }

  /** The imports of a file with what they lead to. */
  imports(unit: Unit): readonly Led[] {
    const known = this.#imports.get(unit);
    if (known) return known;
    const led = unit.names.imports.map((found) => this.#lead(unit, found));
    this.#imports.set(unit, led);
    return led;
  }

  #lead(unit: Unit, found: FoundImport): Led {
    const parts = found.path.split(".");
    if (found.isModule) return this.#leadToModule(unit, found);
    if (found.isWildcard) {
      const [target, isUnclear] = this.#typeOf(unit, parts);
      if (target) return { found, target, reason: "resolved" };
      if (!found.isStatic && this.#packages.has(found.path)) return { found, target: null, reason: "resolved" };
      return { found, target: null, reason: isUnclear ? "ambiguous" : this.#reasonOf(parts) };
    }
    const [target, isUnclear] = this.#typeOf(unit, found.isStatic ? parts.slice(0, -1) : parts);
    if (!target) return { found, target, reason: isUnclear ? "ambiguous" : this.#reasonOf(parts) };
    return { found, target, reason: "resolved" };
  }

  #leadToModule(unit: Unit, found: FoundImport): Led {
    const units = (this.#modules.get(found.path) ?? []).filter((each) => each !== unit);
    const [first, second] = units;
    if (first && !second) return { found, target: { unit: first, type: -1 }, reason: "resolved" };
    const reason = first ? "ambiguous" : /^(?:java|jdk)\./.test(found.path) ? "standard-library" : "external";
    return { found, target: null, reason };
  }

  #reasonOf(parts: readonly string[]): ImportStatement["reason"] {
    for (let end = parts.length; end > 0; end--) {
      if (this.#packages.has(parts.slice(0, end).join("."))) return "not-found";
    }
    return isPlatformPackage(parts.join(".")) ? "standard-library" : "external";
  }

  /** The type of a qualified name as imports write it: a package, a type of it, members of types. */
  #typeOf(unit: Unit, parts: readonly string[]): [target: Target | null, isUnclear: boolean] {
    for (let end = parts.length - 1; end > 0; end--) {
      const definitions = this.#packages.get(parts.slice(0, end).join("."))?.get(parts[end] ?? "");
      if (!definitions) continue;
      const [first, second] = this.#roots.nearest(unit.home, definitions, false);
      if (!first || second) return [null, second !== undefined];
      // An import has the canonical name, so that nothing inherited is looked for.
      let target: Target | null = first;
      for (const name of parts.slice(end + 1)) {
        const type: number | undefined = target ? this.#ownMembers(target.unit).get(target.type)?.get(name) : undefined;
        target = target && type !== undefined ? { unit: target.unit, type } : null;
      }
      return [target, false];
    }
    return [null, false];
  }

  /** A name with its package, written in the code. */
  #qualified(unit: Unit, parts: readonly string[]): readonly Target[] {
    for (let end = 1; end < parts.length; end++) {
      const definitions = this.#packages.get(parts.slice(0, end).join("."))?.get(parts[end] ?? "");
      if (!definitions) continue;
      const [first, second] = this.#roots.nearest(unit.home, definitions, false);
      return first && !second ? this.#along(unit, first, parts.slice(end + 1)) : [];
    }
    return [];
  }

  #along(unit: Unit, start: Target, rest: readonly string[]): Target[] {
    const targets = [start];
    let target: Target | null | undefined = start;
    for (const name of rest) {
      target = this.#member(target, name, unit);
      if (!target) break;
      targets.push(target);
    }
    return targets;
  }

  #simple(unit: Unit, from: number, name: string): Meaning | null {
    for (let at = from; at >= 0; ) {
      const scope = unit.names.scopes[at];
      if (!scope) break;
      const local = scope.names.get(name);
      if (local !== undefined) return { target: local < 0 ? null : { unit, type: local }, via: null };
      if (scope.type >= 0) {
        const member = this.#member({ unit, type: scope.type }, name, unit);
        if (member !== undefined) return { target: member, via: null };
      }
      at = scope.parent;
    }
    return this.#ofFile(unit, name);
  }

  /** What a name means outside all types: by its file, its package, its imports. */
  #ofFile(unit: Unit, name: string): Meaning | null {
    const cache = this.#outside.get(unit) ?? new Map<string, Meaning | null>();
    this.#outside.set(unit, cache);
    const known = cache.get(name);
    if (known !== undefined) return known;
    const meaning = this.#findOfFile(unit, name);
    cache.set(name, meaning);
    return meaning;
  }

  #findOfFile(unit: Unit, name: string): Meaning | null {
    const neighbours = this.#packages.get(unit.names.packageName)?.get(name);
    const own = neighbours?.find((each) => each.unit === unit);
    if (own) return { target: own, via: null };
    for (const { found, target } of this.#bindingsOf(unit).get(name) ?? []) {
      if (!found.isStatic) return { target, via: found };
      const member = target && this.#member(target, name, unit);
      if (member) return { target: member, via: found };
    }
    if (neighbours) {
      const near = this.#implied(unit, name, neighbours);
      if (near.length > 0) return { target: near.length === 1 ? (near[0] ?? null) : null, via: null };
    }
    for (const each of this.imports(unit)) {
      if (!each.found.isWildcard) continue;
      if (each.target) {
        const member = this.#member(each.target, name, unit);
        if (member) return { target: member, via: each.found };
        continue;
      }
      const definitions = each.found.isStatic ? undefined : this.#packages.get(each.found.path)?.get(name);
      const near = definitions ? this.#implied(unit, name, definitions) : [];
      if (near.length > 0) return { target: near.length === 1 ? (near[0] ?? null) : null, via: each.found };
    }
    return null;
  }

  /** Definitions that no import names: a module that cannot be seen has no say over what `java.lang` defines. */
  #implied<Definition extends { readonly home: Home }>(
    unit: Unit,
    name: string,
    definitions: readonly Definition[],
  ): readonly Definition[] {
    // Files without a package see those of their own folder and module.
    const isNamed = unit.names.packageName !== "";
    const isNear = ({ home }: Definition): boolean => home.root === unit.home.root || home.module === unit.home.module;
    const eligible = !isNamed || javaLang.has(name) ? definitions.filter(isNear) : definitions;
    return this.#roots.nearest(unit.home, eligible, true);
  }

  /** Names that imports bind one by one; what leads out of the repository hides the package's types as well. */
  #bindingsOf(unit: Unit): ReadonlyMap<string, readonly Led[]> {
    const known = this.#bindings.get(unit);
    if (known) return known;
    const bindings = new Map<string, Led[]>();
    for (const led of this.imports(unit)) {
      const { path, isWildcard, isModule } = led.found;
      if (!isWildcard && !isModule) push(bindings, path.slice(path.lastIndexOf(".") + 1), led);
    }
    this.#bindings.set(unit, bindings);
    return bindings;
  }

  /** The member type of a name, inherited ones included; null for one of the platform, undefined for none. */
  #member(target: Target, name: string, user: Unit): Target | null | undefined {
    if (target.type < 0) return undefined;
    const own = this.#ownMembers(target.unit).get(target.type)?.get(name);
    if (own !== undefined) return { unit: target.unit, type: own };
    const member = this.#inheritedMembers(target).get(name);
    if (!member) return member;
    const access = member.unit.names.types[member.type]?.access;
    if (access === "package" && member.unit.names.packageName !== user.names.packageName) return undefined;
    return member;
  }

  #ownMembers(unit: Unit): ReadonlyMap<number, ReadonlyMap<string, number>> {
    const known = this.#own.get(unit);
    if (known) return known;
    const members = new Map<number, Map<string, number>>();
    for (const [type, { outer, name }] of unit.names.types.entries()) {
      if (outer < 0) continue;
      const each = members.get(outer) ?? new Map<string, number>();
      members.set(outer, each);
      if (!each.has(name)) each.set(name, type);
    }
    this.#own.set(unit, members);
    return members;
  }

  /** What a type inherits: the members of its supertypes that are not private, and what those inherit. */
  #inheritedMembers({ unit, type }: Target): ReadonlyMap<string, Target | null> {
    const declared = unit.names.types[type];
    if (!declared || declared.supers.length === 0) return NO_MEMBERS;
    const cache = this.#inherited.get(unit) ?? new Map<number, ReadonlyMap<string, Target | null>>();
    this.#inherited.set(unit, cache);
    const known = cache.get(type);
    if (known) return known;
    if (this.#underWay.has(declared) || this.#depth > DEPTH_LIMIT) return NO_MEMBERS;
    this.#underWay.add(declared);
    this.#depth += 1;
    const members = new Map<string, Target | null>();
    for (const name of declared.supers) this.#collect(unit, declared, name, members);
    this.#depth -= 1;
    this.#underWay.delete(declared);
    cache.set(type, members);
    return members;
  }

  #collect(unit: Unit, declared: DeclaredType, name: string, members: Map<string, Target | null>): void {
    const { targets } = this.chain(unit, declared.scope, name);
    const target = targets.length > 0 ? targets.at(-1) : undefined;
    if (!target) {
      for (const member of platformMembers(name) ?? []) if (!members.has(member)) members.set(member, null);
      return;
    }
    for (const [member, type] of this.#ownMembers(target.unit).get(target.type) ?? []) {
      const isInherited = target.unit.names.types[type]?.access !== "private";
      if (isInherited && !members.has(member)) members.set(member, { unit: target.unit, type });
    }
    for (const [member, each] of this.#inheritedMembers(target)) {
      if (!members.has(member) && members.size < MEMBER_LIMIT) members.set(member, each);
    }
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
