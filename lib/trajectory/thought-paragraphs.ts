/** A paragraph shorter than this joins the one before it, as in REER's published code (REER_DeepWriter). */
const LEAST_CHARACTERS = 100;

/** So many paragraphs of a thought are rewritten one at a time at most; what is over belongs to the last. */
export const MOST_PARAGRAPHS = 10;

/**
 * A thought cut as REER cuts it: at blank lines, or line breaks where it has no paragraphs, short ones merged. The
 * paragraphs join with the separator to the thought again.
 */
export function paragraphsOf(thought: string): { readonly paragraphs: readonly string[]; readonly separator: string } {
  const separator = thought.includes("\n\n") ? "\n\n" : "\n";
  const merged: string[] = [];
  for (const piece of thought.split(separator)) {
    const open = merged.at(-1);
    const short = open !== undefined && (open.length < LEAST_CHARACTERS || piece.length < LEAST_CHARACTERS);
    if (open !== undefined && (short || merged.length >= MOST_PARAGRAPHS))
      merged[merged.length - 1] = `${open}${separator}${piece}`;
    else merged.push(piece);
  }
  return { paragraphs: merged, separator };
}
