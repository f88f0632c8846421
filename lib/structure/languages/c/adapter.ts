import { withoutExportMacros } from "../cpp/export-macros.ts";
import { readCpp } from "../cpp/outline.ts";
import type { LanguageAdapter } from "../port.ts";
import { readDirectives } from "./directives.ts";
import type { Draft } from "./link.ts";
import { outline } from "./outline.ts";
import { testCases } from "./test-cases.ts";
import { readWords } from "./words.ts";

/** C and C++ are one family: they include each other's headers, and conditions are the preprocessor's in both. */
export const c: LanguageAdapter<Draft> = {
  version: 4,
  grammar: ({ language }) => (language === "cpp" ? "tree-sitter-cpp.wasm" : "tree-sitter-c.wasm"),
  prepare: withoutExportMacros,
  read: (parsed, tree) => {
    // Places are the same in both; what is shown and looked up is what the file says.
    const source = { ...parsed, text: parsed.written };
    const { directives, skips } = readDirectives(source);
    const drawn = outline(source, tree.rootNode, readCpp, skips);
    const words = readWords(source, drawn.symbols, skips);
    const tests = source.role === "test" ? testCases(source.text, drawn.symbols) : [];
    return { directives, outline: drawn, words, testCases: tests, isCpp: source.language === "cpp" };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};
