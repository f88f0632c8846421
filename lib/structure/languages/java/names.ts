/* Little over 300 lines: one pass over the tokens, whose cases share what has been seen of the statement so far. */
import type { Node } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import { FoundNames } from "./found-names.ts";
import { Imports } from "./imports.ts";
import {
  AFTER_TYPE,
  BEFORE_CONSTANT,
  BEFORE_METHOD,
  isCertainlyType,
  isEmptySquare,
  isRecordHead,
  isVariable,
  type Place,
} from "./neighbours.ts";
import { Nesting } from "./nesting.ts";
import {
  ANNOTATION,
  AT,
  CLOSE,
  CLOSE_BRACE,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  LESS,
  NAME,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  SEMICOLON,
} from "./punctuation.ts";
import { COLONS, END, WORD } from "./scanner.ts";
import type { FileNames } from "./scopes.ts";
import { CHAIN_LIMIT, Tokens } from "./tokens.ts";
import * as words from "./words.ts";

const NAME_LIMIT = 20_000;

/**
 * Imports, declared types with their scopes, and every name that may be a type's. The tokens tell most of it; where a
 * name alone could be a type or a value (`(A)`, `A<`), the tree is asked.
 */
export function findNames(source: Pick<SourceText, "path" | "text" | "checkTime">, root: Node): FileNames {
  return new NamePass(source, root).run();
}

class NamePass {
  readonly #tokens: Tokens;
  readonly #nesting = new Nesting();
  readonly #found = new FoundNames(this.#nesting);
  readonly #imports: Imports;
  readonly #root: Node;
  readonly #isModule: boolean;
  /** Whether `new` stands after a dot: its type is a member of a value's. */
  #isQualifiedNew = false;
  #made = "";
  /** What the parentheses just closed belonged to. */
  #closedMade = "";
  #inThrows = false;
  /** Depth of brackets in the type parameters of a method; 0 outside. */
  #parameterDepth = 0;

  constructor({ path, text, checkTime }: Pick<SourceText, "path" | "text" | "checkTime">, root: Node) {
    this.#tokens = new Tokens(text, checkTime);
    this.#imports = new Imports(this.#tokens);
    this.#root = root;
    this.#isModule = /(^|\/)module-info\.java$/.test(path);
  }

  run(): FileNames {
    const tokens = this.#tokens;
    const { names, variables } = this.#found;
    while (tokens.kind !== END && names.length < NAME_LIMIT) {
      if (tokens.kind === WORD) this.#word();
      else this.#punctuation();
    }
    const { found: imports, packageName, moduleName } = this.#imports;
    const { types, scopes } = this.#nesting;
    return { packageName, moduleName, imports, types, scopes, names, variables };
  }

  #word(): void {
    const tokens = this.#tokens;
    const word = tokens.word();
    const meaning = words.WORDS.get(word);
    if (meaning === undefined) {
      if (this.#tokens.before === DOT) this.#tokens.pass(NAME);
      else if (this.#isModule && this.#nesting.depth <= 2 && tokens.before !== AT)
        this.#imports.readModuleWord(word, (chain, at, line) => this.#found.add(chain, at, line, true));
      else this.#chain(word);
      return;
    }
    const isStart = this.#nesting.depth === 1;
    if (meaning === words.RECORD || meaning === words.PERMITS) this.#contextual(word, meaning);
    else if (meaning === words.DECLARES && this.#tokens.before !== DOT) this.#declaration(word);
    else if (meaning === words.IMPORT && isStart) this.#imports.readImport();
    else if (meaning === words.PACKAGE && isStart) this.#imports.readPackage();
    else {
      const frame = this.#nesting.frame;
      if (meaning === words.PRIVATE) frame.access = "private";
      else if (meaning === words.PUBLIC) frame.access = "wide";
      else if (meaning === words.THROWS) this.#inThrows = true;
      else if (meaning === words.NEW) this.#isQualifiedNew = this.#tokens.before === DOT;
      else if (meaning === words.INHERITS && frame.head && frame.head.angle === 0) frame.head.list = "inherited";
      this.#tokens.pass(meaning);
    }
  }

  /** `record` declares when a name and a head follow; `permits` lists in heads alone. */
  #contextual(word: string, meaning: number): void {
    const { text, end } = this.#tokens;
    const { head } = this.#nesting.frame;
    if (meaning === words.RECORD && this.#tokens.before !== DOT && isRecordHead(text, end)) this.#declaration(word);
    else if (meaning === words.PERMITS && head && head.angle === 0) {
      head.list = "other";
      this.#tokens.pass(words.BEFORE_TYPE);
    } else if (this.#tokens.before === DOT) this.#tokens.pass(NAME);
    else this.#chain(word);
  }

  #declaration(word: string): void {
    const tokens = this.#tokens;
    const isInterface = word === "interface" || tokens.before === AT;
    tokens.pass(words.DECLARES);
    if (tokens.kind !== WORD || words.WORDS.get(tokens.word()) === words.OTHER) return;
    if (!this.#nesting.declare(tokens.word(), word === "enum", isInterface)) return;
    tokens.pass(NAME);
    if (Number(tokens.kind) !== LESS) return;
    this.#nesting.openHeadScope();
    this.#typeParameters();
  }

  /** From `<`: what stands after it or after a comma of the same depth is a parameter, all else a type. */
  #typeParameters(): void {
    this.#parameterDepth = 1;
    this.#tokens.pass(LESS);
  }

  /** A dotted name, and what its surroundings say of it. */
  #chain(first: string): void {
    const tokens = this.#tokens;
    const at = tokens.start;
    const { line, before } = tokens;
    const parts = [first];
    let ending: "type" | "dot" | "none" = "none";
    this.#tokens.pass(NAME);
    while (tokens.kind === DOT) {
      this.#tokens.pass(DOT);
      if (Number(tokens.kind) === AT) this.#annotationInside();
      if (Number(tokens.kind) !== WORD) {
        ending = "dot";
        break;
      }
      const meaning = words.WORDS.get(tokens.word());
      if (meaning !== undefined && meaning < words.RECORD) {
        // `A.class`, `A.this` and `A.super` need a type before the dot; `a.new B()` needs a value.
        ending = meaning === words.NEW ? "dot" : "type";
        break;
      }
      if (parts.length < CHAIN_LIMIT) parts.push(tokens.word());
      this.#tokens.pass(NAME);
    }
    const { kind: after, start: end } = tokens;
    const isBeforeName = after === WORD && words.isName(tokens.word());
    this.#judge(parts, { at, line, before, after, end, ending, isBeforeName });
    if (ending === "none" && before === AT) this.#tokens.before = ANNOTATION;
    else if (ending === "type") this.#tokens.pass(NAME);
  }

  /** `java.util.@Nullable List`: the annotation is of the type whose name goes on after it. */
  #annotationInside(): void {
    const tokens = this.#tokens;
    while (tokens.kind === AT) {
      tokens.pass(AT);
      const { start, line } = tokens;
      const chain = tokens.dotted();
      if (chain !== "") this.#found.add(chain, start, line, true);
    }
    tokens.before = DOT;
  }

  #judge(parts: readonly string[], place: Place): void {
    const { at, line, before, after, ending } = place;
    const [first = ""] = parts;
    const isSingle = parts.length === 1;
    if (this.#parameterDepth > 0) {
      const isParameter =
        isSingle && this.#parameterDepth === 1 && (before === LESS || before === COMMA || before === ANNOTATION);
      if (isParameter) this.#nesting.bind(first, -1);
      else this.#found.add(parts.join("."), at, line, true);
      return;
    }
    const { head } = this.#nesting.frame;
    if (head && head.list === "inherited" && head.angle === 0 && before !== AT) {
      this.#nesting.types[head.type]?.supers.push(parts.join("."));
    }
    if (before === words.NEW) {
      if (this.#isQualifiedNew) return;
      this.#made = parts.join(".");
    }
    if (head !== null || isCertainlyType(place) || (this.#inThrows && before === COMMA)) {
      this.#found.add(parts.join("."), at, line, true);
      return;
    }
    if (after === OPEN) {
      if (isSingle) this.#constant(first, before);
      else this.#found.addValue(parts.slice(0, -1), at, line);
    } else if (!isSingle || after === COLONS || ending === "dot") this.#found.addValue(parts, at, line);
    else this.#single(first, place);
  }

  /** A name alone, which its neighbours leave open. */
  #single(name: string, place: Place): void {
    const { at, line, before, after, end } = place;
    if (this.#constant(name, before)) return;
    if (isVariable(place)) {
      this.#found.variables.add(name);
      return;
    }
    const code = name.charCodeAt(0);
    if ((code >= 97 && code <= 122) || !AFTER_TYPE.has(after)) return;
    if (after === OPEN_SQUARE) {
      if (isEmptySquare(this.#tokens.text, end)) this.#found.add(name, at, line, true);
      return;
    }
    if (this.#found.isSettled(name)) return;
    const node = this.#root.descendantForIndex(at, at + name.length);
    if (node?.type === "type_identifier") this.#found.add(name, at, line, true);
    else this.#found.noteValue(name);
  }

  /** Constants stand first in the body of an enum. */
  #constant(name: string, before: number): boolean {
    if (!this.#nesting.frame.inConstants || !BEFORE_CONSTANT.has(before)) return false;
    this.#found.variables.add(name);
    return true;
  }

  #punctuation(): void {
    const { kind } = this.#tokens;
    switch (kind) {
      case OPEN_BRACE:
        this.#openBrace();
        break;
      case CLOSE_BRACE:
        this.#nesting.closeBrace();
        break;
      case OPEN:
        this.#nesting.openParentheses(this.#made);
        this.#made = "";
        break;
      case CLOSE:
        this.#closedMade = this.#nesting.closeParentheses();
        break;
      case OPEN_SQUARE:
        this.#made = "";
        break;
      case SEMICOLON:
        this.#semicolon();
        break;
      case EQUALS:
        this.#nesting.frame.sawEquals = true;
        break;
      case LESS:
        if (this.#less()) return;
        break;
      case GREATER:
        this.#greater();
        break;
      default:
    }
    this.#tokens.pass(kind);
  }

  #less(): boolean {
    const frame = this.#nesting.frame;
    if (this.#parameterDepth > 0) this.#parameterDepth += 1;
    else if (frame.head) frame.head.angle += 1;
    else if (frame.kind === "body" && !frame.sawEquals && BEFORE_METHOD.has(this.#tokens.before)) {
      this.#nesting.openMethodScope();
      this.#typeParameters();
      return true;
    }
    return false;
  }

  #greater(): void {
    const { head } = this.#nesting.frame;
    if (this.#parameterDepth > 0) this.#parameterDepth -= 1;
    else if (head && head.angle > 0) head.angle -= 1;
  }

  #openBrace(): void {
    const { before } = this.#tokens;
    const { head, inConstants } = this.#nesting.frame;
    this.#inThrows = false;
    this.#parameterDepth = 0;
    if (head) this.#nesting.openBody(head);
    else if (inConstants && (before === NAME || before === CLOSE)) this.#nesting.openAnonymous([]);
    else if (before === CLOSE && this.#closedMade !== "") this.#nesting.openAnonymous([this.#closedMade]);
    else this.#nesting.openBlock();
    this.#closedMade = "";
  }

  #semicolon(): void {
    this.#inThrows = false;
    this.#made = "";
    this.#parameterDepth = 0;
    this.#nesting.endStatement();
  }
}
