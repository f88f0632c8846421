import { expect, test } from "vitest";
import { editorLanguage, editorLanguageOfPath } from "./code-language.ts";

test("every language has a tokeniser", () => {
  expect([editorLanguage("tsx"), editorLanguage("toml"), editorLanguage("other")]).toEqual([
    "typescript",
    "ini",
    "plaintext",
  ]);
});

test("paths without a known ending are plain text", () => {
  expect(["a/b.PY", "Makefile", "x.tar.gz", ".gitignore"].map(editorLanguageOfPath)).toEqual([
    "python",
    "plaintext",
    "plaintext",
    "plaintext",
  ]);
});
