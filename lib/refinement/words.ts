/**
 * Words that most languages reserve, so that no renaming touches them. One that is a name in some language is left out: as
 * a name it still matches where it is kept.
 */
const KEYWORDS = new Map(
  `bool boolean break case catch char class const continue default do double else enum export false finally float for function
  if import int new null private protected public return static struct switch this throw true try void while`
    .split(/\s+/)
    .map((word, index) => [word, index]),
);

/** The keyword's place in the list, the same everywhere; null for another word. */
export function keywordNumber(word: string): number | null {
  return KEYWORDS.get(word) ?? KEYWORDS.get(word.toLowerCase()) ?? null;
}

/**
 * Bits that a token says about a text: minus log2 of its share of the tokens of honest thoughts, as bench/leak measured it
 * on the repositories for calibration; what is rarer than these has MOST_BITS.
 */
const BITS: ReadonlyMap<string, number> = new Map([
  [".", 3.5],
  [",", 3.9],
  ["/", 5.8],
  [":", 5.8],
  ["for", 6],
  ['"', 6.5],
  [";", 6.9],
  ["-", 7.3],
  [")", 7.9],
  ["(", 7.9],
  ["class", 8.1],
  ["this", 8.3],
  [">", 8.5],
  ["'", 8.6],
  ["<", 8.8],
  ["=", 9.1],
]);
const MOST_BITS = 10;

export function bitsOf(token: string): number {
  return BITS.get(token.toLowerCase()) ?? MOST_BITS;
}
