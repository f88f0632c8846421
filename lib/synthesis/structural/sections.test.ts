import { expect, test } from "vitest";
import { headingsOf } from "./sections.ts";

const words = "The words below a title say more than the title does, and there are many of them here.";

test("titles of Markdown and of underlined text are headings", () => {
  const markdown = `# Use\n\n${words}\n\n## Install it\n\n${words}\n`;
  expect(headingsOf("markdown", markdown)).toEqual([
    { level: 1, text: "Use" },
    { level: 2, text: "Install it" },
  ]);
  expect(headingsOf("text", `Use\n===\n\n${words}\n`)).toEqual([{ level: 1, text: "Use" }]);
});

test("a comment is no title", () => {
  expect(headingsOf("text", `# pinned\nrequests==2.32.3\n# ${words}\n`)).toEqual([]);
  expect(headingsOf("other", "# Marker file for typed packages\n")).toEqual([]);
});

test("titles that are most of the document are not told", () => {
  expect(headingsOf("markdown", "# A single line\n")).toEqual([]);
  expect(headingsOf("markdown", "# One\n\nTwo three.\n\n## Four\n\nFive.\n")).toHaveLength(2);
});
