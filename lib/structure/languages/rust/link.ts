import { dirname } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { FileDraft, FileFacts, Repository } from "../port.ts";
import type { Scan } from "./draft.ts";
import { linkFile } from "./link-file.ts";
import { type Package, readPackages } from "./manifest.ts";
import { ModuleTrees, shareMacros } from "./modules.ts";
import type { FileOutline } from "./outline.ts";
import { Resolver } from "./resolve.ts";
import type { Scope } from "./scope.ts";

/** What linking needs of a file. */
export type Draft = FileOutline & { readonly testCases: readonly string[]; readonly scan: Scan };

/** Every path led through the module tree of its crate. */
export function link(files: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const scans = new Map(files.map(({ path, draft }) => [path, draft.scan]));
  const packages = readPackages(repository);
  const { trees, libraries } = growTrees(scans, packages, repository);
  const resolver = new Resolver(libraries);
  return files.map(({ path, draft }) => linkFile({ path, ...draft }, trees, resolver, repository));
}

/** The crates of all packages; files that none of them reaches are crates of their own, such as what a test compiles. */
function growTrees(
  scans: ReadonlyMap<string, Scan>,
  packages: ReadonlyMap<string, Package>,
  repository: Repository,
): { readonly trees: ModuleTrees; readonly libraries: ReadonlyMap<string, Scope> } {
  const trees = new ModuleTrees(repository, scans);
  const libraries = new Map<string, Scope>();
  for (const owner of packages.values()) {
    for (const target of owner.targets) {
      const root = trees.addCrate(target.root, owner, target);
      if (root && target.kind === "library") libraries.set(owner.folder, root);
    }
  }
  const isRoot = (path: string): boolean => /(^|\/)(lib|main|mod)\.rs$/.test(path);
  const left = [...scans.keys()].filter((path) => !trees.instances.has(path)).sort(byCodeUnit);
  for (const path of [...left.filter(isRoot), ...left.filter((each) => !isRoot(each))]) {
    if (trees.instances.has(path)) continue;
    const owner = ownerOf(path, packages);
    trees.addCrate(path, owner, { root: path, kind: "program" });
  }
  shareMacros(trees.all);
  return { trees, libraries };
}

function ownerOf(path: string, packages: ReadonlyMap<string, Package>): Package | null {
  let folder = path;
  do {
    folder = dirname(folder);
    if (folder === ".") folder = "";
    const owner = packages.get(folder);
    if (owner) return owner;
  } while (folder !== "");
  return null;
}
