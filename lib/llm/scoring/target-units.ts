import { at } from "#lib/std/assert.ts";
import type { TargetScore } from "../port.ts";

type Units = Pick<TargetScore, "ends" | "logprobs">;

/**
 * Lays tokens over the target they end with. `tokenEnds[i]` is where token i ends, in bytes of the target, or null where
 * that is not known; the last one ends the target. A token that ends inside a character, or at an unknown place, gives its
 * logprob to the token that completes it, and tokens before the target (where the tokenizer joined them to its beginning)
 * count to the first unit.
 */
export function unitsOfTokens(
  tokenEnds: readonly (number | null)[],
  logprobs: readonly number[],
  target: string,
): Units {
  const endOfByte = characterEnds(target);
  const ends: number[] = [];
  const sums: number[] = [];
  let pending = 0;
  tokenEnds.forEach((byte, index) => {
    pending += at(logprobs, index);
    const end = byte !== null && byte > 0 ? (endOfByte[byte] ?? null) : null;
    if (end === null) return;
    // A token without bytes of its own, at the end of the last unit.
    if (end === ends.at(-1)) sums.push((sums.pop() ?? 0) + pending);
    else {
      ends.push(end);
      sums.push(pending);
    }
    pending = 0;
  });
  return { ends, logprobs: sums };
}

/** Where each of the last tokens ends in the target, whose end is the end of the last; before the target it is negative. */
export function endsOfPieces(pieces: readonly Uint8Array[], target: string): number[] {
  const ends: number[] = [];
  let byte = Buffer.byteLength(target);
  for (let index = pieces.length - 1; index >= 0; index--) {
    ends.push(byte);
    byte -= at(pieces, index).length;
  }
  return ends.reverse();
}

/** For each count of leading UTF-8 bytes the UTF-16 offset there, or null inside a character. */
function characterEnds(text: string): (number | null)[] {
  const ends: (number | null)[] = [0];
  let offset = 0;
  for (const character of text) {
    offset += character.length;
    for (let rest = Buffer.byteLength(character); rest > 1; rest--) ends.push(null);
    ends.push(offset);
  }
  return ends;
}
