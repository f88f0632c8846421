import { dirname, join } from "node:path/posix";
import { parse } from "jsonc-parser";
import { z } from "zod";
import type { Repository } from "../port.ts";
import { isOutside } from "./probe.ts";

/** What of a configuration decides where a specifier leads. Folders are relative to the repository's root. */
export type PathRules = {
  readonly baseUrl: string | null;
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly customConditions: readonly string[];
  readonly rootDirs: readonly string[];
};

const NO_RULES: PathRules = { baseUrl: null, paths: [], customConditions: [], rootDirs: [] };

// Configurations hold much more; what has a wrong type is as good as absent.
const Config = z.object({
  extends: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  references: z
    .array(z.object({ path: z.string() }))
    .optional()
    .catch(undefined),
  compilerOptions: z
    .object({
      baseUrl: z.string().optional().catch(undefined),
      paths: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
      customConditions: z.array(z.string()).optional().catch(undefined),
      rootDirs: z.array(z.string()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const EXTENDS_DEPTH = 10;

/** The rules that hold for a file: of the nearest tsconfig.json or jsconfig.json, with all that it extends. */
export class PathRulesOf {
  readonly #repository: Repository;
  readonly #findPackage: (name: string) => string | null;
  readonly #byFolder = new Map<string, readonly PathRules[]>();

  /** `findPackage` gives the folder of a package of this repository, for `extends: "@scope/config/base.json"`. */
  constructor(repository: Repository, findPackage: (name: string) => string | null) {
    this.#repository = repository;
    this.#findPackage = findPackage;
  }

  /** Several rules when the nearest configuration only refers to others, as the templates of Vite do. */
  forFolder(folder: string): readonly PathRules[] {
    const known = this.#byFolder.get(folder);
    if (known) return known;
    const name = ["tsconfig.json", "jsconfig.json"].find((each) => this.#repository.has(join(folder, each)));
    const rules = name
      ? this.#withReferences(join(folder, name))
      : folder === ""
        ? []
        : this.forFolder(parentOf(folder));
    this.#byFolder.set(folder, rules);
    return rules;
  }

  #withReferences(path: string): readonly PathRules[] {
    const own = this.#load(path, 0);
    const references = this.#parse(path)?.references ?? [];
    const others = references.flatMap((reference) => {
      const target = join(dirname(path), reference.path);
      const file = target.endsWith(".json") ? target : join(target, "tsconfig.json");
      // A reference to another folder is another project with rules of its own.
      return dirname(file) === dirname(path) && this.#repository.has(file) ? [this.#load(file, 0)] : [];
    });
    return [own, ...others].filter((rules) => rules !== NO_RULES);
  }

  #load(path: string, depth: number): PathRules {
    const config = depth < EXTENDS_DEPTH ? this.#parse(path) : null;
    if (!config) return NO_RULES;
    const folder = dirname(path) === "." ? "" : dirname(path);
    const bases = [config.extends ?? []].flat();
    let rules = NO_RULES;
    for (const base of bases) {
      const file = this.#extended(folder, base);
      const inherited = file === null ? NO_RULES : this.#load(file, depth + 1);
      if (inherited !== NO_RULES) rules = merge(rules, inherited);
    }
    const options = config.compilerOptions;
    if (!options) return rules;
    const own = (target: string): string => join(folder, target.replace(/^\$\{configDir\}/, "."));
    const baseUrl = options.baseUrl === undefined ? rules.baseUrl : own(options.baseUrl);
    const paths = options.paths
      ? Object.entries(options.paths).map(([pattern, targets]) => ({
          pattern,
          targets: targets.map((target) =>
            options.baseUrl === undefined && rules.baseUrl === null ? own(target) : join(baseUrl ?? "", target),
          ),
        }))
      : rules.paths;
    return {
      baseUrl,
      paths,
      customConditions: options.customConditions ?? rules.customConditions,
      rootDirs: options.rootDirs?.map(own) ?? rules.rootDirs,
    };
  }

  #extended(folder: string, base: string): string | null {
    const candidates = (target: string) => [target, `${target}.json`, join(target, "tsconfig.json")];
    if (base.startsWith(".")) {
      return candidates(join(folder, base)).find((path) => !isOutside(path) && this.#repository.has(path)) ?? null;
    }
    const [, name = "", rest = ""] = /^(@[^/]+\/[^/]+|[^/]+)\/?(.*)$/.exec(base) ?? [];
    const home = this.#findPackage(name);
    return home === null
      ? null
      : (candidates(join(home, rest || ".")).find((path) => this.#repository.has(path)) ?? null);
  }

  #parse(path: string): z.infer<typeof Config> | null {
    const text = this.#repository.read(path);
    if (text === null) return null;
    const value: unknown = parse(text, [], { allowTrailingComma: true });
    return Config.safeParse(value).data ?? null;
  }
}

function merge(before: PathRules, later: PathRules): PathRules {
  return {
    baseUrl: later.baseUrl ?? before.baseUrl,
    paths: later.paths.length > 0 ? later.paths : before.paths,
    customConditions: later.customConditions.length > 0 ? later.customConditions : before.customConditions,
    rootDirs: later.rootDirs.length > 0 ? later.rootDirs : before.rootDirs,
  };
}

/** Targets of the pattern that fits best: an exact one, else the one with the longest prefix. */
export function mapped(rules: PathRules, specifier: string): string[] {
  let best: { length: number; targets: string[] } | null = null;
  for (const { pattern, targets } of rules.paths) {
    const star = pattern.indexOf("*");
    if (star < 0) {
      if (pattern === specifier) return [...targets];
      continue;
    }
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    const fits = specifier.startsWith(prefix) && specifier.endsWith(suffix) && specifier.length >= pattern.length - 1;
    if (!fits || (best && best.length >= prefix.length)) continue;
    const matched = specifier.slice(prefix.length, specifier.length - suffix.length);
    best = { length: prefix.length, targets: targets.map((target) => target.replace("*", () => matched)) };
  }
  return best?.targets ?? [];
}

function parentOf(folder: string): string {
  const parent = dirname(folder);
  return parent === "." ? "" : parent;
}
