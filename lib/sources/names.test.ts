import { describe, expect, test } from "vitest";
import { entryPath, problemOfPath, staysInside, tidySubPath } from "./names.ts";
import { missingSubPath } from "./sub-path.ts";

test.each([
  ["src/a.ts", null],
  ["a b/ü.md", null],
  ["", "the name is empty"],
  ["/etc/passwd", "the name is absolute"],
  ["C:/x", "the name is absolute"],
  ["a/../b", "the name leaves the source"],
  ["a//b", "the name has an empty part"],
  ["a\\b", "the name holds a backslash"],
  ["a\nb", "the name holds a control character"],
  ["a\u0000b", "the name holds a control character"],
  ["a/\ud800", "the name is not UTF-8"],
  ["a/\uFFFD", "the name is not UTF-8"],
  ["x/.GIT/config", "the name lies in a .git folder"],
  [`${"a/".repeat(64)}a`, "the name is more than 64 folders deep"],
  ["a".repeat(1001), "the name is longer than 1000 characters"],
])("problemOfPath(%j)", (path, problem) => {
  expect(problemOfPath(path)).toBe(problem);
});

describe("entryPath", () => {
  test("cleans what is harmless", () => {
    expect(entryPath("./a//b/./c.ts")).toBe("a/b/c.ts");
  });

  test.each([
    ["../x", "refused: entry ../x leaves the archive"],
    ["a/../../x", "refused: entry a/../../x leaves the archive"],
    ["/etc/passwd", "refused: entry /etc/passwd has an absolute name"],
    ["c:x", "refused: entry c:x has an absolute name"],
    ["..\\x", "refused: entry ..\\x has a backslash in its name"],
    ["a\u0000.ts", 'refused: entry "a\\u0000.ts" has a control character in its name'],
  ])("refuses %j", (name, message) => {
    expect(() => entryPath(name)).toThrow(message);
  });
});

test.each([
  ["a/link", "b.ts", true],
  ["a/link", "../b.ts", true],
  ["a/link", "../../b.ts", false],
  ["link", "/etc/passwd", false],
  ["a/b/link", "../x/../../../y", false],
])("staysInside(%j, %j)", (path, target, inside) => {
  expect(staysInside(path, target)).toBe(inside);
});

test("a sub-path is tidied, and the whole source has none", () => {
  expect(tidySubPath("./src//core/")).toBe("src/core");
  expect(tidySubPath(".")).toBeNull();
  expect(tidySubPath(undefined)).toBeNull();
});

describe("missingSubPath", () => {
  const paths = ["packages/core/a.ts", "packages/cli/b.ts", "docs/c.md", "README.md"];

  test("names folders beside the wrong one, the likeliest first", () => {
    const error = missingSubPath("packages/corr", paths);
    expect(error.fields).toEqual([
      {
        field: "subPath",
        message: "there is no folder packages/corr. Folders that exist: packages/core, packages/cli.",
      },
    ]);
  });

  test("goes up until there are folders, and tells a file from a folder", () => {
    expect(missingSubPath("nothing/here", paths).message).toContain("Folders that exist: docs, packages.");
    expect(missingSubPath("README.md", paths).message).toContain("README.md is a file, not a folder");
  });

  test("names five at most", () => {
    const many = Array.from({ length: 9 }, (_, index) => `f${index}/a`);
    expect(missingSubPath("x", many).message).toContain("f0, f1, f2, f3, f4.");
  });
});
