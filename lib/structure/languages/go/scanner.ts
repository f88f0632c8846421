/** Kinds of tokens; every other character of the code is its own kind, and keywords are those of KEYWORDS. */
export const END = -1;
export const NAME = -2;
export const LITERAL = -3;
/** `:=` and `...`, so that their parts are not taken for a label and for selectors. */
export const DEFINE = -4;
export const DOTS = -5;

export const BREAK = 200;
export const CASE = 201;
export const CHAN = 202;
export const CONST = 203;
export const CONTINUE = 204;
export const DEFAULT = 205;
const DEFER = 206;
export const ELSE = 207;
export const FALLTHROUGH = 208;
export const FOR = 209;
export const FUNC = 210;
const GO = 211;
export const GOTO = 212;
export const IF = 213;
export const IMPORT = 214;
export const INTERFACE = 215;
export const MAP = 216;
const PACKAGE = 217;
const RANGE = 218;
export const RETURN = 219;
export const SELECT = 220;
export const STRUCT = 221;
export const SWITCH = 222;
export const TYPE = 223;
export const VAR = 224;

const KEYWORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    break: BREAK,
    case: CASE,
    chan: CHAN,
    const: CONST,
    continue: CONTINUE,
    default: DEFAULT,
    defer: DEFER,
    else: ELSE,
    fallthrough: FALLTHROUGH,
    for: FOR,
    func: FUNC,
    go: GO,
    goto: GOTO,
    if: IF,
    import: IMPORT,
    interface: INTERFACE,
    map: MAP,
    package: PACKAGE,
    range: RANGE,
    return: RETURN,
    select: SELECT,
    struct: STRUCT,
    switch: SWITCH,
    type: TYPE,
    var: VAR,
  }),
);

export const OPEN = 40;
export const CLOSE = 41;
export const STAR = 42;
export const COMMA = 44;
export const DOT = 46;
export const COLON = 58;
export const SEMICOLON = 59;
export const EQUALS = 61;
export const OPEN_SQUARE = 91;
export const CLOSE_SQUARE = 93;
export const OPEN_BRACE = 123;
export const PIPE = 124;
export const CLOSE_BRACE = 125;
export const TILDE = 126;

/** A place to go back to after a look ahead. */
export type Mark = Pick<Scanner, "kind" | "start" | "end" | "line">;

/**
 * The tokens of a Go text, one at a time, with the semicolons that ends of lines stand for (Go specification, "Lexical
 * elements"). It stands beside the tree because a token costs next to nothing here and several calls into WebAssembly there.
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

  mark(): Mark {
    const { kind, start, end, line } = this;
    return { kind, start, end, line };
  }

  reset({ kind, start, end, line }: Mark): void {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.line = line;
  }

  advance(): void {
    const { text } = this;
    // Often enough to notice a slow file, seldom enough to cost nothing.
    if ((++this.#tokens & 1023) === 0) this.#checkTime();
    const { line } = this;
    let at = this.#skipBlank(this.end);
    if ((this.line !== line || at >= text.length) && endsStatement(this.kind, text.charCodeAt(this.end - 2))) {
      this.kind = SEMICOLON;
      this.start = this.end = at;
      return;
    }
    this.start = at;
    const code = text.charCodeAt(at);
    if (at >= text.length) this.kind = END;
    else if (isLetter(code)) {
      at = wordEnd(text, at);
      // No keyword begins with a capital or an underscore.
      this.kind = (code >= 97 && code <= 122 && KEYWORDS.get(text.slice(this.start, at))) || NAME;
    } else if (isDigit(code) || (code === DOT && isDigit(text.charCodeAt(at + 1)))) {
      at = numberEnd(text, at);
      this.kind = LITERAL;
    } else if (code === 34 || code === 39 || code === 96) {
      at = this.#quotedEnd(at, code);
      this.kind = LITERAL;
    } else if (code === COLON && text.charCodeAt(at + 1) === EQUALS) {
      at += 2;
      this.kind = DEFINE;
    } else if (code === DOT && text.startsWith("...", at)) {
      at += 3;
      this.kind = DOTS;
    } else {
      at += 1;
      this.kind = code;
    }
    this.end = at;
  }

  #skipBlank(from: number): number {
    const { text } = this;
    for (let at = from; ; ) {
      const code = text.charCodeAt(at);
      if (code === 10) this.line += 1;
      else if (code === 47 && text.charCodeAt(at + 1) === 47) {
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : end;
        continue;
      } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf("*/", at + 2);
        const end = close < 0 ? text.length : close + 2;
        this.#countLines(at, end);
        at = end;
        continue;
      } else if (code !== 32 && code !== 9 && code !== 13 && code !== 0xfeff) return at;
      at += 1;
    }
  }

  /** Raw strings go on over lines; the others end with theirs. */
  #quotedEnd(start: number, quote: number): number {
    const { text } = this;
    if (quote === 96) {
      const close = text.indexOf("`", start + 1);
      const end = close < 0 ? text.length : close + 1;
      this.#countLines(start, end);
      return end;
    }
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) at += 1;
      else if (code === quote) return at + 1;
      else if (code === 10) return at;
    }
    return text.length;
  }

  #countLines(start: number, end: number): void {
    const { text } = this;
    for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) this.line += 1;
  }
}

/** Whether the end of the line after a token is a semicolon: after operands, `++`, `--` and closing brackets. */
function endsStatement(kind: number, before: number): boolean {
  switch (kind) {
    case NAME:
    case LITERAL:
    case CLOSE:
    case CLOSE_SQUARE:
    case CLOSE_BRACE:
    case BREAK:
    case CONTINUE:
    case FALLTHROUGH:
    case RETURN:
      return true;
    default:
      return kind === before && (kind === 43 || kind === 45);
  }
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); isLetter(code) || isDigit(code); code = text.charCodeAt(at)) at += 1;
  return at;
}

/** Digits, letters of radices, the point, and the sign of an exponent. */
function numberEnd(text: string, start: number): number {
  const isHexadecimal = /^0[xX]/.test(text.slice(start, start + 2));
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1) | 32;
    const isSign = (code === 43 || code === 45) && (isHexadecimal ? before === 112 : before === 101);
    if (!isLetter(code) && !isDigit(code) && code !== DOT && !isSign) return at;
    at += 1;
  }
}
