import type { Repository } from "../port.ts";
import { Builds } from "./builds.ts";

/** Where a file stands in the build: its source root, the module that root belongs to, and what the root is for. */
export type Home = {
  readonly root: string;
  readonly module: string;
  /** `main`, `test`, or the name of another source set. */
  readonly set: string;
  readonly isTest: boolean;
};

/** How near a definition is to a file that uses it; the nearest one is meant, two equally near ones are ambiguous. */
const SAME_ROOT = 0;
const SAME_MODULE = 1;
const SAME_MODULE_TEST = 2;
const DEPENDENCY = 3;
const DEPENDENCY_OTHER = 4;
const STRANGER = 5;
const STRANGER_TEST = 6;
/** The code of a module never sees its own tests. */
const HIDDEN = 7;

/** The source roots of a repository and which of them see which. */
export class Roots {
  readonly #builds: Builds;
  readonly #homes = new Map<string, Home>();

  constructor(repository: Repository) {
    this.#builds = new Builds(repository);
  }

  /** The source root is what is left of a folder without the folders of the package. */
  homeOf(path: string, packageName: string): Home {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const suffix = packageName.replaceAll(".", "/");
    const fits = suffix !== "" && `/${folder}`.endsWith(`/${suffix}`);
    const root = fits ? folder.slice(0, Math.max(0, folder.length - suffix.length - 1)) : folder;
    const known = this.#homes.get(root);
    if (known) return known;
    const home = this.#readRoot(root);
    this.#homes.set(root, home);
    return home;
  }

  #readRoot(root: string): Home {
    // `module/src/set/java`, as Maven and Gradle have it, or `module/src/set`.
    const standard = /^(?:(.*)\/)?src\/([^/]+)(?:\/([^/]+))?$/.exec(root);
    const built = this.#builds.moduleOf(root);
    const module = standard ? (standard[1] ?? "") : (built ?? "");
    const inside = module === "" ? root : root.slice(module.length + 1);
    const isTest = TEST_FOLDER.test(`/${inside}/`);
    // `java9` beside `java` replaces some classes for a newer Java; what others are compiled with is the base.
    const version = /^java-?(\d+)$/.exec(standard?.[3] ?? "")?.[1] ?? "";
    return { root, module, set: (standard?.[2] ?? (isTest ? "test" : "main")) + version, isTest };
  }

  /** The nearest of several definitions, or all that are equally near. `isImplicit`: no import names it. */
  nearest<Definition extends { readonly home: Home }>(
    user: Home,
    definitions: readonly Definition[],
    isImplicit: boolean,
  ): readonly Definition[] {
    let best: Definition[] = [];
    let bestRank = isImplicit ? HIDDEN : HIDDEN + 1;
    for (const definition of definitions) {
      const rank = this.#rank(user, definition.home, definitions.length === 1);
      if (rank > bestRank || (rank === HIDDEN && isImplicit)) continue;
      if (rank < bestRank) best = [];
      bestRank = rank;
      best.push(definition);
    }
    return best;
  }

  #rank(user: Home, other: Home, isOnly: boolean): number {
    if (user.root === other.root) return SAME_ROOT;
    if (user.module === other.module) {
      if (other.set === "main" || (other.set === user.set && !other.isTest)) return SAME_MODULE;
      if (user.set !== "main" && other.isTest) return SAME_MODULE_TEST;
      if (!other.isTest) return DEPENDENCY;
      return user.set === "main" ? HIDDEN : DEPENDENCY_OTHER;
    }
    // Which module depends on which matters only where there is a choice.
    if (!isOnly && this.#builds.dependsOn(user.module, other.module)) {
      return other.set === "main" ? DEPENDENCY : DEPENDENCY_OTHER;
    }
    return other.isTest ? STRANGER_TEST : STRANGER;
  }
}

const TEST_FOLDER =
  /\/(?:tests?|[a-z]+[Tt]ests?|test-?[Ff]ixtures|androidTest\w*|javatests|it|[a-z]+-tests?|unittests?|junit)\//;
