import type { PathRules } from "./tsconfig.ts";

/** Where a pattern leads. A target whose ending is written in the pattern is taken as it is if it is there. */
export type Mapped = { readonly path: string; readonly isWhole: boolean };

/** Targets of the pattern that fits best: an exact one, else the one with the longest prefix; null when none fits. */
export function mapped(rules: PathRules, specifier: string): readonly Mapped[] | null {
  let best: { readonly length: number; readonly filled: string; readonly targets: readonly string[] } | null = null;
  for (const { pattern, targets } of rules.paths) {
    const star = pattern.indexOf("*");
    if (star < 0) {
      if (pattern === specifier) return targets.map((target) => fill(target, "*"));
      continue;
    }
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    const fits = specifier.startsWith(prefix) && specifier.endsWith(suffix) && specifier.length >= pattern.length - 1;
    if (!fits || (best && best.length >= prefix.length)) continue;
    best = { length: prefix.length, filled: specifier.slice(prefix.length, specifier.length - suffix.length), targets };
  }
  const { filled = "", targets } = best ?? {};
  return targets?.map((target) => fill(target, filled)) ?? null;
}

function fill(target: string, filled: string): Mapped {
  return { path: target.replace("*", () => filled), isWhole: /\.(?:[cm]?[jt]sx?|json)$/.test(target) };
}
