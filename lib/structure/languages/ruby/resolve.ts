import { dirname, join, normalize } from "node:path/posix";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import type { Verb } from "./imports.ts";
import { appFolders, folderOf, readManifests } from "./manifests.ts";
import type { RubyPath } from "./path-expression.ts";
import { standardLibrary } from "./standard-library.ts";

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

/** Leads `require` and its kin to files, with the load path that gems, tests and applications imply. */
export class Resolver {
  readonly #repository: Repository;
  /** Folders with a gemspec, an application or a `lib` of their own, and what each puts on the load path. */
  readonly #projects = new Map<string, readonly string[]>();
  /** Folders that files of a project add to the load path. */
  readonly #added = new Map<string, Set<string>>();
  readonly #applications: ReadonlySet<string>;
  readonly #searchPaths = new Map<string, readonly string[]>();
  readonly #extensions: ReadonlySet<string>;
  readonly #gems: ReadonlySet<string>;
  readonly #known = new Map<string, Resolution>();

  /** `loadPaths` tells what each file adds to the load path. */
  constructor(repository: Repository, loadPaths: ReadonlyMap<string, readonly RubyPath[]>) {
    this.#repository = repository;
    this.#applications = new Set(
      repository.paths
        .filter((path) => /(^|\/)config\/application\.rb$/.test(path))
        .map((path) => folderOf(folderOf(path))),
    );
    const manifests = readManifests(repository);
    this.#extensions = manifests.extensions;
    this.#gems = manifests.gems;
    for (const [folder, roots] of manifests.projects) this.#projects.set(folder, [...roots, ...this.#appRoots(folder)]);
    for (const [file, paths] of loadPaths) {
      const project = this.projectOf(file);
      const known = this.#added.get(project) ?? new Set();
      for (const path of paths) {
        const folder = this.absolute(file, path);
        if (folder !== null && repository.hasFolder(folder)) known.add(folder);
      }
      this.#added.set(project, known);
    }
  }

  /** The nearest folder around a file that is a gem, an application or has a `lib`; the repository at last. */
  projectOf(file: string): string {
    let folder = folderOf(file);
    while (folder !== "" && !this.#projects.has(folder)) folder = folderOf(folder);
    return folder;
  }

  /** `Rails.root` for a file: the nearest application around it, else its project. */
  applicationOf(file: string): string {
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      if (this.#applications.has(folder)) return folder;
      if (folder === "") return this.projectOf(file);
    }
  }

  /** Folders of `app`, each of which names constants from its top. */
  applicationFolders(): readonly string[] {
    return [...this.#projects.keys()].flatMap((folder) => this.#appRoots(folder));
  }

  /** A path counted from the repository; null when it leads outside. */
  absolute(file: string, path: RubyPath): string | null {
    const found = normalize(this.#from(file, path));
    return found.startsWith("..") ? null : found.replace(/\/$/, "").replace(/^\.$/, "");
  }

  #from(file: string, { base, path }: RubyPath): string {
    if (base === "repository") return path;
    return join(base === "application" ? this.applicationOf(file) : this.projectOf(file), path);
  }

  resolve(file: string, verb: Verb, path: RubyPath): Resolution {
    if (path.base !== "plain") return this.#absoluteFile(file, verb, path);
    // An absolute path as written is one of the machine.
    if (path.path.startsWith("/") || path.path.startsWith("~")) return { resolved: null, reason: "outside" };
    switch (verb) {
      case "require_relative":
      case "eval_gemfile":
        return this.#absoluteFile(file, verb, { base: "repository", path: join(dirname(file), path.path) });
      case "load":
      case "eval":
        return this.#loaded(file, verb, path.path);
      default:
        if (/^\.\.?\//.test(path.path)) return this.#fromWorkingFolder(file, verb, path.path);
        return this.#required(file, path.path);
    }
  }

  #absoluteFile(file: string, verb: Verb, path: RubyPath): Resolution {
    const target = this.absolute(file, path);
    if (target === null) return { resolved: null, reason: "outside" };
    if (path.base === "working") return this.#fromWorkingFolder(file, verb, path.path);
    const found = this.#fileAt(target, verb);
    return found === null ? this.#missing(target) : resolved(found);
  }

  /** Programs are started in the folder of their project or of the repository. */
  #fromWorkingFolder(file: string, verb: Verb, path: string): Resolution {
    for (const folder of new Set([this.projectOf(file), this.applicationOf(file), ""])) {
      const found = this.#fileAt(join(folder, path), verb);
      if (found !== null) return resolved(found);
    }
    return this.#missing(path);
  }

  #loaded(file: string, verb: Verb, path: string): Resolution {
    if (verb === "load" && !/^\.\.?\//.test(path)) {
      for (const root of this.#searchPath(file)) {
        const target = join(root, path);
        if (this.#repository.has(target)) return resolved(target);
      }
    }
    return this.#fromWorkingFolder(file, verb, path);
  }

  /** Files of a folder have one load path, and ask it for the same things. */
  #required(file: string, feature: string): Resolution {
    const key = `${folderOf(file)}\0${feature}`;
    const known = this.#known.get(key) ?? this.#search(file, feature);
    this.#known.set(key, known);
    return known;
  }

  #search(file: string, feature: string): Resolution {
    for (const root of this.#searchPath(file)) {
      const found = this.#fileAt(join(root, feature), "require");
      if (found !== null) return resolved(found);
    }
    if (isStandard(feature)) return { resolved: null, reason: "standard-library" };
    // Gems of the same repository reach each other by the load path; two that answer cannot be told apart.
    const others = new Set<string>();
    const from = this.projectOf(file);
    for (const [project, roots] of this.#projects) {
      if (project === from || !isProduct(project)) continue;
      for (const root of roots) {
        const found = this.#fileAt(join(root, feature), "require");
        if (found === null) continue;
        others.add(found);
        break;
      }
    }
    const [only] = others;
    if (only !== undefined) return others.size === 1 ? resolved(only) : { resolved: null, reason: "ambiguous" };
    if (this.#extensions.has(feature.replace(/\.(?:so|bundle|jar)$/, "")) || /\.(?:so|bundle|jar)$/.test(feature)) {
      return { resolved: null, reason: "generated" };
    }
    return { resolved: null, reason: this.#isOwn(file, feature) ? "not-found" : "external" };
  }

  /** Whether the first part of a feature is the project's, and no gem that it declares is named like all of it. */
  #isOwn(file: string, feature: string): boolean {
    const [top = ""] = feature.split("/");
    if (this.#gems.has(feature.replaceAll("/", "-")) || this.#gems.has(top)) return false;
    return this.#searchPath(file).some((root) => {
      const path = join(root, top);
      return this.#repository.has(`${path}.rb`) || (top !== feature && this.#repository.hasFolder(path));
    });
  }

  #fileAt(target: string, verb: Verb): string | null {
    if (target.startsWith("..")) return null;
    const has = (path: string): string | null => (this.#repository.has(path) ? path : null);
    if (verb === "load" || verb === "eval" || verb === "eval_gemfile") return has(target);
    if (/\.(?:rb|so|jar|bundle)$/.test(target)) return has(target) ?? has(`${target}.rb`);
    return has(`${target}.rb`);
  }

  #missing(target: string): Resolution {
    const isBuilt = /\.(?:so|bundle|jar)$/.test(target) || this.#extensions.has(target.replace(/^(?:.*\/)?lib\//, ""));
    return { resolved: null, reason: isBuilt ? "generated" : "not-found" };
  }

  /** Folders in the order in which they are tried. */
  #searchPath(file: string): readonly string[] {
    const folder = folderOf(file);
    const known = this.#searchPaths.get(folder);
    if (known) return known;
    const path: string[] = [];
    const parts = folder === "" ? [] : folder.split("/");
    for (let length = parts.length; length > 0; length--) {
      // `ruby -Itest` and `rspec` put these on the path; below `lib` they are names like any other.
      if (!/^(?:tests?|specs?)$/.test(parts[length - 1] ?? "") || parts.slice(0, length).includes("lib")) continue;
      path.push(parts.slice(0, length).join("/"));
    }
    for (let project = this.projectOf(file); ; project = this.projectOf(project)) {
      const added = [...(this.#added.get(project) ?? [])];
      // Of the folders that several test tasks add, the task with this file comes first.
      const near = added.filter((each) => `${folder}/`.startsWith(`${each}/`));
      path.push(...(this.#projects.get(project) ?? []), ...near, ...added);
      if (project === "") break;
    }
    const unique = [...new Set(path)];
    this.#searchPaths.set(folder, unique);
    return unique;
  }

  #appRoots(project: string): string[] {
    const app = project === "" ? "app" : `${project}/app`;
    if (!this.#repository.hasFolder(app)) return [];
    return (appFolders(this.#repository).get(app) ?? []).filter(
      (folder) => !/\/(?:assets|javascript|views)$/.test(folder),
    );
  }
}

/** Projects of tests and examples are not on the path of code elsewhere. */
function isProduct(project: string): boolean {
  return !/(^|\/)(?:tests?|specs?|examples?|fixtures?|samples?|features|templates?)(\/|$)/i.test(project);
}

function isStandard(feature: string): boolean {
  const [top = "", second] = feature.replace(/\.(?:rb|so)$/, "").split("/");
  if (top === "net") return second !== undefined && /^(?:http|https|ftp|imap|pop|smtp|protocol|telnet)$/.test(second);
  return standardLibrary.has(top);
}

function resolved(file: string): Resolution {
  return { resolved: file, reason: "resolved" };
}
