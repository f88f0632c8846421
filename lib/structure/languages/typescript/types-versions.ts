import type { Package } from "./manifest.ts";

/**
 * Where `typesVersions` leads a path of a package, by the first range of compilers; the older ranges come later in such a
 * map, if at all (TypeScript handbook, Publishing: version selection).
 */
export function typesVersionTargets(typesVersions: unknown, path: string): string[] {
  if (!isMap(typesVersions)) return [];
  const [range] = Object.keys(typesVersions).filter((each) => !/^<=?\s*[1-5](?:\.|$)/.test(each));
  const paths = range === undefined ? undefined : typesVersions[range];
  if (!isMap(paths)) return [];
  const plain = path.replace(/^\.\//, "");
  let best: { readonly length: number; readonly filled: string; readonly targets: readonly unknown[] } | null = null;
  for (const [pattern, targets] of Object.entries(paths)) {
    if (!Array.isArray(targets)) continue;
    const star = pattern.indexOf("*");
    if (star < 0 && pattern === plain) return targets.filter((target) => typeof target === "string");
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    if (star < 0 || plain.length < pattern.length - 1 || (best && best.length >= prefix.length)) continue;
    if (!plain.startsWith(prefix) || !plain.endsWith(suffix)) continue;
    best = { length: prefix.length, filled: plain.slice(prefix.length, plain.length - suffix.length), targets };
  }
  const { filled = "", targets = [] } = best ?? {};
  return targets.flatMap((target) => (typeof target === "string" ? [target.replace("*", () => filled)] : []));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a package gives the compiler that asks for the package itself, in the order to be tried. */
export function typedEntries(own: Package): string[] {
  const entry = own.types ?? own.main;
  if (entry === undefined) return typesVersionTargets(own.typesVersions, "index");
  return [...typesVersionTargets(own.typesVersions, entry), entry];
}
