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
 * Cuts any text into code tokens. White space is dropped, and so are backquotes, which a thought puts round every name it
 * mentions. Scripts without spaces between words give one token a character.
 */
export function codeTokens(text: string, vocabulary: Vocabulary): CodeTokens {
  const ids: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const words: number[] = [];
  let index = 0;
  while (index < text.length) {
    const sort = sortAt(text, index);
    const start = index;
    index += widthAt(text, index);
    if (sort === SPACE) continue;
    if (sort === WORD) while (index < text.length && continuesWord(text, start, index)) index += widthAt(text, index);
    ids.push(numberOf(text.slice(start, index), vocabulary));
    starts.push(start);
    ends.push(index);
    words.push(sort === MARK ? 0 : 1);
  }
  return {
    ids: Int32Array.from(ids),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    words: Uint8Array.from(words),
  };
}

/** Numbers of the words alone, without regard to case. */
export function wordIds(text: string, tokens: CodeTokens, vocabulary: Vocabulary): Int32Array {
  const ids: number[] = [];
  for (const [index, start] of tokens.starts.entries()) {
    if (tokens.words[index]) ids.push(numberOf(text.slice(start, tokens.ends[index]).toLowerCase(), vocabulary));
  }
  return Int32Array.from(ids);
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
