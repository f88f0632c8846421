import { byCodeUnit } from "#lib/std/order.ts";
import type { FileGroup } from "./rows.ts";

/** A folder or a written file in the files tree, with its depth. */
export type TreeRow =
  | {
      readonly type: "folder";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly files: number;
      readonly folded: boolean;
    }
  | {
      readonly type: "file";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly group: FileGroup;
    };

/** The written files by path, folders before files, closed folders left out. */
export function buildTreeRows(groups: readonly FileGroup[], folded: ReadonlySet<string>): TreeRow[] {
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const folder of foldersOf(group.path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const sorted = [...groups].sort((a, b) => compare(a.path, b.path));
  const rows: TreeRow[] = [];
  let before: readonly string[] = [];
  for (const group of sorted) {
    const folders = foldersOf(group.path);
    for (const [depth, path] of folders.entries()) {
      if (before[depth] === path || folders.slice(0, depth).some((above) => folded.has(above))) continue;
      const name = path.slice(path.lastIndexOf("/") + 1);
      rows.push({ type: "folder", path, name, depth, files: counts.get(path) ?? 0, folded: folded.has(path) });
    }
    before = folders;
    if (folders.some((folder) => folded.has(folder))) continue;
    const name = group.path.slice(group.path.lastIndexOf("/") + 1);
    rows.push({ type: "file", path: group.path, name, depth: folders.length, group });
  }
  return rows;
}

/** "a/b/c.ts" lies in "a" and "a/b". */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Part by part, a folder before the files beside it. */
function compare(first: string, second: string): number {
  const a = first.split("/");
  const b = second.split("/");
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    if (a[index] === b[index]) continue;
    const aIsFile = index === a.length - 1;
    const bIsFile = index === b.length - 1;
    if (aIsFile !== bIsFile) return aIsFile ? 1 : -1;
    return byCodeUnit(a[index] ?? "", b[index] ?? "");
  }
  return a.length - b.length;
}
