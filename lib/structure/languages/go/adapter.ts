import type { LanguageAdapter } from "../port.ts";
import { buildsOf } from "./build.ts";
import { freeNames } from "./free-names.ts";
import type { Draft } from "./link.ts";
import { outline } from "./outline.ts";

/** Go's unit is the package: an import leads to the files that define what is used, and files of a package see each other. */
export const go: LanguageAdapter<Draft> = {
  version: 3,
  grammar: () => "tree-sitter-go.wasm",
  read: (source, tree) => {
    const facts = outline(source, tree.rootNode);
    const { path, role, shift } = source;
    return { ...facts, path, role, shift, platforms: buildsOf(path, source.text), uses: freeNames(source) };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};
