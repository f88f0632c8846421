import { dirname, join } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import { standardLibrary } from "./standard-library.ts";

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

/** What a dotted name stands for: a module's file, a package with its `__init__`, or a folder without one. */
type Found =
  | { readonly kind: "module"; readonly file: string }
  | { readonly kind: "package"; readonly file: string; readonly folder: string }
  | { readonly kind: "namespace"; readonly folder: string };

/** Leads Python imports to files, with the import roots that the layout of the repository implies. */
export class Resolver {
  readonly #repository: Repository;
  readonly #bound: (initFile: string, name: string) => "submodule" | "other" | null;
  /** Roots by declaration: the repository, `src` folders, folders of projects. */
  readonly #projectRoots: readonly string[];
  /** Parents of top-level packages that no manifest declares. */
  readonly #packageParents: readonly string[];
  readonly #searchPaths = new Map<string, readonly string[]>();
  readonly #pythonFolders: ReadonlySet<string>;

  /** `bound` tells how a package's `__init__` binds a name. */
  constructor(repository: Repository, bound: (initFile: string, name: string) => "submodule" | "other" | null) {
    this.#repository = repository;
    this.#bound = bound;
    this.#pythonFolders = pythonFolders(repository);
    this.#projectRoots = projectRoots(repository);
    this.#packageParents = this.#parentsOfPackages();
  }

  /** `import a.b.c`. */
  resolveModule(from: string, module: string): Resolution {
    const found = this.#absolute(from, module.split("."));
    if (found === "external" || found === "standard-library") return { resolved: null, reason: found };
    if (found === null) return { resolved: null, reason: "not-found" };
    return found.kind === "namespace" ? { resolved: null, reason: "not-found" } : resolved(found.file);
  }

  /** One name of `from module import name`; `*` for all. */
  resolveName(from: string, dots: number, module: string, name: string): Resolution {
    const found = dots > 0 ? this.#relative(from, dots, module) : this.#absolute(from, module.split("."));
    if (found === "external" || found === "standard-library" || found === "outside") {
      return { resolved: null, reason: found };
    }
    if (found === null) return { resolved: null, reason: "not-found" };
    if (found.kind === "module") return resolved(found.file);
    const submodule = name === "*" ? null : this.#within(found.folder, [name], from);
    const file = submodule && submodule.kind !== "namespace" ? submodule.file : null;
    if (found.kind === "namespace") return file ? resolved(file) : { resolved: null, reason: "not-found" };
    const bound = this.#bound(found.file, name);
    return file && bound !== "other" ? resolved(file) : resolved(found.file);
  }

  #relative(from: string, dots: number, module: string): Found | "outside" | null {
    let folder = folderOf(from);
    for (let level = 1; level < dots; level++) {
      if (folder === "") return "outside";
      folder = folderOf(folder);
    }
    return this.#within(folder, module === "" ? [] : module.split("."), from);
  }

  #absolute(from: string, parts: readonly string[]): Found | "external" | "standard-library" | null {
    const [top = ""] = parts;
    const home = this.#homeOf(folderOf(from));
    const isStandard = standardLibrary.has(top);
    // A file named like a module of the standard library hides it only from its neighbours.
    const roots = isStandard ? [home] : this.#searchPath(from, home);
    let isPartial = false;
    for (const root of roots) {
      const found = this.#within(root, parts, from);
      if (found && (found.kind !== "namespace" || !isStandard)) return found;
      // A folder that only shares its name with a package of others proves nothing.
      const first = this.#within(root, [top], from);
      isPartial ||= first !== null && first.kind !== "namespace";
    }
    if (isStandard) return "standard-library";
    return isPartial ? null : "external";
  }

  /** Roots in the order they are tried: the file's own, those above it, then all others. */
  #searchPath(from: string, home: string): readonly string[] {
    const folder = folderOf(from);
    const known = this.#searchPaths.get(folder);
    if (known) return known;
    const isAbove = (root: string): boolean => root === "" || folder === root || folder.startsWith(`${root}/`);
    const declared = [...this.#projectRoots, ...this.#packageParents.filter(isAbove)];
    const above = declared.filter(isAbove).sort((a, b) => b.length - a.length || byCodeUnit(a, b));
    const beside = above.map((root) => join(root, "src")).filter((root) => this.#projectRoots.includes(root));
    const path = [
      ...new Set([home, ...above, ...beside, ...this.#projectRoots, ...this.#packageParents.filter(isProduct)]),
    ];
    this.#searchPaths.set(folder, path);
    return path;
  }

  #within(root: string, parts: readonly string[], from: string): Found | null {
    const path = root === "" || root === "." ? parts.join("/") : [root, ...parts].join("/");
    const [first, second] = from.endsWith(".pyi") ? [".pyi", ".py"] : [".py", ".pyi"];
    for (const extension of [first, second]) {
      const init = `${path === "" ? "" : `${path}/`}__init__${extension}`;
      if (this.#repository.has(init)) return { kind: "package", file: init, folder: path };
    }
    if (parts.length > 0) {
      for (const extension of [first, second]) {
        if (this.#repository.has(path + extension)) return { kind: "module", file: path + extension };
      }
    }
    return this.#pythonFolders.has(path) ? { kind: "namespace", folder: path } : null;
  }

  /** The folder that holds the outermost package around a file; for a file in no package its own folder. */
  #homeOf(folder: string): string {
    let home = folder;
    while (home !== "" && this.#isPackage(home)) home = folderOf(home);
    return home;
  }

  #isPackage(folder: string): boolean {
    return this.#repository.has(`${folder}/__init__.py`) || this.#repository.has(`${folder}/__init__.pyi`);
  }

  #parentsOfPackages(): string[] {
    const parents = new Set<string>();
    for (const path of this.#repository.paths) {
      if (!/(^|\/)__init__\.pyi?$/.test(path)) continue;
      const folder = folderOf(path);
      if (folder !== "") parents.add(this.#homeOf(folder));
    }
    return [...parents].sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  }
}

/** Packages of tests, examples and other people are not on the path of code elsewhere. */
function isProduct(root: string): boolean {
  return !/(^|\/)(tests?|testing|examples?|docs?|samples?|fixtures|testdata|benchmarks?|vendor|_?vendored|third_party|node_modules)(\/|$)/i.test(
    root,
  );
}

function projectRoots(repository: Repository): string[] {
  const roots = new Set([""]);
  for (const path of repository.paths) {
    if (/(^|\/)(pyproject\.toml|setup\.py|setup\.cfg)$/.test(path)) roots.add(folderOf(path));
  }
  for (const root of [...roots]) {
    for (const name of ["src", "lib", "python"]) {
      const folder = join(root, name);
      if (!repository.hasFolder(folder)) continue;
      // A `lib` that is itself a package is imported by its name.
      if (name === "src" || !repository.has(`${folder}/__init__.py`)) roots.add(folder);
    }
  }
  return [...roots].sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
}

/** Folders with Python below them, which are packages even without `__init__`. */
function pythonFolders(repository: Repository): Set<string> {
  const folders = new Set<string>();
  for (const path of repository.paths) {
    if (!/\.pyi?$/.test(path)) continue;
    for (let folder = folderOf(path); folder !== "" && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  }
  return folders;
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}

function resolved(file: string): Resolution {
  return { resolved: file, reason: "resolved" };
}
