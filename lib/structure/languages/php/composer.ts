import { dirname, join } from "node:path/posix";
import { z } from "zod";
import type { Repository } from "../port.ts";

/** Mappings that every name may have to be tried with. */
const MAPPING_LIMIT = 2000;

/** The autoload maps of every composer.json of a repository: monorepos have one in each component. */
export class Composer {
  readonly #repository: Repository;
  readonly #manifests: ReadonlyMap<string, Manifest>;
  /** Mappings by their prefix in PSR-4, which ends with a backslash or is empty. */
  readonly #psr4 = new Map<string, { readonly manifest: Manifest; readonly folder: string }[]>();
  readonly #psr0: { readonly manifest: Manifest; readonly prefix: string; readonly folder: string }[] = [];
  readonly #chains = new Map<string, readonly Manifest[]>();
  readonly #candidates = new Map<string, readonly Candidate[]>();

  constructor(repository: Repository) {
    this.#repository = repository;
    const manifests = repository.paths
      .filter((path) => path === "composer.json" || path.endsWith("/composer.json"))
      .flatMap((path) => readManifest(folderOf(path), repository.read(path)) ?? []);
    this.#manifests = new Map(manifests.map((manifest) => [manifest.folder, manifest]));
    for (const manifest of manifests) {
      for (const [prefix, folder] of manifest.psr4) {
        const known = this.#psr4.get(prefix);
        if (!known) this.#psr4.set(prefix, [{ manifest, folder }]);
        else if (known.length < MAPPING_LIMIT) known.push({ manifest, folder });
      }
      for (const [prefix, folder] of manifest.psr0) {
        if (this.#psr0.length < MAPPING_LIMIT) this.#psr0.push({ manifest, prefix, folder });
      }
    }
  }

  /**
   * The files that autoloading would look at for a class: one where the manifests around `from` decide, the nearest
   * first; otherwise all that other manifests lead to.
   */
  filesOf(from: string, name: string): readonly string[] {
    const candidates = this.#candidatesOf(name);
    for (const manifest of this.#chain(from)) {
      const own = candidates.find((candidate) => candidate.manifest === manifest);
      if (own) return [own.file];
    }
    return [...new Set(candidates.map(({ file }) => file))];
  }

  /** Whether a manifest of the repository itself claims the namespace of a name. */
  claims(name: string): boolean {
    return (
      prefixesOf(name).some((prefix) => prefix !== "" && this.#psr4.get(prefix)?.some(isOwn)) ||
      this.#psr0.some((each) => each.prefix !== "" && isOwn(each) && name.startsWith(each.prefix))
    );
  }

  /** Whether a manifest around `from` has the file loaded in any case, or looks for classes in it. */
  loads(from: string, file: string): boolean {
    return this.#chain(from).some(
      ({ files, classmap, excluded }) =>
        (files.has(file) || classmap.some((folder) => isWithin(file, folder))) &&
        !excluded.some((pattern) => pattern.test(file)),
    );
  }

  /** The folder of the nearest composer.json above a file. */
  projectOf(file: string): string {
    return this.#chain(file)[0]?.folder ?? "";
  }

  includeFolders(from: string): readonly string[] {
    return this.#chain(from).flatMap(({ includePath }) => includePath);
  }

  /** Manifests of the folders above a file, the nearest first. */
  #chain(file: string): readonly Manifest[] {
    const folder = folderOf(file);
    const known = this.#chains.get(folder);
    if (known) return known;
    const chain: Manifest[] = [];
    for (let above = folder; ; above = folderOf(above)) {
      const manifest = this.#manifests.get(above);
      if (manifest) chain.push(manifest);
      if (above === "") break;
    }
    this.#chains.set(folder, chain);
    return chain;
  }

  /** Existing files in Composer's order: PSR-4 with the longest prefix first, then PSR-0. */
  #candidatesOf(name: string): readonly Candidate[] {
    const known = this.#candidates.get(name);
    if (known) return known;
    const found: Candidate[] = [];
    const add = (manifest: Manifest, folder: string, path: string): void => {
      const file = folder === "" ? path : `${folder}/${path}`;
      if (this.#repository.has(file)) found.push({ manifest, file });
    };
    for (const prefix of prefixesOf(name)) {
      const path = `${name.slice(prefix.length).replaceAll("\\", "/")}.php`;
      for (const { manifest, folder } of this.#psr4.get(prefix) ?? []) add(manifest, folder, path);
    }
    const split = name.lastIndexOf("\\") + 1;
    const path = `${name.slice(0, split).replaceAll("\\", "/")}${name.slice(split).replaceAll("_", "/")}.php`;
    for (const { manifest, prefix, folder } of this.#psr0) if (name.startsWith(prefix)) add(manifest, folder, path);
    this.#candidates.set(name, found);
    return found;
  }
}

type Candidate = { readonly manifest: Manifest; readonly file: string };

type Manifest = {
  readonly folder: string;
  readonly psr4: readonly (readonly [prefix: string, folder: string])[];
  readonly psr0: readonly (readonly [prefix: string, folder: string])[];
  readonly classmap: readonly string[];
  readonly excluded: readonly RegExp[];
  readonly files: ReadonlySet<string>;
  readonly includePath: readonly string[];
};

const Folders = z.union([z.string().transform((folder) => [folder]), z.array(z.string())]).catch([]);
const Autoload = z
  .object({
    "psr-4": z.record(z.string(), Folders).catch({}).default({}),
    "psr-0": z.record(z.string(), Folders).catch({}).default({}),
    classmap: Folders.default([]),
    "exclude-from-classmap": Folders.default([]),
    files: Folders.default([]),
  })
  .optional()
  .catch(undefined);
const ComposerJson = z.object({ autoload: Autoload, "autoload-dev": Autoload, "include-path": Folders.default([]) });

/** Null for a file that is no manifest. What only a package's own development needs is not loaded from `vendor`. */
function readManifest(folder: string, text: string | null): Manifest | null {
  const parsed = ComposerJson.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const isVendored = /(^|\/)vendor\//.test(`${folder}/`);
  const { autoload, "autoload-dev": development } = parsed.data;
  const loads = [autoload, isVendored ? undefined : development].flatMap((load) => load ?? []);
  const at = (path: string): string => placeIn(folder, path);
  const mapped = (kind: "psr-4" | "psr-0"): [string, string][] =>
    loads.flatMap((load) =>
      Object.entries(load[kind]).flatMap(([prefix, folders]) =>
        folders.map((each): [string, string] => [prefix.replace(/^\\/, ""), at(each)]),
      ),
    );
  return {
    folder,
    psr4: mapped("psr-4"),
    psr0: mapped("psr-0"),
    classmap: loads.flatMap(({ classmap }) => classmap.map(at)),
    excluded: loads.flatMap((load) => load["exclude-from-classmap"].flatMap((pattern) => exclusion(at(pattern)))),
    files: new Set(loads.flatMap(({ files }) => files.map(at))),
    includePath: parsed.data["include-path"].map(at),
  };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** `*` stands for anything but a slash, `**` for anything. More of them would make matching slow, and are nobody's. */
function exclusion(pattern: string): RegExp[] {
  const parts = pattern.split(/\*+/);
  if (parts.length > 5 || pattern.length > 300) return [];
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*{2,}/g, "\0")
    .replace(/\*/g, "[^/]*")
    .replace(/\0/g, "[\\s\\S]*");
  return [new RegExp(`^${source}(?:/|$)`)];
}

function placeIn(folder: string, path: string): string {
  const place = join(folder, path).replace(/\/$/, "");
  return place === "." ? "" : place.replace(/^\//, "");
}

/** Every prefix of a name that ends with a backslash, the longest first, the empty one last. */
function prefixesOf(name: string): string[] {
  const prefixes: string[] = [];
  for (let at = name.lastIndexOf("\\"); at > 0; at = name.lastIndexOf("\\", at - 1))
    prefixes.push(name.slice(0, at + 1));
  return [...prefixes, ""];
}

function isOwn({ manifest }: { readonly manifest: Manifest }): boolean {
  return !/(^|\/)vendor\//.test(`${manifest.folder}/`);
}

function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
