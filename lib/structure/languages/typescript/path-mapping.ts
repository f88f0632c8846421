import type { PathRules } from "./tsconfig.ts";

/** Targets of the pattern that fits best: an exact one, else the one with the longest prefix; null when none fits. */
export function mapped(rules: PathRules, specifier: string): readonly string[] | null {
  let best: { readonly length: number; readonly targets: readonly string[] } | null = null;
  for (const { pattern, targets } of rules.paths) {
    const star = pattern.indexOf("*");
    if (star < 0) {
      if (pattern === specifier) return targets;
      continue;
    }
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    const fits = specifier.startsWith(prefix) && specifier.endsWith(suffix) && specifier.length >= pattern.length - 1;
    if (!fits || (best && best.length >= prefix.length)) continue;
    const matched = specifier.slice(prefix.length, specifier.length - suffix.length);
    best = { length: prefix.length, targets: targets.map((target) => target.replace("*", () => matched)) };
  }
  return best?.targets ?? null;
}
