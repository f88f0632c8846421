import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import type { Use } from "../uses.ts";
import type { FoundImport } from "./found-import.ts";
import type { FileOutline } from "./outline-draft.ts";
import { Resolver } from "./resolve.ts";

/** What linking needs of a file. */
export type Draft = FileOutline & {
  readonly own: readonly { readonly start: number; readonly end: number }[];
  readonly imports: readonly (FoundImport & { readonly lastLine: number })[];
  readonly uses: readonly Use[];
  readonly testCases: readonly string[];
};

/** Every import resolved, with the names that each symbol uses from other files. */
export function link(drafts: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const resolver = new Resolver(repository);
  return drafts.map(({ path, draft }) => linkFile(path, draft, resolver, repository));
}

function linkFile(path: string, draft: Draft, resolver: Resolver, repository: Repository): FileFacts {
  const edges: FoundEdge[] = [];
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
    const { specifier, typeOnly, line, lastLine } = found;
    const names = namesOf(found, members);
    if (!found.literal) return { specifier, names, typeOnly, line, resolved: null, reason: "dynamic" };
    const { resolved, reason } = resolve(found);
    if (resolved !== null && repository.has(resolved)) {
      edges.push({ to: resolved, kind: "import", names, lines: [{ start: line, end: lastLine }], typeOnly });
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
