import type { SourceText } from "../port.ts";

/** An include as written. */
export type FoundInclude = {
  readonly specifier: string;
  /** `macro` includes what a macro stands for. */
  readonly form: "quote" | "angle" | "macro";
  /** `#include_next` goes on after the folder of the file itself. */
  readonly next: boolean;
  readonly line: number;
};

/** What a macro is replaced by; `body` is null where it is too long to matter, `parameters` where it has none. */
export type Define = {
  readonly name: string;
  readonly parameters: readonly string[] | null;
  readonly body: string | null;
};

/** One directive. `include` counts among the includes of the file. */
export type Step =
  | { readonly do: "include"; readonly include: number }
  | { readonly do: "define"; readonly define: Define }
  | { readonly do: "undef"; readonly name: string }
  | { readonly do: "if" | "elif"; readonly test: string }
  | { readonly do: "else" | "endif" | "once" };

/** The directives of a file in their order, all that the preprocessor needs to know of it. */
export type Directives = { readonly includes: readonly FoundInclude[]; readonly steps: readonly Step[] };

const INCLUDE_LIMIT = 10_000;
const STEP_LIMIT = 50_000;
const TEST_CHARACTERS = 2000;
const BODY_CHARACTERS = 300;

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
  readonly #steps: Step[] = [];
  /** The steps that open the parts which are open, the innermost last. */
  readonly #open: number[] = [];
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  result(): Directives {
    return { includes: this.#includes, steps: this.#steps };
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
        this.#push({ do: "undef", name: wordOf(rest) });
        break;
      case "if":
        this.#test("if", plain(rest));
        break;
      case "ifdef":
        this.#test("if", `defined ${wordOf(rest)}`);
        break;
      case "ifndef":
        this.#test("if", `!defined ${wordOf(rest)}`);
        break;
      case "elif":
        this.#test("elif", plain(rest));
        break;
      case "elifdef":
        this.#test("elif", `defined ${wordOf(rest)}`);
        break;
      case "elifndef":
        this.#test("elif", `!defined ${wordOf(rest)}`);
        break;
      case "else":
        this.#next({ do: "else" });
        break;
      case "error":
        this.#fail();
        break;
      case "pragma":
        if (/^\s*once\b/.test(rest)) this.#push({ do: "once" });
        break;
      default:
        if (this.#open.pop() !== undefined) this.#steps.push({ do: "endif" });
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
    this.#push({ do: "include", include: this.#includes.length });
    this.#includes.push({ specifier, form, next, line: this.#lineOf(at) });
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
    const match = /^\s*([A-Za-z_]\w*)(?:\(([^)]*)\))?/.exec(rest);
    if (!match) return;
    const body = plain(rest.slice(match[0].length));
    const parameters = match[2] === undefined ? null : match[2].split(",").map((each) => each.trim());
    const kept = body.length <= BODY_CHARACTERS && EXPRESSION.test(body) ? body : null;
    this.#push({ do: "define", define: { name: match[1] ?? "", parameters, body: kept } });
  }

  #test(word: "if" | "elif", test: string): void {
    if (word === "elif") this.#next({ do: "elif", test });
    else {
      this.#open.push(this.#steps.length);
      // Past the limit of steps this one stays, so that #endif still finds its #if.
      this.#steps.push({ do: "if", test });
    }
  }

  #next(step: Step): void {
    if (this.#open.length === 0) return;
    this.#open[this.#open.length - 1] = this.#steps.length;
    this.#steps.push(step);
  }

  /** What ends in an error is part of no program that compiles. */
  #fail(): void {
    const at = this.#open.at(-1);
    const step = at === undefined ? undefined : this.#steps[at];
    if (at !== undefined && step) this.#steps[at] = { do: step.do === "if" ? "if" : "elif", test: "0" };
  }

  #push(step: Step): void {
    if (this.#steps.length < STEP_LIMIT) this.#steps.push(step);
  }
}

/** What can stand in a condition, or name a file to include. */
const EXPRESSION = /^[^;{}"\\]*$|^"[^"\n]*"$/;

const DIRECTIVES = new Set(
  "include include_next import define undef if ifdef ifndef elif elifdef elifndef else endif error pragma".split(" "),
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
