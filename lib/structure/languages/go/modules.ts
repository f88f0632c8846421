import { dirname, join } from "node:path/posix";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";

/** Module paths of the repository with their folders, longest first. */
export class Modules {
  readonly #modules: readonly { readonly path: string; readonly folder: string }[];
  readonly #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
    const modules = new Map<string, string>();
    for (const path of repository.paths) {
      if (!/(^|\/)go\.mod$/.test(path) || /(^|\/)(vendor|testdata)\//.test(path)) continue;
      const text = (repository.read(path) ?? "").replace(/\/\/[^\n]*/g, "");
      const folder = folderOf(path);
      const name = /^module\s+"?([^\s"()]+)/m.exec(text)?.[1] ?? /^module\s*\(\s*"?([^\s"()]+)/m.exec(text)?.[1];
      if (name !== undefined && !modules.has(name)) modules.set(name, folder);
      // A replacement by a folder gives that folder a second module path.
      for (const match of text.matchAll(/^\s*(?:replace\s+)?(\S+)(?:\s+v\S+)?\s*=>\s*(\.{1,2}\/\S*)/gm)) {
        const target = join(folder, match[2] ?? "").replace(/\/$/, "");
        if (match[1] && !modules.has(match[1]) && repository.has(join(target, "go.mod")))
          modules.set(match[1], target === "." ? "" : target);
      }
    }
    this.#modules = [...modules]
      .map(([path, folder]) => ({ path, folder }))
      .sort((a, b) => b.path.length - a.path.length);
  }

  /** The folder of a package, or the reason why it is not one of the repository's. */
  folderOf(path: string): { readonly folder: string } | { readonly reason: ImportStatement["reason"] } {
    for (const module of this.#modules) {
      if (path !== module.path && !path.startsWith(`${module.path}/`)) continue;
      const folder = join(module.folder, path.slice(module.path.length).replace(/^\//, ""));
      const plain = folder === "." ? "" : folder;
      return this.#repository.hasFolder(plain) ? { folder: plain } : { reason: "not-found" };
    }
    // Go keeps names without a dot in the first element for its own library.
    return { reason: (path.split("/", 1)[0] ?? "").includes(".") ? "external" : "standard-library" };
  }
}

export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
