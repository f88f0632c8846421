import type { LanguageAdapter } from "../port.ts";
import { Linker } from "./link.ts";
import { type FileOutline, outline } from "./outline.ts";
import { type FileNames, walkFile } from "./walk.ts";

/** C#: a name leads to every file that declares the type, by the rules of namespaces, usings and projects. */
export const csharp: LanguageAdapter<Draft> = {
  languages: ["csharp"],
  version: 1,
  grammar: () => "tree-sitter-c-sharp.wasm",
  read: (source, tree) => {
    const { declarations, ...names } = walkFile(source, tree);
    return { ...names, ...outline(source, declarations) };
  },
  link: (drafts, repository) => {
    const linker = new Linker(drafts, repository);
    return drafts.map((file) => linker.facts(file));
  },
};

export type Draft = FileNames & FileOutline;
