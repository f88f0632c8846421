import { expect, test } from "vitest";
import { structureOf } from "../../fixture.ts";

test("shell functions are outlined with the comment above them, and there are no edges", async () => {
  const { outlines, edges, coverage } = await structureOf({
    "b.sh":
      "#!/bin/sh\n# Builds things.\n\n# Says hello.\n# Twice.\nhello() {\n  echo hi\n}\nfunction two { :; }\n. ./c.sh\n",
    "c.sh": "inner() { nested() { :; }; }\n",
  });
  expect(outlines[0]?.doc).toBe("Builds things.");
  expect(outlines[0]?.symbols.map(({ name, kind, doc, range }) => [name, kind, doc, range.startLine])).toEqual([
    ["hello", "function", "Says hello.", 6],
    ["two", "function", "", 9],
  ]);
  expect(outlines[1]?.symbols.map(({ name }) => name)).toEqual(["inner"]);
  expect(edges).toEqual([]);
  expect(coverage).toEqual([{ language: "shell", files: 2, outlined: 2, edges: false }]);
});

test("style rules are outlined by their selectors", async () => {
  const { outlines } = await structureOf({
    "a.css": "/* The look of buttons. */\n.button, a:hover { color: red }\n@media print { .button { color: black } }\n",
  });
  expect(outlines[0]?.doc).toBe("The look of buttons.");
  expect(outlines[0]?.symbols.map(({ name, signature }) => [name, signature])).toEqual([
    [".button, a:hover", ".button, a:hover"],
  ]);
});
