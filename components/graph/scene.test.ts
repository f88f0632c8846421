import { expect, test } from "vitest";
import { blocksOf, firstOpen } from "./blocks.ts";
import { aFile, anEdge } from "./fixtures.ts";
import { buildFolders } from "./folders.ts";
import { distancesFrom, indexEdges } from "./reach.ts";
import { cycleScene, egoScene, folderScene, linkBetween, linkThrough } from "./scene.ts";

const files = ["lib/std/a.ts", "lib/std/b.ts", "lib/run/c.ts", "app/d.ts"].map((path, order) => aFile(path, order));
const edges = [
  anEdge("lib/std/b.ts", "lib/std/a.ts"),
  anEdge("lib/run/c.ts", "lib/std/b.ts"),
  anEdge("app/d.ts", "lib/run/c.ts"),
];

test("open folders draw their files, closed ones stand for them", () => {
  const folders = buildFolders(files);
  const open = folderScene(blocksOf(folders, firstOpen(folders)), edges);
  expect(open.blocks.flatMap((block) => block.files)).toHaveLength(4);
  expect(open.lines.map((line) => [line.from, line.to])).toEqual([["lib/std/a.ts", "lib/std/b.ts"]]);
  expect(open.bundles).toHaveLength(2);

  const closed = folderScene(blocksOf(folders, new Set([""])), edges);
  expect(closed.blocks.map((mark) => mark.block.path)).toEqual(["lib", "app"]);
  expect(closed.placeOf.get("lib/run/c.ts")?.isBlock).toBe(true);
  expect(closed.bundles.map((mark) => mark.bundle.weight)).toEqual([1]);
});

test("ego: needed at the left, users at the right, the rest is counted", () => {
  const scene = egoScene(files, edges, distancesFrom(indexEdges(edges), "lib/std/b.ts", 1));
  const x = (path: string) => scene.files.find((mark) => mark.file.path === path)?.cx ?? Number.NaN;
  expect(x("lib/std/a.ts")).toBeLessThan(x("lib/std/b.ts"));
  expect(x("lib/run/c.ts")).toBeGreaterThan(x("lib/std/b.ts"));
  expect(scene.files).toHaveLength(3);
  expect(egoScene(files, edges, distancesFrom(indexEdges(edges), "lib/std/b.ts", 9), 2).missing.files).toBe(2);
});

test("five thousand files and twenty thousand edges stay a picture of a few hundred marks", () => {
  const many = Array.from({ length: 5000 }, (_, index) => aFile(`src/m${index % 50}/f${index}.ts`, index));
  const lines = Array.from({ length: 20_000 }, (_, index) =>
    anEdge(`src/m${index % 50}/f${index % 5000}.ts`, `src/m${(index * 7) % 50}/f${(index * 7) % 5000}.ts`),
  );
  const folders = buildFolders(many);
  const scene = folderScene(blocksOf(folders, firstOpen(folders)), lines);
  expect(scene.blocks.length).toBeLessThanOrEqual(60);
  expect(scene.bundles.length).toBeLessThanOrEqual(500);
  const one = folderScene(blocksOf(folders, new Set(["", "src", "src/m3"])), lines);
  expect(one.missing.files).toBe(4);
});

test("cycles stand in frames of their own", () => {
  const scene = cycleScene(
    [
      [aFile("a", 0), aFile("b", 1)],
      [aFile("c", 2), aFile("d", 3)],
    ],
    [anEdge("a", "b"), anEdge("b", "a")],
  );
  expect(scene.blocks).toHaveLength(2);
  expect(scene.lines).toHaveLength(2);
});

test("links leave at the side that faces the other", () => {
  const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
  expect(linkBetween(box(0, 0), box(100, 0))).toMatch(/^M10,5C/);
  expect(linkBetween(box(100, 0), box(0, 0))).toMatch(/^M100,5C/);
  expect(linkBetween(box(0, 0), box(4, 100))).toMatch(/^M7,10C/);
  expect(linkBetween(box(0, 0), box(0, 100))).toBe("M0,5C-20.5,5,-20.5,105,0,105");
});

test("a link through lanes is one path", () => {
  const box = (x: number) => ({ x, y: 0, width: 10, height: 10 });
  const path = linkThrough(box(0), [{ left: 50, right: 60, y: 40 }], box(100));
  expect(path.match(/M/g)).toHaveLength(1);
  expect(path).toContain("L60,40");
  expect(path.endsWith("100,5")).toBe(true);
});
