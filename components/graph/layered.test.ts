import { expect, test } from "vitest";
import { type Box, layoutLayers, spread } from "./layered.ts";

const aBox = (id: string, rank: number): Box => ({ id, rank, width: 104, height: 46 });
const options = { columnGap: 50, rowGap: 16, mostColumns: 9 };

test("what is needed stands left of what needs it", () => {
  const layout = layoutLayers(
    [aBox("c", 3), aBox("a", 1), aBox("b", 2)],
    [
      { from: "a", to: "b", weight: 1 },
      { from: "b", to: "c", weight: 1 },
      { from: "c", to: "a", weight: 1 },
    ],
    options,
  );
  const x = (id: string) => layout.places.get(id)?.x ?? Number.NaN;
  expect(x("a")).toBeLessThan(x("b"));
  expect(x("b")).toBeLessThan(x("c"));
  expect(layout.width).toBe(3 * 104 + 2 * 50);
});

test("nothing overlaps and the same input gives the same picture", () => {
  const boxes = Array.from({ length: 60 }, (_, index) => aBox(`n${index}`, index));
  const lines = boxes.flatMap((_, index) => [
    { from: `n${index}`, to: `n${(index * 7 + 3) % 60}`, weight: 1 + (index % 5) },
    { from: `n${index}`, to: `n${(index * 3 + 1) % 60}`, weight: 1 },
  ]);
  const layout = layoutLayers(boxes, lines, options);
  const placed = boxes.map((box) => ({ ...box, ...(layout.places.get(box.id) ?? { x: Number.NaN, y: Number.NaN }) }));
  for (const a of placed) {
    for (const b of placed) {
      if (a.id === b.id) continue;
      const apart =
        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y + 1e-6 || b.y + b.height <= a.y + 1e-6;
      expect(apart, `${a.id} and ${b.id}`).toBe(true);
    }
  }
  expect(layoutLayers(boxes, lines, options)).toEqual(layout);
});

test("long chains are pressed into the columns there are", () => {
  const boxes = Array.from({ length: 40 }, (_, index) => aBox(`n${index}`, index));
  const lines = boxes.slice(1).map((_, index) => ({ from: `n${index}`, to: `n${index + 1}`, weight: 1 }));
  const layout = layoutLayers(boxes, lines, options);
  expect(new Set([...layout.places.values()].map((place) => place.column)).size).toBe(9);
});

test("rows keep their wishes where there is room", () => {
  expect(spread([0, 100], [20, 20], 10)).toEqual([0, 100]);
  expect(spread([50, 50], [20, 20], 10)).toEqual([35, 65]);
  expect(spread([], [], 10)).toEqual([]);
});

test("nothing to place", () => {
  expect(layoutLayers([], [], options)).toMatchObject({ width: 0 });
});

test("a long line has a lane beside the boxes it passes", () => {
  const chain = [
    { from: "a", to: "b", weight: 1 },
    { from: "b", to: "c", weight: 1 },
    { from: "a", to: "c", weight: 5 },
  ];
  const layout = layoutLayers([aBox("a", 1), aBox("b", 2), aBox("c", 3)], chain, { ...options, mostLanes: 10 });
  const [bend] = layout.bends.get("a\u0000c") ?? [];
  const b = layout.places.get("b") ?? { x: 0, y: 0 };
  expect(bend).toMatchObject({ left: b.x, right: b.x + 104 });
  expect(bend && (bend.y < b.y - 5 || bend.y > b.y + 46 + 5)).toBe(true);
  expect(layoutLayers([aBox("a", 1)], [], options).bends.size).toBe(0);
});
