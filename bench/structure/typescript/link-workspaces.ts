import { existsSync, globSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse as parseJson } from "jsonc-parser";
import { parse as parseYaml } from "yaml";

type Json = { readonly [key: string]: unknown };

/**
 * Makes the links that `npm install`, `pnpm install` or `yarn` would make for the packages of a repository, and nothing
 * else: `node_modules/<name>` at the root of a workspace for each member, and in a package for its `file:` and `link:`
 * dependencies. To be run on a copy, for it writes to the folder. Gives the folders of the linked packages.
 */
export function linkWorkspaces(root: string): string[] {
  const manifests = globSync("**/package.json", { cwd: root, exclude: (name) => name === "node_modules" });
  const linked = new Set<string>();
  const link = (home: string, name: string, target: string): void => {
    const place = join(home, "node_modules", name);
    linked.add(target);
    if (lstatSync(place, { throwIfNoEntry: false })) return;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(target, place, "dir");
  };
  const wanted = new Set<string>();
  for (const path of manifests) {
    const home = join(root, dirname(path));
    for (const [name, version] of dependenciesOf(readJson(join(root, path)))) {
      wanted.add(name);
      const target = /^(?:file|link|portal):(.+)$/.exec(version)?.[1];
      if (target && existsSync(join(resolve(home, target), "package.json"))) link(home, name, resolve(home, target));
    }
  }
  for (const home of new Set(manifests.map((path) => join(root, dirname(path)))).add(root)) {
    for (const folder of membersOf(home)) {
      const { name } = readJson(join(folder, "package.json"));
      // The root of a workspace is a package like the others where one of them asks for it.
      if (typeof name === "string" && (folder !== home || wanted.has(name))) link(home, name, folder);
    }
  }
  return [...linked].sort();
}

function membersOf(home: string): string[] {
  const globs = workspaceGlobs(home);
  const rush = readJson(join(home, "rush.json")).projects;
  const projects = Array.isArray(rush) ? rush.flatMap((each: Json) => String(each.projectFolder ?? "")) : [];
  if (globs.length === 0 && projects.length === 0) return [];
  const exclude = (name: string): boolean => name === "node_modules";
  const expand = (glob: string): string[] => globSync(join(glob, "package.json"), { cwd: home, exclude });
  const left = new Set(globs.filter((glob) => glob.startsWith("!")).flatMap((glob) => expand(glob.slice(1))));
  const members = globs.filter((glob) => !glob.startsWith("!")).flatMap(expand);
  const paths = [
    ...members.filter((path) => !left.has(path)),
    ...projects.map((folder) => join(folder, "package.json")),
  ];
  // The root comes last: a member of the same name is the one that others mean.
  return [...paths, "package.json"].map((path) => dirname(resolve(home, path)));
}

function workspaceGlobs(home: string): string[] {
  const { workspaces } = readJson(join(home, "package.json"));
  const own = Array.isArray(workspaces) ? workspaces : isJson(workspaces) ? workspaces.packages : [];
  const pnpm = join(home, "pnpm-workspace.yaml");
  const yaml: unknown = existsSync(pnpm) ? parseYaml(readFileSync(pnpm, "utf8")) : null;
  const lists = [own, isJson(yaml) ? yaml.packages : [], readJson(join(home, "lerna.json")).packages];
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter((each) => typeof each === "string") : []));
}

function dependenciesOf(manifest: Json): [name: string, version: string][] {
  return ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((field) => {
    const list = manifest[field];
    return isJson(list) ? Object.entries(list).map(([name, version]): [string, string] => [name, String(version)]) : [];
  });
}

function readJson(path: string): Json {
  // Fixtures may have a folder of that name.
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return {};
  const value: unknown = parseJson(readFileSync(path, "utf8"), [], { allowTrailingComma: true });
  return isJson(value) ? value : {};
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
