import { dirname, join } from "node:path/posix";
import type { Repository } from "../port.ts";
import { folderOf } from "./manifest.ts";
import { exportTargets } from "./package-targets.ts";
import type { Packages } from "./packages.ts";
import { isOutside } from "./probe.ts";
import { type Project, parseProject } from "./project.ts";
import { commonFolder, fixedPart, type Inclusion, includes } from "./tsconfig-files.ts";

/** What of a configuration decides where a specifier leads. Folders are relative to the repository's root. */
export type PathRules = {
  readonly baseUrl: string | null;
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly customConditions: readonly string[];
  readonly rootDirs: readonly string[];
  readonly moduleSuffixes: readonly string[];
  /** Folders of declarations for packages. */
  readonly typeRoots: readonly string[];
  /** Node's way (`node16`, `nodenext`), where the kind of the importing file decides between `import` and `require`. */
  readonly isNode: boolean;
  /** The way of Node before it had `exports`. */
  readonly isOld: boolean;
};

export const NO_RULES: PathRules = {
  baseUrl: null,
  paths: [],
  customConditions: [],
  rootDirs: [],
  moduleSuffixes: [""],
  typeRoots: [],
  isNode: false,
  isOld: false,
};

/** A configuration with all that it extends, before paths are joined: those of `paths` depend on the last `baseUrl`. */
type Merged = {
  readonly [Key in "baseUrl" | "module" | "moduleResolution" | "outDir" | "declarationDir" | "rootDir"]?:
    | string
    | undefined;
} & {
  readonly paths?: { readonly home: string; readonly entries: readonly (readonly [string, readonly string[]])[] };
  readonly customConditions?: readonly string[] | undefined;
  readonly rootDirs?: readonly string[] | undefined;
  readonly typeRoots?: readonly string[] | undefined;
  readonly allowJs?: boolean | undefined;
  readonly checkJs?: boolean | undefined;
  readonly moduleSuffixes?: readonly string[] | undefined;
} & Inclusion;

/** Files under `root` are written to the same places under `to`. */
export type Output = { readonly to: string; readonly root: string };

const EXTENDS_DEPTH = 10;
const REFERENCE_LIMIT = 200;

/** The rules that hold for a file: of the nearest tsconfig.json or jsconfig.json, with all that it extends. */
export class PathRulesOf {
  readonly #repository: Repository;
  readonly #packages: Packages;
  readonly #nearest = new Map<string, string | null>();
  readonly #merged = new Map<string, Merged>();
  readonly #rules = new Map<string, PathRules>();
  readonly #configs = new Map<string, Project | null>();

  constructor(repository: Repository, packages: Packages) {
    this.#repository = repository;
    this.#packages = packages;
  }

  /**
   * As the language server chooses: the nearest configuration if it includes the file, else a project that it refers to
   * and that does. When none does, the nearest and those beside it that it refers to, for a file that no project includes
   * (a test, a configuration of a tool) is still run with their aliases.
   */
  forFile(path: string): readonly PathRules[] {
    const nearest = this.#nearestOf(folderOf(path));
    if (nearest === null) return [];
    const references = this.#config(nearest)?.references ?? [];
    if (references.length === 0 || includes(this.#merge(nearest), path)) return [this.#rulesOf(nearest)];
    const project = this.#including(nearest, path);
    if (project !== null) return [this.#rulesOf(project)];
    const beside = this.#referencesOf(nearest).filter((each) => dirname(each) === dirname(nearest));
    return [nearest, ...beside].map((each) => this.#rulesOf(each));
  }

  /** Whether a project that includes this script has TypeScript read it. */
  compilesScript(path: string): boolean {
    const nearest = this.#nearestOf(folderOf(path));
    if (nearest === null) return false;
    const project = includes(this.#merge(nearest), path) ? nearest : this.#including(nearest, path);
    if (project === null) return false;
    const { allowJs, checkJs } = this.#merge(project);
    return allowJs ?? checkJs ?? project.endsWith("jsconfig.json");
  }

  /** What tells the rules of one file from those of another in the same folder; the same text, the same rules. */
  keyOf(rules: readonly PathRules[]): string {
    return rules.map((each) => this.#ids.get(each) ?? "").join(" ");
  }
  readonly #ids = new Map<PathRules, string>();

  /** Where the compiler would write the sources of a package, by the configurations in its folder. */
  outputsOf(folder: string): readonly Output[] {
    const known = this.#outputs.get(folder);
    if (known) return known;
    const outputs = (this.#configsByFolder().get(folder) ?? []).flatMap((path): Output[] => {
      const { outDir, declarationDir, rootDir, files = [], include = [] } = this.#merge(path);
      // Without `rootDir` it is the folder that all sources share, which the globs begin with.
      const root = rootDir ?? commonFolder([...files.map(folderOf), ...include.map(fixedPart)]);
      if (root === null) return [];
      return [outDir, declarationDir].flatMap((to) => (to === undefined || to === root ? [] : [{ to, root }]));
    });
    this.#outputs.set(folder, outputs);
    return outputs;
  }
  readonly #outputs = new Map<string, readonly Output[]>();

  #configsByFolder(): ReadonlyMap<string, readonly string[]> {
    if (this.#inFolder) return this.#inFolder;
    const inFolder = new Map<string, string[]>();
    for (const path of this.#repository.paths) {
      if (!/(?:^|\/)tsconfig[^/]*\.json$/.test(path)) continue;
      const known = inFolder.get(folderOf(path));
      if (known) known.push(path);
      else inFolder.set(folderOf(path), [path]);
    }
    this.#inFolder = inFolder;
    return inFolder;
  }
  #inFolder: ReadonlyMap<string, readonly string[]> | null = null;

  #nearestOf(folder: string): string | null {
    const known = this.#nearest.get(folder);
    if (known !== undefined) return known;
    const name = ["tsconfig.json", "jsconfig.json"].find((each) => this.#repository.has(join(folder, each)));
    const path = name ? join(folder, name) : folder === "" ? null : this.#nearestOf(folderOf(folder));
    this.#nearest.set(folder, path);
    return path;
  }

  /** References are followed in breadth; they may form rings. */
  #including(from: string, file: string): string | null {
    const queue = [from];
    const seen = new Set(queue);
    for (const path of queue) {
      if (path !== from && includes(this.#merge(path), file)) return path;
      for (const reference of this.#referencesOf(path)) {
        if (seen.has(reference) || seen.size >= REFERENCE_LIMIT) continue;
        seen.add(reference);
        queue.push(reference);
      }
    }
    return null;
  }

  #referencesOf(path: string): string[] {
    return (this.#config(path)?.references ?? []).flatMap((reference) => {
      const target = join(dirname(path), reference.path);
      const file = target.endsWith(".json") ? target : join(target, "tsconfig.json");
      return this.#repository.has(file) ? [file] : [];
    });
  }

  #rulesOf(path: string): PathRules {
    const known = this.#rules.get(path);
    if (known) return known;
    const { paths, baseUrl = null, customConditions, rootDirs, moduleSuffixes, typeRoots, ...rest } = this.#merge(path);
    const { module = "", moduleResolution = module } = rest;
    const rules: PathRules = {
      baseUrl,
      paths: (paths?.entries ?? []).map(([pattern, targets]) => ({
        pattern,
        targets: targets.map((target) => place(baseUrl ?? paths?.home ?? "", target, folderOf(path))),
      })),
      customConditions: customConditions ?? [],
      rootDirs: rootDirs ?? [],
      typeRoots: typeRoots ?? [],
      moduleSuffixes: moduleSuffixes?.length ? moduleSuffixes : [""],
      isNode: /^node(?:1[68]|20|next)$/i.test(moduleResolution),
      isOld: /^(?:node(?:10)?|classic)$/i.test(moduleResolution),
    };
    this.#rules.set(path, rules);
    this.#ids.set(rules, path);
    return rules;
  }

  #merge(path: string): Merged {
    const known = this.#merged.get(path);
    if (known) return known;
    const merged = this.#load(path, folderOf(path), 0);
    this.#merged.set(path, merged);
    return merged;
  }

  /** `top` is the folder of the configuration that began: `${configDir}` means it wherever it is written. */
  #load(path: string, top: string, depth: number): Merged {
    const home = folderOf(path);
    const config = depth < EXTENDS_DEPTH ? this.#config(path) : null;
    if (!config) return { home };
    let merged: Merged = { home };
    for (const base of [config.extends ?? []].flat()) {
      const file = this.#extended(home, base);
      if (file !== null) merged = { ...merged, ...this.#load(file, top, depth + 1), home };
    }
    const { compilerOptions: options = {}, files, include, exclude } = config;
    const own = (target: string): string => place(home, target, top);
    const { baseUrl, paths, rootDirs, typeRoots, outDir, declarationDir, rootDir, ...rest } = options;
    const folderIn = (target: string): string => own(target).replace(/\/+$/, "");
    const ownOrNone = (target: string | undefined): string | undefined =>
      target === undefined ? undefined : folderIn(target);
    return {
      ...merged,
      ...present(rest),
      ...present({
        baseUrl: ownOrNone(baseUrl),
        outDir: ownOrNone(outDir),
        declarationDir: ownOrNone(declarationDir),
        rootDir: ownOrNone(rootDir),
        rootDirs: rootDirs?.map(folderIn),
        typeRoots: typeRoots?.map(folderIn),
        paths: paths && { home, entries: Object.entries(paths) },
        files: files?.map(own),
        include: include?.map(own),
        exclude: exclude?.map(own),
      }),
      home: top,
    };
  }

  #extended(folder: string, base: string): string | null {
    const first = (candidates: readonly string[]): string | null =>
      candidates.find((path) => !isOutside(path) && this.#repository.has(path)) ?? null;
    if (/^\.{1,2}(?:\/|$)/.test(base)) {
      const target = join(folder, base);
      return first([target, `${target}.json`, join(target, "tsconfig.json")]);
    }
    const [, name = "", rest = ""] = /^(@[^/]+\/[^/]+|[^/]+)\/?(.*)$/.exec(base) ?? [];
    const found = this.#packages.find(name, folder);
    if (!found) return null;
    const subpath = rest === "" ? "." : `./${rest}`;
    const targets = [
      ...(found.exports ? exportTargets(found.exports, subpath, EXTENDS_CONDITIONS) : []),
      ...(rest === "" ? [found.tsconfig ?? "tsconfig.json"] : [rest, `${rest}.json`, `${rest}/tsconfig.json`]),
    ];
    return first(targets.map((target) => join(found.folder, target)));
  }

  #config(path: string): Project | null {
    const known = this.#configs.get(path);
    if (known !== undefined) return known;
    const config = parseProject(this.#repository.read(path));
    this.#configs.set(path, config);
    return config;
  }
}

const EXTENDS_CONDITIONS = new Set(["require", "node"]);

function place(home: string, target: string, top: string): string {
  const configDir = /^\$\{configDir\}\/?(.*)$/.exec(target);
  return configDir ? join(top, configDir[1] || ".") : join(home, target);
}

/** Without the keys that hold nothing, which would cover what is inherited. */
function present<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  const result: { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) Object.assign(result, { [key]: value });
  }
  return result;
}
