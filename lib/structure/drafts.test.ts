import { expect, test } from "vitest";
import { extract } from "./extract.ts";
import { toFiles } from "./fixture.ts";

const TREE = {
  ...Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [
      `src/m${index}.ts`,
      `import { f${index + 1} } from "./m${index + 1}";\nexport function f${index}() { return f${index + 1}(); }\n`,
    ]),
  ),
  "a.py": "import b\n",
  "b.py": "x = 1\n",
  "notes.md": "# Notes\n",
};

test("threads find what one thread finds", async () => {
  const files = toFiles(TREE);
  const alone = await extract(files, { threads: 0 });
  const seen: number[] = [];
  const together = await extract(files, { threads: 3, onProgress: (done) => seen.push(done) });
  expect(together.structure).toEqual(alone.structure);
  expect(together.structure.edges).toHaveLength(150);
  expect(seen.at(-1)).toBe(files.length);
  expect(files.every(({ content }) => content.length > 0)).toBe(true);
});

test("a new commit parses what has changed and nothing else", async () => {
  const files = toFiles(TREE);
  const first = await extract(files);
  expect(first.parsed).toBe(152);
  const again = await extract(files, { known: first.drafts() });
  expect(again.parsed).toBe(0);
  expect(again.structure).toEqual(first.structure);

  const changed = toFiles({ ...TREE, "b.py": "import a\n" });
  const known = first.drafts();
  known.delete("b.py");
  const next = await extract(changed, { known, threads: 2 });
  expect(next.parsed).toBe(1);
  expect(next.structure).toEqual((await extract(changed)).structure);
  expect(next.structure.edges.filter(({ from }) => from === "b.py").map(({ to }) => to)).toEqual(["a.py"]);
});

test("drafts of another version of the adapter are not believed", async () => {
  const files = toFiles({ "a.py": "import b\n", "b.py": "" });
  const known = new Map(
    [...(await extract(files)).drafts()].map(([path, draft]) => [path, { ...draft, version: "old" }]),
  );
  expect((await extract(files, { known })).parsed).toBe(2);
});

test("drafts that cannot be read are made again", async () => {
  const files = toFiles({ "a.py": "import b\n", "b.py": "" });
  const { structure, drafts } = await extract(files);
  const known = new Map([...drafts()].map(([path, draft]) => [path, { ...draft, bytes: draft.bytes.subarray(0, 9) }]));
  expect((await extract(files, { known })).structure).toEqual(structure);
});

test("threads stop when the signal says so", async () => {
  const abort = new AbortController();
  const running = extract(toFiles(TREE), {
    threads: 2,
    signal: abort.signal,
    onProgress: () => abort.abort(new Error("enough")),
  });
  await expect(running).rejects.toThrow("enough");
});

test.each([0, 1, 2])("a file that overflows the parser harms no other (%i threads)", async (threads) => {
  const files = toFiles({
    "A.java": "class A { B b; }",
    "B.java": "class B { C c; }",
    "C.java": `class C { Object o = ${"{(".repeat(6000)}; }`,
    "D.java": "class D { A a; }",
    "E.java": "class E { D d; }",
  });
  const { structure } = await extract(files, { threads });
  expect(structure.outlines.map(({ parsed }) => parsed)).toEqual([true, true, false, true, true]);
  expect(structure.outlines[2]?.problem).toContain("nested too deeply");
  expect(structure.edges.map(({ from, to }) => `${from} ${to}`)).toContain("D.java A.java");
});
