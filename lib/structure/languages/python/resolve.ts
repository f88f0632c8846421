import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";
import { folderOf } from "./paths.ts";
import { byDepth, findProjects } from "./roots.ts";
import { standardLibrary } from "./standard-library.ts";

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

/** What a dotted name stands for: a module's file, a package with its `__init__`, or a folder without one. */
type Found =
  | { readonly kind: "module"; readonly file: string }
  | { readonly kind: "package"; readonly file: string; readonly folder: string }
  | { readonly kind: "namespace"; readonly folder: string };

type SearchPath = {
  /** The folder that holds the outermost package around the file. */
  readonly home: string;
  /** Tried one after the other: home, the roots above it, their source folders. */
  readonly ordered: readonly string[];
  /** The roots of other projects, between which no order is known. */
  readonly elsewhere: readonly string[];
  /** The same among tests and examples; a project of its own there is installed for others to use. */
  readonly helpers: readonly string[];
};

/** Leads Python imports to files, with the import roots that the layout of the repository implies. */
export class Resolver {
  readonly #repository: Repository;
  readonly #bound: (initFile: string, name: string) => "submodule" | "other" | null;
  readonly #projects: ReadonlyMap<string, readonly string[]>;
  readonly #sources: ReadonlySet<string>;
  /** Roots by declaration: the repository, folders of projects, their source folders. */
  readonly #projectRoots: readonly string[];
  /** Parents of top-level packages that no manifest declares. */
  readonly #packageParents: readonly string[];
  /** pytest puts the folder of a `conftest.py`, or of its outermost package, on the path. */
  readonly #testRoots: readonly string[];
  readonly #searchPaths = new Map<string, SearchPath>();
  readonly #pythonFolders: ReadonlySet<string>;

  /** `bound` tells how a package's `__init__` binds a name. */
  constructor(repository: Repository, bound: (initFile: string, name: string) => "submodule" | "other" | null) {
    this.#repository = repository;
    this.#bound = bound;
    this.#pythonFolders = pythonFolders(repository);
    this.#projects = findProjects(repository);
    this.#sources = new Set([...this.#projects.values()].flat());
    this.#projectRoots = byDepth(new Set([...this.#projects].flatMap(([folder, sources]) => [folder, ...sources])));
    this.#packageParents = this.#parentsOfPackages();
    const tests = repository.paths.filter((path) => /(^|\/)conftest\.py$/.test(path));
    this.#testRoots = byDepth(new Set(tests.map((path) => this.#homeOf(folderOf(path)))));
  }

  /** `import a.b.c`. */
  resolveModule(from: string, module: string): Resolution {
    return this.#absolute(from, module.split("."), (found) => (found.kind === "namespace" ? null : found.file));
  }

  /** One name of `from module import name`; `*` for all. */
  resolveName(from: string, dots: number, module: string, name: string): Resolution {
    const meaning = (found: Found): string | null => this.#meaning(found, name, from);
    if (dots === 0) return this.#absolute(from, module.split("."), meaning);
    const found = this.#relative(from, dots, module);
    if (found === "outside") return { resolved: null, reason: "outside" };
    const file = found && meaning(found);
    return file === null ? { resolved: null, reason: "not-found" } : resolved(file);
  }

  /** The file a name of a module leads to: a submodule that the package does not bind otherwise, else the module. */
  #meaning(found: Found, name: string, from: string): string | null {
    if (found.kind === "module") return found.file;
    const submodule = name === "*" ? null : this.#within(found.folder, [name], from);
    const file = submodule && submodule.kind !== "namespace" ? submodule.file : null;
    if (found.kind === "namespace") return file;
    return file !== null && this.#bound(found.file, name) !== "other" ? file : found.file;
  }

  #relative(from: string, dots: number, module: string): Found | "outside" | null {
    let folder = folderOf(from);
    for (let level = 1; level < dots; level++) {
      if (folder === "") return "outside";
      folder = folderOf(folder);
    }
    return this.#within(folder, module === "" ? [] : module.split("."), from);
  }

  #absolute(from: string, parts: readonly string[], fileOf: (found: Found) => string | null): Resolution {
    const [top = ""] = parts;
    const path = this.#searchPath(from);
    // A file named like a module of the standard library hides it only from its neighbours.
    if (standardLibrary.has(top)) {
      const found = this.#within(path.home, parts, from);
      const file = found && found.kind !== "namespace" ? fileOf(found) : null;
      return file === null ? { resolved: null, reason: "standard-library" } : resolved(file);
    }
    // A namespace may lie in several roots: the search goes on until one has what is asked for.
    const fileIn = (root: string): string | null => {
      const found = this.#within(root, parts, from);
      return found && fileOf(found);
    };
    for (const root of path.ordered) {
      const file = fileIn(root);
      if (file !== null) return resolved(file);
    }
    // Stubs elsewhere describe packages of others to a type checker; no program runs into them.
    const isSeen = (file: string): boolean => from.endsWith(".pyi") || !file.endsWith(".pyi");
    for (const roots of [path.elsewhere, path.helpers]) {
      const files = new Set(roots.flatMap((root) => fileIn(root) ?? []).filter(isSeen));
      const [only] = files;
      if (only !== undefined) return files.size === 1 ? resolved(only) : { resolved: null, reason: "ambiguous" };
    }
    if (parts.length > 1) {
      for (let folder = folderOf(from); folder !== ""; ) {
        folder = folderOf(folder);
        const file = fileIn(folder);
        if (file !== null) return resolved(file);
      }
    }
    // A folder that only shares its name with a package of others proves nothing.
    const isOwn = [...path.ordered, ...path.elsewhere].some((root) => {
      const first = this.#within(root, [top], from);
      return (first !== null && first.kind !== "namespace") || this.#within(root, parts, from) !== null;
    });
    return { resolved: null, reason: isOwn ? "not-found" : "external" };
  }

  #searchPath(from: string): SearchPath {
    const folder = folderOf(from);
    const known = this.#searchPaths.get(folder);
    if (known) return known;
    const home = this.#homeOf(folder);
    const isAbove = (root: string): boolean => root === "" || folder === root || folder.startsWith(`${root}/`);
    const declared = [...this.#projectRoots, ...[...this.#packageParents, ...this.#testRoots].filter(isAbove)];
    const above = declared.filter(isAbove).sort((a, b) => b.length - a.length || byCodeUnit(a, b));
    const beside = above.flatMap((root) => this.#projects.get(root) ?? []);
    const ordered = new Set([home, ...above, ...beside]);
    const isOther = (root: string): boolean => !ordered.has(root);
    const path = {
      home,
      ordered: [...ordered],
      elsewhere: [...new Set([...this.#projectRoots, ...this.#packageParents])].filter(isProduct).filter(isOther),
      helpers: this.#projectRoots.filter((root) => !isProduct(root)).filter(isOther),
    };
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
    return path === "" || this.#pythonFolders.has(path) ? { kind: "namespace", folder: path } : null;
  }

  /**
   * The folder that holds the outermost package around a file; for a file in no package its own folder. Below a folder
   * of sources that is this folder: what lies between is a namespace.
   */
  #homeOf(folder: string): string {
    let home = folder;
    while (home !== "" && this.#isPackage(home)) home = folderOf(home);
    if (home === folder) return home;
    for (let above = home; above !== ""; above = folderOf(above)) if (this.#sources.has(above)) return above;
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
    return byDepth(parents);
  }
}

/** Packages of tests, examples and other people are not on the path of code elsewhere. */
function isProduct(root: string): boolean {
  return !/(^|\/)(tests?|testing|tests?[-_][^/]*|[^/]*[-_]tests?|examples?|docs?|samples?|fixtures|testdata|benchmarks?|vendor|_?vendored|third_party|node_modules)(\/|$)/i.test(
    root,
  );
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

function resolved(file: string): Resolution {
  return { resolved: file, reason: "resolved" };
}
