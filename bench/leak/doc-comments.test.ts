import { expect, test } from "vitest";
import type { Outline } from "#lib/structure/index.ts";
import { docComments } from "./doc-comments.ts";

function outlineOf(language: Outline["language"], ...startLines: number[]): Outline {
  const symbols = startLines.map((startLine) => ({
    name: "it",
    kind: "function" as const,
    signature: "it()",
    exported: true,
    range: { startLine, endLine: startLine, start: 0, end: 0 },
    doc: "",
    parameters: [],
    members: [],
    uses: [],
  }));
  return { path: "a", language, parsed: true, problem: null, lines: 9, doc: "", symbols, imports: [], testCases: [] };
}

test("comments above definitions lose their marks, and the file loses them; others stay", () => {
  const content = "/**\n * Adds.\n * Always.\n */\n@pure\nfunction it() {\n  // stays\n}\n";
  expect(docComments(content, outlineOf("typescript", 6))).toEqual({
    texts: ["Adds.\nAlways."],
    without: "@pure\nfunction it() {\n  // stays\n}\n",
  });
});

test("docstrings below their heads; comments of documentation that no definition has go, too", () => {
  const content = 'def it():\n    """Adds.\n\n    Always.\n    """\n    # stays\n';
  expect(docComments(content, outlineOf("python", 1))).toEqual({
    texts: ["Adds.\n\nAlways."],
    without: "def it():\n    # stays\n",
  });
  expect(docComments("/// Adds.\nfn it() {}\n", outlineOf("rust")).without).toBe("fn it() {}\n");
});
