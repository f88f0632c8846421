/** A box to place. `rank` orders boxes from early to late; equal ranks keep their order in the list. */
export type Box = { readonly id: string; readonly rank: number; readonly width: number; readonly height: number };

/** A line between boxes, from what is needed to what needs it. */
export type Line = { readonly from: string; readonly to: string; readonly weight: number };

export type Place = { readonly x: number; readonly y: number; readonly column: number };

export type Layout = {
  /** Top left corners by id. */
  readonly places: ReadonlyMap<string, Place>;
  /** Where a long line passes between the boxes of the columns it crosses, by `lineKey`. */
  readonly bends: ReadonlyMap<string, readonly Bend[]>;
  readonly width: number;
  readonly height: number;
};

/** A stretch of a line through one column. */
export type Bend = { readonly left: number; readonly right: number; readonly y: number };

type Options = {
  readonly columnGap: number;
  readonly rowGap: number;
  /** Longer chains are pressed into this many columns. */
  readonly mostColumns: number;
  /** Fixed columns (for distances); otherwise the longest chain decides. */
  readonly columnOf?: (id: string) => number;
  /** A column taller than this is broken into several; by default a picture about as tall as it is wide. */
  readonly tallestPx?: number;
  /** Keeps a lane free for this many of the longest lines, in the order given; none by default. */
  readonly mostLanes?: number;
};

/** Names a line among the bends. */
export function lineKey(line: { readonly from: string; readonly to: string }): string {
  return `${line.from}\u0000${line.to}`;
}

const sweeps = 6;

/**
 * Layered layout in the manner of Sugiyama: columns by the longest chain of what comes earlier in the order of writing,
 * rows by the mean place of neighbours, heights by isotonic regression so that nothing overlaps. It depends on its input
 * alone (no random start), so a picture looks the same for everyone.
 */
export function layoutLayers(boxes: readonly Box[], lines: readonly Line[], options: Options): Layout {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const known = lines.filter((line) => line.from !== line.to && byId.has(line.from) && byId.has(line.to));
  const columnOf = options.columnOf ?? longestChains(boxes, known, options.mostColumns);
  const columns = groupColumns(boxes, columnOf, options.tallestPx);
  const lanes = addLanes(columns, known, options.mostLanes ?? 0);
  const near = neighboursOf([...known.filter((line) => !lanes.has(lineKey(line))), ...laneLines(known, lanes)]);
  const middle = new Map<string, number>();
  for (const column of columns) placeRows(column, middle, () => null, options.rowGap);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const ordered = sweep % 2 === 0 ? columns : [...columns].reverse();
    for (const column of ordered) {
      const wish = (id: string) => meanOf(near.get(id) ?? [], middle);
      column.sort(
        (a, b) => (wish(a.id) ?? middle.get(a.id) ?? 0) - (wish(b.id) ?? middle.get(b.id) ?? 0) || a.rank - b.rank,
      );
      placeRows(column, middle, wish, options.rowGap);
    }
  }
  return finish(columns, middle, options.columnGap, lanes);
}

/** A lane has less height than none: two of them lie closer than the gap between boxes. */
const lanePx = -10;

/** Adds to each column a thin box for every long line that crosses it, so that nothing else is placed there. */
function addLanes(columns: Box[][], lines: readonly Line[], most: number): Map<string, string[]> {
  const columnOf = new Map(columns.flatMap((column, index) => column.map((box) => [box.id, index] as const)));
  const lanes = new Map<string, string[]>();
  for (const line of lines) {
    const from = columnOf.get(line.from) ?? 0;
    const to = columnOf.get(line.to) ?? 0;
    if (to - from < 2 || lanes.size >= most) continue;
    const ids: string[] = [];
    for (let index = from + 1; index < to; index += 1) {
      const id = `${lineKey(line)}\u0000${index}`;
      columns[index]?.push({ id, rank: Number.MAX_SAFE_INTEGER, width: 0, height: lanePx });
      ids.push(id);
    }
    lanes.set(lineKey(line), ids);
  }
  return lanes;
}

/** Long lines as chains of their lanes. */
function laneLines(lines: readonly Line[], lanes: ReadonlyMap<string, readonly string[]>): Line[] {
  return lines.flatMap((line) => {
    const ids = lanes.get(lineKey(line));
    if (!ids) return [];
    const chain = [line.from, ...ids, line.to];
    return chain.slice(1).map((to, index) => ({ from: chain[index] ?? line.from, to, weight: line.weight }));
  });
}

/** Heights that are as near as possible to the wished ones and never overlap (pool adjacent violators). */
export function spread(wishes: readonly number[], heights: readonly number[], gap: number): number[] {
  const offsets: number[] = [];
  let offset = 0;
  heights.forEach((height, index) => {
    offset += index === 0 ? height / 2 : height / 2 + gap + (heights[index - 1] ?? 0) / 2;
    offsets.push(offset);
  });
  const pools: { sum: number; size: number }[] = [];
  wishes.forEach((wish, index) => {
    pools.push({ sum: wish - (offsets[index] ?? 0), size: 1 });
    for (let last = pools.length - 1; last > 0; last -= 1) {
      const pool = pools[last];
      const before = pools[last - 1];
      if (!pool || !before || before.sum / before.size <= pool.sum / pool.size) break;
      pools.splice(last - 1, 2, { sum: before.sum + pool.sum, size: before.size + pool.size });
    }
  });
  const bases = pools.flatMap((pool) => Array.from({ length: pool.size }, () => pool.sum / pool.size));
  return bases.map((base, index) => base + (offsets[index] ?? 0));
}

/** Lines that run against the order (cycles) do not move anything to a later column. */
function longestChains(boxes: readonly Box[], lines: readonly Line[], most: number): (id: string) => number {
  const sorted = [...boxes].sort((a, b) => a.rank - b.rank);
  const place = new Map(sorted.map((box, index) => [box.id, index]));
  const before = new Map<string, string[]>();
  for (const line of lines) {
    if ((place.get(line.from) ?? 0) >= (place.get(line.to) ?? 0)) continue;
    const list = before.get(line.to);
    if (list) list.push(line.from);
    else before.set(line.to, [line.from]);
  }
  const level = new Map<string, number>();
  let deepest = 0;
  for (const box of sorted) {
    const own = (before.get(box.id) ?? []).reduce((high, id) => Math.max(high, (level.get(id) ?? 0) + 1), 0);
    level.set(box.id, own);
    deepest = Math.max(deepest, own);
  }
  const factor = deepest >= most ? (most - 1) / deepest : 1;
  return (id) => Math.round((level.get(id) ?? 0) * factor);
}

/** Columns from left to right. A column far taller than the rest would be unreadable, so it is broken into several. */
function groupColumns(boxes: readonly Box[], columnOf: (id: string) => number, tallestPx: number | undefined): Box[][] {
  const columns = new Map<number, Box[]>();
  for (const box of [...boxes].sort((a, b) => a.rank - b.rank)) {
    const column = columnOf(box.id);
    const list = columns.get(column);
    if (list) list.push(box);
    else columns.set(column, [box]);
  }
  const area = boxes.reduce((sum, box) => sum + (box.width + 40) * (box.height + 16), 0);
  const tallest = tallestPx ?? Math.max(420, Math.sqrt(area / 1.3));
  return [...columns.entries()].sort(([a], [b]) => a - b).flatMap(([, column]) => breakColumn(column, tallest));
}

function breakColumn(column: readonly Box[], tallest: number): Box[][] {
  const parts: Box[][] = [[]];
  let height = 0;
  for (const box of column) {
    if (height + box.height > tallest && height > 0) {
      parts.push([]);
      height = 0;
    }
    parts.at(-1)?.push(box);
    height += box.height + 16;
  }
  return parts;
}

function neighboursOf(lines: readonly Line[]): Map<string, { id: string; weight: number }[]> {
  const near = new Map<string, { id: string; weight: number }[]>();
  const add = (id: string, other: string, weight: number) => {
    const list = near.get(id);
    if (list) list.push({ id: other, weight });
    else near.set(id, [{ id: other, weight }]);
  };
  for (const line of lines) {
    const weight = Math.sqrt(line.weight);
    add(line.from, line.to, weight);
    add(line.to, line.from, weight);
  }
  return near;
}

function meanOf(near: readonly { id: string; weight: number }[], middle: ReadonlyMap<string, number>): number | null {
  let sum = 0;
  let weights = 0;
  for (const { id, weight } of near) {
    sum += (middle.get(id) ?? 0) * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}

function placeRows(
  column: readonly Box[],
  middle: Map<string, number>,
  wish: (id: string) => number | null,
  gap: number,
): void {
  const total = column.reduce((sum, box) => sum + box.height + gap, -gap);
  let even = -total / 2;
  const wishes = column.map((box) => {
    const own = even + box.height / 2;
    even += box.height + gap;
    return wish(box.id) ?? middle.get(box.id) ?? own;
  });
  const rows = spread(
    wishes,
    column.map((box) => box.height),
    gap,
  );
  column.forEach((box, index) => {
    middle.set(box.id, rows[index] ?? 0);
  });
}

function finish(
  columns: readonly (readonly Box[])[],
  middle: ReadonlyMap<string, number>,
  columnGap: number,
  lanes: ReadonlyMap<string, readonly string[]>,
): Layout {
  const places = new Map<string, Place>();
  const stretches = new Map<string, Bend>();
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const box of columns.flat()) {
    top = Math.min(top, (middle.get(box.id) ?? 0) - box.height / 2);
    bottom = Math.max(bottom, (middle.get(box.id) ?? 0) + box.height / 2);
  }
  let x = 0;
  columns.forEach((column, index) => {
    const width = column.reduce((most, box) => Math.max(most, box.width), 0);
    for (const box of column) {
      if (box.height < 0) {
        stretches.set(box.id, { left: x, right: x + width, y: (middle.get(box.id) ?? 0) - top });
        continue;
      }
      places.set(box.id, {
        x: x + (width - box.width) / 2,
        y: (middle.get(box.id) ?? 0) - box.height / 2 - top,
        column: index,
      });
    }
    x += width + columnGap;
  });
  const bends = new Map([...lanes].map(([key, ids]) => [key, ids.flatMap((id) => stretches.get(id) ?? [])] as const));
  return { places, bends, width: Math.max(0, x - columnGap), height: Math.max(0, bottom - top) };
}
