import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportReason, ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import { BuildFiles } from "./build-files.ts";
import { CompileCommands } from "./compile-commands.ts";
import type { Directives, FoundInclude } from "./directives.ts";
import { KnownMacros } from "./macros.ts";
import { Names } from "./names.ts";
import type { FileOutline } from "./outline.ts";
import { type Outcome, Preprocessor, type Target } from "./preprocessor.ts";
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

/** An include and the files it leads to: one, or several where a macro names them. */
type Found = { readonly include: FoundInclude; readonly reason: ImportReason; readonly targets: readonly string[] };

class Linking {
  readonly #files: readonly FileDraft<Draft>[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #commands: CompileCommands;
  readonly #build: BuildFiles;
  readonly #resolver: Resolver;
  /** Macros that stand for the name of a file, by macro. */
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #cache = new Map<string, Resolution>();

  constructor(files: readonly FileDraft<Draft>[], repository: Repository) {
    this.#files = files;
    this.#numbers = new Map(files.map(({ path }, number) => [path, number]));
    this.#commands = new CompileCommands(repository);
    this.#build = new BuildFiles(repository);
    this.#resolver = new Resolver(repository, this.#build, this.#commands);
    this.#names = fileNames(files, this.#build);
  }

  facts(): FileFacts[] {
    for (const { path, draft } of this.#files) {
      for (const include of draft.directives.includes) {
        if (include.form !== "macro") this.#resolver.vote(path, { ...include, form: include.form });
      }
    }
    const written = this.#files.map(({ path, draft }) =>
      draft.directives.includes.map((include) => this.#resolve(path, this.#wanted(include))),
    );
    const outcomes = this.#preprocess(written);
    const found = this.#files.map(({ draft }, file) =>
      draft.directives.includes.map((include, index) =>
        this.#found(include, written[file]?.[index], outcomes[file], index),
      ),
    );
    const includes = new Map(
      this.#files.map(({ path }, file) => [path, new Set((found[file] ?? []).flatMap(({ targets }) => targets))]),
    );
    const names = new Names(
      this.#files.map(({ path, draft }) => ({ path, ...draft })),
      includes,
    );
    const facts = this.#files.map((file, number) => this.#fileFacts(file, found[number] ?? [], names));
    return facts.map((each) => ({ ...each, edges: [...each.edges, ...names.implementations(each.path)] }));
  }

  #resolve(path: string, wanted: Wanted | "dynamic" | "ambiguous"): Resolution {
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

  /** What a macro stands for is the only thing that any file or the build says; which of several, a unit decides. */
  #wanted(include: FoundInclude): Wanted | "dynamic" | "ambiguous" {
    if (include.form !== "macro") return { ...include, form: include.form };
    const [value, ...others] = this.#names.get(include.specifier) ?? [];
    if (value === undefined) return "dynamic";
    return others.length > 0 ? "ambiguous" : { ...wantedIn(value), next: include.next };
  }

  #preprocess(written: readonly (readonly Resolution[])[]): readonly Outcome[] {
    const sources = this.#files.filter(({ path }) => isSource(path));
    const hasCpp = sources.some(({ draft }) => draft.isCpp);
    const hasC = sources.some(({ draft }) => !draft.isCpp);
    const parts = this.#parts(written);
    const units = this.#files.map(({ path, draft }, file) => {
      const isCpp = draft.isCpp ? true : path.endsWith(".c") || !hasCpp ? false : hasC ? null : true;
      return { directives: draft.directives, isUnit: isSource(path) && !parts.has(file), isCpp };
    });
    const defined = new Set<string>();
    for (const { draft } of this.#files)
      for (const step of draft.directives.steps) if (step.do === "define") defined.add(step.define.name);
    const known = new KnownMacros(this.#build, defined);
    const named = new Set(this.#build.definedNames().map(({ name }) => name));
    const resolve = (file: number, wanted: Wanted): Resolution => this.#resolve(this.#files[file]?.path ?? "", wanted);
    return new Preprocessor(units, {
      isDefined: (name, unit) => known.isDefined(name, unit),
      value: (name) => known.value(name),
      target: (file, include) => this.#target(written[file]?.[include]),
      named: (file, text) => this.#target(resolve(file, { ...wantedIn(text), next: false })),
      forced: (file) =>
        this.#commands.forcedFor(this.#files[file]?.path ?? "").flatMap((path) => this.#numbers.get(path) ?? []),
      isNamedByBuild: (name) => named.has(name),
      hasInclude: (file, specifier, form) => {
        const { resolved, reason } = resolve(file, { specifier, form, next: false });
        // The compiler brings its own headers for instructions.
        if (form === "angle" && specifier.endsWith("intrin.h")) return true;
        return resolved !== null || reason === "standard-library" ? true : reason === "generated" ? null : false;
      },
    }).run();
  }

  /** Sources that others include are parts of those; a test compiles them a second time. */
  #parts(written: readonly (readonly Resolution[])[]): ReadonlySet<number> {
    const parts = new Set<number>();
    for (const [file, { path, role }] of this.#files.entries()) {
      if (role === "test" || !isSource(path)) continue;
      for (const { resolved } of written[file] ?? []) {
        const part =
          resolved !== null && resolved !== path && isSource(resolved) ? this.#numbers.get(resolved) : undefined;
        if (part !== undefined) parts.add(part);
      }
    }
    return parts;
  }

  #target(resolution: Resolution | undefined): Target {
    if (!resolution) return "none";
    const { resolved, reason } = resolution;
    if (resolved !== null) return this.#numbers.get(resolved) ?? "none";
    return reason === "not-found" || reason === "generated" ? "unseen" : "none";
  }

  #found(include: FoundInclude, written: Resolution | undefined, outcome: Outcome | undefined, index: number): Found {
    const resolution: Resolution = written ?? { resolved: null, reason: "dynamic" };
    if (outcome?.isActive[index] === 0) return { include, reason: "inactive", targets: [] };
    const named = [...(outcome?.named.get(index) ?? [])].flatMap((file) => this.#files[file]?.path ?? []);
    if (named.length > 0) return { include, reason: "resolved", targets: named.sort(byCodeUnit) };
    return { include, reason: resolution.reason, targets: resolution.resolved === null ? [] : [resolution.resolved] };
  }

  #fileFacts({ path, draft }: FileDraft<Draft>, found: readonly Found[], names: Names): FileFacts {
    const { uses, byFile } = names.of(path);
    const edges: FoundEdge[] = this.#commands
      .forcedFor(path)
      .map((to) => ({ to, kind: "import", names: [], lines: [], typeOnly: false }));
    const imports = found.map(({ include, reason, targets }): ImportStatement => {
      const { specifier, line } = include;
      for (const to of targets) {
        edges.push({ to, kind: "import", names: [...(byFile.get(to) ?? [])], lines: [line], typeOnly: false });
      }
      const [resolved = null] = targets;
      const used = resolved === null ? [] : [...(byFile.get(resolved) ?? [])];
      return { specifier, names: used, typeOnly: false, line, resolved, reason };
    });
    const symbols = draft.outline.symbols.map((symbol, index) => ({ ...symbol, uses: [...(uses[index] ?? [])] }));
    return { path, doc: draft.outline.doc, symbols, imports, testCases: draft.testCases, edges };
  }
}

/** Macros that stand for a file to include. What a build sets comes before what files fall back on. */
function fileNames(files: readonly FileDraft<Draft>[], build: BuildFiles): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { draft } of files) {
    for (const step of draft.directives.steps) {
      if (step.do !== "define" || step.define.body === null || !/^["<]/.test(step.define.body)) continue;
      names.set(step.define.name, (names.get(step.define.name) ?? new Set()).add(step.define.body));
    }
  }
  for (const { name, value } of build.definedNames()) names.set(name, new Set([value]));
  return names;
}

function isSource(path: string): boolean {
  return /\.(?:c|cc|cpp|cxx|c\+\+|C)$/.test(path);
}

function wantedIn(written: string): Pick<Wanted, "specifier" | "form"> {
  return { specifier: written.slice(1, -1), form: written.startsWith('"') ? "quote" : "angle" };
}
