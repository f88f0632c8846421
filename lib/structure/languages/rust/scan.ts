/* Over 300 lines: one pass over the tokens; its cases share the frames, the attributes and the place. */
import { type Attributes, noAttributes, readAttribute } from "./attributes.ts";
import { allOf, MACRO_GUARD } from "./cfg.ts";
import { MACRO, type Scan, type ScopeDraft, TYPE, VALUE } from "./draft.ts";
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
import { readUseTree } from "./use-tree.ts";

type Input = { readonly text: string; checkTime(): void };

/**
 * Declarations, `use` trees and names of a file, each with its scope and condition. `sectionOf` numbers the part of the
 * file a place belongs to, and is asked with rising places.
 */
export function scan(input: Input, sectionOf: (index: number) => number): Scan {
  return new Scanner(input, sectionOf).run();
}

/** Where items may stand. */
const MODULE = 0;
const BLOCK = 1;
/** Where names stand and no items of a scope: bodies of impls and traits, fields, parentheses, arguments. */
const OTHER = 2;
const VARIANTS = 3;

type Frame = {
  readonly kind: number;
  scope: number;
  readonly condition: number;
  /** The condition of the statement under way, which includes that of the frame. */
  current: number;
  /** What the next brace of this frame opens, when an item announced it. */
  pending: Pending | null;
  /** The item whose variants stand here. */
  readonly variants: string[] | null;
  /** Conditions of the branches of a `cfg_if!` so far. */
  readonly branches: string[] | null;
  /** Inside a macro that stands where items do: it may define any word it is given. */
  readonly isGenerating: boolean;
};
type Pending = Pick<Frame, "kind"> & Partial<Pick<Frame, "scope" | "variants" | "branches" | "isGenerating">>;

const LIMIT = 20_000;
const GENERATED_LIMIT = 3000;
/** Brackets deeper than this are passed over. */
const FRAME_LIMIT = 2000;

const QUALIFIERS = new Set(["unsafe", "async", "default", "safe", "auto"]);
const KEYWORDS = new Set(
  "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while yield default union auto macro macro_rules safe".split(
    " ",
  ),
);
/** Their arguments are tokens for elsewhere. */
const QUOTING = new Set(["quote", "quote_spanned", "parse_quote", "parse_quote_spanned", "stringify", "macro_rules"]);
const INCLUDING = new Set(["include", "include_str", "include_bytes"]);

/** Kinds of the token before, besides its character code. */
const WORD = 1;
const NOTHING = 0;

class Scanner {
  readonly #text: string;
  readonly #input: Input;
  readonly #sectionOf: (index: number) => number;
  readonly #out: Scan = {
    scopes: [{ kind: "module", parent: 0, condition: 0 }],
    conditions: [""],
    items: [],
    mods: [],
    uses: [],
    paths: [],
    words: [],
    includes: [],
    generated: new Map(),
    guards: new Map(),
  };
  readonly #conditions = new Map([["", 0]]);
  readonly #seen = new Set<string>();
  #words = new Set<string>();
  #section = Number.NaN;
  #frame: Frame = frameOf({ kind: MODULE }, 0, 0);
  readonly #frames: Frame[] = [];
  #attributes: Attributes | null = null;
  #visibility = "";
  /** Whether an item may begin here. */
  #isStart = true;
  #before = NOTHING;
  #line = 1;
  #counted = 0;

  constructor(input: Input, sectionOf: (index: number) => number) {
    this.#input = input;
    this.#text = input.text;
    this.#sectionOf = sectionOf;
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
    return this.#out;
  }

  #literal(end: number): number {
    this.#isStart = false;
    this.#before = WORD;
    return end;
  }

  #punctuation(code: number, at: number): number {
    const text = this.#text;
    const before = this.#before;
    this.#before = code;
    switch (code) {
      case 123:
      case 40:
      case 91:
        if (this.#frames.length >= FRAME_LIMIT) return groupEnd(text, at, this.#input.checkTime);
        this.#open(code === 123);
        return at + 1;
      case 125:
      case 41:
      case 93:
        this.#close(code === 125);
        return at + 1;
      case 59:
        this.#endStatement();
        this.#frame.pending = null;
        return at + 1;
      case 44:
        // The commas of a signature separate nothing that has a condition.
        if (this.#frame.pending) return at + 1;
        this.#endStatement();
        this.#isStart = this.#frame.kind === VARIANTS;
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
          if (before === WORD || before === 62 || before === 36) this.#before = 46;
          else if (isWordStart(text.charCodeAt(start))) return this.#path(start, wordEnd(text, start), "::");
          return at + 2;
        }
        break;
      case 62:
        // The end of an arrow is no end of a type.
        if (text.charCodeAt(at - 1) === 61 || text.charCodeAt(at - 1) === 45) this.#before = 43;
        break;
      case 46:
        // Ranges are no member access.
        if (text.charCodeAt(at + 1) === 46) {
          this.#before = 43;
          this.#isStart = false;
          return at + 2;
        }
        break;
      default:
    }
    this.#isStart = false;
    return at + 1;
  }

  #open(isBrace: boolean): void {
    const outer = this.#frame;
    const pending = isBrace || outer.pending?.isGenerating ? outer.pending : null;
    if (pending) outer.pending = null;
    const kind = isBrace ? (outer.kind === VARIANTS ? OTHER : BLOCK) : OTHER;
    const inBranch = isBrace && pending === null && outer.branches !== null;
    const next = pending ?? (inBranch ? { kind: outer.kind === OTHER ? MODULE : outer.kind } : { kind });
    this.#flushAttributes();
    this.#frames.push(outer);
    this.#frame = frameOf(next, outer.scope, outer.current, outer.isGenerating);
    this.#isStart = this.#frame.kind !== OTHER;
    if (isBrace && kind === OTHER) this.#isStart = false;
  }

  #close(isBrace: boolean): void {
    this.#attributes = null;
    this.#frame = this.#frames.pop() ?? this.#frame;
    this.#isStart = false;
    if (!isBrace) return;
    this.#isStart = this.#frame.kind !== VARIANTS;
    this.#frame.current = this.#frame.condition;
    this.#visibility = "";
  }

  #endStatement(): void {
    this.#frame.current = this.#frame.condition;
    this.#attributes = null;
    this.#visibility = "";
    this.#isStart = true;
  }

  #attribute(open: number, isInner: boolean): number {
    const end = groupEnd(this.#text, open, this.#input.checkTime);
    const read = isInner ? noAttributes() : (this.#attributes ?? noAttributes());
    const had = read.conditions.length;
    readAttribute(this.#text.slice(open + 1, end - 1), read);
    const added = read.conditions.slice(had);
    const frame = this.#frame;
    if (frame.branches && added.length > 0) {
      const condition = allOf([...frame.branches.map((each) => `not(${each})`), ...added]);
      frame.branches.push(allOf(added));
      frame.current = this.#under(frame.condition, condition);
    } else if (isInner) {
      const inner = this.#under(frame.condition, allOf(added));
      this.#frame = { ...frame, condition: inner, current: inner };
      const scope = this.#out.scopes[frame.scope];
      if (scope && frame.kind === MODULE) this.#out.scopes[frame.scope] = { ...scope, condition: inner };
    } else {
      this.#attributes = read;
      frame.current = this.#under(frame.current, allOf(added));
    }
    for (const name of read.names.splice(0)) {
      if (name.includes("::")) this.#addPath(name, open, MACRO);
      else this.#addWord(name, open, MACRO);
    }
    for (const argument of read.includes.splice(0)) this.#addInclude("include_str", argument, open);
    this.#before = NOTHING;
    return end;
  }

  /** Attributes of an expression or a parameter end with it. */
  #flushAttributes(): void {
    this.#attributes = null;
    this.#visibility = "";
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
    if (end - at <= 11) {
      const word = text.slice(at, end);
      if (KEYWORDS.has(word)) {
        const after = this.#keyword(word, at, end);
        if (after >= 0) return after;
      }
    }
    return this.#path(start, end, "");
  }

  /** The place to go on at, or -1 when the word is the start of a name. */
  #keyword(word: string, at: number, end: number): number {
    const text = this.#text;
    const wasStart = this.#isStart;
    const place = this.#frame.kind === MODULE || this.#frame.kind === BLOCK;
    switch (word) {
      case "crate":
      case "self":
      case "super":
        return -1;
      case "Self":
        return this.#literal(end);
      case "pub":
        return this.#pub(end);
      case "use":
        if (!place || text.charCodeAt(skipBlank(text, end)) === 60) break;
        return this.#use(end);
      case "mod":
        if (!place) break;
        return this.#mod(at, end);
      case "fn":
        return this.#named(end, place, VALUE, { kind: BLOCK });
      case "struct":
        return this.#named(end, place, TYPE, { kind: OTHER });
      case "trait":
        return this.#named(end, place, TYPE, { kind: OTHER });
      case "enum":
        return this.#named(end, place, TYPE, { kind: VARIANTS, variants: [] });
      case "union":
        if (!wasStart || !isWordStart(text.charCodeAt(skipBlank(text, end)))) return -1;
        return this.#named(end, place, TYPE, { kind: OTHER });
      case "type":
        return this.#named(end, place && wasStart, TYPE, null);
      case "macro":
        if (!wasStart || !place || !isWordStart(text.charCodeAt(skipBlank(text, end)))) return -1;
        return this.#macro(skipBlank(text, end), null);
      case "macro_rules": {
        const mark = skipBlank(text, end);
        if (text.charCodeAt(mark) !== 33) return -1;
        return this.#macro(skipBlank(text, mark + 1), this.#attributes?.isMacroExport ? "exported" : "textual");
      }
      case "impl":
        if (wasStart && place) this.#frame.pending = { kind: OTHER };
        break;
      case "extern":
        if (place && wasStart) return this.#extern(at, end);
        break;
      case "const":
      case "static": {
        if (!wasStart || !place) break;
        const next = skipBlank(text, end);
        const stop = wordEnd(text, next);
        const name = text.slice(next, stop);
        if (name === "fn" || name === "extern" || QUALIFIERS.has(name)) return next;
        if (name === "mut" || name === "ref") return this.#named(stop, true, VALUE, null);
        if (name === "" || name === "move") break;
        return this.#named(end, true, VALUE, null);
      }
      case "else": {
        const { branches, condition } = this.#frame;
        if (branches && text.charCodeAt(skipBlank(text, end)) === 123) {
          this.#frame.current = this.#under(condition, allOf(branches.map((each) => `not(${each})`)));
        }
        break;
      }
      default:
        if (QUALIFIERS.has(word)) {
          const next = text.charCodeAt(skipBlank(text, end));
          if (word !== "unsafe" && word !== "async" && !(wasStart && isWordStart(next))) return -1;
          this.#before = WORD;
          return end;
        }
    }
    // A keyword ends the place where items begin, but `where` and the like leave a body pending.
    this.#isStart = false;
    this.#before = NOTHING;
    return end;
  }

  #pub(end: number): number {
    const { kind } = this.#frame;
    const rest = this.#text.slice(end, end + 200);
    const limit = /^\s*\(\s*(crate|self|super|in\s[^)]*)\s*\)/.exec(rest);
    this.#before = NOTHING;
    if (kind === MODULE || kind === BLOCK) this.#visibility = limit?.[1] ?? "pub";
    return end + (limit?.[0].length ?? 0);
  }

  #use(end: number): number {
    const text = this.#text;
    const close = statementEnd(text, end);
    const section = text.slice(end, Math.min(close, end + 50_000));
    const scope = this.#ownScope();
    for (const { path, local, isSelf, offset } of readUseTree(section)) {
      if (this.#out.uses.length >= LIMIT || path.includes("$")) continue;
      const base = { scope, path, local, isSelf, isCrate: false, isMacroUse: false };
      this.#out.uses.push({ ...base, ...this.#marks(), line: this.#lineAt(end + offset) });
    }
    this.#endStatement();
    return close + 1;
  }

  #extern(at: number, end: number): number {
    const text = this.#text;
    const rest = text.slice(end, end + 300);
    const crate = /^\s+crate\s+(?:r#)?(\w+)(?:\s+as\s+(?:r#)?(\w+))?\s*;/.exec(rest);
    if (crate) {
      const [whole, path = "", alias] = crate;
      const isMacroUse = this.#attributes?.isMacroUse ?? false;
      const base = { scope: this.#ownScope(), path, local: alias ?? path, isSelf: true, isCrate: true, isMacroUse };
      this.#out.uses.push({ ...base, ...this.#marks(), line: this.#lineAt(at) });
      this.#endStatement();
      return end + whole.length;
    }
    const abi = /^\s*(?:"[^"\n]*"\s*)?/.exec(rest)?.[0].length ?? 0;
    if (text.charCodeAt(end + abi) === 123) this.#frame.pending = { kind: MODULE };
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
    const scope = this.#ownScope();
    const inner = isInline ? this.#addScope("module", scope) : null;
    const { paths = [], isMacroUse = false } = this.#attributes ?? {};
    const marks = this.#marks();
    if (this.#out.mods.length < LIMIT) {
      const base = { scope, name: name.text, inner, paths: [...paths], isMacroUse };
      this.#out.mods.push({ ...base, ...marks, line: this.#lineAt(at) });
    }
    if (inner !== null) this.#frame.pending = { kind: MODULE, scope: inner };
    this.#flushAttributes();
    return open;
  }

  /** A named item; `end` is the end of its keyword. */
  #named(end: number, isItem: boolean, spaces: number, body: Pending | null): number {
    const name = this.#nameAt(end);
    this.#isStart = false;
    this.#before = NOTHING;
    // A function pointer has no name and no body.
    if (!name) return end;
    const item = isItem ? this.#addItem(name.text, spaces, body?.variants ?? null, null) : null;
    if (item && spaces === TYPE && isTuple(this.#text, name.end)) item.spaces |= VALUE;
    if (isItem || body?.kind === BLOCK) this.#frame.pending = body;
    const macro = this.#attributes?.macro;
    if (isItem && macro) this.#addItem(macro === true ? name.text : macro, MACRO, null, null, "pub");
    this.#flushAttributes();
    return name.end;
  }

  #macro(start: number, seen: "exported" | "textual" | null): number {
    const text = this.#text;
    const stop = wordEnd(text, start);
    const name = text.slice(start, stop);
    let open = skipBlank(text, stop);
    if (text.charCodeAt(open) === 40 && seen === null) {
      open = skipBlank(text, groupEnd(text, open, this.#input.checkTime));
    }
    const end = groupEnd(text, open, this.#input.checkTime);
    if (name !== "") this.#addItem(name, MACRO, null, seen);
    const guard = seen === null ? null : guardOf(text.slice(open + 1, Math.min(end, open + 3000)));
    if (guard !== null) this.#out.guards.set(name, guard);
    this.#endStatement();
    return end;
  }

  /** A name of one segment or more whose first word ends at `end`. */
  #path(start: number, firstEnd: number, lead: string): number {
    const text = this.#text;
    const before = this.#before;
    const wasStart = this.#isStart;
    let end = firstEnd;
    for (;;) {
      let next = text.charCodeAt(end) === 58 ? end : skipBlank(text, end);
      if (text.charCodeAt(next) !== 58 || text.charCodeAt(next + 1) !== 58) break;
      next = skipBlank(text, next + 2);
      if (text.startsWith("r#", next)) next += 2;
      if (!isWordStart(text.charCodeAt(next))) break;
      end = wordEnd(text, next);
    }
    this.#before = WORD;
    this.#isStart = false;
    if (before === 46 || before === 36) return end;
    const after = skipBlank(text, end);
    const code = text.charCodeAt(after);
    const isMacro = code === 33 && text.charCodeAt(after + 1) !== 61;
    if (wasStart && this.#frame.kind === VARIANTS) this.#frame.variants?.push(text.slice(start, end));
    const spaces = isMacro ? MACRO : code === 40 ? VALUE : code === 123 ? TYPE : TYPE | VALUE;
    if (end === firstEnd && lead === "") this.#addWord(text.slice(start, end), start, spaces);
    else this.#addPath(lead + text.slice(start, end), start, spaces);
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
      this.#addInclude(name, text.slice(open + 1, Math.min(end - 1, open + 1000)), start);
      return end;
    }
    const { kind, scope, current, isGenerating } = this.#frame;
    if (name === "cfg_if" && code === 123) {
      this.#frame.pending = { kind: kind === BLOCK ? BLOCK : MODULE, branches: [], isGenerating };
    } else if (wasStart && kind === MODULE) {
      this.#frame.current = this.#under(current, `${MACRO_GUARD}(${name})`);
      if (!this.#out.generated.has(scope)) this.#out.generated.set(scope, new Set());
      this.#frame.pending = { kind: MODULE, isGenerating: true };
    }
    return open;
  }

  #nameAt(end: number): { readonly text: string; readonly end: number } | null {
    const text = this.#text;
    let start = skipBlank(text, end);
    if (text.startsWith("r#", start)) start += 2;
    const stop = wordEnd(text, start);
    if (stop === start || !isWordStart(text.charCodeAt(start))) return null;
    const name = text.slice(start, stop);
    if (this.#frame.isGenerating) this.#generate(name);
    return { text: name, end: stop };
  }

  #marks(): { readonly visibility: string; readonly condition: number } {
    return { visibility: this.#visibility, condition: this.#frame.current };
  }

  #addItem(
    name: string,
    spaces: number,
    variants: string[] | null,
    macro: "exported" | "textual" | null,
    visibility: string = this.#visibility,
  ): { spaces: number } | null {
    if (this.#out.items.length >= LIMIT || name === "_") return null;
    const { condition } = this.#marks();
    const item = { scope: this.#ownScope(), name, spaces, visibility, condition, variants, macro };
    this.#out.items.push(item);
    return item;
  }

  #addPath(path: string, at: number, spaces: number): void {
    if (this.#out.paths.length >= LIMIT) return;
    const written = /\s|\/|#/.test(path) ? path.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s|r#/g, "") : path;
    if (written.startsWith("Self::")) return;
    const { scope, current } = this.#frame;
    const section = this.#sectionOf(at);
    const key = `${scope} ${current} ${section} ${spaces} ${written}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#out.paths.push({ scope, path: written, spaces, condition: current, section, line: this.#lineAt(at) });
  }

  #addWord(word: string, at: number, spaces: number): void {
    if (this.#frame.isGenerating) this.#generate(word);
    const section = this.#sectionOf(at);
    if (section !== this.#section) {
      this.#section = section;
      this.#words = new Set();
    }
    if (this.#words.has(word)) return;
    this.#words.add(word);
    if (this.#out.words.length >= 2 * LIMIT) return;
    const { scope, current } = this.#frame;
    this.#out.words.push({ scope, word, spaces, condition: current, section, line: this.#lineAt(at) });
  }

  #generate(word: string): void {
    let { scope } = this.#frame;
    while (this.#out.scopes[scope]?.kind === "block") scope = this.#out.scopes[scope]?.parent ?? 0;
    const words = this.#out.generated.get(scope);
    if (words && words.size < GENERATED_LIMIT) words.add(word);
  }

  #addInclude(macro: string, argument: string, at: number): void {
    const { scope, current } = this.#frame;
    if (this.#out.includes.length >= LIMIT) return;
    this.#out.includes.push({ scope, macro, argument: argument.trim(), condition: current, line: this.#lineAt(at) });
  }

  /** The scope of the block or module under way; a block gets one when it first declares something. */
  #ownScope(): number {
    const frame = this.#frame;
    if (frame.kind === BLOCK && this.#frames.at(-1)?.scope === frame.scope && frame.branches === null) {
      frame.scope = this.#addScope("block", frame.scope);
    }
    return frame.scope;
  }

  #addScope(kind: ScopeDraft["kind"], parent: number): number {
    this.#out.scopes.push({ kind, parent, condition: this.#frame.current });
    return this.#out.scopes.length - 1;
  }

  #under(outer: number, condition: string): number {
    if (condition === "") return outer;
    const text = allOf([this.#out.conditions[outer] ?? "", condition]);
    const known = this.#conditions.get(text);
    if (known !== undefined) return known;
    if (text.length > 4000 || this.#out.conditions.length >= 2000) return outer;
    this.#conditions.set(text, this.#out.conditions.length);
    return this.#out.conditions.push(text) - 1;
  }

  #lineAt(at: number): number {
    for (let next = this.#text.indexOf("\n", this.#counted); next >= 0 && next < at; ) {
      this.#line += 1;
      this.#counted = next + 1;
      next = this.#text.indexOf("\n", this.#counted);
    }
    return this.#line;
  }
}

function frameOf(given: Pending, scope: number, condition: number, isGenerating = false): Frame {
  return {
    kind: given.kind,
    scope: given.scope ?? scope,
    condition,
    current: condition,
    pending: null,
    variants: given.variants ?? null,
    branches: given.branches ?? null,
    isGenerating: given.isGenerating ?? isGenerating,
  };
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
