import { type CanonicalRow, utf16Offsets } from "#lib/trajectory/index.ts";

/** The row's segments as texts, in order; joined they are its text. */
export function segmentTexts(row: CanonicalRow): string[] {
  const ends = utf16Offsets(
    row.text,
    row.segments.map((segment) => segment.end),
  );
  return ends.map((end, index) => row.text.slice(ends[index - 1] ?? 0, end));
}

/**
 * Counts the seams of a row and those at which a token could lie on two sides: where a segment does not end with its
 * newline, or the next one begins with white space (the measurement behind both stands in lib/trajectory/README.md, Seams).
 */
export function checkSeams(texts: readonly string[]): { readonly checked: number; readonly faults: number } {
  let faults = 0;
  for (const [index, text] of texts.entries()) {
    const before = texts[index - 1];
    if (before !== undefined && !(before.endsWith("\n") && /^\S/.test(text))) faults += 1;
  }
  return { checked: Math.max(0, texts.length - 1), faults };
}
