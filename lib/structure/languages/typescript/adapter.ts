import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, ImportStatement } from "../../schema.ts";
import type { FileFacts, LanguageAdapter, Repository } from "../port.ts";
import { findUses, sectionFinder, type Use } from "../uses.ts";
import type { FoundImport } from "./found-import.ts";
import { findImports } from "./imports.ts";
import { type FileOutline, outline } from "./outline.ts";
import { Resolver } from "./resolve.ts";
import { testTitles } from "./test-titles.ts";

/** TypeScript, TSX and JavaScript are one family: they import each other. */
export const typescript: LanguageAdapter<Draft> = {
  languages: ["typescript", "tsx", "javascript"],
  version: 2,
  grammar: ({ language }) => {
    if (language === "typescript") return "tree-sitter-typescript.wasm";
    return language === "tsx" ? "tree-sitter-tsx.wasm" : "tree-sitter-javascript.wasm";
  },
  read: (source, tree) => {
    const root = tree.rootNode;
    const imports = findImports(source, root);
    const { doc, symbols } = outline(source, root);
    const locals = new Map(
      imports.flatMap(({ bindings }) =>
        bindings.map(({ local, imported }) => [local, { whole: imported === "*" || imported === "default" }] as const),
      ),
    );
    locals.delete("");
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const sectionOf = sectionFinder(own, imports);
    const uses = findUses(source, root, locals, sectionOf, (type) => NAMES.has(type));
    const testCases = source.role === "test" ? testTitles(source, root) : [];
    return { doc, symbols, own, imports, uses, testCases };
  },
  link: (drafts, repository) => {
    const resolver = new Resolver(repository);
    return drafts.map(({ path, draft }) => link(path, draft, resolver, repository));
  },
};

type Draft = FileOutline & {
  readonly own: readonly { readonly start: number; readonly end: number }[];
  readonly imports: readonly FoundImport[];
  readonly uses: readonly Use[];
  readonly testCases: readonly string[];
};

const NAMES = new Set([
  "identifier",
  "type_identifier",
  "shorthand_property_identifier",
  "nested_identifier",
  "jsx_identifier",
]);

function link(path: string, draft: Draft, resolver: Resolver, repository: Repository): FileFacts {
  const edges: Omit<Edge, "from">[] = [];
  const inside = new Map<string, string>();
  const resolve = resolver.from(path);
  const imports = draft.imports.map((found): ImportStatement => {
    const { specifier, typeOnly, line } = found;
    const names = namesOf(found, draft.uses);
    if (!found.literal) return { specifier, names, typeOnly, line, resolved: null, reason: "dynamic" };
    const { resolved, reason } = resolve(found);
    if (resolved !== null && repository.has(resolved)) {
      edges.push({ to: resolved, kind: "import", names, lines: [line], typeOnly });
      for (const { local, imported } of found.bindings) if (resolved !== path) inside.set(local, imported);
    }
    return { specifier, names, typeOnly, line, resolved, reason };
  });
  const symbols = draft.symbols.map((symbol, index) => {
    const range = draft.own[index];
    const names = draft.uses.flatMap(({ at, local, member }) => {
      if (!range || at < range.start || at >= range.end || !inside.has(local)) return [];
      return [inside.get(local) === "*" && member !== null ? `${local}.${member}` : local];
    });
    return { ...symbol, uses: [...new Set(names)].sort(byCodeUnit) };
  });
  return { path, doc: draft.doc, symbols, imports, testCases: draft.testCases, edges };
}

/** Names of the other file; of a whole module those members that are used. */
function namesOf({ bindings, names }: FoundImport, uses: readonly Use[]): string[] {
  const all = new Set(names);
  for (const { local, imported } of bindings) {
    if (imported !== "*") {
      all.add(imported);
      continue;
    }
    const members = uses.flatMap((use) => (use.local === local && use.member !== null ? [use.member] : []));
    for (const member of members.length > 0 ? members : ["*"]) all.add(member);
  }
  return [...all].sort(byCodeUnit);
}
