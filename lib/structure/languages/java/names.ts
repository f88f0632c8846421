/* Over 300 lines: one pass over the tokens; its cases share the frames and the last tokens. */
import type { Node } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import { ARROW, COLONS, END, Scanner, WORD } from "./scanner.ts";
import type { DeclaredType, FileNames, FoundImport, FoundName, Scope } from "./scopes.ts";
import * as words from "./words.ts";

const NAME_LIMIT = 20_000;
const TYPE_LIMIT = 5000;
const IMPORT_LIMIT = 3000;
/** Packages and types of real code nest less deep. */
const CHAIN_LIMIT = 24;
/** After so many uses as a value, a name in capitals is taken for a constant. */
const VALUE_LIMIT = 3;

/**
 * Imports, declared types with their scopes, and every name that may be a type's. The tokens tell most of it; where a
 * name alone could be a type or a value (`(A)`, `A<`), the tree is asked.
 */
export function findNames(source: Pick<SourceText, "path" | "text" | "checkTime">, root: Node): FileNames {
  return new NamePass(source, root).run();
}

const DOT = 46;
const COMMA = 44;
const OPEN = 40;
const CLOSE = 41;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_SQUARE = 91;
const SEMICOLON = 59;
const LESS = 60;
const GREATER = 62;
const EQUALS = 61;
const AT = 64;
const COLON = 58;
const PIPE = 124;
const AMPERSAND = 38;

/** Codes of words as the token before; names are NAME. */
const NAME = 100;
const ANNOTATION = 101;
const NOTHING = 0;

/** A head under way: `class A<T> extends B`. */
type Head = {
  readonly type: number;
  readonly isEnum: boolean;
  readonly isInterface: boolean;
  /** What its body is restored to when it ends. */
  readonly outerScope: number;
  angle: number;
  list: "none" | "inherited" | "other";
};

type Frame = {
  readonly kind: "file" | "body" | "block" | "parentheses";
  /** The scope to go back to when the frame ends. */
  readonly outerScope: number;
  readonly type: number;
  readonly isInterface: boolean;
  /** In an enum before the semicolon that ends its constants. */
  inConstants: boolean;
  /** Since the last statement or member began. */
  sawEquals: boolean;
  access: "private" | "package" | "wide";
  head: Head | null;
  /** Scope to return to after a method with type parameters; -1 for none. */
  methodOuter: number;
  /** For parentheses: what `new` makes with them. */
  readonly made: string;
};

type DraftType = { -readonly [Key in keyof DeclaredType]: DeclaredType[Key] } & { supers: string[] };
type DraftScope = Omit<Scope, "names"> & { names: Map<string, number>; readonly seen: Map<string, boolean> };

class NamePass {
  readonly #scanner: Scanner;
  readonly #root: Node;
  readonly #isModule: boolean;
  readonly #types: DraftType[] = [];
  readonly #scopes: DraftScope[] = [];
  readonly #names: FoundName[] = [];
  readonly #imports: FoundImport[] = [];
  readonly #variables = new Set<string>();
  readonly #values = new Map<string, number>();
  readonly #frames: Frame[] = [];
  #packageName = "";
  #moduleName = "";
  #scope = 0;
  /** The token before, words by their meaning. */
  #before: number = NOTHING;
  /** Whether `new` stands after a dot: its type is a member of a value's. */
  #isQualifiedNew = false;
  #made = "";
  /** What the parentheses just closed belonged to. */
  #closedMade = "";
  #inThrows = false;
  /** Depth of brackets in the type parameters of a method; 0 outside. */
  #parameterDepth = 0;

  constructor({ path, text, checkTime }: Pick<SourceText, "path" | "text" | "checkTime">, root: Node) {
    this.#scanner = new Scanner(text, checkTime);
    this.#root = root;
    this.#isModule = /(^|\/)module-info\.java$/.test(path);
    this.#openScope(-1);
    this.#push("file", 0, {});
  }

  run(): FileNames {
    const scanner = this.#scanner;
    while (scanner.kind !== END && this.#names.length < NAME_LIMIT) {
      if (scanner.kind === WORD) this.#word();
      else this.#punctuation();
    }
    return {
      packageName: this.#packageName,
      moduleName: this.#moduleName,
      imports: this.#imports,
      types: this.#types,
      scopes: this.#scopes.map(({ parent, type, names }) => ({ parent, type, names })),
      names: this.#names,
      variables: this.#variables,
    };
  }

  get #frame(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error("the frame of the file is never closed");
    return frame;
  }

  #push(kind: Frame["kind"], outerScope: number, more: Partial<Frame>): void {
    this.#frames.push({
      kind,
      outerScope,
      type: -1,
      isInterface: false,
      inConstants: false,
      sawEquals: false,
      access: "package",
      head: null,
      methodOuter: -1,
      made: "",
      ...more,
    });
  }

  #openScope(parent: number, type = -1): void {
    this.#scopes.push({ parent, type, names: new Map(), seen: new Map() });
    this.#scope = this.#scopes.length - 1;
  }

  #word(): void {
    const scanner = this.#scanner;
    const word = scanner.word();
    const meaning = words.WORDS.get(word);
    if (meaning === undefined) {
      if (this.#before === DOT) this.#advance(NAME);
      else if (this.#isModule && this.#frames.length <= 2) this.#moduleWord(word);
      else this.#chain(word);
      return;
    }
    const isStart = this.#frames.length === 1;
    if (meaning === words.RECORD || meaning === words.PERMITS) this.#contextual(word, meaning);
    else if (meaning === words.DECLARES && this.#before !== DOT) this.#declaration(word);
    else if (meaning === words.IMPORT && isStart) this.#import();
    else if (meaning === words.PACKAGE && isStart) this.#package();
    else {
      const frame = this.#frame;
      if (meaning === words.PRIVATE) frame.access = "private";
      else if (meaning === words.PUBLIC) frame.access = "wide";
      else if (meaning === words.THROWS) this.#inThrows = true;
      else if (meaning === words.NEW) this.#isQualifiedNew = this.#before === DOT;
      else if (meaning === words.INHERITS && frame.head && frame.head.angle === 0) frame.head.list = "inherited";
      this.#advance(meaning);
    }
  }

  #advance(before: number): void {
    this.#before = before;
    this.#scanner.advance();
  }

  /** `record` declares when a name and a head follow; `permits` lists in heads alone. */
  #contextual(word: string, meaning: number): void {
    const { text, end } = this.#scanner;
    const { head } = this.#frame;
    RECORD_HEAD.lastIndex = end;
    if (meaning === words.RECORD && this.#before !== DOT && RECORD_HEAD.test(text)) this.#declaration(word);
    else if (meaning === words.PERMITS && head && head.angle === 0) {
      head.list = "other";
      this.#advance(words.BEFORE_TYPE);
    } else if (this.#before === DOT) this.#advance(NAME);
    else this.#chain(word);
  }

  #import(): void {
    const scanner = this.#scanner;
    const { line } = scanner;
    this.#advance(words.IMPORT);
    const isStatic = scanner.kind === WORD && scanner.word() === "static";
    if (isStatic) this.#advance(words.IMPORT);
    let path = this.#dotted();
    const isModule = path === "module" && scanner.kind === WORD;
    if (isModule) path = this.#dotted();
    const isWildcard = scanner.kind === 42;
    if (path !== "" && this.#imports.length < IMPORT_LIMIT) {
      this.#imports.push({ path, isStatic, isWildcard, isModule, line });
    }
  }

  #package(): void {
    this.#advance(words.PACKAGE);
    const name = this.#dotted();
    if (this.#packageName === "") this.#packageName = name;
  }

  /** A dotted name, from its first word; a dot before `*` is passed. */
  #dotted(): string {
    const scanner = this.#scanner;
    const parts: string[] = [];
    while (scanner.kind === WORD) {
      if (parts.length < CHAIN_LIMIT) parts.push(scanner.word());
      this.#advance(NAME);
      if (Number(scanner.kind) !== DOT) break;
      this.#advance(DOT);
    }
    return parts.join(".");
  }

  /** Inside a description of a module: what it requires, and the types that it names. */
  #moduleWord(word: string): void {
    const scanner = this.#scanner;
    const { line } = scanner;
    if (this.#before === AT) {
      this.#chain(word);
      return;
    }
    this.#advance(NAME);
    if (word === "module") this.#moduleName = this.#dotted();
    else if (word === "requires") {
      let path = this.#dotted();
      for (let left = 2; left > 0 && Number(scanner.kind) === WORD; left--) path = this.#dotted() || path;
      // `static` is a word of the language and no part of a dotted name.
      if (path === "static" || path === "transitive" || path === "") return;
      if (this.#imports.length < IMPORT_LIMIT)
        this.#imports.push({ path, isStatic: false, isWildcard: false, isModule: true, line });
    } else if (word === "uses" || word === "provides" || word === "with") {
      do {
        const at = scanner.start;
        const chain = this.#dotted();
        if (chain !== "") this.#add(chain, at, scanner.line, true);
        if (scanner.kind !== COMMA) break;
        this.#advance(COMMA);
      } while (Number(scanner.kind) === WORD);
    }
  }

  #declaration(word: string): void {
    const scanner = this.#scanner;
    const isAnnotation = this.#before === AT;
    this.#advance(words.DECLARES);
    if (scanner.kind !== WORD || words.WORDS.get(scanner.word()) === words.OTHER) return;
    if (this.#types.length >= TYPE_LIMIT) return;
    const name = scanner.word();
    const frame = this.#frame;
    const type = this.#types.length;
    const isMember = frame.kind === "body";
    const access = frame.isInterface ? "wide" : frame.access;
    const outerScope = frame.head ? frame.head.outerScope : this.#scope;
    this.#scope = outerScope;
    if (!isMember && frame.kind !== "file") this.#declareLocal(name, type);
    this.#types.push({
      name,
      outer: isMember ? frame.type : -1,
      isTopLevel: frame.kind === "file",
      access,
      supers: [],
      scope: this.#scope,
    });
    const isInterface = word === "interface" || isAnnotation;
    const isEnum = word === "enum";
    frame.head = { type, isEnum, isInterface, outerScope: this.#scope, angle: 0, list: "none" };
    this.#advance(NAME);
    if (Number(scanner.kind) === LESS) {
      this.#openScope(this.#scope);
      const declared = this.#types[type];
      if (declared) declared.scope = this.#scope;
      this.#typeParameters();
    }
  }

  /** A local type is known in what follows it in its block. */
  #declareLocal(name: string, type: number): void {
    this.#openScope(this.#scope);
    this.#scopes[this.#scope]?.names.set(name, type);
  }

  /** From `<`: what stands after it or after a comma of the same depth is a parameter, all else a type. */
  #typeParameters(): void {
    this.#parameterDepth = 1;
    this.#advance(LESS);
  }

  /** A dotted name, and what its surroundings say of it. */
  #chain(first: string): void {
    const scanner = this.#scanner;
    const at = scanner.start;
    const { line } = scanner;
    const before = this.#before;
    const parts = [first];
    let ending: "type" | "dot" | "none" = "none";
    this.#advance(NAME);
    while (scanner.kind === DOT) {
      this.#advance(DOT);
      if (Number(scanner.kind) !== WORD) {
        ending = "dot";
        break;
      }
      const meaning = words.WORDS.get(scanner.word());
      if (meaning !== undefined && meaning < words.RECORD) {
        // `A.class`, `A.this` and `A.super` need a type before the dot; `a.new B()` needs a value.
        ending = meaning === words.NEW ? "dot" : "type";
        break;
      }
      if (parts.length < CHAIN_LIMIT) parts.push(scanner.word());
      this.#advance(NAME);
    }
    this.#judge(parts, { at, line, before, ending, end: scanner.start });
    if (ending === "none" && before === AT) this.#before = ANNOTATION;
    else if (ending === "type") this.#advance(NAME);
  }

  #judge(parts: readonly string[], place: Place): void {
    const { at, line, before, ending } = place;
    const { kind } = this.#scanner;
    const [first = ""] = parts;
    const isSingle = parts.length === 1;
    if (this.#parameterDepth > 0) {
      const isParameter =
        isSingle && this.#parameterDepth === 1 && (before === LESS || before === COMMA || before === ANNOTATION);
      if (isParameter) this.#scopes[this.#scope]?.names.set(first, -1);
      else this.#add(parts.join("."), at, line, true);
      return;
    }
    const { head } = this.#frame;
    if (head && head.list === "inherited" && head.angle === 0 && before !== AT) {
      this.#types[head.type]?.supers.push(parts.join("."));
    }
    if (before === words.NEW) {
      if (this.#isQualifiedNew) return;
      this.#made = parts.join(".");
    }
    if (this.#isCertain(place) || head !== null) {
      this.#add(parts.join("."), at, line, true);
      return;
    }
    if (kind === OPEN) {
      if (isSingle) this.#constant(first, before);
      else this.#addValue(parts.slice(0, -1), at, line);
    } else if (!isSingle || kind === COLONS || ending === "dot") this.#addValue(parts, at, line);
    else this.#single(first, place);
  }

  /** Whether only a type can stand here. */
  #isCertain({ before, ending }: Place): boolean {
    const { kind } = this.#scanner;
    if (ending === "type") return true;
    // Three dots: a parameter of variable length.
    if (ending === "dot" && kind === DOT) return true;
    if (before === words.NEW || before === AT || before === words.BEFORE_TYPE || before === words.THROWS) return true;
    if (before === words.INHERITS || before === words.SUPER) return true;
    if (this.#inThrows && before === COMMA) return true;
    if (before === words.CASE && kind === OPEN) return true;
    if (kind === AT) return ending === "none";
    return kind === WORD && ending === "none" && this.#isNextName();
  }

  #isNextName(): boolean {
    const meaning = words.WORDS.get(this.#scanner.word());
    return meaning === undefined || meaning >= words.RECORD;
  }

  /** A name alone, which its neighbours leave open. */
  #single(name: string, { at, line, before, end }: Place): void {
    const { kind } = this.#scanner;
    if (this.#constant(name, before)) return;
    const isAfterType =
      before === NAME || before === GREATER || before === 93 || before === words.PRIMITIVE || before === DOT;
    if (kind === ARROW || (isAfterType && AFTER_VARIABLE.has(kind))) {
      this.#variables.add(name);
      return;
    }
    const code = name.charCodeAt(0);
    if ((code >= 97 && code <= 122) || !AFTER_TYPE.has(kind)) return;
    if (kind === OPEN_SQUARE) {
      EMPTY_SQUARE.lastIndex = end;
      if (EMPTY_SQUARE.test(this.#scanner.text)) this.#add(name, at, line, true);
      return;
    }
    if (this.#scopes[this.#scope]?.seen.get(this.#key(name)) || (this.#values.get(name) ?? 0) >= VALUE_LIMIT) return;
    const node = this.#root.descendantForIndex(at, at + name.length);
    if (node?.type === "type_identifier") this.#add(name, at, line, true);
    else this.#values.set(name, (this.#values.get(name) ?? 0) + 1);
  }

  /** Constants stand first in the body of an enum. */
  #constant(name: string, before: number): boolean {
    const frame = this.#frame;
    if (!frame.inConstants || !(before === OPEN_BRACE || before === COMMA || before === ANNOTATION || before === CLOSE))
      return false;
    this.#variables.add(name);
    return true;
  }

  /** A name that is a type's unless a variable has it; what follows a type is a member and no longer a name. */
  #addValue(parts: readonly string[], at: number, line: number): void {
    const [first = ""] = parts;
    const firstUpper = parts.findIndex(isUpper);
    if (firstUpper < 0) {
      if (!this.#variables.has(first)) this.#add(first, at, line, false);
      return;
    }
    let end = firstUpper + 1;
    while (end < parts.length && isUpper(parts[end] ?? "")) end += 1;
    this.#add(parts.slice(0, end).join("."), at, line, false);
  }

  #add(chain: string, at: number, line: number, isType: boolean): void {
    const seen = this.#scopes[this.#scope]?.seen;
    const key = this.#key(chain);
    if (!seen || seen.get(key) === true || (!isType && seen.has(key))) return;
    seen.set(key, isType);
    this.#names.push({ chain, scope: this.#scope, at, line, isType });
  }

  /** Names outside all bodies count once per top-level type. */
  #key(chain: string): string {
    return this.#scope === 0 ? `${chain} ${this.#types.length}` : chain;
  }

  #punctuation(): void {
    const { kind } = this.#scanner;
    switch (kind) {
      case OPEN_BRACE:
        this.#openBrace();
        break;
      case CLOSE_BRACE:
        this.#closeBrace();
        break;
      case OPEN:
        this.#push("parentheses", this.#scope, { made: this.#made });
        this.#made = "";
        break;
      case CLOSE:
        this.#closedMade = this.#frame.kind === "parentheses" ? (this.#frames.pop()?.made ?? "") : "";
        break;
      case OPEN_SQUARE:
        this.#made = "";
        break;
      case SEMICOLON:
        this.#semicolon();
        break;
      case EQUALS:
        this.#frame.sawEquals = true;
        break;
      case LESS:
        if (this.#less()) return;
        break;
      case GREATER:
        this.#greater();
        break;
      default:
    }
    this.#advance(kind);
  }

  #less(): boolean {
    const frame = this.#frame;
    if (this.#parameterDepth > 0) this.#parameterDepth += 1;
    else if (frame.head) frame.head.angle += 1;
    else if (frame.kind === "body" && !frame.sawEquals && startsMethod(this.#before)) {
      frame.methodOuter = this.#scope;
      this.#openScope(this.#scope);
      this.#typeParameters();
      return true;
    }
    return false;
  }

  #greater(): void {
    const { head } = this.#frame;
    if (this.#parameterDepth > 0) this.#parameterDepth -= 1;
    else if (head && head.angle > 0) head.angle -= 1;
  }

  #openBrace(): void {
    const frame = this.#frame;
    const { head } = frame;
    this.#inThrows = false;
    this.#parameterDepth = 0;
    if (head) {
      frame.head = null;
      frame.access = "package";
      this.#openScope(this.#scope, head.type);
      this.#push("body", head.outerScope, { type: head.type, isInterface: head.isInterface, inConstants: head.isEnum });
    } else if (frame.inConstants && (this.#before === NAME || this.#before === CLOSE)) this.#anonymous([]);
    else if (this.#before === CLOSE && this.#closedMade !== "") this.#anonymous([this.#closedMade]);
    else {
      const outerScope = frame.methodOuter >= 0 ? frame.methodOuter : this.#scope;
      frame.methodOuter = -1;
      frame.access = "package";
      this.#push("block", outerScope, {});
    }
    this.#closedMade = "";
  }

  #anonymous(supers: string[]): void {
    const outerScope = this.#scope;
    const type = this.#types.length;
    this.#types.push({ name: "", outer: -1, isTopLevel: false, access: "private", supers, scope: outerScope });
    this.#openScope(outerScope, type);
    this.#push("body", outerScope, { type });
  }

  #closeBrace(): void {
    // Brackets that are still open are a mistake of the file; the brace ends them.
    while (this.#frames.length > 1 && this.#frame.kind === "parentheses") this.#frames.pop();
    if (this.#frames.length > 1) this.#scope = this.#frames.pop()?.outerScope ?? 0;
    const frame = this.#frame;
    if (frame.kind === "body" && !frame.inConstants) frame.sawEquals = false;
  }

  #semicolon(): void {
    const frame = this.#frame;
    this.#inThrows = false;
    this.#made = "";
    this.#parameterDepth = 0;
    frame.sawEquals = false;
    frame.access = "package";
    if (frame.kind === "body") frame.inConstants = false;
    if (frame.head) this.#scope = frame.head.outerScope;
    frame.head = null;
    if (frame.methodOuter >= 0) this.#scope = frame.methodOuter;
    frame.methodOuter = -1;
  }
}

type Place = {
  readonly at: number;
  readonly line: number;
  /** The token before the name. */
  readonly before: number;
  /** A dotted name may end with a dot, or with a word that follows only types. */
  readonly ending: "type" | "dot" | "none";
  /** Where the token after the name begins. */
  readonly end: number;
};

const RECORD_HEAD = /\s+[\p{L}_$][\p{L}\p{N}_$]*\s*[(<]/uy;
const EMPTY_SQUARE = /\[\s*\]/y;

const AFTER_VARIABLE: ReadonlySet<number> = new Set([EQUALS, SEMICOLON, COMMA, CLOSE, COLON, OPEN_SQUARE]);
/** What may stand after a type that is alone: its arguments, other types, the name of what it is the type of. */
const AFTER_TYPE: ReadonlySet<number> = new Set([LESS, GREATER, COMMA, CLOSE, OPEN_SQUARE, AMPERSAND, PIPE]);

/** Whether `<` after this token begins the type parameters of a method: after modifiers and between members. */
function startsMethod(before: number): boolean {
  switch (before) {
    case OPEN_BRACE:
    case CLOSE_BRACE:
    case SEMICOLON:
    case CLOSE:
    case ANNOTATION:
    case words.OTHER:
    case words.PRIVATE:
    case words.PUBLIC:
    case words.STATIC:
      return true;
    default:
      return false;
  }
}

function isUpper(name: string): boolean {
  const code = name.charCodeAt(0);
  return !(code >= 97 && code <= 122) && code !== 95 && code !== 36;
}
