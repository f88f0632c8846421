import type { ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import { BuildFiles } from "./build-files.ts";
import { CompileCommands } from "./compile-commands.ts";
import type { Directives, FoundInclude } from "./directives.ts";
import { type MacroFile, Macros } from "./macros.ts";
import { Names } from "./names.ts";
import type { FileOutline } from "./outline.ts";
import { type Resolution, Resolver, type Wanted } from "./resolve.ts";
import type { Words } from "./words.ts";

/** What linking needs of a file. */
export type Draft = {
  readonly directives: Directives;
  readonly outline: FileOutline;
  readonly words: Words;
  readonly testCases: readonly string[];
  readonly isCpp: boolean;
};

/** Every include resolved, and headers led to what implements them. */
export function link(files: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  return new Linking(files, repository).facts();
}

type Found = { readonly include: FoundInclude; readonly resolution: Resolution };

const ROUNDS = 4;

class Linking {
  readonly #files: readonly FileDraft<Draft>[];
  readonly #commands: CompileCommands;
  readonly #build: BuildFiles;
  readonly #resolver: Resolver;
  /** Macros that stand for the name of a file, by macro. */
  readonly #names = new Map<string, Set<string>>();
  readonly #set: readonly { readonly name: string; readonly value: string }[];
  readonly #cache = new Map<string, Resolution>();

  constructor(files: readonly FileDraft<Draft>[], repository: Repository) {
    this.#files = files;
    this.#commands = new CompileCommands(repository);
    this.#build = new BuildFiles(repository);
    this.#resolver = new Resolver(repository, this.#build, this.#commands);
    this.#set = this.#build.definedNames();
    this.#nameFiles(new Map(), new Set());
  }

  facts(): FileFacts[] {
    for (const { path, draft } of this.#files) {
      for (const include of draft.directives.includes) {
        if (include.form !== "macro") this.#resolver.vote(path, { ...include, form: include.form });
      }
    }
    const found = new Map(
      this.#files.map(({ path, draft }) => [
        path,
        draft.directives.includes.map(
          (include): Found => ({ include, resolution: this.#resolve(path, draft, include) }),
        ),
      ]),
    );
    const { states, dead } = this.#states(found);
    this.#nameFiles(states, dead);
    for (const { path, draft } of this.#files) {
      const known = found.get(path) ?? [];
      if (!known.some(({ include }) => include.form === "macro")) continue;
      found.set(
        path,
        known.map((each) =>
          each.include.form === "macro" ? { ...each, resolution: this.#resolve(path, draft, each.include) } : each,
        ),
      );
    }
    const includes = new Map(
      this.#files.map(({ path }) => [
        path,
        new Set(
          (found.get(path) ?? []).flatMap(({ include, resolution }) =>
            resolution.resolved !== null && states.get(path)?.[include.block] !== false ? [resolution.resolved] : [],
          ),
        ),
      ]),
    );
    const names = new Names(
      this.#files.map(({ path, draft }) => ({ path, ...draft })),
      includes,
    );
    const facts = this.#files.map((file) =>
      this.#fileFacts(file, found.get(file.path) ?? [], states.get(file.path) ?? [], names),
    );
    return facts.map((each) => ({ ...each, edges: [...each.edges, ...names.implementations(each.path)] }));
  }

  /** Takes the macros that stand for a file, but for those that are defined where nothing is compiled. */
  #nameFiles(states: ReadonlyMap<string, readonly (boolean | null)[]>, dead: ReadonlySet<string>): void {
    this.#names.clear();
    for (const { name, value } of this.#set) this.#names.set(name, new Set([value]));
    for (const { path, draft } of this.#files) {
      for (const { name, value, block } of draft.directives.defines) {
        if (value === null || !/^["<]/.test(value) || dead.has(path) || states.get(path)?.[block] === false) continue;
        this.#names.set(name, (this.#names.get(name) ?? new Set()).add(value));
      }
    }
  }

  #resolve(path: string, draft: Draft, include: FoundInclude): Resolution {
    const wanted = this.#wanted(draft, include);
    if (typeof wanted === "string") return { resolved: null, reason: wanted };
    const slash = path.lastIndexOf("/");
    // A file never includes itself through another folder, so its own name is not looked up for its neighbours.
    const isOwnName = wanted.specifier.endsWith(path.slice(slash + 1)) || wanted.next;
    const key = `${path.slice(0, slash + 1)}\0${wanted.form}\0${wanted.specifier}`;
    const known = isOwnName || this.#commands.isPresent ? undefined : this.#cache.get(key);
    if (known) return known;
    const resolution = this.#resolver.resolve(path, wanted);
    if (!isOwnName) this.#cache.set(key, resolution);
    return resolution;
  }

  /** What a macro stands for: as the same file says, or else the only thing that any file says. */
  #wanted({ directives }: Draft, include: FoundInclude): Wanted | "dynamic" | "ambiguous" {
    if (include.form !== "macro") return { ...include, form: include.form };
    const own = directives.defines.flatMap(({ name, value }) =>
      name === include.specifier && value !== null ? [value] : [],
    );
    // What a build sets comes before what the file falls back on.
    const isSet = this.#set.some(({ name }) => name === include.specifier);
    const values = new Set(own.length > 0 && !isSet ? own : this.#names.get(include.specifier));
    const [value] = values;
    if (value === undefined) return "dynamic";
    if (values.size > 1) return "ambiguous";
    return { specifier: value.slice(1, -1), form: value.startsWith('"') ? "quote" : "angle", next: include.next };
  }

  /**
   * Per file the states of its conditional parts. Definitions in parts that are never compiled, and in files that are
   * only included there, do not count, which makes further parts known: a few rounds find them.
   */
  #states(found: ReadonlyMap<string, readonly Found[]>): {
    readonly states: ReadonlyMap<string, readonly (boolean | null)[]>;
    readonly dead: ReadonlySet<string>;
  } {
    const files = this.#macroFiles(taintedFiles(found));
    let dead: ReadonlySet<string> = new Set();
    let states = new Map<string, readonly (boolean | null)[]>();
    for (let round = 0; round < ROUNDS; round++) {
      const macros = new Macros(this.#build);
      for (const file of files) if (!dead.has(file.path)) macros.count(file, states.get(file.path) ?? []);
      const next = new Map(files.map((file) => [file.path, macros.statesOf(file)]));
      const nextDead = deadFiles(found, next, dead);
      const isStable = round > 0 && nextDead.size === dead.size && sameStates(states, next);
      states = next;
      dead = nextDead;
      if (isStable) break;
    }
    return { states, dead };
  }

  #macroFiles(tainted: ReadonlySet<string>): MacroFile[] {
    const sources = this.#files.filter(({ path }) => /\.(?:c|cc|cpp|cxx|c\+\+|C)$/.test(path));
    const hasCpp = sources.some(({ draft }) => draft.isCpp);
    const hasC = sources.some(({ draft }) => !draft.isCpp);
    return this.#files.map(({ path, draft }) => {
      const isCpp = draft.isCpp ? true : path.endsWith(".c") || !hasCpp ? false : hasC ? null : true;
      return { path, directives: draft.directives, isCpp, isTainted: tainted.has(path) };
    });
  }

  #fileFacts(
    { path, draft }: FileDraft<Draft>,
    found: readonly Found[],
    states: readonly (boolean | null)[],
    names: Names,
  ): FileFacts {
    const { uses, byFile } = names.of(path);
    const edges: FoundEdge[] = this.#commands
      .forcedFor(path)
      .map((to) => ({ to, kind: "import", names: [], lines: [], typeOnly: false }));
    const imports = found.map(({ include, resolution }): ImportStatement => {
      const { specifier, line } = include;
      const isInactive = states[include.block] === false;
      const resolved = isInactive ? null : resolution.resolved;
      const used = resolved === null ? [] : [...(byFile.get(resolved) ?? [])];
      if (resolved !== null) edges.push({ to: resolved, kind: "import", names: used, lines: [line], typeOnly: false });
      return {
        specifier,
        names: used,
        typeOnly: false,
        line,
        resolved,
        reason: isInactive ? "inactive" : resolution.reason,
      };
    });
    const symbols = draft.outline.symbols.map((symbol, index) => ({ ...symbol, uses: [...(uses[index] ?? [])] }));
    return { path, doc: draft.outline.doc, symbols, imports, testCases: draft.testCases, edges };
  }
}

/**
 * Files that may be compiled after a header that a build makes of something unknown: all that the units with such a
 * header include, for its macros reach them all.
 */
function taintedFiles(found: ReadonlyMap<string, readonly Found[]>): Set<string> {
  const users = new Map<string, string[]>();
  const unseen: string[] = [];
  for (const [path, includes] of found) {
    for (const { include, resolution } of includes) {
      if (resolution.reason === "not-found" || (resolution.reason === "generated" && include.form !== "macro"))
        unseen.push(path);
      if (resolution.resolved === null) continue;
      const known = users.get(resolution.resolved);
      if (known) known.push(path);
      else users.set(resolution.resolved, [path]);
    }
  }
  const units = closure(unseen, (path) => users.get(path) ?? []);
  return closure(units, (path) => (found.get(path) ?? []).flatMap(({ resolution }) => resolution.resolved ?? []));
}

function closure(start: Iterable<string>, next: (path: string) => readonly string[]): Set<string> {
  const reached = new Set(start);
  // A set goes on with what is added while it is gone through.
  for (const path of reached) for (const each of next(path)) reached.add(each);
  return reached;
}

/** Files that others include, all of them in parts that are not compiled or in files that are dead themselves. */
function deadFiles(
  found: ReadonlyMap<string, readonly Found[]>,
  states: ReadonlyMap<string, readonly (boolean | null)[]>,
  dead: ReadonlySet<string>,
): Set<string> {
  const included = new Set<string>();
  const alive = new Set<string>();
  for (const [path, includes] of found) {
    for (const { include, resolution } of includes) {
      if (resolution.resolved === null || resolution.resolved === path) continue;
      included.add(resolution.resolved);
      if (!dead.has(path) && states.get(path)?.[include.block] !== false) alive.add(resolution.resolved);
    }
  }
  return new Set([...included].filter((path) => !alive.has(path)));
}

function sameStates(
  a: ReadonlyMap<string, readonly (boolean | null)[]>,
  b: ReadonlyMap<string, readonly (boolean | null)[]>,
): boolean {
  for (const [path, states] of a) if (states.some((state, block) => state !== b.get(path)?.[block])) return false;
  return true;
}
