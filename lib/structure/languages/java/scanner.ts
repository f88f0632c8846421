/** Kinds of tokens; every other character of the code is its own kind. */
export const END = -1;
export const WORD = -2;
export const LITERAL = -3;
/** `->` and `::`, so that their parts are not taken for brackets and labels. */
export const ARROW = -4;
export const COLONS = -5;

/**
 * The tokens of a Java text, one at a time, comments and white space left out (Java Language Specification, chapter 3).
 * It stands beside the tree because a look at a token costs nothing here and a call into WebAssembly there.
 */
export class Scanner {
  readonly text: string;
  kind: number = END;
  start = 0;
  end = 0;
  line = 1;
  #tokens = 0;
  readonly #checkTime: () => void;

  constructor(text: string, checkTime: () => void) {
    this.text = text;
    this.#checkTime = checkTime;
    this.advance();
  }

  word(): string {
    return this.text.slice(this.start, this.end);
  }

  advance(): void {
    const { text } = this;
    // Often enough to notice a slow file, seldom enough to cost nothing.
    if ((++this.#tokens & 1023) === 0) this.#checkTime();
    let at = this.#skipBlank(this.end);
    this.start = at;
    const code = text.charCodeAt(at);
    if (at >= text.length) {
      this.kind = END;
      this.end = at;
      return;
    }
    if (isWordStart(code)) {
      do at += 1;
      while (at < text.length && isWordPart(text.charCodeAt(at)));
      this.kind = WORD;
    } else if (code >= 48 && code <= 57) {
      do at += 1;
      while (at < text.length && isNumberPart(text.charCodeAt(at)));
      this.kind = LITERAL;
    } else if (code === DOUBLE_QUOTE || code === QUOTE) {
      at = this.#literalEnd(at, code);
      this.kind = LITERAL;
    } else if (code === 45 && text.charCodeAt(at + 1) === 62) {
      at += 2;
      this.kind = ARROW;
    } else if (code === 58 && text.charCodeAt(at + 1) === 58) {
      at += 2;
      this.kind = COLONS;
    } else {
      at += 1;
      this.kind = code;
    }
    this.end = at;
  }

  #skipBlank(from: number): number {
    const { text } = this;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 10) {
        this.line += 1;
        at += 1;
      } else if (code === 32 || code === 9 || code === 13 || code === 12) at += 1;
      else if (code !== 47) return at;
      else if (text.charCodeAt(at + 1) === 47) at = lineEnd(text, at);
      else if (text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf("*/", at + 2);
        const end = close < 0 ? text.length : close + 2;
        this.#countLines(at, end);
        at = end;
      } else return at;
    }
  }

  /** Strings end with their line, text blocks at the next three quotes; what is not closed goes to the end. */
  #literalEnd(start: number, quote: number): number {
    const { text } = this;
    const isBlock = quote === DOUBLE_QUOTE && text.startsWith('"""', start);
    for (let at = start + (isBlock ? 3 : 1); at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) at += 1;
      else if (isBlock ? code === DOUBLE_QUOTE && text.startsWith('"""', at) : code === quote) {
        if (isBlock) this.#countLines(start, at);
        return at + (isBlock ? 3 : 1);
      } else if (code === 10 && !isBlock) return at;
    }
    return text.length;
  }

  #countLines(start: number, end: number): void {
    for (let at = start; at < end; at++) if (this.text.charCodeAt(at) === 10) this.line += 1;
  }
}

const QUOTE = 39;
const DOUBLE_QUOTE = 34;

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127;
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || (code >= 48 && code <= 57);
}

/** Digits, letters of suffixes and radices, and the point of a fraction. */
function isNumberPart(code: number): boolean {
  return isWordPart(code) || code === 46;
}
