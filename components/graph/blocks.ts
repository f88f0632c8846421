import { byCodeUnit } from "#lib/std/order.ts";
import type { GraphFile } from "#lib/structure/index.ts";
import type { Folder } from "./folders.ts";

/** At most this many folders and files are drawn before anyone asks for more. */
export const firstBudget = 150;

/** An opened folder draws at most this many of its own files; the table holds all. */
export const frameLimit = 96;

/** What stands in the folder view: a closed folder with all below it, or an open folder's own files in a frame. */
export type Block = {
  readonly id: string;
  readonly kind: "folder" | "frame";
  readonly path: string;
  /** All files it stands for; a frame draws the first `frameLimit`. */
  readonly files: readonly GraphFile[];
  /** First and last place in the order of writing, from 0; null where nothing of it is written. */
  readonly orders: { readonly first: number; readonly last: number } | null;
  /** Mean place in the order, by which blocks are ranked from early to late. */
  readonly rank: number;
  readonly lines: number;
};

/**
 * Which folders stand open at first. Small repositories are open whole. Otherwise folders are opened from the top, the
 * fullest first, as long as few blocks stand on screen: a picture of folders, not a cloud of files.
 */
export function firstOpen(folders: ReadonlyMap<string, Folder>, budget = firstBudget, mostBlocks = 22): Set<string> {
  const open = new Set([""]);
  const total = folders.get("")?.count ?? 0;
  if (total <= 48 && folders.size <= mostBlocks) return new Set(folders.keys());
  for (;;) {
    const blocks = blocksOf(folders, open);
    const drawn = blocks.reduce(
      (sum, block) => sum + (block.kind === "frame" ? Math.min(block.files.length, frameLimit) : 1),
      0,
    );
    const next = blocks
      .filter((block) => block.kind === "folder")
      .map((block) => folders.get(block.path))
      .filter((folder) => folder !== undefined)
      .filter((folder) => {
        const isPassage = folder.folders.length === 1 && folder.files.length === 0;
        const more = folder.folders.length + (folder.files.length > 0 ? 1 : 0) - 1;
        const fits = blocks.length + more <= mostBlocks && drawn + more + folder.files.length <= budget;
        return isPassage || (fits && folder.folders.length > 0 && folder.files.length <= 12);
      })
      .sort((a, b) => b.count - a.count || byCodeUnit(a.path, b.path))[0];
    if (!next) return open;
    open.add(next.path);
  }
}

/** The blocks that a set of open folders leaves on screen. A folder counts as open only where its parents are. */
export function blocksOf(folders: ReadonlyMap<string, Folder>, open: ReadonlySet<string>): Block[] {
  const blocks: Block[] = [];
  const waiting = [""];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const folder = folders.get(path);
    if (!folder) continue;
    if (path !== "" && !open.has(path)) {
      blocks.push(block("folder", path, filesBelow(folders, path)));
      continue;
    }
    if (folder.files.length > 0) blocks.push(block("frame", path, folder.files));
    waiting.push(...folder.folders);
  }
  return blocks.sort((a, b) => a.rank - b.rank || byCodeUnit(a.path, b.path));
}

/** The block that each file stands in. */
export function blockByFile(blocks: readonly Block[]): Map<string, string> {
  return new Map(blocks.flatMap((each) => each.files.map((file) => [file.path, each.id] as const)));
}

function filesBelow(folders: ReadonlyMap<string, Folder>, path: string): GraphFile[] {
  const files: GraphFile[] = [];
  const waiting = [path];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const folder = folders.get(at);
    for (const file of folder?.files ?? []) files.push(file);
    for (const inner of folder?.folders ?? []) waiting.push(inner);
  }
  return files;
}

function block(kind: Block["kind"], path: string, files: readonly GraphFile[]): Block {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let written = 0;
  let lines = 0;
  for (const file of files) {
    lines += file.lines;
    if (file.order === null) continue;
    first = Math.min(first, file.order);
    last = Math.max(last, file.order);
    sum += file.order;
    written += 1;
  }
  const orders = written > 0 ? { first, last } : null;
  const rank = written > 0 ? sum / written : Number.MAX_SAFE_INTEGER;
  return { id: `${kind}:${path}`, kind, path, files, orders, rank, lines };
}
