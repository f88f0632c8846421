import type { SourceText } from "../port.ts";

/** An include as written. `block` numbers the conditional part of the file it stands in. */
export type FoundInclude = {
  readonly specifier: string;
  /** `macro` includes what a macro stands for. */
  readonly form: "quote" | "angle" | "macro";
  /** `#include_next` goes on after the folder of the file itself. */
  readonly next: boolean;
  readonly line: number;
  readonly block: number;
};

/** A part of a conditional: holds when its test does and none of the tests before it. Block 0 is the file. */
export type Block = { readonly parent: number; readonly before: readonly string[]; readonly test: string };

/** `value` is kept where it is a number or names a file to include; `line` orders it among the tests of the file. */
export type Define = { readonly name: string; readonly value: string | null; readonly block: number };

export type Directives = {
  readonly includes: readonly FoundInclude[];
  readonly blocks: readonly Block[];
  readonly defines: readonly Define[];
  /** Per block how many definitions stand before it. */
  readonly seen: readonly number[];
  readonly undefined: ReadonlySet<string>;
};

const INCLUDE_LIMIT = 10_000;
const BLOCK_LIMIT = 20_000;
const DEFINE_LIMIT = 20_000;
const TEST_CHARACTERS = 2000;

const HIT = /\/\*|\/\/|"|'|^[ \t\f]*(?:#|%:)[ \t]*([a-z_]+)/gm;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"?/y;
const CHARACTER = /'(?:[^'\\\n]|\\[\s\S])*'?/y;
const RAW = /R"([^()\\\s]{0,16})\(/y;
const AFTER_COMMENT = /[ \t]*(?:#|%:)[ \t]*([a-z_]+)/y;

/**
 * What the preprocessor would see, with comments, strings and raw strings left out. Nothing is expanded here. `skips`
 * are the places of what was left out, as starts and ends in turn.
 */
export function readDirectives(source: Pick<SourceText, "text" | "checkTime">): {
  directives: Directives;
  skips: readonly number[];
} {
  const { text } = source;
  const reader = new Reader(text);
  const skips: number[] = [];
  let hits = 0;
  HIT.lastIndex = 0;
  for (let hit = HIT.exec(text); hit; hit = HIT.exec(text)) {
    if ((++hits & 1023) === 0) source.checkTime();
    const at = hit.index;
    let end: number;
    if (hit[1] !== undefined) end = reader.directive(hit[1], at, at + hit[0].length);
    else if (hit[0] === "/*") end = reader.comment(at);
    else if (hit[0] === "//") end = lineEnd(text, at);
    else if (hit[0] === '"') end = stringEnd(text, at);
    else end = characterEnd(text, at);
    if (hit[1] === undefined || hit[1].startsWith("i")) skips.push(at, end);
    HIT.lastIndex = end;
  }
  return { directives: reader.result(), skips };
}

class Reader {
  readonly #text: string;
  readonly #includes: FoundInclude[] = [];
  readonly #blocks: Block[] = [{ parent: 0, before: [], test: "1" }];
  readonly #seen: number[] = [0];
  readonly #defines: Define[] = [];
  readonly #undefined = new Set<string>();
  #block = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  result(): Directives {
    return {
      includes: this.#includes,
      blocks: this.#blocks,
      defines: this.#defines,
      seen: this.#seen,
      undefined: this.#undefined,
    };
  }

  /** A directive may follow a comment that begins its line. */
  comment(at: number): number {
    const end = commentEnd(this.#text, at);
    AFTER_COMMENT.lastIndex = end;
    const after = AFTER_COMMENT.exec(this.#text);
    if (!after) return end;
    const before = this.#text.slice(this.#text.lastIndexOf("\n", at) + 1, at);
    return before.trim() === "" ? this.directive(after[1] ?? "", at, end + after[0].length) : end;
  }

  /** Reads the directive `name` whose arguments begin at `from`; returns where its line ends. */
  directive(name: string, at: number, from: number): number {
    if (!DIRECTIVES.has(name)) return from;
    const end = logicalEnd(this.#text, from);
    const rest = this.#text.slice(from, Math.min(end, from + TEST_CHARACTERS));
    switch (name) {
      case "include":
      case "include_next":
      case "import":
        this.#include(name === "include_next", at, rest);
        break;
      case "define":
        this.#define(rest);
        break;
      case "undef":
        this.#undefined.add(wordOf(rest));
        break;
      case "if":
        this.#open(plain(rest));
        break;
      case "ifdef":
        this.#open(`defined ${wordOf(rest)}`);
        break;
      case "ifndef":
        this.#open(`!defined ${wordOf(rest)}`);
        break;
      case "elif":
        this.#next(plain(rest));
        break;
      case "elifdef":
        this.#next(`defined ${wordOf(rest)}`);
        break;
      case "elifndef":
        this.#next(`!defined ${wordOf(rest)}`);
        break;
      case "else":
        this.#next("1");
        break;
      case "error":
        this.#fail();
        break;
      default:
        this.#block = this.#blocks[this.#block]?.parent ?? 0;
    }
    return end;
  }

  #include(next: boolean, at: number, rest: string): void {
    if (this.#includes.length >= INCLUDE_LIMIT) return;
    const quoted = /^\s*"([^"\n]+)"|^\s*<([^>\n]+)>/.exec(rest);
    const macro = quoted ? null : /^[\w(), \t]+/.exec(plain(rest).trim())?.[0].trim();
    const specifier = quoted?.[1] ?? quoted?.[2] ?? macro ?? "";
    if (specifier === "") return;
    const form = quoted ? (quoted[1] === undefined ? "angle" : "quote") : "macro";
    this.#includes.push({ specifier, form, next, line: this.#lineOf(at), block: this.#block });
  }

  #lineOf(at: number): number {
    for (let feed = this.#text.indexOf("\n", this.#counted); feed >= 0 && feed < at; ) {
      this.#line += 1;
      this.#counted = feed + 1;
      feed = this.#text.indexOf("\n", this.#counted);
    }
    return this.#line;
  }

  #define(rest: string): void {
    if (this.#defines.length >= DEFINE_LIMIT) return;
    const match = /^\s*([A-Za-z_]\w*)(\()?[ \t]*/.exec(rest);
    if (!match) return;
    const value = match[2] === undefined ? plain(rest.slice(match[0].length)).trim() : "";
    const kept = /^(?:"[^"\n]+"|<[^>\n]+>|\(?\s*-?\d+\s*\)?)$/.test(value) ? value : null;
    this.#defines.push({ name: match[1] ?? "", value: kept, block: this.#block });
  }

  #open(test: string): void {
    this.#push({ parent: this.#block, before: [], test });
  }

  #next(test: string): void {
    const current = this.#blocks[this.#block];
    if (!current || this.#block === 0) return;
    this.#push({ parent: current.parent, before: [...current.before.slice(0, 100), current.test], test });
  }

  /** What ends in an error is part of no program that compiles. */
  #fail(): void {
    const current = this.#blocks[this.#block];
    if (current && this.#block !== 0) this.#blocks[this.#block] = { ...current, test: "0" };
  }

  #push(block: Block): void {
    // Past the limit everything counts as one unknown part, so that #endif still finds its #if.
    this.#blocks.push(this.#blocks.length < BLOCK_LIMIT ? block : { parent: block.parent, before: [], test: "?" });
    this.#seen.push(this.#defines.length);
    this.#block = this.#blocks.length - 1;
  }
}

const DIRECTIVES = new Set(
  "include include_next import define undef if ifdef ifndef elif elifdef elifndef else endif error".split(" "),
);

function wordOf(rest: string): string {
  return /[A-Za-z_]\w*/.exec(plain(rest))?.[0] ?? "";
}

/** Without comments and continued lines. */
function plain(rest: string): string {
  return rest
    .replace(/\\\r?\n/g, " ")
    .replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g, " ")
    .trim();
}

function lineEnd(text: string, at: number): number {
  let end = text.indexOf("\n", at);
  while (end >= 0 && isContinued(text, end)) end = text.indexOf("\n", end + 1);
  return end < 0 ? text.length : end;
}

function isContinued(text: string, feed: number): boolean {
  return text[feed - 1] === "\\" || (text[feed - 1] === "\r" && text[feed - 2] === "\\");
}

/** The end of a directive: of its line, which goes on behind a backslash and inside a comment. */
function logicalEnd(text: string, from: number): number {
  let end = lineEnd(text, from);
  // Only the line is searched: a file of definitions without a comment would be gone through for each of them.
  let line = text.slice(from, end);
  for (let open = line.indexOf("/*"); open >= 0; open = line.indexOf("/*", open)) {
    const slashes = line.indexOf("//");
    if (slashes >= 0 && slashes < open) return end;
    const closed = commentEnd(text, from + open);
    if (closed > end) {
      end = lineEnd(text, closed);
      line = text.slice(from, end);
    }
    open = closed - from;
  }
  return end;
}

function commentEnd(text: string, at: number): number {
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? text.length : end + 2;
}

function stringEnd(text: string, at: number): number {
  if (text[at - 1] === "R" && /(?<![\w])(?:u8|[uUL])?R$/.test(text.slice(Math.max(0, at - 5), at))) {
    RAW.lastIndex = at - 1;
    const raw = RAW.exec(text);
    if (raw) {
      const close = text.indexOf(`)${raw[1]}"`, RAW.lastIndex);
      if (close >= 0) return close + (raw[1] ?? "").length + 2;
    }
  }
  STRING.lastIndex = at;
  return STRING.test(text) ? STRING.lastIndex : at + 1;
}

/** An apostrophe in a number separates digits; one without an end on its line belongs to skipped prose. */
function characterEnd(text: string, at: number): number {
  if (/[0-9A-Fa-f]/.test(text[at - 1] ?? "")) return at + 1;
  CHARACTER.lastIndex = at;
  return CHARACTER.test(text) && text[CHARACTER.lastIndex - 1] === "'" && CHARACTER.lastIndex > at + 1
    ? CHARACTER.lastIndex
    : at + 1;
}
