import { byCodeUnit } from "#lib/std/order.ts";
import type { GraphFile } from "#lib/structure/index.ts";

/** A folder of the repository with everything below it. The top folder has the empty path. */
export type Folder = {
  readonly path: string;
  readonly parent: string | null;
  /** Paths of the folders directly inside, sorted. */
  readonly folders: readonly string[];
  /** Files directly inside, in the order of writing; those never written come last, by path. */
  readonly files: readonly GraphFile[];
  /** Files inside and below. */
  readonly count: number;
};

/** All folders by path. Iterative, so that a path of a thousand folders is no deeper than one of two. */
export function buildFolders(files: readonly GraphFile[]): Map<string, Folder> {
  const direct = new Map<string, GraphFile[]>([["", []]]);
  const children = new Map<string, Set<string>>();
  for (const file of files) {
    const folder = folderOf(file.path);
    const list = direct.get(folder);
    if (list) list.push(file);
    else direct.set(folder, [file]);
    for (let path = folder; path !== ""; path = folderOf(path)) {
      if (!direct.has(path)) direct.set(path, []);
      const siblings = children.get(folderOf(path)) ?? new Set<string>();
      if (siblings.has(path)) break;
      siblings.add(path);
      children.set(folderOf(path), siblings);
    }
  }
  const counts = new Map<string, number>();
  for (const [path, own] of direct) {
    for (let at = path; ; at = folderOf(at)) {
      counts.set(at, (counts.get(at) ?? 0) + own.length);
      if (at === "") break;
    }
  }
  const folders = new Map<string, Folder>();
  for (const path of [...direct.keys()].sort(byCodeUnit)) {
    folders.set(path, {
      path,
      parent: path === "" ? null : folderOf(path),
      folders: [...(children.get(path) ?? [])].sort(byCodeUnit),
      files: [...(direct.get(path) ?? [])].sort(byOrder),
      count: counts.get(path) ?? 0,
    });
  }
  return folders;
}

/** The folder a path lies in; empty for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Order of writing; files never written come last, by path. */
export function byOrder(a: GraphFile, b: GraphFile): number {
  const first = a.order ?? Number.POSITIVE_INFINITY;
  const second = b.order ?? Number.POSITIVE_INFINITY;
  return first === second ? byCodeUnit(a.path, b.path) : first - second;
}
