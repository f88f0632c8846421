import { join } from "node:path/posix";
import type { Package } from "./manifest.ts";
import { folderOf } from "./manifest.ts";
import type { ModulePaths } from "./module-paths.ts";
import { isOutput, sourceOfEmitted, sourceOfEntry, sourceOfOutput } from "./outputs.ts";
import { exportTargets } from "./package-targets.ts";
import type { Packages } from "./packages.ts";
import { isOutside, type Place, probeIndex, probeNodeIndex, probeTarget } from "./probe.ts";
import type { PathRulesOf } from "./tsconfig.ts";
import { typedEntries, typesVersionTargets } from "./types-versions.ts";
import { found, none, type Resolution, type View } from "./view.ts";

/** Leads the name of a package, with or without a sub-path, to a file of the repository. */
export class PackageLookup {
  readonly #packages: Packages;
  readonly #paths: ModulePaths;
  readonly #rules: PathRulesOf;

  constructor(packages: Packages, paths: ModulePaths, rules: PathRulesOf) {
    this.#packages = packages;
    this.#paths = paths;
    this.#rules = rules;
  }

  resolve(view: View, specifier: string): Resolution {
    const [, name = "", rest = ""] = /^(@[^/]+\/[^/]+|[^@/][^/]*)(?:\/(.*))?$/.exec(specifier) ?? [];
    const owner = name === "" ? null : this.#packages.find(name, view.folder);
    if (!owner) return none("external");
    // The package's own condition leads to its source where those of the importer lead to what is not built.
    const views = view.way === "built" ? [this.#withOwnConditions(view, owner), view] : [view];
    let isGenerated = false;
    for (const each of views) {
      const targets = targetsIn(owner, rest, each);
      const file = this.#firstOf(each, owner, rest, targets);
      if (file !== null) return found(file);
      isGenerated ||= targets.some((target) => isOutput(owner, join(owner.folder, target)));
    }
    return none(isGenerated ? "generated" : "not-found");
  }

  #firstOf(view: View, owner: Package, rest: string, targets: readonly string[]): string | null {
    const isMapped = view.readsExports && hasExports(owner);
    let script: string | null = null;
    for (const target of targets) {
      const path = join(owner.folder, target);
      const file = isOutside(path) ? null : isMapped ? this.target(view, path) : this.#entry(view, path);
      if (file === null) continue;
      // TypeScript looks through the whole package for types before it takes a script.
      if (view.way !== "typescript" || !/\.[cm]?jsx?$/.test(file)) return file;
      script ??= file;
    }
    const index = rest === "" ? this.#index(view, owner, isMapped, targets) : null;
    return script !== null && !isTyped(index) ? script : index;
  }

  #index({ place, way }: View, owner: Package, isMapped: boolean, targets: readonly string[]): string | null {
    if (way === "node") return isMapped ? null : probeNodeIndex(place, owner.folder);
    if (way === "typescript") return isMapped ? null : probeIndex(place, owner.folder);
    for (const target of targets) {
      const file = sourceOfEntry(place, owner, join(owner.folder, target));
      if (file !== null) return file;
    }
    return null;
  }

  #withOwnConditions(view: View, owner: Package): View {
    const rules = this.#rules.forFile(join(owner.folder, "index.ts"));
    const own = rules.flatMap(({ customConditions }) => customConditions);
    return own.length === 0 ? view : { ...view, way: "typescript", conditions: new Set([...view.conditions, ...own]) };
  }

  /** A target of `exports` or `imports`, which is written whole. */
  target({ way, place }: View, path: string): string | null {
    if (way === "node") return place.repository.has(path) ? path : null;
    return way === "typescript" ? probeTarget(place, path) : this.built(place, path);
  }

  /** A path in a package without `exports`. */
  #entry({ way, place }: View, path: string): string | null {
    const base = path.replace(/\/$/, "");
    if (way === "node") return this.#paths.run(place, base, base !== path);
    return way === "typescript" ? this.#paths.typed(place, base, base !== path) : this.built(place, base);
  }

  /** The source of what a build would write to `path`. */
  built(place: Place, path: string): string | null {
    const owner = this.#packages.owner(folderOf(path));
    if (!owner) return null;
    return sourceOfEmitted(place, this.#rules.outputsOf(owner.folder), path) ?? sourceOfOutput(place, owner, path);
  }
}

/** Where a sub-path of a package leads, relative to the package; Node takes the first, whether it is there or not. */
function targetsIn(owner: Package, rest: string, { way, conditions, readsExports }: View): string[] {
  if (readsExports && hasExports(owner)) {
    const targets = exportTargets(owner.exports, rest === "" ? "." : `./${rest}`, conditions);
    return way === "node" ? targets.slice(0, 1) : targets;
  }
  const { main } = owner;
  if (way === "node") return rest === "" ? (main === undefined ? [] : [main]) : [rest];
  if (rest !== "") return [...typesVersionTargets(owner.typesVersions, rest), rest];
  return main === undefined ? typedEntries(owner) : [...new Set([...typedEntries(owner), main])];
}

function hasExports({ exports }: Package): boolean {
  return exports !== undefined && exports !== null;
}

function isTyped(path: string | null): boolean {
  return path !== null && !/\.[cm]?jsx?$/.test(path);
}
