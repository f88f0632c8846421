import type { SourceText } from "../port.ts";

/** What the innermost brace around a place belongs to. */
export type Frame = "block" | "class" | "function";

/** A word of PHP code that is no variable: a keyword, or a name with its backslashes as written. */
export type Word = {
  readonly text: string;
  readonly at: number;
  /** The token before: a word in lower case, or its sign; `"` for strings, `$` for variables. */
  readonly before: string;
  /** The sign or word after. */
  after: string;
  readonly frame: Frame;
  /** Inside a class or function, where nothing is defined for the whole file. */
  readonly isNested: boolean;
  /** Counts statements: words with the same number have no semicolon between them. */
  readonly statement: number;
};

/** Bounds what is kept of a file that is nothing but words. */
const WORD_LIMIT = 400_000;
const NAME_LIMIT = 500;

const TOKEN =
  /\\?[A-Za-z_\x80-\uffff][\w\x80-\uffff]*(?:\\[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)*|\$[A-Za-z_\x80-\uffff][\w\x80-\uffff]*|\d[\w.]*|\/\/|\/\*|#\[|\?>|<<<|\?->|->|::|=>|===?|\S/g;
const HEREDOC = /<<<[ \t]*(["']?)([A-Za-z_\x80-\uffff][\w\x80-\uffff]*)\1\r?\n/y;

/**
 * The words of the code between `<?php` and `?>`, without those of comments and strings; code embedded in strings
 * (`{$a[Foo::BAR]}`) counts. Lexing alone: a look at every name in the tree would cost more than the parse.
 */
export function scanWords({ text, checkTime }: Pick<SourceText, "text" | "checkTime">): Word[] {
  return new Scan(text, checkTime).run();
}

/** Code inside a string, which ends at the brace that closes it. */
type Embedding = { readonly quote: string; readonly end: number; readonly braces: number };

class Scan {
  readonly #text: string;
  readonly #checkTime: () => void;
  readonly #words: Word[] = [];
  readonly #frames: Frame[] = [];
  readonly #embeddings: Embedding[] = [];
  #nested = 0;
  #parentheses = 0;
  #statement = 0;
  #before = ";";
  #last: Word | null = null;
  /** The body that the next brace at this depth of parentheses opens. */
  #pending: { readonly frame: Frame; readonly parentheses: number } | null = null;

  constructor(text: string, checkTime: () => void) {
    this.#text = text;
    this.#checkTime = checkTime;
  }

  run(): Word[] {
    let at = this.#opening(0);
    let count = 0;
    while (at < this.#text.length) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(this.#text);
      if (!match || this.#words.length >= WORD_LIMIT) break;
      if ((++count & 1023) === 0) this.#checkTime();
      at = this.#token(match[0], match.index);
    }
    return this.#words;
  }

  /** Handles one token and says where the next may begin. */
  #token(token: string, at: number): number {
    const end = at + token.length;
    switch (token) {
      case "//":
        return this.#lineComment(end);
      case "/*":
        return after(this.#text, "*/", end);
      case "#":
        return this.#lineComment(end);
      case "?>":
        this.#sign(";");
        this.#statement += 1;
        return this.#opening(end);
      case "'":
        this.#sign('"');
        return this.#singleQuoted(end);
      case '"':
      case "`":
        this.#sign('"');
        return this.#string(end, token, this.#text.length);
      case "<<<":
        return this.#heredoc(at);
      case "(":
        this.#parentheses += 1;
        break;
      case ")":
        this.#parentheses -= 1;
        if (this.#pending && this.#parentheses < this.#pending.parentheses) this.#pending = null;
        break;
      case "{":
        this.#open();
        break;
      case "}":
        return this.#close(end);
      case ";":
        this.#statement += 1;
        this.#pending = null;
        break;
      default:
        return this.#word(token, at);
    }
    this.#sign(token);
    return end;
  }

  #sign(token: string): void {
    if (this.#last) {
      this.#last.after = token;
      this.#last = null;
    }
    this.#before = token;
  }

  #word(token: string, at: number): number {
    const end = at + token.length;
    const code = token.charCodeAt(0);
    // `function &name` is a definition like `function name`.
    if (token === "&" && this.#before === "function") return end;
    if (!isWordStart(code) || token === "\\") {
      this.#sign(code === DOLLAR ? "$" : token === "?->" ? "->" : code >= ZERO && code <= NINE ? "0" : token);
      return end;
    }
    const lower = token.toLowerCase();
    const before = this.#before;
    const frame = this.#frames.at(-1) ?? "block";
    this.#sign(lower);
    if (before === "->" || before === "::" || token.length > NAME_LIMIT) return end;
    const statement = this.#statement;
    const word: Word = { text: token, at, before, after: "", frame, isNested: this.#nested > 0, statement };
    this.#words.push(word);
    this.#last = word;
    this.#expectBody(lower, before);
    return lower === "__halt_compiler" ? this.#text.length : end;
  }

  /** A class may have a closure in its arguments, so a body is known by its depth of parentheses. */
  #expectBody(lower: string, before: string): void {
    // Keywords may name methods, constants and cases.
    if (before === "function" || before === "const" || before === "case" || before === "use") return;
    const isEnum = before === "enum" && lower !== "extends" && lower !== "implements";
    const frame = CLASS_LIKE.has(lower) || isEnum ? "class" : lower === "function" ? "function" : null;
    if (frame) this.#pending = { frame, parentheses: this.#parentheses };
  }

  #open(): void {
    const isBody = this.#pending !== null && this.#pending.parentheses === this.#parentheses;
    const frame = isBody && this.#pending ? this.#pending.frame : "block";
    if (isBody) this.#pending = null;
    this.#frames.push(frame);
    if (frame !== "block") this.#nested += 1;
  }

  #close(end: number): number {
    const embedding = this.#embeddings.at(-1);
    if (embedding && embedding.braces === this.#frames.length) {
      this.#embeddings.pop();
      this.#sign('"');
      return this.#string(end, embedding.quote, embedding.end);
    }
    const frame = this.#frames.pop();
    if (frame === "class" || frame === "function") this.#nested -= 1;
    this.#sign("}");
    return end;
  }

  #lineComment(at: number): number {
    const text = this.#text;
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    const close = text.slice(at, end).indexOf("?>");
    return close < 0 ? end : at + close;
  }

  #singleQuoted(from: number): number {
    const text = this.#text;
    for (let at = text.indexOf("'", from); at >= 0; at = text.indexOf("'", at + 1)) {
      let back = at;
      while (back > from && text.charCodeAt(back - 1) === BACKSLASH) back -= 1;
      if (((at - back) & 1) === 0) return at + 1;
    }
    return text.length;
  }

  /** Skips a string with interpolation; at `{$` the code in it is read until its brace closes. */
  #string(from: number, quote: string, limit: number): number {
    const text = this.#text;
    for (let at = from; at < limit; at++) {
      const character = text[at];
      if (character === "\\") at += 1;
      else if (character === quote) return at + 1;
      else if (character === "{" && text[at + 1] === "$") {
        this.#embeddings.push({ quote, end: limit, braces: this.#frames.length });
        this.#before = "{";
        return at + 1;
      }
    }
    return limit;
  }

  #heredoc(at: number): number {
    HEREDOC.lastIndex = at;
    const match = HEREDOC.exec(this.#text);
    this.#sign(match ? '"' : "<<<");
    if (!match) return at + 3;
    const [opening, mark = "", label = ""] = match;
    const body = at + opening.length;
    const end = endOfHeredoc(this.#text, label, body - 1);
    return mark === "'" ? end : this.#string(body, "", end);
  }

  /** Where code begins after `at`, which is in HTML. `<?` alone may open XML. */
  #opening(at: number): number {
    const text = this.#text;
    for (let open = text.indexOf("<?", at); open >= 0; open = text.indexOf("<?", open + 2)) {
      if (text[open + 2] === "=") return open + 3;
      if (text.slice(open + 2, open + 5).toLowerCase() === "php") return open + 5;
    }
    return text.length;
  }
}

const CLASS_LIKE = new Set(["class", "interface", "trait"]);
const DOLLAR = 36;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === BACKSLASH || code >= 128;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

/** The closing label stands alone at the start of a line, however far it is indented. */
function endOfHeredoc(text: string, label: string, from: number): number {
  for (let feed = from; feed >= 0; feed = text.indexOf("\n", feed + 1)) {
    let at = feed + 1;
    while (text[at] === " " || text[at] === "\t") at += 1;
    if (text.startsWith(label, at) && !/[\w\x80-\uffff]/.test(text[at + label.length] ?? "")) return at + label.length;
  }
  return text.length;
}
