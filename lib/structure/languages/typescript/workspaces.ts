import { join } from "node:path/posix";
import { parse as parseJson } from "jsonc-parser";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { Repository } from "../port.ts";
import { type Glob, toGlob } from "./glob.ts";
import { folderOf, type Package } from "./manifest.ts";

/**
 * The links that an installation would make, as folder of the link, name, folder of the package: members of a workspace
 * in the workspace's root, and targets of `file:`, `link:` and `portal:` in the package that asks for them.
 */
export function linksOf(repository: Repository, packages: readonly Package[]): Map<string, Map<string, string>> {
  const links = new Map<string, Map<string, string>>();
  const folders = new Set(packages.map(({ folder }) => folder));
  const link = (home: string, name: string | undefined, folder: string): void => {
    if (name === undefined || !folders.has(folder)) return;
    const own = links.get(home) ?? new Map<string, string>();
    links.set(home, own);
    if (!own.has(name)) own.set(name, folder);
  };
  const wanted = new Set<string>();
  for (const { folder, dependencies } of packages) {
    for (const [name, version] of dependencies) {
      wanted.add(name);
      const target = /^(?:file|link|portal):(.+)$/.exec(version)?.[1];
      if (target !== undefined) link(folder, name, clean(join(folder, target)));
    }
  }
  for (const { home, isMember } of workspacesOf(repository, packages)) {
    for (const { folder, name } of packages) if (folder !== home && isMember(folder)) link(home, name, folder);
    // The root of a workspace is a package like the others where one of them asks for it by a name that no member has.
    const root = packages.find(({ folder }) => folder === home)?.name;
    if (root !== undefined && wanted.has(root)) link(home, root, home);
  }
  return links;
}

type Workspace = { readonly home: string; readonly isMember: (folder: string) => boolean };

function workspacesOf(repository: Repository, packages: readonly Package[]): Workspace[] {
  const workspaces: Workspace[] = [];
  const add = (home: string, globs: readonly string[]): void => {
    if (globs.length > 0) workspaces.push({ home, isMember: memberTest(home, globs) });
  };
  for (const { folder, workspaces: globs } of packages) add(folder, globs);
  for (const path of repository.paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name === "pnpm-workspace.yaml") add(folderOf(path), packagesOf(yaml(repository.read(path))));
    else if (name === "lerna.json") add(folderOf(path), packagesOf(json(repository.read(path))));
    else if (name === "rush.json") add(folderOf(path), projectsOf(json(repository.read(path))));
  }
  return workspaces;
}

function memberTest(home: string, globs: readonly string[]): (folder: string) => boolean {
  const globOf = (glob: string): Glob => toGlob(join(home, glob.replace(/^!/, "")));
  const include = globs.filter((glob) => !glob.startsWith("!")).map(globOf);
  const exclude = globs.filter((glob) => glob.startsWith("!")).map(globOf);
  return (folder) => include.some((glob) => glob(folder)) && !exclude.some((glob) => glob(folder));
}

/** Aliases are few in such a file; a bomb of them is not read. */
function yaml(text: string | null): unknown {
  try {
    return text === null ? null : parseYaml(text, { maxAliasCount: 10, logLevel: "silent" });
  } catch {
    return null;
  }
}

function json(text: string | null): unknown {
  return text === null ? null : parseJson(text, [], { allowTrailingComma: true });
}

const PackageGlobs = z.object({ packages: z.array(z.string()) });
const RushProjects = z.object({ projects: z.array(z.object({ projectFolder: z.string() })) });

function packagesOf(value: unknown): readonly string[] {
  return PackageGlobs.safeParse(value).data?.packages ?? [];
}

function projectsOf(value: unknown): readonly string[] {
  return RushProjects.safeParse(value).data?.projects.map(({ projectFolder }) => projectFolder) ?? [];
}

function clean(folder: string): string {
  return folder.replace(/^\.\/|\/+$/g, "").replace(/^\.$/, "");
}
