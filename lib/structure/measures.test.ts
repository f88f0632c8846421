import { expect, test } from "vitest";
import { structureOf } from "./fixture.ts";
import { cyclesOf, foldersOf, measure } from "./measures.ts";

const TREE = {
  "package.json": "{}",
  "src/main.ts": 'import { a } from "./lib/a";\nimport { a as again } from "./lib/a";\nimport "./lib/b";\n',
  "src/lib/a.ts": 'import "./b";\nexport const a = 1;\n',
  "src/lib/b.ts": 'import "./a";\nexport const b = 1;\n',
  "src/alone.ts": "export {};\n",
  "src/schema.sql": "SELECT 1;\n",
  "test/main.test.ts": 'import "../src/main";\n',
};

test("fan-in and fan-out count files; entry points and orphans are source", async () => {
  const measures = new Map(measure(await structureOf(TREE)).map((each) => [each.path, each]));
  expect([...measures.values()].map(({ path, fanIn, fanOut }) => [path, fanIn, fanOut])).toEqual([
    ["package.json", 0, 0],
    ["src/alone.ts", 0, 0],
    ["src/lib/a.ts", 2, 1],
    ["src/lib/b.ts", 2, 1],
    ["src/main.ts", 1, 2],
    ["src/schema.sql", 0, 0],
    ["test/main.test.ts", 0, 1],
  ]);
  const those = (key: "isEntryPoint" | "isOrphan") =>
    [...measures.values()].filter((each) => each[key]).map(({ path }) => path);
  expect(those("isEntryPoint")).toEqual(["src/main.ts"]);
  expect(those("isOrphan")).toEqual(["src/alone.ts"]);
});

test("a cycle lists its files in the order of writing", async () => {
  const cycles = cyclesOf(await structureOf(TREE));
  expect(cycles.map(({ number, files }) => [number, files.map(({ path }) => path)])).toEqual([
    [0, ["src/lib/a.ts", "src/lib/b.ts"]],
  ]);
});

test("folders sum up what their files need", async () => {
  const structure = await structureOf(TREE);
  expect(foldersOf(structure, 1)).toEqual([
    { folder: "", files: 1, inside: 0, incoming: 0, outgoing: 0, needs: [] },
    { folder: "src", files: 5, inside: 4, incoming: 1, outgoing: 0, needs: [] },
    { folder: "test", files: 1, inside: 0, incoming: 0, outgoing: 1, needs: [{ folder: "src", edges: 1 }] },
  ]);
  expect(foldersOf(structure, 2).find(({ folder }) => folder === "src")).toEqual({
    folder: "src",
    files: 3,
    inside: 0,
    incoming: 1,
    outgoing: 2,
    needs: [{ folder: "src/lib", edges: 2 }],
  });
});

test("imports that lead nowhere are counted with their reasons and places", async () => {
  const { imports } = await structureOf({
    "a.ts": 'import "./gone";\nimport "node:fs";\nimport "zod";\nimport "./b";\n',
    "b.ts": 'import "zod";\nimport "node:path";\n',
  });
  expect(imports?.resolved).toBe(1);
  expect(imports?.unresolved.map(({ reason, specifier, count }) => `${reason} ${specifier} ${count}`)).toEqual([
    "external zod 2",
    "standard-library node:fs 1",
    "standard-library node:path 1",
    "not-found ./gone 1",
  ]);
  expect(imports?.unresolved[0]?.places).toEqual([
    { path: "a.ts", line: 3 },
    { path: "b.ts", line: 1 },
  ]);
});
