import { dirname, join } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { Repository } from "../port.ts";

type Module = { readonly path: string; readonly folder: string; readonly replaced: readonly Place[] };
/** A module path and the folder it stands for. */
type Place = { readonly path: string; readonly folder: string };
type Answer = { readonly folder: string } | { readonly reason: ImportStatement["reason"] };

/** Leads import paths to folders, as the module around the importing file sees them. */
export class Modules {
  readonly #repository: Repository;
  /** By folder; the repository's root is the empty one. */
  readonly #modules = new Map<string, Module>();
  /** What a module may import when neither it nor its vendor folder has the package: the other modules of the tree. */
  readonly #others: readonly Place[];
  readonly #standard: string | undefined;
  readonly #places = new Map<Module | undefined, readonly Place[]>();
  readonly #hosts = new Map<Module, readonly Module[]>();
  readonly #known = new Map<string, Answer>();

  constructor(repository: Repository) {
    this.#repository = repository;
    const workspaces = new Map<string, readonly Place[]>();
    for (const path of repository.paths) {
      const [, name] = /(?:^|\/)go\.(mod|work)$/.exec(path) ?? [];
      if (name === undefined) continue;
      const text = (repository.read(path) ?? "").replace(/\/\/[^\n]*/g, "");
      const folder = folderOf(path);
      const replaced = this.#replacements(text, folder);
      if (name === "work") workspaces.set(folder, replaced);
      else this.#modules.set(folder, { path: moduleName(text), folder, replaced });
    }
    const all = [...this.#modules.values()].filter(({ path, folder }) => path !== "" && !isIgnored(folder));
    const shared = [...workspaces].filter(([folder]) => !isIgnored(folder)).flatMap(([, replaced]) => replaced);
    // Of copies under one name the one nearest to the root is the module, the others are fixtures.
    const depth = ({ folder }: Place): number => (folder === "" ? 0 : folder.split("/").length);
    this.#others = byPath([...all.sort((a, b) => depth(a) - depth(b) || byCodeUnit(a.folder, b.folder)), ...shared]);
    this.#standard = all.find(({ path }) => path === "std")?.folder;
  }

  /** The folder of a package as `from` imports it, or the reason why it is not one of the repository's. */
  folderOf(path: string, from: string): Answer {
    const own = this.#moduleAround(folderOf(from));
    const key = `${own?.folder}\0${path}`;
    const known = this.#known.get(key);
    if (known) return known;
    const answer = this.#find(path, own);
    this.#known.set(key, answer);
    return answer;
  }

  #find(path: string, own: Module | undefined): Answer {
    const [first = ""] = path.split("/", 1);
    // Go keeps names without a dot in the first element for its own library, which a tree may be itself.
    const isStandard = !first.includes(".");
    const standard = this.#standard === undefined ? null : join(this.#standard, path);
    if (isStandard && standard !== null && this.#has(standard)) return { folder: standard };

    const place = this.#placesOf(own).find((each) => path === each.path || path.startsWith(`${each.path}/`));
    if (place === undefined || place !== own) {
      const vendored = this.#hostsOf(own).map(({ folder }) => join(folder, "vendor", path));
      const vendor = vendored.find((folder) => this.#has(folder));
      if (vendor !== undefined) return { folder: vendor };
    }
    if (!place) return { reason: isStandard ? "standard-library" : "external" };
    const folder = join(place.folder, path.slice(place.path.length).replace(/^\//, ""));
    const plain = folder === "." ? "" : folder;
    return this.#has(plain) ? { folder: plain } : { reason: "not-found" };
  }

  #placesOf(own: Module | undefined): readonly Place[] {
    const known = this.#places.get(own) ?? byPath(own ? [own, ...own.replaced, ...this.#others] : this.#others);
    this.#places.set(own, known);
    return known;
  }

  #has(folder: string): boolean {
    return this.#repository.hasFolder(folder);
  }

  /** A module, and those that build it as a part of themselves: its needs are in their vendor folders. */
  #hostsOf(own: Module | undefined): readonly Module[] {
    if (!own) return [];
    const known = this.#hosts.get(own);
    if (known) return known;
    const others = [...this.#modules.values()].filter(
      (module) => module !== own && module.replaced.some(({ folder }) => folder === own.folder),
    );
    const hosts = [own, ...others].filter(({ folder }) => this.#has(join(folder, "vendor")));
    this.#hosts.set(own, hosts);
    return hosts;
  }

  #moduleAround(folder: string): Module | undefined {
    for (let at = folder; ; at = folderOf(at)) {
      const module = this.#modules.get(at);
      if (module || at === "") return module;
    }
  }

  /** A replacement by a folder gives that folder a second module path. */
  #replacements(text: string, folder: string): Place[] {
    return [
      ...text.matchAll(
        /^[ \t]*(?:replace[ \t]+)?"?([^\s"]+)"?(?:[ \t]+v\S+)?[ \t]*=>[ \t]*"?(\.{1,2}(?:\/[^\s"]*)?)/gm,
      ),
    ]
      .map((match) => ({ path: match[1] ?? "", folder: join(folder, match[2] ?? "").replace(/\/$/, "") }))
      .map((place) => (place.folder === "." ? { ...place, folder: "" } : place))
      .filter((place) => this.#repository.has(join(place.folder, "go.mod")));
  }
}

function moduleName(text: string): string {
  return /^[ \t]*module\s*(?:\(\s*)?["`]?([^\s"`()]+)/m.exec(text)?.[1] ?? "";
}

/** The go command passes over these folders. */
function isIgnored(folder: string): boolean {
  return folder.split("/").some((part) => /^[_.]|^(?:vendor|testdata)$/.test(part));
}

/** Longest first, and of one path the first given. */
function byPath<P extends Place>(places: readonly P[]): P[] {
  const unique = new Map<string, P>();
  for (const place of places) if (!unique.has(place.path)) unique.set(place.path, place);
  return [...unique.values()].sort((a, b) => b.path.length - a.path.length);
}

export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
