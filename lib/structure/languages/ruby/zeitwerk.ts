import { byCodeUnit } from "#lib/std/order.ts";
import type { Repository } from "../port.ts";
import type { Resolver } from "./resolve.ts";
import type { Settings } from "./settings.ts";

/**
 * Which constants Zeitwerk expects where: `foo/bar_baz.rb` below a root defines `Foo::BarBaz`. Roots are the folders of
 * `app` in Rails applications and engines, and those that a loader is given.
 */
export class NamedFiles {
  readonly #files = new Map<string, string[]>();
  readonly #namespaces = new Set<string>();

  constructor(repository: Repository, settings: ReadonlyMap<string, Settings>, resolver: Resolver) {
    const inflect = inflector(settings);
    const roots = rootsOf(settings, resolver);
    if (roots.size === 0) return;
    const folders = (kind: "collapsed" | "ignored"): string[] =>
      [...settings].flatMap(([file, { [kind]: paths }]) =>
        paths.flatMap((path) => resolver.absolute(file, path) ?? []),
      );
    const collapsed = folders("collapsed").map((path) => globbed(path, "$"));
    const ignored = folders("ignored").map((path) => globbed(path, "(?:$|/)"));
    for (const path of repository.paths) {
      if (!path.endsWith(".rb")) continue;
      const root = innermost(path, roots);
      if (!root || ignored.some((pattern) => pattern.test(path))) continue;
      const parts = path.slice(root.folder === "" ? 0 : root.folder.length + 1, -3).split("/");
      const names = root.namespace === "" ? [] : root.namespace.split("::");
      for (const [index, part] of parts.entries()) {
        const above = [root.folder, ...parts.slice(0, index + 1)].filter((each) => each !== "").join("/");
        const isLast = index === parts.length - 1;
        if (!isLast && collapsed.some((pattern) => pattern.test(above))) continue;
        names.push(isLast && root.isGem && part === "version" && index === 1 ? "VERSION" : inflect(part));
        if (!isLast) this.#namespaces.add(names.join("::"));
      }
      const name = names.join("::");
      const known = this.#files.get(name);
      if (known) known.push(path);
      else this.#files.set(name, [path]);
    }
  }

  /** Whether the name is a file's or that of a folder with files. */
  has(name: string): boolean {
    return this.#files.has(name) || this.#namespaces.has(name);
  }

  filesOf(name: string): readonly string[] {
    return this.#files.get(name) ?? [];
  }
}

type Root = { readonly folder: string; readonly namespace: string; readonly isGem: boolean };

function rootsOf(settings: ReadonlyMap<string, Settings>, resolver: Resolver): Map<string, Root> {
  const roots = new Map<string, Root>();
  for (const folder of resolver.applicationFolders()) roots.set(folder, { folder, namespace: "", isGem: false });
  for (const [file, { roots: pushed, gems }] of settings) {
    for (const { folder: path, namespace } of pushed) {
      const folder = resolver.absolute(file, path);
      if (folder !== null) roots.set(folder, { folder, namespace, isGem: false });
    }
    for (const namespace of gems) {
      const folder = file.split("/").slice(0, -1).join("/");
      roots.set(folder, { folder, namespace: namespace.replace(/^::/, ""), isGem: true });
    }
  }
  return roots;
}

function innermost(path: string, roots: ReadonlyMap<string, Root>): Root | null {
  for (let at = path.lastIndexOf("/"); at >= 0; at = path.lastIndexOf("/", at - 1)) {
    const root = roots.get(path.slice(0, at));
    if (root) return root;
    if (at === 0) break;
  }
  return roots.get("") ?? null;
}

/** `*` stands for anything within a folder. */
function globbed(path: string, end: string): RegExp {
  const source = path
    .split(/(\*+)/)
    .map((part) =>
      part.startsWith("*") ? (part.length > 1 ? ".*" : "[^/]*") : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}${end}`);
}

/** `foo_bar` to `FooBar`, with what loaders and Rails declare. */
function inflector(settings: ReadonlyMap<string, Settings>): (name: string) => string {
  const acronyms = new Map<string, string>();
  const overrides = new Map<string, string>();
  for (const [, { acronyms: declared, inflections }] of [...settings].sort(([a], [b]) => byCodeUnit(a, b))) {
    for (const acronym of declared) acronyms.set(acronym.toLowerCase(), acronym);
    for (const [name, constant] of inflections) overrides.set(name, constant);
  }
  return (name) =>
    overrides.get(name) ??
    name
      .split("_")
      .map((part) => acronyms.get(part) ?? part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
      .join("");
}
