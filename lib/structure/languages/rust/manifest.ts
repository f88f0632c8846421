import { dirname, join } from "node:path/posix";
import { parse } from "smol-toml";
import { z } from "zod";
import type { Repository } from "../port.ts";

/** A crate's root file. `isLibrary` decides whether it sees the package's library by name. */
export type Target = { readonly root: string; readonly kind: "library" | "program" | "build" };

export type Package = {
  readonly folder: string;
  readonly edition: number;
  readonly library: { readonly name: string; readonly root: string } | null;
  readonly targets: readonly Target[];
  /** By the name under which code knows it: the folder of a package of the repository, or null for one of others. */
  readonly dependencies: ReadonlyMap<string, string | null>;
  readonly features: { readonly standard: ReadonlySet<string>; readonly all: ReadonlySet<string> };
  /** Text of the build script, which may set conditions. */
  readonly buildScript: string;
};

const MANIFEST_LIMIT = 3000;

const Table = z.record(z.string(), z.unknown()).catch({});
const Dependency = z.union([
  z.string().transform(() => ({})),
  z.object({
    path: z.string().optional(),
    package: z.string().optional(),
    workspace: z.boolean().optional(),
    optional: z.boolean().optional(),
    features: z.array(z.string()).optional(),
    "default-features": z.boolean().optional(),
  }),
]);
type Dependency = {
  readonly path?: string | undefined;
  readonly package?: string | undefined;
  readonly workspace?: boolean | undefined;
  readonly optional?: boolean | undefined;
  readonly features?: readonly string[] | undefined;
};
const Targets = z.array(z.object({ name: z.string().optional(), path: z.string().optional() })).catch([]);

type Manifest = { readonly folder: string; readonly table: Record<string, unknown> };

/** The packages of all manifests of the repository, by folder. */
export function readPackages(repository: Repository): Map<string, Package> {
  const manifests = new Map<string, Manifest>();
  for (const path of repository.paths) {
    if (!/(^|\/)Cargo\.toml$/.test(path) || manifests.size >= MANIFEST_LIMIT) continue;
    const table = parseToml(repository.read(path) ?? "");
    if (table) manifests.set(folderOf(path), { folder: folderOf(path), table });
  }
  const files = rustFilesByFolder(repository);
  const reader = new Reader(repository, manifests, files);
  const packages = new Map<string, Package>();
  for (const manifest of manifests.values()) {
    const read = reader.package(manifest);
    if (read) packages.set(manifest.folder, read);
  }
  return packages;
}

function parseToml(text: string): Record<string, unknown> | null {
  try {
    return Table.parse(parse(text));
  } catch {
    return null;
  }
}

/** Names of Rust files by folder: targets are found by their place. */
function rustFilesByFolder(repository: Repository): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const path of repository.paths) {
    if (!path.endsWith(".rs")) continue;
    const folder = folderOf(path);
    const known = files.get(folder);
    if (known) known.push(path);
    else files.set(folder, [path]);
    if (!path.endsWith("/main.rs")) continue;
    const above = `${folderOf(folder)}/*`;
    files.set(above, [...(files.get(above) ?? []), path]);
  }
  return files;
}

class Reader {
  readonly #repository: Repository;
  readonly #manifests: ReadonlyMap<string, Manifest>;
  readonly #files: ReadonlyMap<string, readonly string[]>;
  readonly #enabled = new Map<string, Set<string>>();

  constructor(
    repository: Repository,
    manifests: ReadonlyMap<string, Manifest>,
    files: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#repository = repository;
    this.#manifests = manifests;
    this.#files = files;
    for (const manifest of manifests.values()) this.#collectEnabled(manifest);
  }

  package({ folder, table }: Manifest): Package | null {
    const info = Table.parse(table.package ?? table.project);
    const name = text(info.name);
    if (name === null) return null;
    const library = this.#library(folder, name, table);
    const dependencies = new Map<string, string | null>();
    const optional = new Set<string>();
    for (const [key, dependency, home] of this.#dependencies(folder, table)) {
      const target = this.#target(home, key, dependency);
      const local = crateName(target === null ? key : this.#nameOf(target, key, dependency));
      dependencies.set(local, target ?? dependencies.get(local) ?? null);
      if (dependency.optional) optional.add(key);
    }
    return {
      folder,
      edition: this.#edition(folder, info),
      library,
      targets: this.#targets(folder, table, info, library?.root ?? null),
      dependencies,
      features: featuresOf(table, optional, this.#enabled.get(folder) ?? new Set()),
      buildScript: this.#repository.read(join(folder, text(info.build) ?? "build.rs")) ?? "",
    };
  }

  /** The name in code: the key when it renames, otherwise that of the library. */
  #nameOf(target: string, key: string, dependency: Dependency): string {
    if (dependency.package !== undefined && dependency.package !== key) return key;
    const table = this.#manifests.get(target)?.table ?? {};
    return text(Table.parse(table.lib).name) ?? key;
  }

  #library(folder: string, name: string, table: Record<string, unknown>): Package["library"] {
    const lib = Table.parse(table.lib);
    const root = join(folder, text(lib.path) ?? "src/lib.rs");
    if (!this.#repository.has(root)) return null;
    return { name: crateName(text(lib.name) ?? name), root };
  }

  #targets(
    folder: string,
    table: Record<string, unknown>,
    info: Record<string, unknown>,
    library: string | null,
  ): Target[] {
    const roots = new Map<string, Target["kind"]>();
    const add = (path: string, kind: Target["kind"]): void => {
      if (this.#repository.has(path) && !roots.has(path)) roots.set(path, kind);
    };
    if (library !== null) add(library, "library");
    const build = text(info.build);
    if (info.build !== false) add(join(folder, build ?? "build.rs"), "build");
    if (info.autobins !== false) add(join(folder, "src/main.rs"), "program");
    for (const [key, place, auto] of KINDS) {
      for (const { name, path } of Targets.parse(table[key])) {
        if (path !== undefined) add(join(folder, path), "program");
        else if (name !== undefined) {
          add(join(folder, place, `${name}.rs`), "program");
          add(join(folder, place, name, "main.rs"), "program");
        }
      }
      if (info[auto] === false) continue;
      for (const path of this.#files.get(join(folder, place)) ?? []) add(path, "program");
      for (const path of this.#files.get(`${join(folder, place)}/*`) ?? []) add(path, "program");
    }
    return [...roots].map(([root, kind]) => ({ root, kind }));
  }

  #edition(folder: string, info: Record<string, unknown>): number {
    if (info.edition === undefined) return 2015;
    const own = text(info.edition);
    const shared = own ?? text(Table.parse(this.#workspace(folder)?.package).edition);
    return Number(shared ?? "2021") || 2021;
  }

  /** The table of the workspace that a package is a member of. */
  #workspace(folder: string): (Record<string, unknown> & { readonly home?: string }) | null {
    const named = text(Table.parse(this.#manifests.get(folder)?.table.package).workspace);
    if (named !== null) {
      const home = inside(join(folder, named));
      const table = this.#manifests.get(home)?.table.workspace;
      if (table !== undefined) return { ...Table.parse(table), home };
    }
    for (let home = folder; ; home = folderOf(home)) {
      const table = this.#manifests.get(home)?.table.workspace;
      if (table !== undefined) return { ...Table.parse(table), home };
      if (home === "") return null;
    }
  }

  /** Every dependency with the folder its path starts from. */
  *#dependencies(folder: string, table: Record<string, unknown>): Generator<[string, Dependency, string]> {
    const tables = [table, ...Object.values(Table.parse(table.target)).map((each) => Table.parse(each))];
    for (const each of tables) {
      for (const key of ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies"]) {
        for (const [name, written] of Object.entries(Table.parse(each[key]))) {
          const own = Dependency.safeParse(written);
          if (!own.success) continue;
          const dependency: Dependency = own.data;
          const workspace = dependency.workspace === true ? this.#workspace(folder) : null;
          if (!workspace) yield [name, dependency, folder];
          else {
            const shared = Dependency.safeParse(Table.parse(workspace.dependencies)[name]);
            const merged = { ...(shared.success ? shared.data : {}), ...withoutUndefined(dependency) };
            yield [name, merged, workspace.home ?? ""];
          }
        }
      }
    }
  }

  /** The folder of the package when it is in the repository, by path or by a patch of the workspace. */
  #target(home: string, key: string, { path, package: name }: Dependency): string | null {
    if (path !== undefined) {
      const folder = inside(join(home, path));
      return this.#manifests.has(folder) ? folder : null;
    }
    const workspace = this.#workspace(home)?.home ?? home;
    const patches = Table.parse(this.#manifests.get(workspace)?.table.patch);
    for (const patch of Object.values(patches)) {
      const found = Dependency.safeParse(Table.parse(patch)[name ?? key]);
      const patched: Dependency = found.success ? found.data : {};
      if (patched.path === undefined) continue;
      const folder = inside(join(workspace, patched.path));
      if (this.#manifests.has(folder)) return folder;
    }
    return null;
  }

  /** Features that packages of the repository ask of each other count as on. */
  #collectEnabled({ folder, table }: Manifest): void {
    for (const [key, dependency, home] of this.#dependencies(folder, table)) {
      const target = this.#target(home, key, dependency);
      if (target === null || !dependency.features) continue;
      const known = this.#enabled.get(target) ?? new Set();
      for (const feature of dependency.features) known.add(feature);
      this.#enabled.set(target, known);
    }
  }
}

const KINDS = [
  ["bin", "src/bin", "autobins"],
  ["example", "examples", "autoexamples"],
  ["test", "tests", "autotests"],
  ["bench", "benches", "autobenches"],
] as const;

function featuresOf(
  table: Record<string, unknown>,
  optional: ReadonlySet<string>,
  enabled: ReadonlySet<string>,
): Package["features"] {
  const written = new Map(Object.entries(Table.parse(table.features)));
  const standard = new Set<string>();
  const waiting = ["default", ...enabled];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const bare = name.replace(/^dep:/, "").replace(/\?.*$/, "").replace(/\/.*$/, "");
    if (standard.has(bare)) continue;
    standard.add(bare);
    const implied = z.array(z.string()).catch([]).parse(written.get(bare));
    waiting.push(...implied);
  }
  return { standard, all: new Set([...written.keys(), ...optional, ...standard]) };
}

function withoutUndefined(dependency: Dependency): Dependency {
  return Object.fromEntries(Object.entries(dependency).filter(([, value]) => value !== undefined));
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function crateName(name: string): string {
  return name.replaceAll("-", "_");
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}

/** A folder's path; the root is empty. */
function inside(path: string): string {
  const folder = path.replace(/\/$/, "");
  return folder === "." ? "" : folder;
}
