import { expect, test } from "vitest";
import { classify } from "./classify.ts";
import type { SourceFile } from "./draft-file.ts";
import { extractStructure } from "./extract.ts";
import { arrows, structureOf, toFiles } from "./fixture.ts";
import { Structure } from "./schema.ts";

const PROGRAMS = { "a.ts": "ts", "a.tsx": "tsx", "a.js": "js", "a.py": "py", "a.go": "go" };

test("the sequence of the files changes nothing", async () => {
  const files = toFiles({
    "package.json": '{ "workspaces": ["p/*"] }',
    "p/a/package.json": '{ "name": "a" }',
    "p/a/index.ts": 'import "b";',
    "p/b/package.json": '{ "name": "b" }',
    "p/b/index.ts": 'import "a";',
    "pkg/__init__.py": "from .m import x\n",
    "pkg/m.py": "from . import n\n",
    "pkg/n.py": "",
    "go.mod": "module m\n",
    "x.go": "package m\nfunc X() { y() }\n",
    "y.go": "package m\nfunc y() { X() }\n",
    "README.md": "# m\n",
  });
  const expected = await extractStructure(files);
  expect(await extractStructure([...files].reverse())).toEqual(expected);
  expect(await extractStructure([...files.slice(5), ...files.slice(0, 5)])).toEqual(expected);
  expect(Structure.parse(expected)).toEqual(expected);
  expect(expected.order).toHaveLength(files.length);
});

test("a file of a language without grammar is a node with its problem", async () => {
  const { files, outlines } = await structureOf({ "a.sql": "SELECT 1;\n", "b.png": "\0" });
  expect(files.map(({ path, order }) => [path, order])).toEqual([
    ["a.sql", 0],
    ["b.png", null],
  ]);
  expect(outlines.map(({ parsed, problem }) => [parsed, problem])).toEqual([
    [false, "no grammar for sql"],
    [false, "not text"],
  ]);
});

test("a program in another encoding than UTF-8 is read and never written", async () => {
  const [b] = toFiles({ "b.py": "x = 1\n" });
  const content = new Uint8Array([...new TextEncoder().encode("import b  # caf"), 0xe9, 10]);
  const latin = { path: "a.py", content, ...classify("a.py", content) };
  if (!b) throw new Error("no file");
  const { edges, order, outlines } = await extractStructure([latin, b]);
  expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(["a.py b.py"]);
  expect(outlines[0]?.parsed).toBe(true);
  expect(order).toEqual(["b.py"]);
});

test.each(Object.keys(PROGRAMS))("%s survives random bytes, deep nesting, a huge line and no content", async (path) => {
  let state = 7;
  const noise = Uint8Array.from({ length: 20_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  const encode = (text: string) => new TextEncoder().encode(text);
  const contents = [
    noise,
    noise.map((byte) => 32 + (byte % 95)),
    encode(""),
    encode("\uFEFF"),
    encode("\r\n\r\n"),
    encode("(".repeat(20_000)),
    encode(`x = ${"[".repeat(5000)}${"]".repeat(5000)}`),
    encode(`x = "${"a".repeat(300_000)}"`),
    encode(`import ${"{".repeat(3000)} from "x`),
    encode(`${"from . import ".repeat(2000)}`),
    encode("import '\\"),
    encode(`import(${"/**/".repeat(2000)}`),
    encode('from "x" '.repeat(5000)),
    encode("import a\n".repeat(5000)),
    encode('require("./x");'.repeat(5000)),
  ];
  for (const content of contents) {
    const file: SourceFile = { path, content, ...classify(path, content), role: "source" };
    const structure = await extractStructure([file]);
    expect(Structure.parse(structure).order).toEqual([path]);
  }
});

test("a file after a hostile one is read as if alone", async () => {
  const alone = await structureOf({ "b.ts": "export const b = 1;\n" });
  const after = await structureOf({ "a.ts": "((((`${".repeat(3000), "b.ts": "export const b = 1;\n" });
  expect(after.outlines[1]).toEqual(alone.outlines[0]);
});

test("a file over the limit is left out of parsing alone", async () => {
  const { outlines, order } = await structureOf({
    "big.py": `x = 1\n${"# filler\n".repeat(260_000)}`,
    "small.py": "import big\n",
  });
  expect(outlines[0]).toMatchObject({ parsed: false, problem: "larger than 2 MiB" });
  expect(order).toEqual(["big.py", "small.py"]);
});

test("line endings change neither symbols nor edges", async () => {
  const tree = { "a.py": 'from b import f\n\ndef g():\n    """Doc."""\n    return f()\n', "b.py": "def f(): ...\n" };
  const windows = Object.fromEntries(Object.entries(tree).map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]));
  const [unix, dos] = [await structureOf(tree), await structureOf(windows)];
  expect(arrows(dos)).toEqual(arrows(unix));
  const plain = ({ outlines }: Structure) =>
    outlines.map(({ symbols, lines }) => [
      lines,
      symbols.map(({ name, signature, doc, uses }) => ({ name, signature, doc, uses })),
    ]);
  expect(plain(dos)).toEqual(plain(unix));
});

test("no edge of a file to itself, one per pair and kind", async () => {
  const { edges } = await structureOf({
    "a.ts": 'import "./a"; import { x } from "./b";\nimport { y } from "./b";',
    "b.ts": "",
  });
  const lines = [
    { start: 1, end: 1 },
    { start: 2, end: 2 },
  ];
  expect(edges).toEqual([{ from: "a.ts", to: "b.ts", kind: "import", names: ["x", "y"], lines, typeOnly: false }]);
});

test("an edge says which lines its statements take, from the first to the last", async () => {
  const { edges } = await structureOf({
    "a.ts": 'const a = 1;\nimport {\n  x,\n  y,\n} from "./b";\nimport { z } from "./b"; import("./b");\n',
    "b.ts": "",
    "c.py": "import os\nfrom d import (\n    x,\n    y,\n)\n",
    "d.py": "",
  });
  expect(edges.map(({ lines }) => lines)).toEqual([
    [
      { start: 2, end: 5 },
      { start: 6, end: 6 },
    ],
    [{ start: 2, end: 5 }],
  ]);
});

test("progress is told and a signal ends the run", async () => {
  const files = toFiles({ "a.ts": "", "b.ts": "" });
  const seen: string[] = [];
  await extractStructure(files, { onProgress: (done, total) => seen.push(`${done}/${total}`) });
  expect(seen).toEqual(["1/2", "2/2"]);
  await expect(extractStructure(files, { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
});
