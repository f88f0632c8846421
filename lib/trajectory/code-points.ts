/**
 * Offsets of the flat text are Unicode code points, because the trainers that read them are written in Python; a browser
 * counts UTF-16 units. A lone surrogate counts as one in both.
 */

/** Length of a text in Unicode code points. */
export function codePointLength(text: string): number {
  if (!HIGH_SURROGATE.test(text)) return text.length;
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index++) {
    if (isPair(text, index)) {
      length--;
      index++;
    }
  }
  return length;
}

/** The UTF-16 offset of each code point offset. The offsets must not fall from one to the next. */
export function utf16Offsets(text: string, codePointOffsets: readonly number[]): number[] {
  if (!HIGH_SURROGATE.test(text)) return codePointOffsets.map((offset) => within(offset, text.length));
  const result: number[] = [];
  let unit = 0;
  let point = 0;
  for (const offset of codePointOffsets) {
    if (offset < point) throw new RangeError(`offset ${offset} comes after ${point}; offsets must not fall`);
    while (point < offset && unit < text.length) {
      unit += isPair(text, unit) ? 2 : 1;
      point++;
    }
    within(offset, point);
    result.push(unit);
  }
  return result;
}

// On the usual text, which has none, this scan is several times faster than looking at every unit in turn.
const HIGH_SURROGATE = /[\uD800-\uDBFF]/;

function isPair(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
}

function within(offset: number, length: number): number {
  if (offset > length) throw new RangeError(`offset ${offset} is beyond the text, which ends at ${length}`);
  return offset;
}
