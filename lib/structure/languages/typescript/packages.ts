import { dirname, join } from "node:path/posix";
import { exports as resolveExports, imports as resolveImports } from "resolve.exports";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { Repository } from "../port.ts";

/** A package.json of the repository. `folder` is empty for the root. */
export type Package = {
  readonly folder: string;
  readonly name: string | null;
  readonly entries: readonly string[];
  readonly exports: unknown;
  readonly imports: unknown;
  readonly isLinked: boolean;
};

const Manifest = z.object({
  name: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  module: z.string().optional().catch(undefined),
  types: z.string().optional().catch(undefined),
  typings: z.string().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  exports: z.unknown().optional(),
  imports: z.unknown().optional(),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: z.array(z.string()) })])
    .optional()
    .catch(undefined),
  dependencies: z.record(z.string(), z.string()).optional().catch(undefined),
  devDependencies: z.record(z.string(), z.string()).optional().catch(undefined),
});

/** The packages of a repository: which own a file, and which other packages can import by name. */
export class Packages {
  readonly #byFolder = new Map<string, Package>();
  readonly #linked = new Map<string, Package>();

  constructor(repository: Repository) {
    const manifests = repository.paths
      .filter((path) => path === "package.json" || path.endsWith("/package.json"))
      .filter((path) => !path.includes("node_modules/"))
      .flatMap((path) => {
        const manifest = parseManifest(repository.read(path));
        return manifest ? [{ folder: folderOf(path), manifest }] : [];
      });
    const isMember = memberTest(repository, manifests);
    for (const { folder, manifest } of manifests) {
      const entries = [manifest.types, manifest.typings, manifest.source, manifest.module, manifest.main];
      const isLinked = isMember(folder);
      const own: Package = {
        folder,
        name: manifest.name ?? null,
        entries: entries.flatMap((entry) => entry ?? []),
        exports: manifest.exports,
        imports: manifest.imports,
        isLinked,
      };
      this.#byFolder.set(folder, own);
      if (isLinked && own.name && !this.#linked.has(own.name)) this.#linked.set(own.name, own);
    }
  }

  /** The package that a file of `folder` belongs to. */
  owner(folder: string): Package | null {
    for (let each = folder; ; each = folderOf(each)) {
      const found = this.#byFolder.get(each);
      if (found) return found;
      if (each === "") return null;
    }
  }

  /** A package by name, as seen from a file of `folder`: a workspace, or the file's own package. */
  find(name: string, folder: string): Package | null {
    const linked = this.#linked.get(name);
    if (linked) return linked;
    const own = this.owner(folder);
    return own?.name === name ? own : null;
  }

  folderOfName(name: string): string | null {
    return this.#linked.get(name)?.folder ?? null;
  }
}

/** Targets of `exports` for a sub-path such as `.` or `./x`, relative to the package; several when conditions differ. */
export function exportTargets(owner: Package, subpath: string, conditions: readonly string[]): string[] {
  const pkg = { name: owner.name ?? "package", exports: toExports(owner.exports) };
  return allConditions(conditions, (options) => resolveExports(pkg, subpath, options) ?? []);
}

/** Targets of `imports` for a specifier that begins with `#`. */
export function importTargets(owner: Package, specifier: string, conditions: readonly string[]): string[] {
  const parsed = ImportsMap.safeParse(owner.imports);
  if (!parsed.success) return [];
  const pkg = { name: owner.name ?? "package", imports: parsed.data };
  return allConditions(conditions, (options) => resolveImports(pkg, specifier, options) ?? []);
}

type Options = { readonly unsafe: true; readonly conditions: readonly string[] };

function allConditions(custom: readonly string[], resolve: (options: Options) => readonly string[]): string[] {
  const targets: string[] = [];
  for (const conditions of [
    [...custom, "types", "import", "node"],
    ["source", "development", "import", "node"],
    ["import", "module", "browser"],
    ["require", "node"],
  ]) {
    try {
      targets.push(...resolve({ unsafe: true, conditions }));
    } catch {
      // The library throws where a sub-path is not exported under these conditions; the next ones may know it.
    }
  }
  return [...new Set(targets)];
}

type Exports = { [key: string]: Exports } | Exports[] | string | null;
const Exports: z.ZodType<Exports> = z.lazy(() =>
  z.union([z.string(), z.null(), z.array(Exports), z.record(z.string(), Exports)]),
);
const ImportsMap = z.record(z.templateLiteral(["#", z.string()]), Exports);

function toExports(value: unknown): Exports {
  return Exports.safeParse(value).data ?? null;
}

function parseManifest(text: string | null): z.infer<typeof Manifest> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Manifest.safeParse(value).data ?? null;
  } catch {
    return null;
  }
}

/** Which folders are packages that others import by name: members of a workspace, and targets of `file:` and `link:`. */
function memberTest(
  repository: Repository,
  manifests: readonly { folder: string; manifest: z.infer<typeof Manifest> }[],
): (folder: string) => boolean {
  const globs: { root: string; include: RegExp[]; exclude: RegExp[] }[] = [];
  const linked = new Set<string>();
  const add = (root: string, patterns: readonly string[]): void => {
    const toRegExp = (pattern: string): RegExp => globToRegExp(join(root, pattern.replace(/^!/, "")));
    globs.push({
      root,
      include: patterns.filter((pattern) => !pattern.startsWith("!")).map(toRegExp),
      exclude: patterns.filter((pattern) => pattern.startsWith("!")).map(toRegExp),
    });
  };
  for (const { folder, manifest } of manifests) {
    const { workspaces } = manifest;
    if (workspaces) add(folder, Array.isArray(workspaces) ? workspaces : workspaces.packages);
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const target = /^(?:file|link|portal):(.+)$/.exec(version)?.[1];
      if (target) linked.add(clean(join(folder, target)));
    }
  }
  for (const path of repository.paths) {
    if (/(^|\/)pnpm-workspace\.yaml$/.test(path)) add(folderOf(path), packagesOf(yaml(repository.read(path))));
    if (path === "lerna.json") add("", packagesOf(yaml(repository.read(path))));
  }
  return (folder) =>
    linked.has(folder) ||
    globs.some(
      ({ root, include, exclude }) =>
        folder === root || (include.some((glob) => glob.test(folder)) && !exclude.some((glob) => glob.test(folder))),
    );
}

/** JSON is YAML, so one reader serves pnpm-workspace.yaml and lerna.json. */
function yaml(text: string | null): unknown {
  try {
    return text === null ? null : parseYaml(text, { maxAliasCount: 10, logLevel: "silent" });
  } catch {
    return null;
  }
}

const PackageGlobs = z.object({ packages: z.array(z.string()) });

function packagesOf(value: unknown): readonly string[] {
  return PackageGlobs.safeParse(value).data?.packages ?? [];
}

/** The globs of workspaces: `*` within a folder, `**` across folders, `{a,b}`. */
function globToRegExp(glob: string): RegExp {
  const source = clean(glob)
    .slice(0, 300)
    .replace(/[.+^$()|[\]\\]/g, "\\$&")
    .replace(/\{([^{}]*)\}/g, (_, inner: string) => `(?:${inner.split(",").join("|")})`)
    .replace(/\?/g, "[^/]")
    .replace(/\*\*\/?|\*/g, (star) => (star === "*" ? "[^/]*" : ".*"));
  try {
    return new RegExp(`^${source.replace(/\(\[\^\/\]:/g, "(?:")}$`);
  } catch {
    return /^$/;
  }
}

function clean(folder: string): string {
  return folder.replace(/^\.\/|\/+$/g, "").replace(/^\.$/, "");
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
