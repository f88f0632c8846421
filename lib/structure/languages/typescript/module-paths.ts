import { join } from "node:path/posix";
import type { Repository } from "../port.ts";
import type { Packages } from "./packages.ts";
import { isOutside, type Place, probeFile, probeIndex, probeNodeFile, probeNodeIndex, probeTarget } from "./probe.ts";
import { typedEntries } from "./types-versions.ts";

/** What a path stands for that may leave out an ending, or name a folder. `isFolder` rules a file of that name out. */
export class ModulePaths {
  readonly #repository: Repository;
  readonly #packages: Packages;

  constructor(repository: Repository, packages: Packages) {
    this.#repository = repository;
    this.#packages = packages;
  }

  /** As TypeScript reads it: a folder stands for the entry of its manifest, else for its index. */
  typed(place: Place, path: string, isFolder = false): string | null {
    if (place.isWritten) return isFolder ? null : probeTarget(place, path);
    const file = isFolder ? null : probeFile(place, path);
    if (file !== null || !this.#repository.hasFolder(path)) return file;
    const own = this.#packages.at(path);
    for (const entry of own ? typedEntries(own) : []) {
      const target = join(path, entry);
      const typed = isOutside(target) ? null : (probeFile(place, target) ?? probeIndex(place, target));
      if (typed !== null) return typed;
    }
    return probeIndex(place, path);
  }

  /** As Node runs it. */
  run(place: Place, path: string, isFolder = false): string | null {
    const file = isFolder ? null : probeNodeFile(place, path);
    if (file !== null || !this.#repository.hasFolder(path)) return file;
    const main = this.#packages.at(path)?.main;
    const entry = main === undefined ? null : join(path, main).replace(/\/$/, "");
    const named =
      entry === null || isOutside(entry) ? null : (probeNodeFile(place, entry) ?? probeNodeIndex(place, entry));
    return named ?? probeNodeIndex(place, path);
  }
}
