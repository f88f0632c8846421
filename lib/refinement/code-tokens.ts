/** Tokens of a text as numbers with their UTF-16 ranges: identifiers, numbers, words and single marks, in any language. */
export type CodeTokens = {
  readonly ids: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 where the token is an identifier, number or word rather than a mark. */
  readonly words: Uint8Array;
};

/** Numbers words in order of first sight. Texts that are to be compared share one vocabulary. */
export type Vocabulary = Map<string, number>;

/**
 * Cuts any text into code tokens. Dropped is what quoting changes and no meaning hangs on: white space, backquotes, case,
 * and the marks that begin a line of comment. An address is one token, and so is a mark that is repeated three times and
 * more: both are long without saying much. A word of digits and letters that nobody types, such as a hash, is cut into
 * pieces, because it is one word and says a lot. Scripts without spaces between words give one token a character.
 */
export function codeTokens(text: string, vocabulary: Vocabulary): CodeTokens {
  const ids: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const words: number[] = [];
  // Half of all tokens are single marks, which need not be cut out of the text to be looked up.
  const markIds = new Int32Array(128).fill(-1);
  const idOf = (start: number, end: number) => {
    const unit = text.charCodeAt(start);
    if (end - start > 1 || unit >= 128) return numberOf(text.slice(start, end).toLowerCase(), vocabulary);
    if (markIds[unit] === -1) markIds[unit] = numberOf((text[start] ?? "").toLowerCase(), vocabulary);
    return markIds[unit] ?? 0;
  };
  const add = (start: number, end: number, isWord: number) => {
    ids.push(idOf(start, end));
    starts.push(start);
    ends.push(end);
    words.push(isWord);
  };
  let index = 0;
  let isLineStart = true;
  while (index < text.length) {
    const sort = sortAt(text, index);
    const start = index;
    if (sort === SPACE) {
      if (text.charCodeAt(index) === NEWLINE) isLineStart = true;
      index += widthAt(text, index);
      continue;
    }
    if (isLineStart) {
      isLineStart = false;
      index += commentLeader(text, index);
      if (index > start) continue;
    }
    index += widthAt(text, index);
    if (sort === MARK) while (isRepeated(text, start, index)) index++;
    if (sort === WORD) while (index < text.length && continuesWord(text, start, index)) index += widthAt(text, index);
    if (sort === WORD) index += addressRest(text, start, index);
    if (sort === WORD && isOpaque(text, start, index)) {
      for (let at = start; at < index; at += OPAQUE_PIECE) add(at, Math.min(index, at + OPAQUE_PIECE), 1);
    } else {
      add(start, index, sort === MARK ? 0 : 1);
    }
  }
  return {
    ids: Int32Array.from(ids),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    words: Uint8Array.from(words),
  };
}

const NEWLINE = 10;
const OPAQUE_LENGTH = 32;
const OPAQUE_PIECE = 4;
/** An address is looked at no further than this. */
const MOST_ADDRESS = 2000;

/** Length of the marks that make a line one of comment: `//`, `///`, `/*`, `*`, `#`, `--`; 0 where it has none. */
function commentLeader(text: string, index: number): number {
  const unit = text[index];
  if (unit !== "/" && unit !== "*" && unit !== "#" && unit !== "-") return 0;
  let end = index;
  while (end - index < 200 && (text[end] === "/" || text[end] === "*" || text[end] === unit)) end++;
  const isAlone = end - index === 1;
  if ((unit === "/" || unit === "-") && isAlone) return 0;
  // `#include`, `#[test]` and `*pointer` are code.
  return isAlone && !/[\s]|^$/.test(text[end] ?? "") ? 0 : end - index;
}

/** Whether the mark at `start` goes on at `index`, being there three times at least. */
function isRepeated(text: string, start: number, index: number): boolean {
  const mark = text[start];
  return text[index] === mark && (index - start > 1 || text[index + 1] === mark);
}

/** Length of what follows the scheme that ends at `index`, where the word is that of an address. */
function addressRest(text: string, start: number, index: number): number {
  if (index - start > 5 || text[index] !== ":" || !text.startsWith("//", index + 1)) return 0;
  if (!/^https?$|^ftp$/i.test(text.slice(start, index))) return 0;
  return /^[^\s"'<>`)\]}]*/.exec(text.slice(index, index + MOST_ADDRESS))?.[0].length ?? 0;
}

function isOpaque(text: string, start: number, end: number): boolean {
  if (end - start < OPAQUE_LENGTH) return false;
  const word = text.slice(start, end);
  return /^[A-Za-z0-9]+$/.test(word) && /[0-9]/.test(word) && /[A-Za-z]/.test(word);
}

/** The words alone. */
export function wordIds({ ids, words }: CodeTokens): Int32Array {
  return ids.filter((_, index) => words[index] === 1);
}

const SPACE = 0;
const MARK = 1;
const WORD = 2;
/** A letter of a script that puts no spaces between words. */
const CHARACTER = 3;

const ASCII_SORT = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\s`]/.test(character) || code < 32 || code === 127) return SPACE;
  return /[A-Za-z0-9_$]/.test(character) ? WORD : MARK;
});

function sortAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 128) return ASCII_SORT[unit] ?? MARK;
  const code = text.codePointAt(index) ?? unit;
  const character = String.fromCodePoint(code);
  if (/[\s\uFEFF]/u.test(character)) return SPACE;
  if (!/[\p{L}\p{M}\p{N}]/u.test(character)) return MARK;
  return isUnspaced(code) ? CHARACTER : WORD;
}

/** Thai and Lao; then everything from the CJK radicals to Yi but Hangul, which has spaces. */
function isUnspaced(code: number): boolean {
  return (
    (code >= 0x0e00 && code <= 0x0eff) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x20000 && code <= 0x3ffff)
  );
}

function continuesWord(text: string, start: number, index: number): boolean {
  if (sortAt(text, index) === WORD) return true;
  // A decimal point belongs to its number: 3.14 is one token, a.b three.
  return text[index] === "." && isDigit(text.charCodeAt(start)) && isDigit(text.charCodeAt(index + 1));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

function numberOf(word: string, vocabulary: Vocabulary): number {
  const known = vocabulary.get(word);
  if (known !== undefined) return known;
  const id = vocabulary.size;
  vocabulary.set(word, id);
  return id;
}
