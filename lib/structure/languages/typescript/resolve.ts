import { isBuiltin } from "node:module";
import { join } from "node:path/posix";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import type { FoundImport } from "./found-import.ts";
import { folderOf } from "./manifest.ts";
import { ModulePaths } from "./module-paths.ts";
import { isOutput } from "./outputs.ts";
import { PackageLookup } from "./package-lookup.ts";
import { importTargets } from "./package-targets.ts";
import { Packages } from "./packages.ts";
import { mapped } from "./path-mapping.ts";
import { inFolder, isOutside, probeBundled } from "./probe.ts";
import { NO_RULES, PathRulesOf } from "./tsconfig.ts";
import { found, type Importer, none, type Resolution, type View, viewsOf } from "./view.ts";

/** Leads a specifier to a file of the repository as Node and TypeScript would with every workspace linked. */
export class Resolver {
  readonly #repository: Repository;
  readonly #packages: Packages;
  readonly #rules: PathRulesOf;
  readonly #paths: ModulePaths;
  readonly #lookup: PackageLookup;
  readonly #known = new Map<string, Map<string, Resolution>>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#packages = new Packages(repository);
    this.#rules = new PathRulesOf(repository, this.#packages);
    this.#paths = new ModulePaths(repository, this.#packages);
    this.#lookup = new PackageLookup(this.#packages, this.#paths, this.#rules);
  }

  /** A function for the imports of one file, so that what holds for all of them is found out once. */
  from(path: string): (found: Pick<FoundImport, "specifier" | "kind" | "syntax">) => Resolution {
    const folder = folderOf(path);
    const rules = this.#rules.forFile(path);
    const isScript = /\.[cm]?jsx?$/.test(path);
    const importer: Importer = {
      isScript,
      isCompiled: isScript && this.#rules.compilesScript(path),
      isModule: this.#isModule(path),
    };
    const [first = NO_RULES] = rules;
    const place = { repository: this.#repository, suffixes: first.moduleSuffixes, isWritten: false };
    const key = `${folder}\0${Object.values(importer).join()}\0${this.#rules.keyOf(rules)}`;
    const known = this.#known.get(key) ?? new Map<string, Resolution>();
    this.#known.set(key, known);
    return ({ specifier, kind, syntax }) => {
      const id = `${kind} ${syntax} ${specifier}`;
      const before = known.get(id);
      if (before) return before;
      const resolution = this.#search(specifier, kind, viewsOf({ folder, place, rules }, first, importer, syntax));
      known.set(id, resolution);
      return resolution;
    };
  }

  /** Whether Node takes a file for an ES module; that decides what its import statements ask for under `nodenext`. */
  #isModule(path: string): boolean {
    const letter = /\.([cm]?)[jt]sx?$/.exec(path)?.[1];
    return letter === "m" || (letter === "" && this.#packages.owner(folderOf(path))?.type === "module");
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
    if (kind !== "path" && specifier.startsWith("/")) return this.#rooted(views, specifier);
    if (kind === "path") return this.#path(view, specifier);
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(views, view, specifier);
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

  /** A path of the disk, unless a project maps such to its own folders. */
  #rooted(views: readonly View[], specifier: string): Resolution {
    for (const view of views) {
      const file = view.way === "node" ? null : this.#byRules(view, specifier);
      if (file !== null) return found(file);
    }
    return none("outside");
  }

  /** A file named by its path, as `new URL` and `<reference path>` do: no index, and an ending only for a source. */
  #path({ folder, place }: View, specifier: string): Resolution {
    const path = join(folder, specifier);
    if (isOutside(path) || specifier.startsWith("/")) return none("outside");
    if (path.endsWith("/") || specifier === "." || specifier === "..") return none("not-found");
    if (this.#repository.has(path)) return found(path);
    const source = path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
    const file = [source, `${path}.ts`, `${path}.d.ts`].find((each) => place.repository.has(each));
    return file === undefined ? none("not-found") : found(file);
  }

  #relative(views: readonly View[], view: View, specifier: string): Resolution {
    const { folder, rules } = view;
    // There is one path to try, so it makes no difference in which order endings are added to it.
    const place = { ...view.place, isWritten: false };
    const path = join(folder, specifier);
    if (isOutside(path)) return none("outside");
    // `.` and `./` name the folder, never a file beside it.
    const isFolder = /(?:^|\/)(?:\.{1,2})?$/.test(specifier);
    const base = inFolder(path);
    const ways = new Set(views.map(({ way }) => way));
    for (const way of ways) {
      if (way === "built") continue;
      const file = way === "node" ? this.#paths.run(place, base, isFolder) : this.#paths.typed(place, base, isFolder);
      if (file !== null) return found(file);
    }
    const bundled = ways.has("node") ? probeBundled(place, base) : null;
    if (bundled !== null) return found(bundled);
    for (const { rootDirs } of rules) {
      const home = rootDirs.find((root) => path === root || path.startsWith(`${root}/`));
      if (home === undefined) continue;
      for (const root of rootDirs) {
        const other = this.#paths.typed(place, join(root, path.slice(home.length)), isFolder);
        if (other !== null) return found(other);
      }
    }
    const owner = this.#packages.owner(folder);
    const isBuilt = owner !== null && isOutput(owner, path) && this.#lookup.built(place, path) !== null;
    return none(isBuilt ? "generated" : "not-found");
  }

  /** A specifier that is no path: an alias, an import of the own package, or a package. */
  #named(view: View, specifier: string): Resolution {
    const byRules = view.way === "node" ? null : this.#byRules(view, specifier);
    if (byRules !== null) return found(byRules);
    if (specifier.startsWith("#")) return this.#ownImport(view, specifier);
    if (isBuiltin(specifier)) return none("standard-library");
    const inPackage = this.#lookup.resolve(view, specifier);
    if (inPackage.reason !== "external") return inPackage;
    const declared = view.way === "typescript" ? this.#byTypeRoots(view, specifier) : null;
    if (declared !== null) return found(declared);
    // Names that no package on a registry can have are aliases of a bundler, whose configuration is a program.
    return /^(?:[~$]|@\/)/.test(specifier) ? none("not-found") : inPackage;
  }

  #byRules({ place, rules, way }: View, specifier: string): string | null {
    for (const each of rules) {
      const { baseUrl } = each;
      const isBased = baseUrl !== null && !specifier.startsWith("/");
      // A pattern that fits rules `baseUrl` out, even where its targets are missing.
      const paths = mapped(each, specifier) ?? (isBased ? [{ path: join(baseUrl, specifier), isWhole: false }] : []);
      for (const { path, isWhole } of paths) {
        if (isOutside(path)) continue;
        if (isWhole && place.repository.has(path)) return path;
        const file =
          way === "built"
            ? this.#lookup.built(place, path)
            : this.#paths.typed(place, inFolder(path), path.endsWith("/"));
        if (file !== null) return file;
      }
    }
    return null;
  }

  /** Declarations for a package that is not there, in the folders that a project keeps for such (`typeRoots`). */
  #byTypeRoots({ place, rules }: View, specifier: string): string | null {
    for (const root of rules.flatMap(({ typeRoots }) => typeRoots)) {
      const path = join(root, specifier);
      const file = isOutside(path) ? null : this.#paths.typed(place, path);
      if (file !== null && /\.d\.[cm]?ts$/.test(file)) return file;
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
      const file = isPath ? this.#lookup.target(view, join(owner.folder, target)) : this.#named(view, target);
      if (file === null) continue;
      if (typeof file === "string") return found(file);
      if (file.resolved !== null) return file;
      reason = file.reason;
    }
    return none(reason);
  }
}
