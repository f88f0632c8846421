import { at } from "#lib/std/assert.ts";

/**
 * Finds where tokens end in the bytes they spell, from the text that a server decoded each of them to, one by one. Four
 * things are lost in such texts: the bytes of a token that is only part of a character (decoded to U+FFFD; OpenAI writes
 * them as "bytes:\\xf0\\x9f"), a space at a token's beginning and what tells U+2581 from a space (SentencePiece), and the
 * token of no bytes. So each token may end at several places; all are followed, and an end is told only where a single one
 * is left. Null where the tokens do not spell the text, which is how a server that scored something else is found out.
 * `begins` says where the first token may begin.
 */
export function alignTexts(
  texts: readonly string[],
  spelled: Uint8Array,
  begins: (byte: number) => boolean,
): (number | null)[] | null {
  const possible: ReadonlySet<number>[] = [new Set([spelled.length])];
  for (let index = texts.length - 1; index >= 0; index--) {
    const starts = new Set<number>();
    for (const end of at(possible, possible.length - 1)) {
      for (const start of startsOf(at(texts, index), spelled, end)) starts.add(start);
    }
    if (starts.size === 0) return null;
    possible.push(starts);
  }
  possible.reverse();

  let reached = new Set([...at(possible, 0)].filter(begins));
  if (reached.size === 0) return null;
  const ends: (number | null)[] = [];
  texts.forEach((text, index) => {
    const next = new Set<number>();
    for (const end of at(possible, index + 1)) {
      for (const start of startsOf(text, spelled, end)) if (reached.has(start)) next.add(end);
    }
    const [only] = next;
    ends.push(next.size === 1 && only !== undefined ? only : null);
    reached = next;
  });
  return ends;
}

const REPLACEMENT = "\ufffd";
/** Without `ignoreBOM` a byte order mark would vanish; decoders put one U+FFFD for each maximal broken part, as Python does. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

function startsOf(text: string, spelled: Uint8Array, end: number): number[] {
  const find = text.includes(REPLACEMENT) ? startsOfBroken : startsOfWhole;
  const starts = [...find(text, spelled, end), ...find(` ${text}`, spelled, end)];
  const escaped = /^bytes:((?:\\x[0-9a-f]{2})+)$/i.exec(text)?.[1];
  return escaped
    ? [...starts, ...startsOfBytes(Buffer.from(escaped.replaceAll("\\x", ""), "hex"), spelled, end)]
    : starts;
}

function startsOfWhole(text: string, spelled: Uint8Array, end: number): number[] {
  const bytes = Buffer.from(text);
  const starts = startsOfBytes(bytes, spelled, end);
  return starts.length === 0 && text.includes(" ") ? startsOfMarked(bytes, spelled, end) : starts;
}

const SPACE = 0x20;
const SPACE_MARK = Buffer.from("\u2581");

/** SentencePiece takes U+2581 for a space, and decodes it to one. */
function startsOfMarked(bytes: Buffer, spelled: Uint8Array, end: number): number[] {
  let start = end;
  for (const byte of bytes.toReversed()) {
    const isMark = byte === SPACE && SPACE_MARK.equals(spelled.subarray(Math.max(0, start - SPACE_MARK.length), start));
    if (!isMark && spelled[start - 1] !== byte) return [];
    start -= isMark ? SPACE_MARK.length : 1;
  }
  return [start];
}

function startsOfBytes(bytes: Buffer, spelled: Uint8Array, end: number): number[] {
  const start = end - bytes.length;
  return start >= 0 && bytes.equals(spelled.subarray(start, end)) ? [start] : [];
}

/** Each U+FFFD stands for one to three bytes. */
function startsOfBroken(text: string, spelled: Uint8Array, end: number): number[] {
  const replaced = text.split(REPLACEMENT).length - 1;
  const whole = Buffer.byteLength(text) - replaced * Buffer.byteLength(REPLACEMENT);
  const starts: number[] = [];
  for (let length = whole + replaced; length <= whole + 3 * replaced && length <= end; length++) {
    if (DECODER.decode(spelled.subarray(end - length, end)) === text) starts.push(end - length);
  }
  return starts;
}
