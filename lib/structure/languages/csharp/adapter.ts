import type { LanguageAdapter } from "../port.ts";
import { readable } from "./branches.ts";
import type { Draft } from "./link.ts";
import { outline } from "./outline.ts";
import { walkFile } from "./walk.ts";

/** C#: a name leads to every file that declares the type, by the rules of namespaces, usings and projects. */
export const csharp: LanguageAdapter<Draft> = {
  version: 6,
  grammar: () => "tree-sitter-c-sharp.wasm",
  prepare: readable,
  read: (source, tree) => {
    const { declarations, ...names } = walkFile(source, tree);
    return { ...names, ...outline(source, declarations) };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};
