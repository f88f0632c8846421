import type { FileDraft } from "../port.ts";
import type { DeclaredType, FileNames } from "./draft.ts";
import type { WrittenName } from "./names.ts";
import type { Found, Part } from "./parts.ts";
import type { Projects } from "./projects.ts";
import { Selection } from "./selection.ts";
import type { Using } from "./usings.ts";

/** A file's usings that hold in one namespace declaration, those of its projects included. */
export type ScopeUsings = (path: string, file: FileNames, scope: number) => readonly Using[];

type Target = { readonly namespace: string | null; readonly types: readonly (readonly Part[])[] };

const BASE_DEPTH = 12;

/** Every type of the repository by namespace, and the rules by which a name finds one. */
export class Types {
  readonly #namespaces = new Map<string, Map<string, Part[]>>();
  readonly #parts = new Map<DeclaredType, Part>();
  readonly #bases = new Map<Part, readonly Part[]>();
  /** First parts that any name of the repository can have: of the others nothing has to be looked up. */
  readonly #firsts = new Set<string>();
  readonly #targets = new Map<string, Map<Using, Target>>();
  readonly #usings: ScopeUsings;
  readonly #selection: Selection;

  constructor(
    files: readonly FileDraft<FileNames>[],
    projects: Projects,
    usings: ScopeUsings,
    isActive: (path: string, region: number) => boolean,
  ) {
    this.#selection = new Selection(projects);
    this.#usings = usings;
    for (const alias of projects.aliases()) this.#firsts.add(alias);
    for (const { path, draft } of files) {
      for (const { name } of draft.namespaces) this.#addNamespace(name);
      for (const { alias } of draft.usings) if (alias !== null) this.#firsts.add(alias);
      const parts: Part[] = [];
      for (const [index, declared] of draft.types.entries()) {
        const outer = parts[declared.outer] ?? null;
        const namespace = draft.namespaces[declared.scope]?.name ?? "";
        const part = { path, file: draft, declared, index, namespace, outer, nested: new Map<string, Part[]>() };
        parts.push(part);
        this.#firsts.add(declared.key);
        this.#parts.set(declared, part);
        if (!isActive(path, declared.region)) continue;
        const home = outer ? outer.nested : this.#addNamespace(namespace);
        const known = home.get(declared.key);
        if (known) known.push(part);
        else home.set(declared.key, [part]);
      }
    }
  }

  partOf(declared: DeclaredType): Part | undefined {
    return this.#parts.get(declared);
  }

  hasNamespace(name: string): boolean {
    return this.#namespaces.has(name);
  }

  typesOf(namespace: string): ReadonlyMap<string, readonly Part[]> {
    return this.#namespaces.get(namespace) ?? new Map();
  }

  /** Whether a file sees a declaration. */
  isSeen(path: string, part: Part): boolean {
    return this.#selection.of(path, [part]).length > 0;
  }

  /** Every part of the type that `part` belongs to, as the file of `part` sees it. */
  wholeOf(part: Part): readonly Part[] {
    if (part.outer === null)
      return this.#selection.of(part.path, this.#namespaces.get(part.namespace)?.get(part.declared.key));
    return this.wholeOf(part.outer).flatMap((outer) => outer.nested.get(part.declared.key) ?? []);
  }

  #addNamespace(name: string): Map<string, Part[]> {
    const known = this.#namespaces.get(name);
    if (known) return known;
    const types = new Map<string, Part[]>();
    this.#namespaces.set(name, types);
    this.#firsts.add(name.slice(name.lastIndexOf(".") + 1));
    if (name !== "") this.#addNamespace(name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "");
    return types;
  }

  /** The types that a dotted name passes through, outermost first; empty where it leads to none of ours. */
  find(
    path: string,
    file: FileNames,
    scope: number,
    owner: Part | null,
    written: WrittenName,
    depth = 0,
  ): readonly Found[] {
    const [first = "", ...rest] = written.parts;
    if (!this.#firsts.has(first)) return [];
    if (written.isRooted) return this.#within(path, "", written.parts, null, depth);
    const direct = owner ? this.#nestedAround(owner, first, depth) : null;
    if (direct)
      return direct.length === 0 ? [] : this.#chain({ parts: direct, how: "around", using: null }, rest, depth);
    for (let at = scope; at >= 0; at = file.namespaces[at]?.outer ?? -1) {
      const found = this.#inScope(path, file, at, first, rest, depth);
      if (found) return found;
    }
    return [];
  }

  /** Null when the scope knows nothing of the name; empty when it does and leads to none of ours. */
  #inScope(
    path: string,
    file: FileNames,
    scope: number,
    first: string,
    rest: readonly string[],
    depth: number,
  ): readonly Found[] | null {
    const name = file.namespaces[scope]?.name ?? "";
    const outer = file.namespaces[file.namespaces[scope]?.outer ?? -1]?.name ?? null;
    const usings = this.#usings(path, file, scope);
    // `namespace A.B` opens B and then A; only B has the usings written in it.
    for (
      let namespace = name;
      ;
      namespace = namespace.includes(".") ? namespace.slice(0, namespace.lastIndexOf(".")) : ""
    ) {
      if (namespace === outer || (namespace === "" && name !== "" && outer !== null)) return null;
      const parts = this.#selection.of(path, this.#namespaces.get(namespace)?.get(first));
      if (parts.length > 0) return this.#chain({ parts, how: "around", using: null }, rest, depth);
      const full = namespace === "" ? first : `${namespace}.${first}`;
      const isNamespace = this.#namespaces.has(full) && rest.length > 0;
      if (namespace === name) {
        // Of one name there are several where branches of `#if` each give their own.
        const aliases = usings.filter((using) => using.alias === first);
        if (aliases.length > 0) return aliases.flatMap((alias) => this.#alias(path, file, alias, rest, depth));
        if (isNamespace) {
          const found = this.#within(path, full, rest, null, depth);
          if (found.length > 0) return found;
        }
        const brought = this.#brought(path, file, usings, first, depth);
        if (brought) return brought.parts.length === 0 ? [] : this.#chain(brought, rest, depth);
      } else if (isNamespace) {
        const found = this.#within(path, full, rest, null, depth);
        if (found.length > 0) return found;
      }
      if (namespace === "") return null;
    }
  }

  #alias(path: string, file: FileNames, using: Using, rest: readonly string[], depth: number): readonly Found[] {
    if (using.kind === "extern" || depth > BASE_DEPTH) return [];
    const target = this.target(path, file, using);
    if (target.namespace !== null && rest.length > 0) return this.#within(path, target.namespace, rest, using, depth);
    const parts = target.types.at(-1);
    return parts ? this.#chain({ parts, how: "brought", using }, rest, depth) : [];
  }

  /** What a using directive names: a namespace of the repository, the types of a dotted name, or neither. */
  target(path: string, file: FileNames, using: Using): Target {
    let ofFile = this.#targets.get(path);
    if (!ofFile) {
      ofFile = new Map();
      this.#targets.set(path, ofFile);
    }
    const known = ofFile.get(using) ?? this.#targetOf(path, file, using);
    ofFile.set(using, known);
    return known;
  }

  #targetOf(path: string, file: FileNames, using: Using): Target {
    const { parts, isRooted } = using.target;
    const home = isRooted || using.isGlobal ? "" : (file.namespaces[using.scope]?.name ?? "");
    for (let namespace = home; ; namespace = parentOf(namespace)) {
      const full = [...(namespace === "" ? [] : [namespace]), ...parts].join(".");
      if (using.kind !== "static" && this.#namespaces.has(full)) return { namespace: full, types: [] };
      const found = using.kind === "namespace" ? [] : this.#within(path, namespace, parts, using, 0);
      if (found.length > 0) return { namespace: null, types: found.map((each) => each.parts) };
      if (namespace === "") break;
    }
    // Usings of the same declaration do not see each other; those around are seen.
    const outer = using.isGlobal || using.kind === "namespace" ? -1 : (file.namespaces[using.scope]?.outer ?? -1);
    const found = outer < 0 ? [] : this.find(path, file, outer, null, using.target, BASE_DEPTH);
    return { namespace: null, types: found.map((each) => each.parts) };
  }

  #brought(path: string, file: FileNames, usings: readonly Using[], first: string, depth: number): Found | null {
    let found: Found | null = null;
    for (const using of usings) {
      if (using.kind === "alias" || using.kind === "extern") continue;
      const { namespace, types } = this.target(path, file, using);
      const parts =
        using.kind === "namespace"
          ? namespace === null
            ? []
            : this.#selection.of(path, this.#namespaces.get(namespace)?.get(first))
          : this.#nested(types.at(-1) ?? [], first, depth);
      const part = parts[0];
      if (!part) continue;
      if (found && found.parts[0] !== part) return { parts: [], how: "brought", using: null };
      found ??= { parts, how: "brought", using };
    }
    return found;
  }

  /** `A.B.Type.Nested` from a namespace on. */
  #within(
    path: string,
    namespace: string,
    parts: readonly string[],
    using: Using | null,
    depth: number,
  ): readonly Found[] {
    let name = namespace;
    for (const [index, part] of parts.entries()) {
      const types = this.#selection.of(path, this.#namespaces.get(name)?.get(part));
      if (types.length > 0) return this.#chain({ parts: types, how: "brought", using }, parts.slice(index + 1), depth);
      name = name === "" ? part : `${name}.${part}`;
      if (!this.#namespaces.has(name)) return [];
    }
    return [];
  }

  #chain(first: Found, rest: readonly string[], depth: number): readonly Found[] {
    const found = [first];
    let parts = first.parts;
    for (const name of rest) {
      parts = this.#nested(parts, name, depth);
      if (parts.length === 0) break;
      found.push({ ...first, parts });
    }
    return found;
  }

  /** A type parameter (empty) or a nested type of the types around; null when they know no such name. */
  #nestedAround(owner: Part, name: string, depth: number): readonly Part[] | null {
    for (let at: Part | null = owner; at; at = at.outer) {
      if (at.declared.typeParameters.includes(name)) return [];
      const nested = this.#nested(this.wholeOf(at), name, depth);
      if (nested.length > 0) return nested;
    }
    return null;
  }

  #nested(parts: readonly Part[], name: string, depth: number): readonly Part[] {
    if (depth > BASE_DEPTH) return [];
    const own = parts.flatMap((part) => part.nested.get(name) ?? []);
    if (own.length > 0) return own;
    for (const part of parts) {
      const base = this.basesOf(part, depth);
      const inherited = base.length > 0 ? this.#nested(base, name, depth + 1) : [];
      if (inherited.length > 0) return inherited;
    }
    return [];
  }

  /** The types in the repository that a declaration derives from. */
  basesOf(part: Part, depth = 0): readonly Part[] {
    const known = this.#bases.get(part);
    if (known) return known;
    if (depth > BASE_DEPTH) return [];
    // Set first: a base list that leads back to its own type ends here.
    this.#bases.set(part, []);
    const { path, file, declared, outer } = part;
    const bases = declared.bases.flatMap(
      (written) => this.find(path, file, declared.scope, outer, written, depth + 1).at(-1)?.parts ?? [],
    );
    this.#bases.set(part, bases);
    return bases;
  }
}

function parentOf(namespace: string): string {
  return namespace.includes(".") ? namespace.slice(0, namespace.lastIndexOf(".")) : "";
}
