import { expect, test } from "vitest";
import { blockByFile, blocksOf, firstOpen } from "./blocks.ts";
import { aFile } from "./fixtures.ts";
import { buildFolders } from "./folders.ts";

const few = ["README.md", "lib/a.ts", "lib/std/b.ts", "lib/std/c.ts", "app/x/y/z/page.ts"].map((path, order) =>
  aFile(path, order),
);

test("folders know what is inside and below", () => {
  const folders = buildFolders(few);
  expect([...folders.keys()]).toEqual(["", "app", "app/x", "app/x/y", "app/x/y/z", "lib", "lib/std"]);
  expect(folders.get("")).toMatchObject({ count: 5, folders: ["app", "lib"] });
  expect(folders.get("lib")).toMatchObject({ count: 3, parent: "" });
  expect(folders.get("lib/std")?.files.map((file) => file.path)).toEqual(["lib/std/b.ts", "lib/std/c.ts"]);
});

test("a small repository is open whole", () => {
  const folders = buildFolders(few);
  const blocks = blocksOf(folders, firstOpen(folders));
  expect(blocks.map((block) => [block.kind, block.path, block.files.length])).toEqual([
    ["frame", "", 1],
    ["frame", "lib", 1],
    ["frame", "lib/std", 2],
    ["frame", "app/x/y/z", 1],
  ]);
});

test("a closed folder stands for everything below it", () => {
  const folders = buildFolders(few);
  const blocks = blocksOf(folders, new Set(["", "app"]));
  expect(blocks.map((block) => block.id)).toEqual(["frame:", "folder:lib", "folder:app/x"]);
  expect(blocks[1]?.orders).toEqual({ first: 1, last: 3 });
  expect(blockByFile(blocks).get("lib/std/c.ts")).toBe("folder:lib");
});

test("five thousand files begin as a few folders, and every file stands in exactly one block", () => {
  const many = Array.from({ length: 5000 }, (_, index) =>
    aFile(`src/m${index % 60}/p${index % 7}/f${index}.ts`, index),
  );
  const folders = buildFolders(many);
  const blocks = blocksOf(folders, firstOpen(folders));
  expect(blocks.length).toBeLessThanOrEqual(60);
  expect(blocks.every((block) => block.kind === "folder")).toBe(true);
  expect(blocks.reduce((sum, block) => sum + block.files.length, 0)).toBe(5000);
});

test("files that are never written come last", () => {
  const folders = buildFolders([aFile("z.lock", null), aFile("a.bin", null), aFile("b.ts", 0)]);
  expect(folders.get("")?.files.map((file) => file.path)).toEqual(["b.ts", "a.bin", "z.lock"]);
  expect(blocksOf(folders, new Set())[0]?.orders).toEqual({ first: 0, last: 0 });
});
