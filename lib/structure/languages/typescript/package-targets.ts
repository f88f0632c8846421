/** The names under which a package may be asked for, such as `import`, `types` and `node`. `default` always holds. */
export type Conditions = ReadonlySet<string>;

/** How deep conditions may nest: more is no manifest. */
const DEPTH_LIMIT = 12;

/**
 * Targets of `exports` for a sub-path such as `.` or `./x`, in the order in which they are to be tried (Node.js, Modules:
 * Packages). Node takes the first; TypeScript goes on to the next when a file is not there.
 */
export function exportTargets(exports: unknown, subpath: string, conditions: Conditions): string[] {
  if (!isMap(exports) || !Object.keys(exports).some((key) => key.startsWith("."))) {
    return subpath === "." ? [...targetsOf(exports, "", conditions, 0)] : [];
  }
  return match(exports, subpath, conditions);
}

/** Targets of `imports` for a specifier that begins with `#`: paths, or names of packages. */
export function importTargets(imports: unknown, specifier: string, conditions: Conditions): string[] {
  return isMap(imports) ? match(imports, specifier, conditions) : [];
}

function match(map: Readonly<Record<string, unknown>>, key: string, conditions: Conditions): string[] {
  if (Object.hasOwn(map, key) && !key.includes("*")) return [...targetsOf(map[key], "", conditions, 0)];
  let best: { readonly pattern: string; readonly prefix: string; readonly filled: string } | null = null;
  for (const pattern of Object.keys(map)) {
    const star = pattern.indexOf("*");
    // A key that ends with a slash stands for a folder: an older form that tools still read.
    const isFolder = star < 0 && pattern.endsWith("/");
    if (star < 0 && !isFolder) continue;
    const prefix = isFolder ? pattern : pattern.slice(0, star);
    const suffix = isFolder ? "" : pattern.slice(star + 1);
    if (key === prefix || key.length < prefix.length + suffix.length) continue;
    if (!key.startsWith(prefix) || !key.endsWith(suffix)) continue;
    const isBetter = !best || prefix.length > best.prefix.length;
    const isLonger = best?.prefix.length === prefix.length && pattern.length > best.pattern.length;
    if (isBetter || isLonger) best = { pattern, prefix, filled: key.slice(prefix.length, key.length - suffix.length) };
  }
  return best ? [...targetsOf(map[best.pattern], best.filled, conditions, 0)] : [];
}

/** Ends at the first `null` that a condition leads to: it forbids. */
function targetsOf(value: unknown, filled: string, conditions: Conditions, depth: number): Set<string> {
  const targets = new Set<string>();
  walk(value, depth);
  return targets;

  /** True when the search has ended. */
  function walk(each: unknown, at: number): boolean {
    if (each === null) return true;
    if (at > DEPTH_LIMIT) return false;
    if (typeof each === "string") {
      const target = each.endsWith("/") ? each + filled : each.replaceAll("*", () => filled);
      if (!LEAVES.test(target)) targets.add(target);
      return false;
    }
    if (Array.isArray(each)) return each.some((one) => one !== null && walk(one, at + 1));
    if (!isMap(each)) return false;
    return Object.entries(each).some(([name, one]) => holds(name, conditions) && walk(one, at + 1));
  }
}

/** A target may neither leave its package nor name a file of the disk. */
const LEAVES = /^(?:\/|\.\.(?:\/|$))|.\/(?:\.{1,2}|node_modules)(?:\/|$)/;

function holds(condition: string, conditions: Conditions): boolean {
  // `types@>=5.2` holds for a range of compilers; ours is a new one, which such ranges begin with.
  return condition === "default" || conditions.has(condition) || condition.startsWith("types@>");
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
