import type { Repository } from "../port.ts";
import { folderOf, type Package, parseManifest } from "./manifest.ts";
import { linksOf } from "./workspaces.ts";

/** The packages of a repository: which own a file, and which other packages can import by name. */
export class Packages {
  readonly #byFolder = new Map<string, Package>();
  readonly #links: ReadonlyMap<string, ReadonlyMap<string, string>>;

  constructor(repository: Repository) {
    for (const path of repository.paths) {
      if (path !== "package.json" && !path.endsWith("/package.json")) continue;
      const manifest = path.includes("node_modules/") ? null : parseManifest(repository.read(path));
      if (manifest) this.#byFolder.set(folderOf(path), { folder: folderOf(path), ...manifest });
    }
    this.#links = linksOf(repository, [...this.#byFolder.values()]);
  }

  at(folder: string): Package | null {
    return this.#byFolder.get(folder) ?? null;
  }

  /** The package that a file of `folder` belongs to. */
  owner(folder: string): Package | null {
    for (let each = folder; ; each = folderOf(each)) {
      const found = this.#byFolder.get(each);
      if (found || each === "") return found ?? null;
    }
  }

  /**
   * A package by name, as a file of `folder` sees it: the file's own package, which must have `exports` for that, or one
   * that an installation would link into this folder or one above.
   */
  find(name: string, folder: string): Package | null {
    const own = this.owner(folder);
    if (own?.name === name && own.exports !== undefined && own.exports !== null) return own;
    for (let each = folder; ; each = folderOf(each)) {
      const target = this.#links.get(each)?.get(name);
      if (target !== undefined) return this.#byFolder.get(target) ?? null;
      if (each === "") return null;
    }
  }
}
