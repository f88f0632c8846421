import type { CanonicalRow } from "#lib/trajectory/index.ts";

/** Our own row: `retrace-trajectory/1`, everything else can be made from it. */
export function canonicalLines(row: CanonicalRow): string[] {
  return [JSON.stringify(row)];
}
