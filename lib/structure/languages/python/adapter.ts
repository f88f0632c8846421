import { byCodeUnit } from "#lib/std/order.ts";
import type { Edge, ImportStatement } from "../../schema.ts";
import type { FileFacts, LanguageAdapter } from "../port.ts";
import { findUses, sectionFinder, type Use } from "../uses.ts";
import { type FoundImport, findImports } from "./imports.ts";
import { type FileOutline, outline } from "./outline.ts";
import { type Resolution, Resolver } from "./resolve.ts";

export const python: LanguageAdapter<Draft> = {
  version: 1,
  grammar: () => "tree-sitter-python.wasm",
  read: (source, tree) => {
    const root = tree.rootNode;
    const imports = findImports(source, root);
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
  link: async (drafts, repository) => {
    const bindings = new Map(
      drafts.filter(({ path }) => isInit(path)).map(({ path, draft }) => [path, boundNames(path, draft)]),
    );
    const resolver = new Resolver(repository, (file, name) => bindings.get(file)?.get(name) ?? null);
    return drafts.map(({ path, draft }) => link(path, draft, resolver));
  },
};

type Draft = FileOutline & {
  /** Attributes taken from modules that are bound whole, by the name they are bound to. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly own: readonly { readonly start: number; readonly end: number }[];
  readonly imports: readonly FoundImport[];
  readonly uses: readonly Use[];
  readonly testCases: readonly string[];
};

function isInit(path: string): boolean {
  return /(^|\/)__init__\.pyi?$/.test(path);
}

function localsOf({ names, module, alias }: FoundImport): string[] {
  if (names) return names.map(({ local }) => local).filter((local) => local !== "*");
  return [alias ?? module.split(".")[0] ?? module];
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

function link(path: string, draft: Draft, resolver: Resolver): FileFacts {
  const edges: Omit<Edge, "from">[] = [];
  const inside = new Set<string>();
  const imports = draft.imports.flatMap((found) => {
    const specifier = ".".repeat(found.dots) + found.module;
    const { typeOnly, line } = found;
    return targetsOf(path, found, draft, resolver).map(({ resolution, names, locals }): ImportStatement => {
      const { resolved, reason } = resolution;
      if (resolved !== null) edges.push({ to: resolved, kind: "import", names, lines: [line], typeOnly });
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
