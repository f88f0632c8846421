import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import type { FileNames, NameUse } from "./draft.ts";
import { Extensions } from "./extensions.ts";
import { declaring, isOfType, memberType } from "./members.ts";
import { plainName } from "./names.ts";
import type { FileOutline } from "./outline.ts";
import type { Found, Part } from "./parts.ts";
import { Projects } from "./projects.ts";
import { inactiveRegions } from "./regions.ts";
import { Types } from "./types.ts";
import type { Using } from "./usings.ts";

/** What linking needs of a file. */
export type Draft = FileNames & FileOutline;

/** Every name led to the files that declare its type. */
export function link(drafts: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const linker = new Linker(drafts, repository);
  return drafts.map((file) => linker.facts(file));
}

/** Leads the names of all files to the files that declare them. */
class Linker {
  readonly #projects: Projects;
  readonly #types: Types;
  readonly #extensions: Extensions;
  readonly #usings = new Map<string, ReadonlyMap<number, readonly Using[]>>();
  readonly #globals = new Map<string, Using[]>();
  /** Regions that no build of the file compiles. */
  readonly #inactive = new Map<string, ReadonlySet<number>>();

  constructor(drafts: readonly FileDraft<Draft>[], repository: Repository) {
    this.#projects = new Projects(
      repository,
      drafts.map(({ path }) => path),
    );
    for (const { path, draft } of drafts) {
      if (draft.conditions.regions.length > 0) this.#inactive.set(path, this.#inactiveOf(path, draft));
      const globals = draft.usings.filter(({ isGlobal, region }) => isGlobal && this.#isActive(path, region));
      for (const project of globals.length > 0 ? this.#homes(path) : []) {
        this.#globals.set(project, [...(this.#globals.get(project) ?? []), ...globals]);
      }
    }
    this.#types = new Types(
      drafts,
      this.#projects,
      (path, file, scope) => this.#usingsOf(path, file).get(scope) ?? [],
      (path, region) => this.#isActive(path, region),
    );
    this.#extensions = new Extensions(drafts, this.#types);
  }

  #inactiveOf(path: string, { conditions }: FileNames): ReadonlySet<number> {
    const { symbols } = conditions;
    return inactiveRegions(conditions, (symbol) => {
      if (symbols.includes(symbol)) return symbols.includes(`!${symbol}`) ? null : true;
      return symbols.includes(`!${symbol}`) ? false : this.#projects.symbolState(path, symbol);
    });
  }

  #isActive(path: string, region: number): boolean {
    return region < 0 || !this.#inactive.get(path)?.has(region);
  }

  /** Files without a project make up one of their own. */
  #homes(path: string): readonly string[] {
    const own = this.#projects.of(path);
    return own.length === 0 ? [""] : own;
  }

  #usingsOf(path: string, file: FileNames): ReadonlyMap<number, readonly Using[]> {
    const known = this.#usings.get(path);
    if (known) return known;
    const homes = this.#homes(path);
    const globals = homes.flatMap((project) => [
      ...this.#projects.usingsOf(project),
      ...(this.#globals.get(project) ?? []),
    ]);
    const byScope = new Map<number, Using[]>([[0, globals]]);
    for (const using of file.usings) {
      if (using.isGlobal || !this.#isActive(path, using.region)) continue;
      const scope = byScope.get(using.scope);
      if (scope) scope.push(using);
      else byScope.set(using.scope, [using]);
    }
    this.#usings.set(path, byScope);
    return byScope;
  }

  facts({ path, draft }: FileDraft<Draft>): FileFacts {
    const edges: FoundEdge[] = [];
    const inside = new Map<number, Set<string>>();
    const served = new Map<Using, Map<string, Set<string>>>();
    const add = (
      to: string,
      isImport: boolean,
      name: string,
      use: { line: number; symbol: number },
      using: Using | null,
    ): void => {
      if (to === path) return;
      edges.push({ to, kind: isImport ? "import" : "reference", names: [name], lines: [use.line], typeOnly: false });
      inside.set(use.symbol, (inside.get(use.symbol) ?? new Set()).add(name));
      if (!using) return;
      const files = served.get(using) ?? new Map<string, Set<string>>();
      files.set(to, (files.get(to) ?? new Set()).add(name));
      served.set(using, files);
    };
    for (const use of draft.uses) {
      if (!this.#isActive(path, use.region)) continue;
      const owner = this.#ownerOf(draft, use.owner);
      for (const { parts, how, using } of this.#resolve(path, draft, use, owner)) {
        const isImport = how === "brought" || use.isDirective;
        for (const part of parts) add(part.path, isImport, plainName(part.declared.key), use, using);
      }
    }
    for (const call of draft.calls) {
      if (!this.#isActive(path, call.region)) continue;
      const found = this.#extensions.find(
        path,
        draft,
        call,
        this.#ownerOf(draft, call.owner),
        this.#usingsOf(path, draft),
      );
      if (found) add(found.path, found.using !== null, call.name, call, found.using);
    }
    const imports = draft.usings.map((using) => this.#statement(path, draft, using, served.get(using), edges));
    const symbols = draft.symbols.map((symbol, index) => ({
      ...symbol,
      uses: [...(inside.get(index) ?? [])].sort(byCodeUnit),
    }));
    return { path, doc: draft.doc, symbols, imports, testCases: draft.testCases, edges };
  }

  #ownerOf(draft: FileNames, index: number): Part | null {
    const declared = draft.types[index];
    return (declared && this.#types.partOf(declared)) ?? null;
  }

  #resolve(path: string, draft: FileNames, use: NameUse, owner: Part | null): readonly Found[] {
    switch (use.use) {
      case "type":
        return this.#types.find(path, draft, use.scope, owner, use);
      case "attribute":
        return this.#attribute(path, draft, use, owner);
      case "before-dot":
      case "pattern": {
        const [first = "", next] = use.parts;
        const member = use.isRooted ? null : memberType(this.#types, owner, plainName(first));
        const found = this.#types.find(path, draft, use.scope, owner, use);
        if (member === null) return found;
        // A member hides a type, unless it is of the type it shares its name with.
        if (plainName(member.slice(member.lastIndexOf(".") + 1)) !== first) return [];
        return next === undefined || isOfType(this.#types, found[0]?.parts ?? [], plainName(next)) ? found : [];
      }
      case "value":
        return this.#value(path, draft, use, owner);
    }
  }

  /** `[Name]` means the class NameAttribute or, where that is an attribute, the class Name. */
  #attribute(path: string, draft: FileNames, use: NameUse, owner: Part | null): readonly Found[] {
    const [name = "", arity] = (use.parts.at(-1) ?? "").split("`");
    const suffixed = `${name}Attribute${arity === undefined ? "" : `\`${arity}`}`;
    const long = this.#types.find(path, draft, use.scope, owner, {
      ...use,
      parts: [...use.parts.slice(0, -1), suffixed],
    });
    const last = long.at(-1);
    const isNamed = plainName(last?.parts[0]?.declared.key ?? "") === plainName(suffixed);
    if (last && (isNamed || last.using?.alias === suffixed)) return long;
    const short = this.#types.find(path, draft, use.scope, owner, use);
    return short
      .at(-1)
      ?.parts.some(({ declared }) => declared.bases.some(({ parts }) => /Attribute(?:`|$)/.test(parts.at(-1) ?? "")))
      ? short
      : [];
  }

  /** A bare name that no type around declares: `using static` may bring it in; in `nameof` it may be a type. */
  #value(path: string, draft: FileNames, use: NameUse, owner: Part | null): readonly Found[] {
    const name = plainName(use.parts[0] ?? "");
    if (memberType(this.#types, owner, name) !== null) return [];
    if (use.isNameOf) return this.#types.find(path, draft, use.scope, owner, use);
    const found: Found[] = [];
    for (let scope = use.scope; scope >= 0; scope = draft.namespaces[scope]?.outer ?? -1) {
      for (const using of this.#usingsOf(path, draft).get(scope) ?? []) {
        if (using.kind !== "static") continue;
        const parts = declaring(this.#types.target(path, draft, using).types.at(-1) ?? [], name);
        if (parts.length > 0) found.push({ parts, how: "brought", using });
      }
    }
    return new Set(found.flatMap(({ parts }) => parts.map((part) => part.declared))).size === 0
      ? []
      : found.slice(0, 1);
  }

  #statement(
    path: string,
    draft: FileNames,
    using: Using,
    served: ReadonlyMap<string, ReadonlySet<string>> | undefined,
    edges: FoundEdge[],
  ): ImportStatement {
    const { specifier, line } = using;
    if (!this.#isActive(path, using.region)) {
      return { specifier, names: [], typeOnly: false, line, resolved: null, reason: "inactive" };
    }
    const { namespace, types } = this.#types.target(path, draft, using);
    // `using static` and aliases name the types themselves, used or not.
    for (const part of types.flat()) {
      edges.push({
        to: part.path,
        kind: "import",
        names: [plainName(part.declared.key)],
        lines: [line],
        typeOnly: false,
      });
    }
    const names = [...new Set([...(served?.values() ?? [])].flatMap((each) => [...each]))].sort(byCodeUnit);
    const base = { specifier, names, typeOnly: false, line };
    const most = [...(served ?? [])].sort(([a, x], [b, y]) => y.size - x.size || byCodeUnit(a, b))[0]?.[0];
    const resolved = types.at(-1)?.[0]?.path ?? most;
    if (resolved !== undefined) return { ...base, resolved, reason: "resolved" };
    if (namespace === null) return { ...base, resolved: null, reason: this.#absent(using) };
    return { ...base, resolved: null, reason: this.#types.typesOf(namespace).size === 0 ? "not-found" : "unused" };
  }

  #absent({ kind, target }: Using): "external" | "standard-library" | "not-found" {
    const first = plainName(target.parts[0] ?? "");
    if (kind === "extern") return "external";
    if (/^(?:System|Microsoft|Windows|Mono|mscorlib)$/.test(first)) return "standard-library";
    return this.#types.hasNamespace(first) ? "not-found" : "external";
  }
}
