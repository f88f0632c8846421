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
  const members = new Map<string, string[]>();
  for (const { local, member } of draft.uses) {
    if (member === null) continue;
    const known = members.get(local);
    if (known) known.push(member);
    else members.set(local, [member]);
  }
  const imports = draft.imports.map((found): ImportStatement => {
    const { specifier, typeOnly, line } = found;
    const names = namesOf(found, members);
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
    const names = new Set<string>();
    // Uses come in the order of the text.
    for (let at = range ? firstFrom(draft.uses, range.start) : Infinity; at < draft.uses.length; at++) {
      const use = draft.uses[at];
      if (!use || !range || use.at >= range.end) break;
      const imported = inside.get(use.local);
      if (imported === undefined) continue;
      names.add(imported === "*" && use.member !== null ? `${use.local}.${use.member}` : use.local);
    }
    return { ...symbol, uses: [...names].sort(byCodeUnit) };
  });
  return { path, doc: draft.doc, symbols, imports, testCases: draft.testCases, edges };
}

/** The place of the first use that stands at `start` or after it. */
function firstFrom(uses: readonly Use[], start: number): number {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses[middle]?.at ?? start) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Names of the other file; of a whole module those members that are used. */
function namesOf({ bindings, names }: FoundImport, members: ReadonlyMap<string, readonly string[]>): string[] {
  const all = new Set(names);
  for (const { local, imported } of bindings) {
    if (imported !== "*") all.add(imported);
    else for (const member of members.get(local) ?? ["*"]) all.add(member);
  }
  return [...all].sort(byCodeUnit);
}
