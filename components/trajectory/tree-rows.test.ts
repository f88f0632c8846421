import { expect, test } from "vitest";
import { aHeader } from "./fixtures.ts";
import { buildTimeline } from "./rows.ts";
import { buildTreeRows } from "./tree-rows.ts";

const paths = ["README.md", "lib/z.ts", "lib/a/b.ts", "app/x.ts", "lib/a/c.ts"];
const { groups } = buildTimeline(paths.map((path, index) => aHeader(index, { agent: path })));

test("folders first, each once, with the files below it", () => {
  expect(
    buildTreeRows(groups, new Set()).map(
      (row) => `${"-".repeat(row.depth)}${row.name}${row.type === "folder" ? `:${row.files}` : ""}`,
    ),
  ).toEqual(["app:1", "-x.ts", "lib:3", "-a:2", "--b.ts", "--c.ts", "-z.ts", "README.md"]);
});

test("a closed folder hides what is below it", () => {
  expect(buildTreeRows(groups, new Set(["lib"])).map((row) => row.name)).toEqual(["app", "x.ts", "lib", "README.md"]);
});
