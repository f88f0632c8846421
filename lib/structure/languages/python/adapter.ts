import { lastLine } from "../../text.ts";
import type { LanguageAdapter } from "../port.ts";
import { findUses, sectionFinder } from "../uses.ts";
import { type FoundImport, findImports, localsOf } from "./imports.ts";
import type { Draft } from "./link.ts";
import { type FileOutline, outline } from "./outline.ts";

export const python: LanguageAdapter<Draft> = {
  version: 2,
  grammar: () => "tree-sitter-python.wasm",
  read: (source, tree) => {
    const root = tree.rootNode;
    const imports = findImports(source, root).map((found) => ({ ...found, lastLine: lastLine(source.text, found) }));
    const { doc, symbols } = outline(source, root);
    const locals = new Map(
      imports.flatMap((found) => localsOf(found).map((local) => [local, { whole: true }] as const)),
    );
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const uses = findUses(source, root, locals, sectionFinder(own, imports), (type) => type === "identifier");
    const testCases = source.role === "test" ? testNames(symbols) : [];
    const attributes = attributesOf(source.text, imports);
    return { attributes, doc, symbols, own, imports, uses, testCases };
  },
  link: async (drafts, repository) => (await import("./link.ts")).link(drafts, repository),
};

/** One search for all modules, longer names first so that `a.b.c` is not read as attribute `b` of `a`. */
function attributesOf(text: string, imports: readonly FoundImport[]): Map<string, Set<string>> {
  const attributes = new Map<string, Set<string>>();
  const modules = imports.flatMap(({ names, alias, module }) => (names ? [] : [alias ?? module]));
  const plain = [...new Set(modules)].filter((name) => /^[\w.]+$/.test(name)).sort((a, b) => b.length - a.length);
  if (plain.length === 0) return attributes;
  const pattern = new RegExp(`(?<![.\\w])(${plain.join("|").replaceAll(".", "\\.")})\\.([A-Za-z_]\\w*)`, "g");
  for (const [, module = "", attribute = ""] of text.matchAll(pattern)) {
    attributes.set(module, (attributes.get(module) ?? new Set()).add(attribute));
  }
  return attributes;
}

/** Names of `test_…` functions and of the methods of test classes. */
function testNames(symbols: FileOutline["symbols"]): string[] {
  return symbols
    .flatMap(({ name, kind, members }) => (kind === "class" ? members.map((member) => member.name) : [name]))
    .filter((name) => /^test/i.test(name))
    .slice(0, 40);
}
