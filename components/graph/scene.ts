import { linkHorizontal, linkVertical } from "d3";
import type { Edge, GraphFile } from "#lib/structure/index.ts";
import { type Block, blockByFile, frameLimit } from "./blocks.ts";
import { type Bundle, bundleEdges, bundleWidth, lineLimit } from "./bundles.ts";
import { byOrder } from "./folders.ts";
import { type Bend, type Box, type Layout, layoutLayers, lineKey } from "./layered.ts";

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A drawn file: the centre of its circle, and the box of circle and label, at which edges stop. */
export type FileMark = {
  readonly file: GraphFile;
  readonly cx: number;
  readonly cy: number;
  readonly label: string;
  readonly box: Rect;
};

/** A closed folder, or a frame round files. A frame without a path is a cycle or a column of its own. */
export type BlockMark = {
  readonly block: Block;
  readonly rect: Rect;
  readonly files: readonly FileMark[];
  /** Files of the frame that are not drawn. */
  readonly hidden: number;
};

export type BundleMark = { readonly bundle: Bundle; readonly d: string; readonly width: number };
export type LineMark = { readonly from: string; readonly to: string; readonly d: string };

/** Everything to draw, in pixels of its own; the camera comes later. */
export type Scene = {
  readonly blocks: readonly BlockMark[];
  /** Files that stand by themselves, outside any frame. */
  readonly files: readonly FileMark[];
  readonly bundles: readonly BundleMark[];
  /** Single edges between drawn files. */
  readonly lines: readonly LineMark[];
  readonly width: number;
  readonly height: number;
  /** Where a file is drawn: its own mark, or the block it is inside of. */
  readonly placeOf: ReadonlyMap<
    string,
    { readonly rect: Rect; readonly isBlock: boolean; readonly block: string | null }
  >;
  readonly missing: { readonly bundles: number; readonly lines: number; readonly files: number };
};

export const circlePx = 10.5;
const folderBox = { width: 104, height: 46 };
const cell = { width: 122, height: 36 };
const headPx = 29;
const labelChars = 13;

/** Folders and frames in layers, bundles between them, single edges inside frames. */
export function folderScene(blocks: readonly Block[], edges: readonly Edge[]): Scene {
  const blockOf = blockByFile(blocks);
  const bundles = bundleEdges(edges, blockOf);
  const boxes = blocks.map((block): Box => ({ id: block.id, rank: block.rank, ...sizeOf(block) }));
  const layout = layoutLayers(boxes, bundles, { columnGap: 54, rowGap: 22, mostColumns: 9, mostLanes: 60 });
  const marks = blocks.map((block) => {
    const place = layout.places.get(block.id) ?? { x: 0, y: 0 };
    return markBlock(block, { x: place.x, y: place.y, ...sizeOf(block) });
  });
  return assemble(marks, [], bundles, edges, layout);
}

/** Files by their distance from one of them: what it needs at the left, what needs it at the right. */
export function egoScene(
  files: readonly GraphFile[],
  edges: readonly Edge[],
  distances: ReadonlyMap<string, number>,
  most = 150,
): Scene {
  const near = files
    .filter((file) => distances.has(file.path))
    .sort((a, b) => Math.abs(distances.get(a.path) ?? 0) - Math.abs(distances.get(b.path) ?? 0) || byOrder(a, b));
  const drawn = near.slice(0, most);
  const drawnPaths = new Set(drawn.map((file) => file.path));
  const own = edges.filter((edge) => drawnPaths.has(edge.from) && drawnPaths.has(edge.to));
  const boxes = drawn.map((file): Box => ({ id: file.path, rank: file.order ?? files.length, width: 132, height: 26 }));
  const layout = layoutLayers(
    boxes,
    own.map((edge) => ({ from: edge.to, to: edge.from, weight: 1 })),
    { columnGap: 64, rowGap: 8, mostColumns: 99, tallestPx: 1100, columnOf: (id) => distances.get(id) ?? 0 },
  );
  const marks = drawn.map((file) => {
    const place = layout.places.get(file.path) ?? { x: 0, y: 0 };
    return markFile(file, place.x + circlePx, place.y + 13, 18);
  });
  return {
    ...assemble([], marks, [], own, layout),
    missing: { bundles: 0, lines: 0, files: near.length - drawn.length },
  };
}

/** Each cycle in a frame of its own; at most `most` of them. */
export function cycleScene(cycles: readonly (readonly GraphFile[])[], edges: readonly Edge[], most = 30): Scene {
  const blocks = cycles.slice(0, most).map((files, index): Block => {
    const orders = files.map((file) => file.order).filter((order) => order !== null);
    return {
      id: `cycle:${index}`,
      kind: "frame",
      path: `cycle ${index + 1}`,
      files,
      orders: orders.length > 0 ? { first: Math.min(...orders), last: Math.max(...orders) } : null,
      rank: index,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
    };
  });
  const scene = folderScene(blocks, edges);
  const hidden = cycles.slice(most).reduce((sum, files) => sum + files.length, 0);
  return { ...scene, missing: { ...scene.missing, files: scene.missing.files + hidden } };
}

/** A curve from one box to another that leaves and arrives at the sides that face each other. */
export function linkBetween(from: Rect, to: Rect): string {
  const fromMiddle = from.y + from.height / 2;
  const toMiddle = to.y + to.height / 2;
  if (from.x + from.width + 6 <= to.x) return across([from.x + from.width, fromMiddle], [to.x, toMiddle]);
  if (to.x + to.width + 6 <= from.x) return across([from.x, fromMiddle], [to.x + to.width, toMiddle]);
  // Boxes of one column with others between them: round the left, where no label stands.
  if (Math.abs(from.x - to.x) < 2 && Math.abs(fromMiddle - toMiddle) > 1.2 * Math.max(from.height, to.height)) {
    const out = from.x - Math.min(26, 8 + Math.abs(fromMiddle - toMiddle) / 8);
    return `M${from.x},${fromMiddle}C${out},${fromMiddle},${out},${toMiddle},${to.x},${toMiddle}`;
  }
  const x = (Math.max(from.x, to.x) + Math.min(from.x + from.width, to.x + to.width)) / 2;
  return from.y < to.y ? down([x, from.y + from.height], [x, to.y]) : down([x, from.y], [x, to.y + to.height]);
}

/** A curve that keeps to its lane in every column it crosses, so that it passes beside the boxes and not behind them. */
export function linkThrough(from: Rect, bends: readonly Bend[], to: Rect): string {
  if (bends.length === 0) return linkBetween(from, to);
  const parts: string[] = [];
  let at: Point = [from.x + from.width, from.y + from.height / 2];
  for (const bend of bends) {
    parts.push(across(at, [bend.left, bend.y]), `L${bend.right},${bend.y}`);
    at = [bend.right, bend.y];
  }
  parts.push(across(at, [to.x, to.y + to.height / 2]));
  // Each piece begins where the last one ended: one continuous path.
  return parts.map((part, index) => (index === 0 ? part : part.replace(/^M[^C]+/u, ""))).join("");
}

type Point = [number, number];

function across(source: Point, target: Point): string {
  return linkHorizontal()({ source, target }) ?? "";
}

function down(source: Point, target: Point): string {
  return linkVertical()({ source, target }) ?? "";
}

function columnsOf(count: number): number {
  // Two at least where there are a few files: a narrower block cuts its folder's name.
  return Math.max(count > 3 ? 2 : 1, Math.min(8, Math.round(Math.sqrt(count / 3.2))));
}

function sizeOf(block: Block): { width: number; height: number } {
  if (block.kind === "folder") return folderBox;
  const count = Math.min(block.files.length, frameLimit);
  const columns = columnsOf(count);
  return {
    width: Math.max(150, columns * cell.width + 12),
    height: headPx + 8 + Math.ceil(count / columns) * cell.height,
  };
}

function markBlock(block: Block, rect: Rect): BlockMark {
  if (block.kind === "folder") return { block, rect, files: [], hidden: 0 };
  const drawn = block.files.slice(0, frameLimit);
  const columns = columnsOf(drawn.length);
  const rows = Math.ceil(drawn.length / columns);
  const files = drawn.map((file, index) => {
    const column = Math.floor(index / rows);
    const row = index % rows;
    return markFile(
      file,
      rect.x + 20 + column * cell.width,
      rect.y + headPx + 4 + cell.height / 2 + row * cell.height,
      labelChars,
    );
  });
  return { block, rect, files, hidden: block.files.length - drawn.length };
}

function markFile(file: GraphFile, cx: number, cy: number, chars: number): FileMark {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const label = name.length > chars ? `${name.slice(0, chars - 1)}…` : name;
  const width = circlePx * 2 + 6 + label.length * 5.7;
  return { file, cx, cy, label, box: { x: cx - circlePx, y: cy - 11, width, height: 22 } };
}

function assemble(
  blocks: readonly BlockMark[],
  files: readonly FileMark[],
  bundles: readonly Bundle[],
  edges: readonly Edge[],
  layout: Layout,
): Scene {
  const rects = new Map(blocks.map((mark) => [mark.block.id, mark.rect]));
  const placeOf = new Map<string, { rect: Rect; isBlock: boolean; block: string | null }>();
  const blockOf = new Map<string, string>();
  for (const mark of blocks) {
    for (const file of mark.block.files) {
      placeOf.set(file.path, { rect: mark.rect, isBlock: true, block: mark.block.id });
      blockOf.set(file.path, mark.block.id);
    }
    for (const file of mark.files)
      placeOf.set(file.file.path, { rect: file.box, isBlock: false, block: mark.block.id });
  }
  for (const file of files) placeOf.set(file.file.path, { rect: file.box, isBlock: false, block: null });

  const heaviest = bundles[0]?.weight ?? 1;
  const drawnBundles = bundles.slice(0, lineLimit).flatMap((bundle): BundleMark[] => {
    const from = rects.get(bundle.from);
    const to = rects.get(bundle.to);
    const bends = layout.bends.get(lineKey(bundle)) ?? [];
    return from && to ? [{ bundle, d: linkThrough(from, bends, to), width: bundleWidth(bundle.weight, heaviest) }] : [];
  });
  const inside = edges.filter((edge) => {
    const from = placeOf.get(edge.from);
    const to = placeOf.get(edge.to);
    return from && to && !from.isBlock && !to.isBlock && blockOf.get(edge.from) === blockOf.get(edge.to);
  });
  const lines = inside.slice(0, lineLimit).flatMap((edge): LineMark[] => {
    const from = placeOf.get(edge.to);
    const to = placeOf.get(edge.from);
    return from && to ? [{ from: edge.to, to: edge.from, d: linkBetween(from.rect, to.rect) }] : [];
  });
  return {
    blocks,
    files,
    bundles: drawnBundles,
    lines,
    width: layout.width,
    height: layout.height,
    placeOf,
    missing: {
      bundles: bundles.length - drawnBundles.length,
      lines: inside.length - lines.length,
      files: blocks.reduce((sum, mark) => sum + mark.hidden, 0),
    },
  };
}
