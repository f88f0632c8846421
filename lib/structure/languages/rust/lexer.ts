/**
 * Where tokens of Rust end. The scan reads tokens itself, because the grammar leaves the arguments of macros as bare
 * tokens, while rustc resolves the paths and the items in them.
 */

const LINE_FEED = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;

/** The first place at or after `at` that is neither white space nor comment. */
export function skipBlank(text: string, at: number): number {
  let index = at;
  for (;;) {
    const code = text.charCodeAt(index);
    if (code <= 32) index += 1;
    else if (code === SLASH && isCommentAt(text, index)) index = commentEnd(text, index);
    else return index;
  }
}

/** Whether the slash at `at` begins a comment. */
export function isCommentAt(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === SLASH || next === STAR;
}

/** Block comments nest. */
export function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === SLASH) {
    const end = text.indexOf("\n", at);
    return end < 0 ? text.length : end;
  }
  let depth = 1;
  let index = at + 2;
  for (; index < text.length && depth > 0; index++) {
    const code = text.charCodeAt(index);
    if (code === STAR && text.charCodeAt(index + 1) === SLASH) depth -= 1;
    else if (code === SLASH && text.charCodeAt(index + 1) === STAR) depth += 1;
    else continue;
    index += 1;
  }
  return index;
}

/** The end of the string whose opening quote stands at `at`. */
export function stringEnd(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index + 1;
  }
  return text.length;
}

/** The end of the character or the lifetime whose apostrophe stands at `at`. */
export function apostropheEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === BACKSLASH) {
    const end = text.indexOf("'", at + 3);
    return end < 0 || end > at + 14 ? at + 2 : end + 1;
  }
  if (text.charCodeAt(at + 2) === APOSTROPHE) return at + 3;
  // A character outside the basic plane takes two code units.
  const isPair = (text.charCodeAt(at + 1) & 0xfc00) === 0xd800;
  if (isPair && text.charCodeAt(at + 3) === APOSTROPHE) return at + 4;
  return text.charCodeAt(at + 1) === LINE_FEED ? at + 1 : wordEnd(text, at + 1);
}

/** The end of a literal that begins with the prefix `word` (`r"…"`, `br#"…"#`, `b'x'`), or -1. */
export function prefixedEnd(text: string, word: string, end: number): number {
  const code = text.charCodeAt(end);
  if (code !== QUOTE && code !== APOSTROPHE && code !== 35) return -1;
  if (word === "b" && code === APOSTROPHE) return apostropheEnd(text, end);
  if ((word === "b" || word === "c") && code === QUOTE) return stringEnd(text, end);
  if (word !== "r" && word !== "br" && word !== "cr") return -1;
  let open = end;
  while (text.charCodeAt(open) === 35) open += 1;
  if (text.charCodeAt(open) !== QUOTE) return -1;
  const close = text.indexOf(`"${text.slice(end, open)}`, open + 1);
  return close < 0 ? text.length : close + 1 + open - end;
}

export function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
}

/** The end of the word or number at `at`. */
export function wordEnd(text: string, at: number): number {
  let index = at;
  for (;;) {
    const code = text.charCodeAt(index);
    if (isWordStart(code) || (code >= 48 && code <= 57)) index += 1;
    else return index;
  }
}

/** The end of the bracket group that opens at `at`, strings and comments inside skipped. */
export function groupEnd(text: string, at: number, checkTime: () => void): number {
  let depth = 0;
  let index = at;
  let steps = 0;
  while (index < text.length) {
    if ((++steps & 0xfff) === 0) checkTime();
    const code = text.charCodeAt(index);
    if (isWordStart(code)) {
      const end = wordEnd(text, index);
      const literal = end - index <= 2 ? prefixedEnd(text, text.slice(index, end), end) : -1;
      index = literal < 0 ? end : literal;
    } else if (code === QUOTE) index = stringEnd(text, index);
    else if (code === APOSTROPHE) index = apostropheEnd(text, index);
    else if (code === SLASH && isCommentAt(text, index)) index = commentEnd(text, index);
    else {
      index += 1;
      if (code === 40 || code === 91 || code === 123) depth += 1;
      else if ((code === 41 || code === 93 || code === 125) && --depth <= 0) return index;
    }
  }
  return index;
}
