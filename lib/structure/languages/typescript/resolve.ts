import { isBuiltin } from "node:module";
import { dirname, join } from "node:path/posix";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import { exportTargets, importTargets, type Package, Packages } from "./packages.ts";
import { isOutside, probe, probeFile, probeIndex } from "./probe.ts";
import { mapped, PathRulesOf } from "./tsconfig.ts";

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

/** Leads a specifier to a file of the repository as TypeScript and Node would with every workspace linked. */
export class Resolver {
  readonly #repository: Repository;
  readonly #packages: Packages;
  readonly #rules: PathRulesOf;
  readonly #known = new Map<string, Resolution>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#packages = new Packages(repository);
    this.#rules = new PathRulesOf(repository, (name) => this.#packages.folderOfName(name));
  }

  resolve(from: string, specifier: string, kind: "module" | "path"): Resolution {
    const folder = dirname(from) === "." ? "" : dirname(from);
    const fromScript = /\.[cm]?jsx?$/.test(from);
    const key = `${folder}\0${fromScript}\0${kind}\0${specifier}`;
    const known = this.#known.get(key);
    if (known) return known;
    const resolution = this.#search(folder, specifier, kind, fromScript);
    this.#known.set(key, resolution);
    return resolution;
  }

  #search(folder: string, written: string, kind: "module" | "path", fromScript: boolean): Resolution {
    // Bundlers put loaders before and queries after the path.
    const specifier = written.replace(/^(?:[\w-]+!)+/, "").replace(/(?<=.)\?.*$/, "");
    if (/^(?:https?|data|blob):/.test(specifier)) return { resolved: null, reason: "external" };
    if (kind === "path") return this.#relative(folder, specifier, fromScript);
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(folder, specifier, fromScript);
    if (specifier.startsWith("/")) return { resolved: null, reason: "outside" };

    const byRules = this.#byRules(folder, specifier, fromScript);
    if (byRules) return found(byRules);
    if (specifier.startsWith("#")) return this.#ownImport(folder, specifier, fromScript);
    if (isBuiltin(specifier)) return { resolved: null, reason: "standard-library" };
    return this.#package(folder, specifier, fromScript);
  }

  #relative(folder: string, specifier: string, fromScript: boolean): Resolution {
    const path = join(folder, specifier);
    if (isOutside(path)) return { resolved: null, reason: "outside" };
    // `.` and `./` name the folder, never a file beside it.
    const isFolder = /(?:^|\/)\.{1,2}\/?$/.test(specifier);
    const direct = probe(this.#repository, isFolder ? `${path.replace(/\/$/, "")}/` : path, fromScript);
    if (direct) return found(direct);
    for (const { rootDirs } of this.#rules.forFolder(folder)) {
      const home = rootDirs.find((root) => path === root || path.startsWith(`${root}/`));
      if (home === undefined) continue;
      for (const root of rootDirs) {
        const other = probe(this.#repository, join(root, path.slice(home.length)), fromScript);
        if (other) return found(other);
      }
    }
    return { resolved: null, reason: "not-found" };
  }

  #byRules(folder: string, specifier: string, fromScript: boolean): string | null {
    for (const rules of this.#rules.forFolder(folder)) {
      for (const target of mapped(rules, specifier)) {
        const path = isOutside(target) ? null : this.#probeOutput(target, fromScript);
        if (path) return path;
      }
      const based = rules.baseUrl === null ? null : join(rules.baseUrl, specifier);
      const path = based === null || isOutside(based) ? null : probe(this.#repository, based, fromScript);
      if (path) return path;
    }
    return null;
  }

  #ownImport(folder: string, specifier: string, fromScript: boolean): Resolution {
    const owner = this.#packages.owner(folder);
    if (!owner) return { resolved: null, reason: "not-found" };
    let isElsewhere = false;
    for (const target of importTargets(owner, specifier, this.#conditions(folder))) {
      if (!target.startsWith(".")) {
        const other = isBuiltin(target) ? null : this.#package(folder, target, fromScript).resolved;
        if (other) return found(other);
        isElsewhere = true;
        continue;
      }
      const path = this.#probeOutput(join(owner.folder, target), fromScript);
      if (path) return found(path);
    }
    return { resolved: null, reason: isElsewhere ? "external" : "not-found" };
  }

  #package(folder: string, specifier: string, fromScript: boolean): Resolution {
    const [, name = "", rest = ""] = /^(@[^/]+\/[^/]+|[^@/][^/]*)(?:\/(.*))?$/.exec(specifier) ?? [];
    const owner = name === "" ? null : this.#packages.find(name, folder);
    if (!owner) return { resolved: null, reason: "external" };
    // A package may name itself only through its exports, unless it is installed as a link.
    if (!owner.isLinked && owner.exports === undefined) return { resolved: null, reason: "external" };
    const path = this.#inPackage(owner, rest, folder, fromScript);
    return path ? found(path) : { resolved: null, reason: "not-found" };
  }

  #inPackage(owner: Package, rest: string, folder: string, fromScript: boolean): string | null {
    if (owner.exports !== undefined && owner.exports !== null) {
      const conditions = [...this.#conditions(folder), ...this.#conditions(owner.folder)];
      for (const target of exportTargets(owner, rest === "" ? "." : `./${rest}`, conditions)) {
        const path = this.#probeOutput(join(owner.folder, target), fromScript);
        if (path) return path;
      }
      return null;
    }
    if (rest !== "") return this.#probeOutput(join(owner.folder, rest), fromScript);
    for (const entry of owner.entries) {
      const path = this.#probeOutput(join(owner.folder, entry), fromScript);
      if (path) return path;
    }
    return (
      probeIndex(this.#repository, owner.folder, fromScript) ??
      probeIndex(this.#repository, join(owner.folder, "src"), fromScript)
    );
  }

  #conditions(folder: string): string[] {
    return this.#rules.forFolder(folder).flatMap((rules) => [...rules.customConditions]);
  }

  /** A target as written, or, when it names what a build would write, the source it is built from. */
  #probeOutput(target: string, fromScript: boolean): string | null {
    if (isOutside(target)) return null;
    const direct = probe(this.#repository, target, fromScript);
    if (direct) return direct;
    const owner = this.#packages.owner(dirname(target) === "." ? "" : dirname(target));
    const home = owner?.folder ?? "";
    const inside = home === "" ? target : target.slice(home.length + 1);
    const segments = inside.split("/");
    if (!OUTPUT_FOLDERS.has(segments[0] ?? "")) return null;
    for (let dropped = 1; dropped < segments.length && dropped <= 3; dropped++) {
      const rest = segments
        .slice(dropped)
        .join("/")
        .replace(/\.d\.([cm]?)ts$/, ".$1js");
      for (const folder of [join(home, "src"), home]) {
        for (const candidate of [
          rest,
          rest.replace(/\.[cm]js$/, ".js"),
          rest.replace(/\.(?:esm|cjs|mjs|umd|es)(?=\.js$)/, ""),
        ]) {
          const path = join(folder, candidate);
          const source = probeFile(this.#repository, path, fromScript);
          if (source) return source;
        }
      }
    }
    return null;
  }
}

const OUTPUT_FOLDERS = new Set([
  "dist",
  "lib",
  "build",
  "out",
  "output",
  "es",
  "esm",
  "cjs",
  "types",
  "typings",
  "umd",
  "module",
  "commonjs",
]);

function found(path: string): Resolution {
  return { resolved: path, reason: "resolved" };
}
