import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import type { FileOutline } from "./outline.ts";
import { type Led, Resolver, type Target, type Unit } from "./resolve.ts";
import type { FileNames, FoundImport } from "./scopes.ts";

/** What linking needs of a file. */
export type Draft = FileOutline & { readonly names: FileNames; readonly shift: 0 | 1 };

/** Every name led to the file of its type. */
export function link(drafts: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const resolver = new Resolver(repository);
  const units = drafts.map(({ path, draft }) => resolver.add(path, draft.names));
  return drafts.flatMap(({ draft }, index) => {
    const unit = units[index];
    return unit ? [new FileLink(draft, unit, resolver).facts()] : [];
  });
}

type Need = { readonly names: Set<string>; readonly lines: Set<number> };

/** The edges and imports of one file. */
class FileLink {
  readonly #draft: Draft;
  readonly #unit: Unit;
  readonly #resolver: Resolver;
  readonly #imported = new Map<string, Need>();
  readonly #referenced = new Map<string, Need>();
  /** What came through an import: names by file. */
  readonly #through = new Map<FoundImport, Map<string, Set<string>>>();

  constructor(draft: Draft, unit: Unit, resolver: Resolver) {
    this.#draft = draft;
    this.#unit = unit;
    this.#resolver = resolver;
  }

  facts(): FileFacts {
    const { doc, testCases } = this.#draft;
    const uses = this.#uses();
    const led = this.#resolver.imports(this.#unit);
    for (const each of led) this.#imports(each);
    const symbols = this.#draft.symbols.map((symbol) => {
      const { start, end } = symbol.range;
      const inside = uses.filter(({ at }) => at + this.#draft.shift >= start && at + this.#draft.shift < end);
      return { ...symbol, uses: [...new Set(inside.map(({ chain }) => chain))].sort(byCodeUnit) };
    });
    const imports = led.map((each) => this.#statement(each));
    return { path: this.#unit.path, doc, symbols, imports, testCases, edges: this.#edges() };
  }

  /** Looks every name up; gives those that lead to other files. */
  #uses(): { readonly at: number; readonly chain: string }[] {
    const { names, variables } = this.#draft.names;
    const found: { at: number; chain: string }[] = [];
    for (const { chain, scope, at, line, isType } of names) {
      if (!isType && variables.has(chain.split(".", 1)[0] ?? chain)) continue;
      const { targets, via } = this.#resolver.chain(this.#unit, scope, chain);
      let isElsewhere = false;
      for (const [index, target] of targets.entries()) {
        if (target.unit === this.#unit) continue;
        isElsewhere = true;
        const name = nameOf(target);
        // An import binds the first name alone; what is a member of it elsewhere is named without one.
        if (index === 0 && via) this.#viaImport(via, target, name, line);
        else note(this.#referenced, target.unit.path, name, line);
      }
      if (isElsewhere) found.push({ at, chain });
    }
    return found;
  }

  #viaImport(via: FoundImport, target: Target, name: string, line: number): void {
    const files = this.#through.get(via) ?? new Map<string, Set<string>>();
    this.#through.set(via, files);
    const { path } = target.unit;
    files.set(path, (files.get(path) ?? new Set()).add(name));
    note(this.#imported, path, name, via.line);
    note(this.#imported, path, name, line);
  }

  /** What an import names is needed, used or not. */
  #imports({ found, target }: Led): void {
    if (!target || target.unit === this.#unit) return;
    const last = found.path.slice(found.path.lastIndexOf(".") + 1);
    note(this.#imported, target.unit.path, found.isWildcard || found.isModule ? null : last, found.line);
  }

  #statement({ found, target, reason }: Led): ImportStatement {
    const files = this.#through.get(found) ?? new Map<string, Set<string>>();
    const used = [...new Set([...files.values()].flatMap((names) => [...names]))].sort(byCodeUnit);
    const last = found.path.slice(found.path.lastIndexOf(".") + 1);
    const most = [...files].sort(([a, x], [b, y]) => y.size - x.size || byCodeUnit(a, b))[0]?.[0];
    const resolved = target?.unit.path ?? most ?? null;
    return {
      specifier: found.isWildcard ? `${found.path}.*` : found.path,
      names: found.isWildcard ? used : found.isModule ? [] : [last],
      typeOnly: false,
      line: found.line,
      resolved,
      // A package of the repository: its files are needed as far as its types are used.
      reason: resolved === null && reason === "resolved" ? "unused" : reason,
    };
  }

  /** A file that an import leads to is not a reference as well. */
  #edges(): FoundEdge[] {
    const edge = (to: string, kind: Edge["kind"], { names, lines }: Need): FoundEdge => ({
      to,
      kind,
      names: [...names].sort(byCodeUnit),
      lines: [...lines].sort((a, b) => a - b),
      typeOnly: false,
    });
    return [
      ...[...this.#imported].map(([to, need]) => edge(to, "import", need)),
      ...[...this.#referenced]
        .filter(([to]) => !this.#imported.has(to))
        .map(([to, need]) => edge(to, "reference", need)),
    ];
  }
}

function nameOf({ unit, type }: Target): string {
  return unit.names.types[type]?.name ?? "";
}

function note(needs: Map<string, Need>, path: string, name: string | null, line: number): void {
  const need = needs.get(path) ?? { names: new Set(), lines: new Set() };
  needs.set(path, need);
  if (name !== null) need.names.add(name);
  need.lines.add(line);
}
