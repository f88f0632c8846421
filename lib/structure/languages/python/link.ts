import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository } from "../port.ts";
import type { Use } from "../uses.ts";
import { type FoundImport, localsOf } from "./imports.ts";
import type { FileOutline } from "./outline.ts";
import { type Resolution, Resolver } from "./resolve.ts";

/** What linking needs of a file. */
export type Draft = FileOutline & {
  /** Attributes taken from modules that are bound whole, by the name they are bound to. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly own: readonly { readonly start: number; readonly end: number }[];
  readonly imports: readonly (FoundImport & { readonly lastLine: number })[];
  readonly uses: readonly Use[];
  readonly testCases: readonly string[];
};

/** Every import led to its module or package. */
export function link(drafts: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const bindings = new Map(
    drafts.filter(({ path }) => isInit(path)).map(({ path, draft }) => [path, boundNames(path, draft)]),
  );
  const resolver = new Resolver(repository, (file, name) => bindings.get(file)?.get(name) ?? null);
  return drafts.map(({ path, draft }) => linkFile(path, draft, resolver));
}

function isInit(path: string): boolean {
  return /(^|\/)__init__\.pyi?$/.test(path);
}

/** How a package binds names: `submodule` when it only imports the module of that name. */
function boundNames(path: string, { symbols, imports }: Draft): Map<string, "submodule" | "other"> {
  const folder = path.split("/").slice(0, -1).join("/");
  const bound = new Map<string, "submodule" | "other">();
  const bind = (local: string, isSubmodule: boolean): void => {
    if (bound.get(local) !== "other") bound.set(local, isSubmodule ? "submodule" : "other");
  };
  for (const found of imports) {
    if (found.isNested) continue;
    // `from . import x` and `from package import x` in the package itself both name the submodule x.
    const isOwn = found.dots > 0 ? found.dots === 1 && found.module === "" : endsWithModule(folder, found.module);
    for (const { name, local } of found.names ?? []) bind(local, isOwn && name === local);
    if (found.names || found.alias === null) continue;
    const parent = found.module.split(".").slice(0, -1).join(".");
    bind(found.alias, found.module.endsWith(`.${found.alias}`) && endsWithModule(folder, parent));
  }
  for (const { name } of symbols) bound.set(name, "other");
  return bound;
}

function endsWithModule(folder: string, module: string): boolean {
  return module !== "" && `/${folder}`.endsWith(`/${module.replaceAll(".", "/")}`);
}

function linkFile(path: string, draft: Draft, resolver: Resolver): FileFacts {
  const edges: FoundEdge[] = [];
  const inside = new Set<string>();
  const imports = draft.imports.flatMap((found) => {
    const specifier = ".".repeat(found.dots) + found.module;
    const { typeOnly, line, lastLine } = found;
    return targetsOf(path, found, draft, resolver).map(({ resolution, names, locals }): ImportStatement => {
      const { resolved, reason } = resolution;
      if (resolved !== null)
        edges.push({ to: resolved, kind: "import", names, lines: [{ start: line, end: lastLine }], typeOnly });
      if (resolved !== null && resolved !== path) for (const local of locals) inside.add(local);
      return { specifier, names, typeOnly, line, resolved, reason };
    });
  });
  const symbols = draft.symbols.map((symbol, index) => {
    const range = draft.own[index];
    const names = draft.uses.flatMap(({ at, local }) =>
      range && at >= range.start && at < range.end && inside.has(local) ? [local] : [],
    );
    return { ...symbol, uses: [...new Set(names)].sort(byCodeUnit) };
  });
  return { path, doc: draft.doc, symbols, imports, testCases: draft.testCases, edges };
}

type Target = { readonly resolution: Resolution; readonly names: string[]; readonly locals: readonly string[] };

/** One statement may lead to several files: each submodule it names is one. */
function targetsOf(path: string, found: FoundImport, draft: Draft, resolver: Resolver): Target[] {
  if (!found.names) {
    const used = [...(draft.attributes.get(found.alias ?? found.module) ?? [])].sort(byCodeUnit);
    return [{ resolution: resolver.resolveModule(path, found.module), names: used, locals: localsOf(found) }];
  }
  const groups = new Map<string, { resolution: Resolution; names: string[]; locals: string[] }>();
  for (const { name, local } of found.names) {
    const resolution = resolver.resolveName(path, found.dots, found.module, name);
    const key = `${resolution.resolved ?? ""}\0${resolution.reason}`;
    const group = groups.get(key) ?? { resolution, names: [], locals: [] };
    group.names.push(name);
    group.locals.push(local);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ ...group, names: [...new Set(group.names)].sort(byCodeUnit) }));
}
