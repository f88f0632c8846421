/* Over 300 lines: one resolver, whose private steps share its packages and rules. */
import { isBuiltin } from "node:module";
import { join } from "node:path/posix";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import type { FoundImport } from "./found-import.ts";
import { folderOf, type Package } from "./manifest.ts";
import { isOutput, sourceOfEmitted, sourceOfEntry, sourceOfOutput } from "./outputs.ts";
import { type Conditions, exportTargets, importTargets } from "./package-targets.ts";
import { Packages } from "./packages.ts";
import { mapped } from "./path-mapping.ts";
import {
  isOutside,
  type Place,
  probeBundled,
  probeFile,
  probeIndex,
  probeNodeFile,
  probeNodeIndex,
  probeTarget,
} from "./probe.ts";
import { NO_RULES, type PathRules, PathRulesOf } from "./tsconfig.ts";
import { typedEntries, typesVersionTargets } from "./types-versions.ts";

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

/** Who looks: Node runs scripts, TypeScript compiles everything, and what a build would write is the last resort. */
type Way = "node" | "typescript" | "built";
/** From where: the importing file's folder, the way, its conditions and endings, and the aliases that hold for it. */
type View = {
  readonly folder: string;
  readonly way: Way;
  readonly conditions: Conditions;
  readonly place: Place;
  readonly rules: readonly PathRules[];
};

/** Leads a specifier to a file of the repository as Node and TypeScript would with every workspace linked. */
export class Resolver {
  readonly #repository: Repository;
  readonly #packages: Packages;
  readonly #rules: PathRulesOf;
  readonly #known = new Map<string, Map<string, Resolution>>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#packages = new Packages(repository);
    this.#rules = new PathRulesOf(repository, this.#packages);
  }

  /** A function for the imports of one file, so that what holds for all of them is found out once. */
  from(path: string): (found: Pick<FoundImport, "specifier" | "kind" | "syntax">) => Resolution {
    const folder = folderOf(path);
    const rules = this.#rules.forFile(path);
    const isScript = /\.[cm]?jsx?$/.test(path);
    const isModule = this.#isModule(path);
    const isNode = rules[0]?.isNode ?? false;
    const key = `${folder}\0${isScript}${isModule}\0${this.#rules.keyOf(rules)}`;
    const known = this.#known.get(key) ?? new Map<string, Resolution>();
    this.#known.set(key, known);
    return ({ specifier, kind, syntax }) => {
      const asModule = syntax === "import" || (syntax === "statement" && (isModule || isScript || !isNode));
      const id = `${kind}${asModule}${specifier}`;
      const before = known.get(id);
      if (before) return before;
      const resolution = this.#search(specifier, kind, this.#views(folder, rules, isScript, asModule));
      known.set(id, resolution);
      return resolution;
    };
  }

  /** Whether Node takes a file for an ES module; that decides what its import statements ask for under `nodenext`. */
  #isModule(path: string): boolean {
    const letter = /\.([cm]?)[jt]sx?$/.exec(path)?.[1];
    return letter === "m" || (letter === "" && this.#packages.owner(folderOf(path))?.type === "module");
  }

  #views(folder: string, rules: readonly PathRules[], isScript: boolean, asModule: boolean): View[] {
    const { customConditions, moduleSuffixes, isNode } = rules[0] ?? NO_RULES;
    const kind = asModule ? "import" : "require";
    const place = { repository: this.#repository, suffixes: moduleSuffixes };
    const shared = { folder, rules, place, conditions: new Set([kind, "types", ...customConditions]) };
    if (isNode) shared.conditions.add("node");
    const views: View[] = [
      { ...shared, way: "typescript" },
      { ...shared, way: "built" },
    ];
    if (!isScript) return views;
    return [{ ...shared, way: "node", conditions: new Set([kind, "node", "module-sync"]) }, ...views];
  }

  #search(written: string, kind: FoundImport["kind"], views: readonly View[]): Resolution {
    // Bundlers put loaders before and queries after the path.
    const whole = written.replace(/^!*(?:[\w-]+!+)*/, "");
    const found = this.#ask(whole, kind, views);
    const bare = whole.replace(/(?<=.)[?#].*$/, "");
    return found.resolved !== null || bare === whole ? found : this.#ask(bare, kind, views);
  }

  #ask(specifier: string, kind: FoundImport["kind"], views: readonly View[]): Resolution {
    const [view] = views;
    if (!view || specifier === "") return none("not-found");
    if (/^(?:https?|data|blob|file):/.test(specifier)) return none("external");
    if (specifier.startsWith("/")) return none("outside");
    if (kind === "path") return this.#path(view, specifier);
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(views, specifier);
    if (view.way === "node" && isBuiltin(specifier)) return none("standard-library");
    let reason: ImportStatement["reason"] = "external";
    for (const each of views) {
      const found = this.#named(each, specifier);
      if (found.resolved !== null || found.reason === "standard-library") return found;
      // The last word but `external`: that a package of the repository has no such file says more.
      if (found.reason !== "external") reason = found.reason;
    }
    return none(reason);
  }

  /** A file named by its path, as `new URL` and `<reference path>` do: no index, and an ending only for a source. */
  #path({ folder, place }: View, specifier: string): Resolution {
    const path = join(folder, specifier);
    if (isOutside(path)) return none("outside");
    if (path.endsWith("/") || specifier === "." || specifier === "..") return none("not-found");
    if (this.#repository.has(path)) return found(path);
    const source = path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
    const file = [source, `${path}.ts`, `${path}.d.ts`].find((each) => place.repository.has(each));
    return file === undefined ? none("not-found") : found(file);
  }

  #relative(views: readonly View[], specifier: string): Resolution {
    const { folder, rules, place, way } = views[0] ?? raise();
    const path = join(folder, specifier);
    if (isOutside(path)) return none("outside");
    // `.` and `./` name the folder, never a file beside it.
    const isFolder = /(?:^|\/)(?:\.{1,2})?$/.test(specifier);
    const base = path.replace(/\/$/, "").replace(/^\.$/, "");
    const isScript = way === "node";
    const direct =
      (isScript ? this.#nodePath(place, base, isFolder) : null) ??
      this.#typedPath(place, base, isFolder) ??
      (isScript ? probeBundled(place, base) : null);
    if (direct !== null) return found(direct);
    for (const { rootDirs } of rules) {
      const home = rootDirs.find((root) => path === root || path.startsWith(`${root}/`));
      if (home === undefined) continue;
      for (const root of rootDirs) {
        const other = this.#typedPath(place, join(root, path.slice(home.length)), isFolder);
        if (other !== null) return found(other);
      }
    }
    const owner = this.#packages.owner(folder);
    const isBuilt = owner !== null && isOutput(owner, path) && this.#built(place, path) !== null;
    return none(isBuilt ? "generated" : "not-found");
  }

  #typedPath(place: Place, path: string, isFolder: boolean): string | null {
    const file = isFolder ? null : probeFile(place, path);
    if (file !== null || !this.#repository.hasFolder(path)) return file;
    return this.#typedFolder(place, path);
  }

  /** What a folder stands for: the entry of its manifest, else its index. */
  #typedFolder(place: Place, folder: string): string | null {
    const own = this.#packages.at(folder);
    for (const entry of own ? typedEntries(own) : []) {
      const path = join(folder, entry);
      const file = isOutside(path) ? null : (probeFile(place, path) ?? probeIndex(place, path));
      if (file !== null) return file;
    }
    return probeIndex(place, folder);
  }

  #nodePath(place: Place, path: string, isFolder: boolean): string | null {
    const file = isFolder ? null : probeNodeFile(place, path);
    if (file !== null || !this.#repository.hasFolder(path)) return file;
    const main = this.#packages.at(path)?.main;
    const entry = main === undefined ? null : join(path, main).replace(/\/$/, "");
    const named =
      entry === null || isOutside(entry) ? null : (probeNodeFile(place, entry) ?? probeNodeIndex(place, entry));
    return named ?? probeNodeIndex(place, path);
  }

  /** A specifier that is no path: an alias, an import of the own package, or a package. */
  #named(view: View, specifier: string): Resolution {
    const byRules = view.way === "node" ? null : this.#byRules(view, specifier);
    if (byRules !== null) return found(byRules);
    if (specifier.startsWith("#")) return this.#ownImport(view, specifier);
    if (isBuiltin(specifier)) return none("standard-library");
    const inPackage = this.#package(view, specifier);
    // Names that no package on a registry can have are aliases of a bundler, whose configuration is a program.
    return inPackage.reason === "external" && /^(?:[~$]|@\/)/.test(specifier) ? none("not-found") : inPackage;
  }

  #byRules({ place, rules, way }: View, specifier: string): string | null {
    for (const each of rules) {
      const targets = mapped(each, specifier);
      // A pattern that fits rules `baseUrl` out, even where its targets are missing.
      const paths = targets ?? (each.baseUrl === null ? [] : [join(each.baseUrl, specifier)]);
      for (const path of paths) {
        if (isOutside(path)) continue;
        const file =
          way === "built"
            ? this.#built(place, path)
            : this.#typedPath(place, path.replace(/\/$/, ""), path.endsWith("/"));
        if (file !== null) return file;
      }
    }
    return null;
  }

  #ownImport(view: View, specifier: string): Resolution {
    const owner = this.#packages.owner(view.folder);
    // Its package.json lies above what was imported of the repository, and so does what it names.
    if (!owner) return none("outside");
    const targets = importTargets(owner.imports, specifier, view.conditions);
    let reason: ImportStatement["reason"] = "not-found";
    for (const target of targets) {
      // Such a target would go round in a ring; Node forbids it.
      if (target.startsWith("#")) continue;
      const isPath = target.startsWith(".");
      const file = isPath ? this.#target(view, join(owner.folder, target)) : this.#named(view, target);
      if (file === null) continue;
      if (typeof file === "string") return found(file);
      if (file.resolved !== null) return file;
      reason = file.reason;
    }
    return none(reason);
  }

  #package(view: View, specifier: string): Resolution {
    const [, name = "", rest = ""] = /^(@[^/]+\/[^/]+|[^@/][^/]*)(?:\/(.*))?$/.exec(specifier) ?? [];
    const owner = name === "" ? null : this.#packages.find(name, view.folder);
    if (!owner) return none("external");
    // The package's own condition leads to its source where those of the importer lead to what is not built.
    const views = view.way === "built" ? [this.#withOwnConditions(view, owner), view] : [view];
    let isGenerated = false;
    for (const each of views) {
      const targets = targetsIn(owner, rest, each);
      for (const target of targets) {
        const path = join(owner.folder, target);
        const file = isOutside(path) ? null : owner.exports ? this.#target(each, path) : this.#entry(each, path);
        if (file !== null) return found(file);
        isGenerated ||= isOutput(owner, path);
      }
      const entry = rest === "" ? this.#packageIndex(each, owner, targets) : null;
      if (entry !== null) return found(entry);
    }
    return none(isGenerated ? "generated" : "not-found");
  }

  #packageIndex({ place, way }: View, owner: Package, targets: readonly string[]): string | null {
    if (way === "node") return owner.exports ? null : probeNodeIndex(place, owner.folder);
    if (way === "typescript") return owner.exports ? null : probeIndex(place, owner.folder);
    for (const target of targets) {
      const file = sourceOfEntry(place, owner, join(owner.folder, target));
      if (file !== null) return file;
    }
    return null;
  }

  #withOwnConditions(view: View, owner: Package): View {
    const rules = this.#rules.forFile(join(owner.folder, "index.ts"));
    const own = rules.flatMap(({ customConditions }) => customConditions);
    return own.length === 0 ? view : { ...view, way: "typescript", conditions: new Set([...view.conditions, ...own]) };
  }

  /** A target of `exports` or `imports`, which is written whole. */
  #target({ way, place }: View, path: string): string | null {
    if (way === "node") return this.#repository.has(path) ? path : null;
    return way === "typescript" ? probeTarget(place, path) : this.#built(place, path);
  }

  /** A path in a package without `exports`. */
  #entry({ way, place }: View, path: string): string | null {
    const base = path.replace(/\/$/, "");
    if (way === "node") return this.#nodePath(place, base, base !== path);
    return way === "typescript" ? this.#typedPath(place, base, base !== path) : this.#built(place, base);
  }

  #built(place: Place, path: string): string | null {
    const owner = this.#packages.owner(folderOf(path));
    if (!owner) return null;
    return sourceOfEmitted(place, this.#rules.outputsOf(owner.folder), path) ?? sourceOfOutput(place, owner, path);
  }
}

/** Where a sub-path of a package leads, relative to the package; Node takes the first, whether it is there or not. */
function targetsIn(owner: Package, rest: string, { way, conditions }: View): string[] {
  if (owner.exports) {
    const targets = exportTargets(owner.exports, rest === "" ? "." : `./${rest}`, conditions);
    return way === "node" ? targets.slice(0, 1) : targets;
  }
  if (way === "node") return rest === "" ? (owner.main === undefined ? [] : [owner.main]) : [rest];
  if (rest === "") return typedEntries(owner);
  return [...typesVersionTargets(owner.typesVersions, rest), rest];
}

function found(path: string): Resolution {
  return { resolved: path, reason: "resolved" };
}

function none(reason: ImportStatement["reason"]): Resolution {
  return { resolved: null, reason };
}

/** There is always a view; this says so to the compiler. */
function raise(): never {
  throw new Error("a specifier is resolved from at least one view");
}
