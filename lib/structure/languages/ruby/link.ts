import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import { sectionFinder, TOP_LEVEL } from "../uses.ts";
import type { ConstantUse } from "./constants.ts";
import type { Declarations } from "./declarations.ts";
import type { FoundImport } from "./imports.ts";
import { Constants, type Nesting } from "./lookup.ts";
import type { FileOutline } from "./outline.ts";
import { type Resolution, Resolver } from "./resolve.ts";
import type { Settings } from "./settings.ts";
import { NamedFiles } from "./zeitwerk.ts";

/** What linking needs of a file. */
export type Draft = FileOutline &
  Omit<Declarations, "hidden"> & {
    readonly own: readonly { readonly start: number; readonly end: number }[];
    readonly uses: readonly (ConstantUse & { readonly line: number })[];
    readonly imports: readonly FoundImport[];
    readonly testCases: readonly string[];
    readonly settings: Settings;
  };

/** Every path and constant led to its file. */
export function link(drafts: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  return new RubyLink(drafts, repository).facts();
}

type ReadFile = FileDraft<Draft>;

class RubyLink {
  readonly #drafts: readonly ReadFile[];
  readonly #resolver: Resolver;
  readonly #constants: Constants;

  constructor(drafts: readonly ReadFile[], repository: Repository) {
    this.#drafts = drafts;
    const settings = new Map(drafts.map(({ path, draft }) => [path, draft.settings]));
    this.#resolver = new Resolver(repository, new Map([...settings].map(([path, { loadPaths }]) => [path, loadPaths])));
    const files = drafts.map(({ path, role, draft: { scopes, definitions } }) => {
      return { path, role, project: this.#resolver.projectOf(path), scopes, definitions };
    });
    this.#constants = new Constants(files, new NamedFiles(repository, settings, this.#resolver));
  }

  facts(): FileFacts[] {
    // All autoloads are known before the first constant is looked up.
    const resolutions = this.#drafts.map(({ path, draft }) => this.#resolutions(path, draft));
    return this.#drafts.map(({ path, draft }, index) => this.#file(path, draft, resolutions[index] ?? []));
  }

  #resolutions(path: string, { imports, scopes }: Draft): Resolution[] {
    const innermost = (at: number): number => scopes.findLastIndex(({ body, end }) => body <= at && at < end);
    return imports.map(({ verb, path: target, autoload, at }) => {
      const nesting = autoload ? this.#receiver(path, innermost(at), autoload.receiver) : [];
      const written =
        target ?? (autoload?.inferred ? ({ base: "plain", path: inferredPath(nesting, autoload) } as const) : null);
      if (!written) return { resolved: null, reason: "dynamic" };
      const resolution = this.#resolver.resolve(path, verb, written);
      if (autoload && resolution.resolved !== null) {
        this.#constants.addAutoload([...nesting.slice(0, 1), autoload.constant].join("::"), resolution.resolved);
      }
      return resolution;
    });
  }

  #receiver(path: string, scope: number, receiver: string | null): Nesting {
    const nesting = this.#constants.nestingOf(path, scope);
    if (receiver === null) return nesting;
    const name = receiver.replace(/^::/, "");
    if (name === "Object" || name === "Kernel") return [];
    return [this.#constants.lookup(name, receiver.startsWith("::"), nesting) ?? name];
  }

  #file(path: string, draft: Draft, resolutions: readonly Resolution[]): FileFacts {
    const imported = new Set(resolutions.flatMap(({ resolved }) => resolved ?? []));
    const used = new Map<string, Set<string>>();
    const inside = new Map<number, Set<string>>();
    const edges: FoundEdge[] = [];
    const sectionOf = sectionFinder(draft.own, []);
    for (const { name, isTop, scope, at, line } of draft.uses) {
      const section = sectionOf(at);
      const full = this.#constants.lookup(name, isTop, this.#constants.nestingOf(path, scope));
      const to = full === null ? null : this.#constants.fileOf(full, path);
      if (to === null || to === path) continue;
      if (section !== TOP_LEVEL) inside.set(section, (inside.get(section) ?? new Set()).add(name));
      const kind = imported.has(to) ? "import" : "reference";
      used.set(to, (used.get(to) ?? new Set()).add(name));
      edges.push({ to, kind, names: [name], lines: [line], typeOnly: false });
    }
    const imports = draft.imports.map(({ specifier, line, autoload }, index): ImportStatement => {
      const { resolved, reason } = resolutions[index] ?? { resolved: null, reason: "dynamic" };
      const names = autoload ? [autoload.constant] : [...(used.get(resolved ?? "") ?? [])].sort(byCodeUnit);
      if (resolved !== null) edges.push({ to: resolved, kind: "import", names, lines: [line], typeOnly: false });
      return { specifier, names, typeOnly: false, line, resolved, reason };
    });
    const symbols = draft.symbols.map((symbol, index) => {
      return { ...symbol, uses: [...(inside.get(index) ?? [])].sort(byCodeUnit) };
    });
    return { path, doc: draft.doc, symbols, imports, testCases: draft.testCases, edges };
  }
}

/** The path that ActiveSupport::Autoload gives a constant: its full name, underscored. */
function inferredPath([outer]: Nesting, { constant, inferred }: NonNullable<FoundImport["autoload"]>): string {
  if (inferred?.at) return inferred.at;
  return [...(outer === undefined ? [] : [outer]), ...(inferred?.under ? [inferred.under] : []), constant]
    .map(underscore)
    .join("/");
}

function underscore(name: string): string {
  return name
    .replaceAll("::", "/")
    .replace(/([A-Z\d]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}
