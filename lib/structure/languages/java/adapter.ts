import type { LanguageAdapter } from "../port.ts";
import type { Draft } from "./link.ts";
import { findNames } from "./names.ts";
import { outline } from "./outline.ts";

/** Java's unit is the type: an import leads to the files of the types that it names, and a package's files see each other. */
export const java: LanguageAdapter<Draft> = {
  version: 3,
  grammar: () => "tree-sitter-java.wasm",
  read: (source, tree) => {
    const facts = outline(source, tree.rootNode);
    const names = findNames(source, tree.rootNode);
    const testCases = source.role === "test" ? facts.testCases : [];
    return { ...facts, testCases, names, shift: source.shift };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};
