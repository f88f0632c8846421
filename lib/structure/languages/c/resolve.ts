import { dirname, join, normalize } from "node:path/posix";
import type { ImportReason } from "../../schema.ts";
import type { Repository } from "../port.ts";
import type { BuildFiles } from "./build-files.ts";
import type { CompileCommands } from "./compile-commands.ts";
import type { FoundInclude } from "./directives.ts";
import { isForeignPath } from "./foreign.ts";
import { type Candidate, HeaderIndex } from "./header-index.ts";
import { isSystemHeader } from "./system-headers.ts";

export type Resolution = { readonly resolved: string | null; readonly reason: ImportReason };

/** What an include asks for; a macro has been replaced by what it stands for. */
export type Wanted = Pick<FoundInclude, "specifier" | "next"> & { readonly form: "quote" | "angle" };

/**
 * Finds the file that gcc would open. The folder of the file comes first, then the folders that the compile commands
 * give. Without those the end of the written path is looked for everywhere, and of several files the one counts whose
 * folder a build file declares, or lies next, or is where other includes of the same folder lead.
 */
export class Resolver {
  readonly #repository: Repository;
  readonly #commands: CompileCommands;
  readonly #build: BuildFiles;
  readonly #index: HeaderIndex;
  /** Per folder of including files, and every folder above it, how many includes have led to each root. */
  readonly #votes = new Map<string, Map<string, number>>();
  readonly #declared = new Map<string, { scope: string; isConditional: boolean; order: number }[]>();

  constructor(repository: Repository, build: BuildFiles, commands: CompileCommands) {
    this.#repository = repository;
    this.#commands = commands;
    this.#build = build;
    this.#index = new HeaderIndex(repository.paths);
    for (const [order, { root, scope, isConditional }] of build.roots.entries()) {
      const known = this.#declared.get(root) ?? [];
      known.push({ scope, isConditional, order });
      this.#declared.set(root, known);
    }
  }

  /** An include that leads to one place only says where the others of its folder may lead. */
  vote(path: string, wanted: Wanted): void {
    const written = plainPath(wanted.specifier);
    if (written === null || isSystemHeader(written)) return;
    const folder = folderOf(path);
    if (wanted.form === "quote" && this.#repository.has(joined(folder, written))) return;
    const [only, ...others] = this.#index.ending(written);
    if (!only || others.length > 0) return;
    for (let above = folder; ; above = folderOf(above)) {
      const votes = this.#votes.get(above) ?? new Map<string, number>();
      votes.set(only.root, (votes.get(only.root) ?? 0) + 1);
      this.#votes.set(above, votes);
      if (above === "") return;
    }
  }

  resolve(path: string, wanted: Wanted): Resolution {
    const { specifier, form } = wanted;
    const folder = folderOf(path);
    if (specifier.startsWith("/")) return missing("outside");
    if (wanted.next) return this.#next(path, specifier);
    if (form === "quote") {
      const own = joined(folder, specifier);
      if (this.#repository.has(own)) return found(own);
    }
    for (const root of this.#commands.foldersFor(path, form)) {
      const file = joined(root, specifier);
      if (this.#repository.has(file)) return found(file);
    }
    const written = plainPath(specifier);
    return written === null ? this.#upward(folder, specifier, form) : this.#guess(path, folder, written, form);
  }

  /** A path that goes up leads from folders that are declared, and from no other. */
  #upward(folder: string, specifier: string, form: Wanted["form"]): Resolution {
    const ranked = [...this.#declared.keys()]
      .map((root) => ({ root, evidence: this.#declaration(root, folder) }))
      .filter(({ evidence }) => evidence > 0)
      .sort((a, b) => b.evidence - a.evidence);
    const files = new Set(
      ranked.map(({ root }) => joined(root, specifier)).filter((file) => this.#repository.has(file)),
    );
    const [file] = files;
    if (file !== undefined) return found(file);
    if (form === "quote" && joined(folder, specifier).startsWith("..")) return missing("outside");
    const bare = joined(folder, specifier);
    return missing(this.#index.templates(bare).some(({ root }) => root === "") ? "generated" : "not-found");
  }

  #guess(path: string, folder: string, written: string, form: Wanted["form"]): Resolution {
    const isSystem = isSystemHeader(written);
    const candidates = [...this.#index.ending(written), ...(isSystem ? [] : this.#index.templates(written))].filter(
      (candidate) => candidate.path !== path && (!isSystem || this.#overridesSystem(candidate.root, folder, form)),
    );
    const best = this.#best(candidates, folder);
    if (best === "ambiguous") return missing("ambiguous");
    const name = written.slice(written.lastIndexOf("/") + 1);
    if (best) {
      // What lies ready for another system is written by the configuration here.
      const isMade = best.template || (foreignness(best.path, folder) > 0 && this.#build.makes(name));
      return isMade ? missing("generated") : found(best.path);
    }
    if (isSystem) return missing("standard-library");
    if (MADE.test(name) || (form === "quote" && this.#build.namesFile(name))) return missing("generated");
    return missing(form === "angle" || written.includes("/") ? "external" : "not-found");
  }

  /** A header named like one of the system's is meant where its folder is surely searched first. */
  #overridesSystem(root: string, folder: string, form: Wanted["form"]): boolean {
    if (this.#index.systemSources.has(root)) return true;
    if (isForeignPath(root) && !isForeignPath(folder)) return false;
    const isDeclared = (this.#declared.get(root) ?? []).some(
      ({ scope, isConditional }) => !isConditional && isWithin(folder, scope),
    );
    return isDeclared || (form === "quote" && (this.#votes.get(folder)?.get(root) ?? 0) > 0);
  }

  #best(candidates: readonly Candidate[], folder: string): Candidate | "ambiguous" | null {
    const [first, second] = candidates;
    if (!first || !second) return first ?? null;
    const ranked = candidates
      .map((candidate) => ({ candidate, rank: this.#rank(candidate, folder) }))
      .sort((a, b) => compareRanks(b.rank, a.rank));
    const [top, next] = ranked;
    if (!top || !next) return null;
    return compareRanks(top.rank, next.rank) === 0 && top.candidate.root !== next.candidate.root
      ? "ambiguous"
      : top.candidate;
  }

  /** Larger is likelier, the first difference decides. */
  #rank({ root, path, template }: Candidate, folder: string): readonly number[] {
    const evidence = Math.max(
      this.#declaration(root, folder),
      this.#structure(root, folder),
      this.#voted(root, folder),
    );
    return [
      -foreignness(path, folder),
      evidence,
      this.#votes.get(folder)?.get(root) ?? 0,
      depthOf(commonFolder(folder, root)),
      this.#votes.get("")?.get(root) ?? 0,
      -this.#order(root, folder),
      template ? 0 : 1,
    ];
  }

  /** How near the build file lies that declares a root for a folder; 0 where none does. */
  #declaration(root: string, folder: string): number {
    let nearest = 0;
    for (const { scope, isConditional } of this.#declared.get(root) ?? []) {
      if (isWithin(folder, scope)) nearest = Math.max(nearest, depthOf(scope) + (isConditional ? 1.4 : 1.5));
    }
    return nearest;
  }

  #order(root: string, folder: string): number {
    return Math.min(
      1e6,
      ...(this.#declared.get(root) ?? []).filter(({ scope }) => isWithin(folder, scope)).map(({ order }) => order),
    );
  }

  /** The folders above a file, and what lies in them under the usual names, are commonly searched. */
  #structure(root: string, folder: string): number {
    const common = commonFolder(folder, root);
    const below = common === "" ? root : root.slice(common.length + 1);
    return below === "" || CONVENTIONAL.test(below) ? depthOf(common) + 1 : 0;
  }

  #voted(root: string, folder: string): number {
    for (let above = folder; ; above = folderOf(above)) {
      if (this.#votes.get(above)?.has(root)) return depthOf(above) + 1.25;
      if (above === "") return 0;
    }
  }

  /** Goes on with the folders after the one the file itself was found in; only one other file can be told for sure. */
  #next(path: string, specifier: string): Resolution {
    const written = plainPath(specifier);
    if (written === null) return missing("not-found");
    const folder = folderOf(path);
    const others = this.#index
      .ending(written)
      .filter((candidate) => candidate.path !== path && this.#declaration(candidate.root, folder) > 0);
    const [only, second] = others;
    if (only && !second) return found(only.path);
    if (second) return missing("ambiguous");
    return missing(isSystemHeader(written) ? "standard-library" : "external");
  }
}

/** Names that only tools give to files. */
const MADE =
  /(?:\.pb\.h|\.tab\.h|\.yy\.h|\.moc|\.moc\.cpp|^moc_.*\.cpp|^ui_.*\.h|^qrc_.*|_export\.h|^y\.tab\.[ch]|^lex\.yy\.c)$/;
const CONVENTIONAL =
  /^(?:include|includes|inc|Include|headers|src|source|sources|Source|lib|public|src\/include|include\/public)$/;

const FOREIGN_SEGMENT =
  /^(?:win(?:dows|32|64|rt|ce)?|msvc\d*|vs\d+|visualc?|vc\d*|mingw\w*|cygwin|mac(?:os|osx)?|osx|darwin|apple|ios|cocoa|android|freebsd|openbsd|netbsd|bsd|solaris|sunos|aix|hpux|irix|haiku|beos|os2|os400|dos|djgpp|vms|amiga|emscripten|wasm|qnx|uwp|xbox|psp|vita|symbian|arm|arm64|arm32|aarch64|armv\w+|thumb|mips\w*|ppc\w*|powerpc\w*|sparc\w*|s390x?|riscv\w*|alpha|ia64|m68k|hppa|parisc|loongarch\w*|xtensa|arc|csky|hexagon|microblaze|nios2|openrisc|sh|avr|um|tricore|cuda|hip)$/i;

/** How many folders of a path are named for other systems and processors, beyond those the including file is in. */
function foreignness(path: string, folder: string): number {
  const own = new Set(folder.toLowerCase().split("/"));
  return path
    .toLowerCase()
    .split("/")
    .slice(0, -1)
    .filter((segment) => FOREIGN_SEGMENT.test(segment) && !own.has(segment)).length;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function found(resolved: string): Resolution {
  return { resolved, reason: "resolved" };
}

function missing(reason: ImportReason): Resolution {
  return { resolved: null, reason };
}

/** Without `./` and doubled slashes; null for a path that goes up. */
function plainPath(specifier: string): string | null {
  const plain = normalize(specifier.replaceAll("\\", "/"));
  return plain.startsWith("../") || plain === ".." ? null : plain;
}

function joined(folder: string, specifier: string): string {
  return join(folder === "" ? "." : folder, specifier);
}

function isWithin(folder: string, scope: string): boolean {
  return scope === "" || folder === scope || folder.startsWith(`${scope}/`);
}

function commonFolder(a: string, b: string): string {
  const left = a.split("/");
  const right = b.split("/");
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same += 1;
  return left.slice(0, same).join("/");
}

function depthOf(folder: string): number {
  return folder === "" ? 0 : folder.split("/").length;
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
