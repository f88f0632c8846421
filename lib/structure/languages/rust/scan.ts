import { noAttributes, readAttribute } from "./attributes.ts";
import { allOf, MACRO_GUARD } from "./cfg.ts";
import { Declarations } from "./declarations.ts";
import { FOLDER, MACRO, type Scan, TYPE, VALUE } from "./draft.ts";
import { Findings } from "./findings.ts";
import {
  apostropheEnd,
  commentEnd,
  groupEnd,
  isCommentAt,
  isWordStart,
  prefixedEnd,
  skipBlank,
  stringEnd,
  wordEnd,
} from "./lexer.ts";
import { BLOCK, MODULE, NOTHING, Place, VARIANTS, WORD } from "./place.ts";

type Input = { readonly text: string; checkTime(): void };

/**
 * Declarations, `use` trees and names of a file, each with its scope and condition. `sectionOf` numbers the part of the
 * file a place belongs to, and is asked with rising places.
 */
export function scan(input: Input, sectionOf: (index: number) => number): Scan {
  return new Scanner(input, sectionOf).run();
}

/** Their arguments are tokens for elsewhere. */
const QUOTING = new Set(["quote", "quote_spanned", "parse_quote", "parse_quote_spanned", "stringify", "macro_rules"]);
const INCLUDING = new Set(["include", "include_str", "include_bytes"]);

/** One pass over the tokens: brackets, attributes and names here, what begins with a keyword in `Declarations`. */
class Scanner {
  readonly #text: string;
  readonly #input: Input;
  readonly #place = new Place();
  readonly #findings: Findings;
  readonly #declarations: Declarations;

  constructor(input: Input, sectionOf: (index: number) => number) {
    this.#input = input;
    this.#text = input.text;
    this.#findings = new Findings(input.text, this.#place, sectionOf);
    this.#declarations = new Declarations(input.text, this.#place, this.#findings, () => input.checkTime());
  }

  run(): Scan {
    const text = this.#text;
    let at = text.startsWith("#!") && !text.startsWith("#![") ? commentEnd(text, 0) : 0;
    let steps = 0;
    while (at < text.length) {
      if ((++steps & 0x3ff) === 0) this.#input.checkTime();
      const code = text.charCodeAt(at);
      if (code <= 32) at += 1;
      else if (isWordStart(code)) at = this.#word(at);
      else if (code === 47 && isCommentAt(text, at)) at = commentEnd(text, at);
      else if (code === 34) at = this.#literal(stringEnd(text, at));
      else if (code === 39) at = this.#literal(apostropheEnd(text, at));
      else if (code >= 48 && code <= 57) at = this.#literal(wordEnd(text, at));
      else at = this.#punctuation(code, at);
    }
    return this.#findings.scan;
  }

  #literal(end: number): number {
    this.#place.isStart = false;
    this.#place.before = WORD;
    return end;
  }

  #punctuation(code: number, at: number): number {
    const text = this.#text;
    const before = this.#place.before;
    this.#place.before = code;
    switch (code) {
      case 123:
      case 40:
      case 91:
        if (this.#place.isFull) return groupEnd(text, at, this.#input.checkTime);
        this.#place.open(code === 123);
        return at + 1;
      case 125:
      case 41:
      case 93:
        this.#place.close(code === 125);
        return at + 1;
      case 59:
        this.#place.endStatement();
        this.#place.frame.pending = null;
        return at + 1;
      case 44:
        // The commas of a signature separate nothing that has a condition.
        if (this.#place.frame.pending) return at + 1;
        this.#place.endStatement();
        this.#place.isStart = this.#place.frame.kind === VARIANTS;
        return at + 1;
      case 35: {
        const isInner = text.charCodeAt(at + 1) === 33;
        const open = isInner ? at + 2 : at + 1;
        if (text.charCodeAt(open) === 91) return this.#attribute(open, isInner);
        break;
      }
      case 58:
        if (text.charCodeAt(at + 1) === 58) {
          // After a type (`Vec<T>::new`) the name is the type's; otherwise `::` begins at the crates.
          const start = skipBlank(text, at + 2);
          if (before === WORD || before === 62 || before === 36) this.#place.before = 46;
          else if (isWordStart(text.charCodeAt(start))) return this.#path(start, wordEnd(text, start), "::");
          return at + 2;
        }
        break;
      case 62:
        // The end of an arrow is no end of a type.
        if (text.charCodeAt(at - 1) === 61 || text.charCodeAt(at - 1) === 45) this.#place.before = 43;
        break;
      case 46:
        // Ranges are no member access.
        if (text.charCodeAt(at + 1) === 46) {
          this.#place.before = 43;
          this.#place.isStart = false;
          return at + 2;
        }
        break;
      default:
    }
    this.#place.isStart = false;
    return at + 1;
  }

  #attribute(open: number, isInner: boolean): number {
    const end = groupEnd(this.#text, open, this.#input.checkTime);
    const read = isInner ? noAttributes() : (this.#place.attributes ?? noAttributes());
    const had = read.conditions.length;
    readAttribute(this.#text.slice(open + 1, end - 1), read);
    const added = read.conditions.slice(had);
    const frame = this.#place.frame;
    if (frame.branches && added.length > 0) {
      const condition = allOf([...frame.branches.map((each) => `not(${each})`), ...added]);
      frame.branches.push(allOf(added));
      frame.current = this.#findings.under(frame.condition, condition);
    } else if (isInner) this.#findings.restrictFrame(allOf(added));
    else {
      this.#place.attributes = read;
      frame.current = this.#findings.under(frame.current, allOf(added));
    }
    for (const name of read.names.splice(0)) this.#findings.addAttribute(name, open);
    for (const argument of read.includes.splice(0)) this.#findings.addInclude("include_str", argument, true, open);
    this.#place.before = NOTHING;
    return end;
  }

  #word(at: number): number {
    const text = this.#text;
    let start = at;
    let end = wordEnd(text, at);
    if (end - at <= 2) {
      const word = text.slice(at, end);
      const literal = prefixedEnd(text, word, end);
      if (literal >= 0) return this.#literal(literal);
      if (word === "r" && text.charCodeAt(end) === 35 && isWordStart(text.charCodeAt(end + 1))) {
        start = end + 1;
        end = wordEnd(text, start);
        return this.#path(start, end, "");
      }
    }
    const after = this.#declarations.word(at, end);
    return after >= 0 ? after : this.#path(start, end, "");
  }

  /** A name of one segment or more whose first word ends at `end`. */
  #path(start: number, firstEnd: number, lead: string): number {
    const text = this.#text;
    const before = this.#place.before;
    const wasStart = this.#place.isStart;
    let end = firstEnd;
    for (;;) {
      let next = text.charCodeAt(end) === 58 ? end : skipBlank(text, end);
      if (text.charCodeAt(next) !== 58 || text.charCodeAt(next + 1) !== 58) break;
      next = skipBlank(text, next + 2);
      if (text.startsWith("r#", next)) next += 2;
      if (!isWordStart(text.charCodeAt(next))) break;
      end = wordEnd(text, next);
    }
    this.#place.before = WORD;
    this.#place.isStart = false;
    if (before === 46 || before === 36) return end;
    const after = skipBlank(text, end);
    const code = text.charCodeAt(after);
    const isMacro = code === 33 && text.charCodeAt(after + 1) !== 61;
    if (wasStart && this.#place.frame.kind === VARIANTS) this.#place.frame.variants?.push(text.slice(start, end));
    const spaces = isMacro ? MACRO : code === 40 ? VALUE : code === 123 ? TYPE : TYPE | VALUE;
    if (end === firstEnd && lead === "") this.#findings.addWord(text.slice(start, end), start, spaces);
    else this.#findings.addPath(lead + text.slice(start, end), start, spaces);
    return isMacro ? this.#call(text.slice(start, end), start, after + 1, wasStart) : end;
  }

  /** A macro's call, from behind its exclamation mark. */
  #call(path: string, start: number, at: number, wasStart: boolean): number {
    const text = this.#text;
    const open = skipBlank(text, at);
    const code = text.charCodeAt(open);
    if (code !== 123 && code !== 40 && code !== 91) return at;
    const name = path.slice(path.lastIndexOf(":") + 1);
    if (QUOTING.has(name)) return groupEnd(text, open, this.#input.checkTime);
    if (INCLUDING.has(name)) {
      const end = groupEnd(text, open, this.#input.checkTime);
      this.#findings.addInclude(name, text.slice(open + 1, Math.min(end - 1, open + 1000)), false, start);
      return end;
    }
    if (path === "automod::dir") return this.#folder(open, start);
    const { kind, current, isGenerating } = this.#place.frame;
    if (name === "cfg_if" && code === 123) {
      this.#place.frame.pending = { kind: kind === BLOCK ? BLOCK : MODULE, branches: [], isGenerating };
    } else if (wasStart && kind === MODULE) {
      this.#place.frame.current = this.#findings.under(current, `${MACRO_GUARD}(${name})`);
      this.#findings.addGenerator();
      this.#place.frame.pending = { kind: MODULE, isGenerating: true };
    }
    return open;
  }
  /** `automod::dir!(pub "folder")`: the one macro in wide use that declares the modules it finds. */
  #folder(open: number, start: number): number {
    const end = groupEnd(this.#text, open, this.#input.checkTime);
    const folder = /"([^"\n]*)"\s*$/.exec(this.#text.slice(open + 1, Math.min(end - 1, open + 300)))?.[1];
    if (folder === undefined) return end;
    const paths = [{ path: folder.replace(/\/$/, ""), condition: "" }];
    this.#findings.addMod({ name: FOLDER, inner: null, paths, isMacroUse: false }, start);
    return end;
  }
}
