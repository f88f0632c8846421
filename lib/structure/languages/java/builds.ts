import { dirname, join } from "node:path/posix";
import type { Repository } from "../port.ts";

const MANIFEST = /(?:^|\/)(?:pom\.xml|build\.xml|[^/]+\.gradle(?:\.kts)?|BUILD(?:\.bazel)?)$/;
const DEPENDENCY_LIMIT = 2000;

/** The modules that Maven and Gradle build, and which of them depend on which, as their manifests say. */
export class Builds {
  readonly #repository: Repository;
  /** Manifests by folder. */
  readonly #manifests = new Map<string, string[]>();
  readonly #direct = new Map<string, ReadonlySet<string>>();
  readonly #closures = new Map<string, ReadonlySet<string>>();
  #names: { readonly maven: ReadonlyMap<string, string[]>; readonly gradle: ReadonlyMap<string, string[]> } | null =
    null;

  constructor(repository: Repository) {
    this.#repository = repository;
    for (const path of repository.paths) {
      if (!MANIFEST.test(path)) continue;
      const folder = folderOf(path);
      const known = this.#manifests.get(folder);
      if (known) known.push(path);
      else this.#manifests.set(folder, [path]);
    }
  }

  /** The nearest folder, upwards, with a manifest; null where there is none. */
  moduleOf(folder: string): string | null {
    for (let at = folder; ; at = folderOf(at)) {
      if (this.#manifests.has(at)) return at;
      if (at === "") return null;
    }
  }

  /** Whether a module depends on another, itself or through others. */
  dependsOn(module: string, other: string): boolean {
    let closure = this.#closures.get(module);
    if (!closure) {
      const reached = new Set<string>([module]);
      for (const each of reached) for (const next of this.#directOf(each)) reached.add(next);
      closure = reached;
      this.#closures.set(module, closure);
    }
    return closure.has(other);
  }

  #directOf(module: string): ReadonlySet<string> {
    const known = this.#direct.get(module);
    if (known) return known;
    const found = new Set<string>();
    for (const path of this.#manifests.get(module) ?? []) {
      const text = this.#repository.read(path) ?? "";
      if (path.endsWith(".xml")) this.#mavenDependencies(module, text, found);
      else this.#gradleDependencies(text, found);
    }
    this.#direct.set(module, found);
    return found;
  }

  #mavenDependencies(module: string, text: string, found: Set<string>): void {
    const names = this.#moduleNames().maven;
    for (const block of blocks(without(text, "dependencyManagement"), "dependency").slice(0, DEPENDENCY_LIMIT)) {
      const artifact = elementText(block, "artifactId");
      const nearest = nearestTo(module, names.get(artifact) ?? []);
      if (nearest !== null) found.add(nearest);
    }
  }

  #gradleDependencies(text: string, found: Set<string>): void {
    const names = this.#moduleNames().gradle;
    const plain = text.replace(/^[ \t]*\/\/[^\n]*/gm, "");
    let count = 0;
    for (const match of plain.matchAll(
      /\bproject\s*\(\s*(?:path\s*[:=]\s*)?["']:?([\w.:-]+)["']|\bprojects\.([\w.]+)/g,
    )) {
      if (++count > DEPENDENCY_LIMIT) break;
      const name = match[1] ?? match[2] ?? "";
      const folders = names.get(normal(name)) ?? names.get(normal(name.split(/[:.]/).at(-1) ?? ""));
      if (folders?.[0] !== undefined && folders.length === 1) found.add(folders[0]);
    }
  }

  /** Folders by artifact (Maven), and by the last parts of their path (Gradle, where a settings file may move them). */
  #moduleNames(): { readonly maven: ReadonlyMap<string, string[]>; readonly gradle: ReadonlyMap<string, string[]> } {
    if (this.#names) return this.#names;
    const maven = new Map<string, string[]>();
    const gradle = new Map<string, string[]>();
    const add = (map: Map<string, string[]>, name: string, folder: string): void => {
      const known = map.get(name);
      if (!known) map.set(name, [folder]);
      else if (!known.includes(folder)) known.push(folder);
    };
    for (const [folder, paths] of this.#manifests) {
      for (const path of paths) {
        if (path.endsWith("/pom.xml") || path === "pom.xml") {
          const text = without(this.#repository.read(path) ?? "", "parent");
          add(maven, elementText(text, "artifactId"), folder);
        } else if (/\.gradle(?:\.kts)?$/.test(path)) {
          add(gradle, normal(folder), folder);
          add(gradle, normal(folder.split("/").at(-1) ?? ""), folder);
        }
      }
    }
    this.#names = { maven, gradle };
    return this.#names;
  }
}

/** Gradle writes `:a:my-module` and `projects.a.myModule` for the same folder. */
function normal(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}

/** Of modules with the same artifact the one with the shortest way through the folders; a build has only one of them. */
function nearestTo(module: string, folders: readonly string[]): string | null {
  const from = module.split("/");
  let best: string | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const folder of folders) {
    const to = folder.split("/");
    let shared = 0;
    while (shared < from.length && from[shared] === to[shared]) shared += 1;
    const way = from.length + to.length - 2 * shared;
    if (way === shortest) best = null;
    if (way < shortest) best = folder;
    shortest = Math.min(shortest, way);
  }
  return best;
}

/** The contents of all elements of a name. Found by search: no expression goes back over a hostile text. */
function blocks(text: string, name: string): string[] {
  return text
    .split(`<${name}>`)
    .slice(1)
    .map((rest) => rest.slice(0, Math.max(0, rest.indexOf(`</${name}>`))));
}

function without(text: string, name: string): string {
  const bare = text
    .split("<!--")
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf("-->") + 3)))
    .join("");
  return bare
    .split(`<${name}>`)
    .map((part, index) => (index === 0 ? part : part.slice(Math.max(0, part.indexOf(`</${name}>`)))))
    .join("");
}

function elementText(text: string, name: string): string {
  return (blocks(text, name)[0] ?? "").trim();
}

function folderOf(path: string): string {
  const folder = dirname(join(path));
  return folder === "." ? "" : folder;
}
