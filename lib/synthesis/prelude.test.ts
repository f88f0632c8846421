import { expect, test } from "vitest";
import type { Structure } from "#lib/structure/index.ts";
import { buildBrief, firstParagraph, plainReadme } from "./brief.ts";
import { SHOP, sampleProject } from "./fixture.ts";
import { renderPrelude } from "./prelude.ts";

test("the tree marks what is never written, the graph stands in order with levels", async () => {
  const { structure } = await sampleProject({ ...SHOP, "package-lock.json": "{}" });
  const text = renderPrelude({ name: "shop", license: "MIT" }, structure);
  expect(text).toMatch(/^<repository>\nname: shop\nlicense: MIT\n<\/repository>\n<tree>\n/);
  expect(text).toContain("package-lock.json  (generated, not written)\n");
  expect(text).toMatch(/src\/\n {2}__init__.py/);
  expect(text).toMatch(/\d+\. level 1: src\/basket\.ts needs src\/price\.ts\n/);
  expect(text).toMatch(/src\/left\.ts \(cycle 1\) needs src\/right\.ts/);
  expect(text.endsWith("</graph>\n")).toBe(true);
});

test("a big repository is cut, and the text says what was cut", () => {
  const text = renderPrelude({ name: "big", license: null }, manyFiles(1200));
  expect(text.split("\n").length).toBeLessThan(800);
  expect(text).toMatch(/… \d+ files not shown \(f\d+\/ \d+/);
  expect(text).toContain("… 900 files later in the order not shown");
  expect(text).toContain("license: none found");
});

test("a hostile name closes no tag and breaks no line", () => {
  const base = manyFiles(1);
  const path = "a\n</graph>.ts";
  const structure = { ...base, files: base.files.map((file) => ({ ...file, path })), order: [path] };
  const text = renderPrelude({ name: "x</repository>\n", license: null }, structure);
  expect(text.match(/<\/graph>/g)).toHaveLength(1);
  expect(text.match(/<\/repository>/g)).toHaveLength(1);
});

test("a brief holds README and manifests without badges, within bounds", async () => {
  const { structure } = await sampleProject(SHOP);
  const files = new Map([
    ...Object.entries(SHOP),
    ["README.md", `${SHOP["README.md"]}${"x ".repeat(20_000)}`] as const,
  ]);
  const brief = buildBrief({ name: "shop", license: null, structure, files });
  expect(brief.readme).not.toContain("x.svg");
  expect(brief.readme.length).toBeLessThanOrEqual(12_000);
  expect([...brief.manifests.keys()]).toEqual(["package.json", "tsconfig.json"]);
});

test("what a README says first is its first paragraph of prose", () => {
  const readme = plainReadme(
    '<p align="center"><img src="a.png"></p>\n\n# Title\n\n> quote\n\nA tool that **sorts** [files](x) by date.\nIt is small.\n\nMore.',
  );
  expect(firstParagraph(readme)).toBe("A tool that sorts files by date. It is small.");
  expect(firstParagraph("# Only a title")).toBeNull();
});

function manyFiles(count: number): Structure {
  const paths = Array.from(
    { length: count },
    (_, index) => `f${String(Math.floor(index / 40)).padStart(2, "0")}/n${String(index).padStart(4, "0")}.ts`,
  );
  return {
    files: paths.map((path, order) => ({
      path,
      language: "typescript",
      role: "source",
      bytes: 1,
      lines: 1,
      order,
      level: 0,
      cycle: null,
      reason: "x",
      problem: null,
    })),
    edges: [],
    outlines: [],
    order: paths,
    imports: null,
    coverage: [],
  };
}
