import { byCodeUnit } from "#lib/std/order.ts";
import { type Coverage, ImportReason, type ImportSummary, type Outline, type UnresolvedImport } from "./schema.ts";

const PLACES = 10;

/** Counts what became of the imports of all outlines. */
export function summarizeImports(outlines: readonly Outline[]): ImportSummary {
  let resolved = 0;
  const unresolved = new Map<string, UnresolvedImport>();
  for (const { path, imports } of outlines) {
    for (const { specifier, reason, line } of imports) {
      if (reason === "resolved") {
        resolved += 1;
        continue;
      }
      const key = `${reason}\0${specifier}`;
      const known = unresolved.get(key);
      if (!known) unresolved.set(key, { specifier, reason, count: 1, places: [{ path, line }] });
      else {
        known.count += 1;
        if (known.places.length < PLACES) known.places.push({ path, line });
      }
    }
  }
  const ranks = new Map<string, number>(ImportReason.options.map((reason, index) => [reason, index]));
  const rank = ({ reason }: UnresolvedImport): number => ranks.get(reason) ?? 0;
  return {
    resolved,
    unresolved: [...unresolved.values()].sort(
      (a, b) => rank(a) - rank(b) || b.count - a.count || byCodeUnit(a.specifier, b.specifier),
    ),
  };
}

/** Per language how many files have an outline, and whether there can be edges between them. */
export function summarizeCoverage(
  outlines: readonly Outline[],
  hasEdges: (language: Outline["language"]) => boolean,
): Coverage[] {
  const counts = new Map<Outline["language"], Coverage>();
  for (const { language, parsed } of outlines) {
    const known = counts.get(language) ?? { language, files: 0, outlined: 0, edges: hasEdges(language) };
    known.files += 1;
    if (parsed) known.outlined += 1;
    counts.set(language, known);
  }
  return [...counts.values()].sort((a, b) => b.files - a.files || byCodeUnit(a.language, b.language));
}
