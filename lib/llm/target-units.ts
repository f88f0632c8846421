import { at } from "#lib/std/assert.ts";
import type { TargetScore } from "./port.ts";

type Units = Pick<TargetScore, "ends" | "logprobs">;

/**
 * Lays tokens over the target they end with. A token that ends inside a character gives its logprob to the token that
 * completes it, and tokens before the target (where the tokenizer joined them to its beginning) count to the first unit.
 */
export function unitsOfTokens(tokens: readonly Uint8Array[], logprobs: readonly number[], target: string): Units {
  const endOfByte = characterEnds(target);
  const targetBytes = endOfByte.length - 1;
  let byte = targetBytes - tokens.reduce((sum, token) => sum + token.length, 0);
  const ends: number[] = [];
  const sums: number[] = [];
  let pending = 0;
  tokens.forEach((token, index) => {
    byte += token.length;
    pending += at(logprobs, index);
    const end = byte > 0 ? (endOfByte[byte] ?? null) : null;
    if (end === null || end === ends.at(-1)) return;
    ends.push(end);
    sums.push(pending);
    pending = 0;
  });
  return { ends, logprobs: sums };
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
