import { sha256 } from "#lib/std/hash.ts";

/**
 * One lexical piece: a line break with the indentation after it, other white space, a whole identifier, a number, a run of
 * up to three equal quotes, or one character. With the u flag a surrogate pair is one character and is never cut.
 */
const SPAN =
  /\r?\n[ \t]*|\s+?(?=\r?\n|\S|$)|[\p{L}_$][\p{L}\p{M}\p{N}_$]*|\p{N}[\p{L}\p{M}\p{N}_]*(?:\.\p{N}[\p{L}\p{N}_]*)?|"{1,3}|'{1,3}|`{1,3}|./gsu;

/** Recorded with every number of the built-in scorer. */
export const SPANS_ID = `retrace-spans@1/${sha256(SPAN.source).slice(0, 12)}`;

/** Where the lexical pieces of a text end, in UTF-16 units; they tile the text. */
export function cutSpans(text: string): number[] {
  const ends: number[] = [];
  let end = 0;
  for (const [piece] of text.matchAll(SPAN)) {
    end += piece.length;
    ends.push(end);
  }
  return ends;
}
