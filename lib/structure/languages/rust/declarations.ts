import { allOf } from "./cfg.ts";
import { MACRO, TYPE, VALUE } from "./draft.ts";
import type { Findings } from "./findings.ts";
import { commentEnd, groupEnd, isCommentAt, isWordStart, skipBlank, wordEnd } from "./lexer.ts";
import { BLOCK, MODULE, NOTHING, OTHER, type Pending, type Place, VARIANTS, WORD } from "./place.ts";
import { readUseTree } from "./use-tree.ts";

const KEYWORDS = new Set(
  "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while yield default union auto macro macro_rules safe".split(
    " ",
  ),
);
const QUALIFIERS = new Set(["unsafe", "async", "default", "safe", "auto"]);
/** Longer words are no keywords. */
const LENGTH_LIMIT = 11;
/** Bounds what is read of one `use`. */
const USE_LIMIT = 50_000;

/** Reads what begins with a keyword: items, `use`, `mod`, and what may come before them. */
export class Declarations {
  readonly #text: string;
  readonly #place: Place;
  readonly #findings: Findings;
  readonly #checkTime: () => void;

  constructor(text: string, place: Place, findings: Findings, checkTime: () => void) {
    this.#text = text;
    this.#place = place;
    this.#findings = findings;
    this.#checkTime = checkTime;
  }

  /** The place to go on at behind the word from `at` to `end`, or -1 when it is the start of a name. */
  word(at: number, end: number): number {
    if (end - at > LENGTH_LIMIT) return -1;
    const word = this.#text.slice(at, end);
    return KEYWORDS.has(word) ? this.#keyword(word, at, end) : -1;
  }

  #keyword(word: string, at: number, end: number): number {
    const text = this.#text;
    const { isStart: wasStart, hasItems } = this.#place;
    switch (word) {
      case "crate":
      case "self":
      case "super":
        return -1;
      case "Self":
        this.#place.isStart = false;
        this.#place.before = WORD;
        return end;
      case "pub":
        return this.#pub(end);
      case "use":
        if (!hasItems || text.charCodeAt(skipBlank(text, end)) === 60) break;
        return this.#use(end);
      case "mod":
        if (!hasItems) break;
        return this.#mod(at, end);
      case "fn":
        return this.#named(end, hasItems, VALUE, { kind: BLOCK });
      case "struct":
        return this.#named(end, hasItems, TYPE, { kind: OTHER });
      case "trait":
        return this.#named(end, hasItems, TYPE, { kind: OTHER });
      case "enum":
        return this.#named(end, hasItems, TYPE, { kind: VARIANTS, variants: [] });
      case "union":
        if (!wasStart || !isWordStart(text.charCodeAt(skipBlank(text, end)))) return -1;
        return this.#named(end, hasItems, TYPE, { kind: OTHER });
      case "type":
        return this.#named(end, hasItems && wasStart, TYPE, null);
      case "macro":
        if (!wasStart || !hasItems || !isWordStart(text.charCodeAt(skipBlank(text, end)))) return -1;
        return this.#macro(skipBlank(text, end), null);
      case "macro_rules": {
        const mark = skipBlank(text, end);
        if (text.charCodeAt(mark) !== 33) return -1;
        return this.#macro(skipBlank(text, mark + 1), this.#place.attributes?.isMacroExport ? "exported" : "textual");
      }
      case "impl":
        if (wasStart && hasItems) this.#place.frame.pending = { kind: OTHER };
        break;
      case "extern":
        if (hasItems && wasStart) return this.#extern(at, end);
        break;
      case "const":
      case "static": {
        if (!wasStart || !hasItems) break;
        const next = skipBlank(text, end);
        const stop = wordEnd(text, next);
        const name = text.slice(next, stop);
        if (name === "fn" || name === "extern" || QUALIFIERS.has(name)) return next;
        if (name === "mut" || name === "ref") return this.#named(stop, true, VALUE, null);
        if (name === "" || name === "move") break;
        return this.#named(end, true, VALUE, null);
      }
      case "else": {
        const { branches, condition } = this.#place.frame;
        if (branches && text.charCodeAt(skipBlank(text, end)) === 123) {
          this.#place.frame.current = this.#findings.under(condition, allOf(branches.map((each) => `not(${each})`)));
        }
        break;
      }
      default:
        if (QUALIFIERS.has(word)) {
          const next = text.charCodeAt(skipBlank(text, end));
          if (word !== "unsafe" && word !== "async" && !(wasStart && isWordStart(next))) return -1;
          this.#place.before = WORD;
          return end;
        }
    }
    // A keyword ends the place where items begin, but `where` and the like leave a body pending.
    this.#place.isStart = false;
    this.#place.before = NOTHING;
    return end;
  }

  #pub(end: number): number {
    const rest = this.#text.slice(end, end + 200);
    const limit = /^\s*\(\s*(crate|self|super|in\s[^)]*)\s*\)/.exec(rest);
    this.#place.before = NOTHING;
    if (this.#place.hasItems) this.#place.visibility = limit?.[1] ?? "pub";
    return end + (limit?.[0].length ?? 0);
  }

  #use(end: number): number {
    const text = this.#text;
    const close = statementEnd(text, end);
    const section = text.slice(end, Math.min(close, end + USE_LIMIT));
    for (const { path, local, isSelf, offset } of readUseTree(section)) {
      if (path.includes("$")) continue;
      this.#findings.addUse({ path, local, isSelf, isCrate: false, isMacroUse: false }, end + offset);
    }
    this.#place.endStatement();
    return close + 1;
  }

  #extern(at: number, end: number): number {
    const text = this.#text;
    const rest = text.slice(end, end + 300);
    const crate = /^\s+crate\s+(?:r#)?(\w+)(?:\s+as\s+(?:r#)?(\w+))?\s*;/.exec(rest);
    if (crate) {
      const [whole, path = "", alias] = crate;
      const isMacroUse = this.#place.attributes?.isMacroUse ?? false;
      const name = { path, local: alias ?? path, isSelf: true, isCrate: true, isMacroUse };
      this.#findings.addUse(name, at);
      this.#place.endStatement();
      return end + whole.length;
    }
    const abi = /^\s*(?:"[^"\n]*"\s*)?/.exec(rest)?.[0].length ?? 0;
    if (text.charCodeAt(end + abi) === 123) this.#place.frame.pending = { kind: MODULE };
    return end + abi;
  }

  #mod(at: number, end: number): number {
    const text = this.#text;
    const name = this.#nameAt(end);
    if (!name) return end;
    const open = skipBlank(text, name.end);
    const isInline = text.charCodeAt(open) === 123;
    const isFile = text.charCodeAt(open) === 59;
    if (!isInline && !isFile) return name.end;
    const inner = isInline ? this.#findings.addModuleScope() : null;
    const { paths = [], isMacroUse = false } = this.#place.attributes ?? {};
    this.#findings.addMod({ name: name.text, inner, paths: [...paths], isMacroUse }, at);
    if (inner !== null) this.#place.frame.pending = { kind: MODULE, scope: inner };
    this.#place.flushAttributes();
    return open;
  }

  /** A named item; `end` is the end of its keyword. */
  #named(end: number, isItem: boolean, spaces: number, body: Pending | null): number {
    const name = this.#nameAt(end);
    this.#place.isStart = false;
    this.#place.before = NOTHING;
    // A function pointer has no name and no body.
    if (!name) return end;
    const item = isItem ? this.#findings.addItem(name.text, spaces, body?.variants ?? null, null) : null;
    if (item && spaces === TYPE && isTuple(this.#text, name.end)) item.spaces |= VALUE;
    if (isItem || body?.kind === BLOCK) this.#place.frame.pending = body;
    const macro = this.#place.attributes?.macro;
    if (isItem && macro) this.#findings.addItem(macro === true ? name.text : macro, MACRO, null, null, "pub");
    this.#place.flushAttributes();
    return name.end;
  }

  #macro(start: number, seen: "exported" | "textual" | null): number {
    const text = this.#text;
    const stop = wordEnd(text, start);
    const name = text.slice(start, stop);
    let open = skipBlank(text, stop);
    if (text.charCodeAt(open) === 40 && seen === null) {
      open = skipBlank(text, groupEnd(text, open, this.#checkTime));
    }
    const end = groupEnd(text, open, this.#checkTime);
    if (name !== "") this.#findings.addItem(name, MACRO, null, seen);
    const guard = seen === null ? null : guardOf(text.slice(open + 1, Math.min(end, open + 3000)));
    if (guard !== null) this.#findings.scan.guards.set(name, guard);
    this.#place.endStatement();
    return end;
  }

  #nameAt(end: number): { readonly text: string; readonly end: number } | null {
    const text = this.#text;
    let start = skipBlank(text, end);
    if (text.startsWith("r#", start)) start += 2;
    const stop = wordEnd(text, start);
    if (stop === start || !isWordStart(text.charCodeAt(start))) return null;
    const name = text.slice(start, stop);
    if (this.#place.frame.isGenerating) this.#findings.addGenerated(name);
    return { text: name, end: stop };
  }
}

/** The semicolon that ends a `use` declaration. */
function statementEnd(text: string, at: number): number {
  let index = at;
  while (index < text.length && text.charCodeAt(index) !== 59) {
    index = text.charCodeAt(index) === 47 && isCommentAt(text, index) ? commentEnd(text, index) : index + 1;
  }
  return index;
}

/** Whether a struct is also a value: a tuple or a unit. */
function isTuple(text: string, end: number): boolean {
  let at = skipBlank(text, end);
  if (text.charCodeAt(at) === 60) {
    let depth = 0;
    for (const stop = Math.min(text.length, at + 2000); at < stop; at++) {
      const code = text.charCodeAt(at);
      if (code === 60) depth += 1;
      else if (code === 62 && text.charCodeAt(at - 1) !== 45 && --depth === 0) break;
    }
    at = skipBlank(text, at + 1);
  }
  const code = text.charCodeAt(at);
  return code === 40 || code === 59;
}

/** The condition that a macro adds to the items it hands on: `($($item:item)*) => { $(#[cfg(…)] $item)* }`. */
function guardOf(body: string): string | null {
  if (!/^\s*[({[]\s*\$\(\s*\$\w+\s*:\s*(?:item|tt)\b/.test(body)) return null;
  const start = /#\[cfg\(/.exec(body);
  if (!start) return null;
  const open = start.index + 5;
  const end = groupEnd(body, open, () => undefined);
  return body.slice(open + 1, end - 1).replace(/,\s*$/, "");
}
