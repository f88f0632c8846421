/**
 * Texts are weighed in thirds of a token, so that no window is overrun: the tokenizers in use cut source code at three to four
 * bytes a token, cut most writings other than Latin at a character or two, and many make a token of each digit.
 */
export const WEIGHT_OF_TOKEN = 3;

export function weightOf(text: string): number {
  let weight = 0;
  for (let index = 0; index < text.length; index += 1) weight += weightOfUnit(text.charCodeAt(index));
  return weight;
}

/** Length of the longest prefix that weighs no more; it never ends inside a character. */
export function prefixOfWeight(text: string, most: number): number {
  let left = most;
  let index = 0;
  for (; index < text.length; index += 1) {
    left -= weightOfUnit(text.charCodeAt(index));
    if (left < 0) break;
  }
  const isInside = index > 0 && isHighSurrogate(text.charCodeAt(index - 1));
  return isInside ? index - 1 : index;
}

/** Bytes of UTF-8, a surrogate being half of four; a digit weighs as much as a token. */
function weightOfUnit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return WEIGHT_OF_TOKEN;
  if (unit < 0x80) return 1;
  if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff)) return 2;
  return 3;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
