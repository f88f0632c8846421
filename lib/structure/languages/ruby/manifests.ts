import { dirname, normalize } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Repository } from "../port.ts";

export type Manifests = {
  readonly projects: ReadonlyMap<string, readonly string[]>;
  /** Features that compiled extensions provide. */
  readonly extensions: ReadonlySet<string>;
  /** Names of gems that manifests ask for. */
  readonly gems: ReadonlySet<string>;
};

/** What gemspecs, Gemfiles, applications and extensions say of the load path. */
export function readManifests(repository: Repository): Manifests {
  const projects = new Map<string, string[]>([["", repository.hasFolder("lib") ? ["lib"] : []]]);
  const extensions = new Set<string>();
  const gems = new Set<string>();
  for (const path of repository.paths) {
    const folder = folderOf(path);
    const inside = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
    if (/\.gemspec$|(^|\/)Gemfile$/.test(path)) {
      const text = repository.read(path) ?? "";
      for (const match of text.matchAll(/\b(?:gem|add(?:_runtime|_development)?_dependency)[ (]+["']([\w.-]+)["']/g)) {
        gems.add(match[1] ?? "");
      }
      if (path.endsWith(".gemspec")) {
        const declared = requirePaths(text).flatMap((root) => foldersLike(repository, normalize(inside(root))));
        projects.set(
          folder,
          [...new Set([...(projects.get(folder) ?? []), ...declared])]
            .filter((root) => root === "." || repository.hasFolder(root))
            .map((root) => (root === "." ? "" : root)),
        );
        continue;
      }
    }
    if (/(^|\/)extconf\.rb$/.test(path)) {
      const feature = /create_makefile[ (]+["']([^"'#]+)["']/.exec(repository.read(path) ?? "")?.[1];
      if (feature !== undefined) extensions.add(feature);
    }
    const isApplication = /(^|\/)config\/(?:application|routes)\.rb$/.test(path);
    if (
      isApplication ||
      (/(^|\/)(?:Rakefile|Gemfile|config\.ru|\.rspec)$/.test(path) && repository.hasFolder(inside("lib")))
    ) {
      const project = isApplication ? folderOf(folder) : folder;
      const lib = project === "" ? "lib" : `${project}/lib`;
      if (!projects.has(project)) projects.set(project, repository.hasFolder(lib) ? [lib] : []);
    }
  }
  return { projects, extensions, gems };
}

/** `require_paths` of a gemspec, `lib` where it has none; patterns of `Dir[…]` stay as written. */
function requirePaths(text: string): string[] {
  const list =
    /\brequire_paths?\s*=\s*(?:Dir(?:\.glob)?[ (]*)?(\[[^\]]*\]|%w[[({][^\])}]*|["'][^"'\n]*["'])/.exec(text)?.[1] ??
    "";
  const words = list.startsWith("%w")
    ? list.slice(3).trim().split(/\s+/)
    : [...list.matchAll(/["']([^"']+)["']/g)].map((match) => match[1] ?? "");
  const paths = words.filter((word) => word !== "");
  return paths.length > 0 ? paths : ["lib"];
}

/** The folders that a pattern of `Dir.glob` fits; a path without pattern stands for itself. */
function foldersLike(repository: Repository, pattern: string): readonly string[] {
  const parts = pattern.split("/");
  // A second pattern, or `**`, would lead into folders that are no roots.
  const [place, ...more] = parts.flatMap((part, index) => (/[*?[{]/.test(part) ? [index] : []));
  if (place === undefined) return [pattern];
  if (more.length > 0 || parts[place] !== "*") return [];
  const before = parts.slice(0, place).join("/");
  const start = before === "" ? 0 : before.length + 1;
  const names = new Set<string>();
  for (const path of repository.paths) {
    const end = path.indexOf("/", start);
    if (end > 0 && path.startsWith(before) && (start === 0 || path[start - 1] === "/"))
      names.add(path.slice(start, end));
  }
  return [...names]
    .map((name) => [...parts.slice(0, place), name, ...parts.slice(place + 1)].join("/"))
    .filter((folder) => repository.hasFolder(folder))
    .sort(byCodeUnit);
}

const folders = new WeakMap<Repository, Map<string, string[]>>();

/** The folders in each `app`, with their `concerns`. */
export function appFolders(repository: Repository): ReadonlyMap<string, readonly string[]> {
  const known = folders.get(repository);
  if (known) return known;
  const found = new Map<string, Set<string>>();
  for (const path of repository.paths) {
    const match = /^((?:.*\/)?app)(\/[^/]+)((?:\/concerns)?)\/.*\.rb$/.exec(path);
    if (!match) continue;
    const [, app = "", folder = "", concerns = ""] = match;
    const roots = found.get(app) ?? new Set();
    roots.add(app + folder);
    if (concerns !== "") roots.add(app + folder + concerns);
    found.set(app, roots);
  }
  const sorted = new Map([...found].map(([app, roots]) => [app, [...roots].sort(byCodeUnit)]));
  folders.set(repository, sorted);
  return sorted;
}

export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
