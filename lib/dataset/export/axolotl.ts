import type { CanonicalRow } from "#lib/trajectory/index.ts";

/**
 * Axolotl's template-free `input_output` row (its docs/dataset-formats/template_free.qmd): each segment is tokenised by
 * itself and `label: false` is masked. The three columns beside it are ignored by axolotl and say where the row is from.
 */
export function axolotlLines(row: CanonicalRow, texts: readonly string[]): string[] {
  const segments = row.segments.map((segment, index) => ({ label: segment.train, text: texts[index] ?? "" }));
  const { name, license } = row.repository;
  return [JSON.stringify({ segments, id: row.id, repository: name, license })];
}
