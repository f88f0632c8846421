import type { Declared, Name } from "./declared.ts";
import {
  CHAN,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COMMA,
  DOT,
  DOTS,
  END,
  FUNC,
  INTERFACE,
  LITERAL,
  MAP,
  NAME,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  PIPE,
  type Scanner,
  SEMICOLON,
  STAR,
  STRUCT,
  TILDE,
} from "./scanner.ts";

/** Types nest less deep in real code; beyond, the rest of a file is left out rather than the stack overflown. */
const DEPTH_LIMIT = 400;
const LESS = 60;
const MINUS = 45;

/** Reads types, and what is made of them: parameters, fields, methods (Go specification, "Types"). */
export abstract class TypeReader {
  protected readonly tokens: Scanner;
  protected readonly declared: Declared;
  #depth = 0;

  constructor(tokens: Scanner, declared: Declared) {
    this.tokens = tokens;
    this.declared = declared;
  }

  /** The length of an array. */
  protected abstract expression(): void;

  /** Runs a part that may nest; too deep, everything that is left is passed. */
  protected nested(read: () => void): void {
    if (this.#depth >= DEPTH_LIMIT) {
      while (this.tokens.kind !== END) this.tokens.advance();
      return;
    }
    this.#depth += 1;
    read();
    this.#depth -= 1;
  }

  /** Passes a token if it is the one. */
  protected pass(kind: number): boolean {
    if (this.tokens.kind !== kind) return false;
    this.tokens.advance();
    return true;
  }

  /** Passes whatever stands here. */
  protected skip(): void {
    this.tokens.advance();
  }

  protected is(kind: number): boolean {
    return this.tokens.kind === kind;
  }

  /** The name that stands here, passed. */
  protected takeName(): Name {
    const { start: at, line } = this.tokens;
    const name = this.tokens.word();
    this.tokens.advance();
    return { name, at, line };
  }

  protected startsType(): boolean {
    switch (this.tokens.kind) {
      case NAME:
      case STAR:
      case OPEN:
      case OPEN_SQUARE:
      case MAP:
      case CHAN:
      case FUNC:
      case STRUCT:
      case INTERFACE:
      case LESS:
        return true;
      default:
        return false;
    }
  }

  /** A type, if one stands here. */
  protected type(): void {
    if (this.startsType()) this.nested(() => this.#type());
  }

  #type(): void {
    switch (this.tokens.kind) {
      case NAME:
        this.typeName();
        if (this.pass(OPEN_SQUARE)) this.typeList(CLOSE_SQUARE);
        return;
      case OPEN:
        this.skip();
        this.type();
        this.pass(CLOSE);
        return;
      case OPEN_SQUARE:
        this.skip();
        if (!this.pass(DOTS) && !this.is(CLOSE_SQUARE)) this.expression();
        this.pass(CLOSE_SQUARE);
        this.type();
        return;
      case MAP:
        this.skip();
        this.pass(OPEN_SQUARE);
        this.type();
        this.pass(CLOSE_SQUARE);
        this.type();
        return;
      case FUNC:
        this.skip();
        this.declared.open();
        this.signature();
        this.declared.close();
        return;
      case STRUCT:
        this.skip();
        this.#fields();
        return;
      case INTERFACE:
        this.skip();
        this.#methods();
        return;
      default:
        // `*T`, `chan T`, `chan<- T`, `<-chan T`.
        this.skip();
        while (this.is(LESS) || this.is(MINUS) || this.is(CHAN)) this.skip();
        this.type();
    }
  }

  /** `T` or `package.T`. */
  protected typeName(): void {
    const name = this.takeName();
    const member = this.pass(DOT) && this.is(NAME) ? this.takeName().name : null;
    this.declared.use(name, member, null);
  }

  protected typeList(end: number): void {
    while (!this.is(end) && !this.is(END)) {
      if (this.startsType()) this.type();
      else this.skip();
    }
    this.skip();
  }

  /** Parameters and results; gives the names that they declare for the body. */
  protected signature(): string[] {
    const names = this.is(OPEN) ? this.parameters() : [];
    if (this.is(OPEN)) names.push(...this.parameters());
    else this.type();
    return names;
  }

  /** In a list either every parameter has a name or none: `(a, b int)`, `(int, string)`. */
  protected parameters(): string[] {
    const alone: Name[] = [];
    const names: string[] = [];
    this.skip();
    while (!this.is(CLOSE) && !this.is(END)) {
      if (this.is(NAME)) {
        const isNamed = this.#isNamed(CLOSE);
        if (isNamed) names.push(this.takeName().name);
        else if (isNamed === null) {
          alone.push(this.takeName());
          continue;
        }
      }
      this.pass(DOTS);
      if (this.startsType()) this.type();
      else this.skip();
    }
    this.skip();
    if (names.length > 0) return [...alone.map(({ name }) => name), ...names];
    for (const each of alone) this.declared.use(each, null, null);
    return [];
  }

  /** Whether the name here is that of a parameter or field whose type follows; null when nothing of its own follows. */
  #isNamed(end: number): boolean | null {
    const { tokens } = this;
    const mark = tokens.mark();
    tokens.advance();
    let answer: boolean | null = true;
    if (this.is(COMMA) || this.is(end) || this.is(SEMICOLON) || this.is(LITERAL)) answer = null;
    else if (this.is(DOT)) answer = false;
    else if (this.is(OPEN_SQUARE)) {
      // `a [N]int` has a type behind its bracket, `T[N]` has none.
      this.#passBrackets();
      answer = !(this.is(COMMA) || this.is(end) || this.is(SEMICOLON) || this.is(LITERAL));
    }
    tokens.reset(mark);
    return answer;
  }

  #passBrackets(): void {
    let depth = 0;
    do {
      if (this.is(OPEN_SQUARE)) depth += 1;
      else if (this.is(CLOSE_SQUARE)) depth -= 1;
      this.skip();
    } while (depth > 0 && !this.is(END));
  }

  #fields(): void {
    if (!this.pass(OPEN_BRACE)) return;
    while (!this.is(CLOSE_BRACE) && !this.is(END)) {
      if (this.is(NAME)) {
        const isNamed = this.#isNamed(CLOSE_BRACE);
        if (isNamed === null) {
          const name = this.takeName();
          if (this.pass(COMMA)) continue;
          this.declared.use(name, null, null);
        } else {
          if (isNamed) this.skip();
          this.type();
        }
      } else if (this.startsType()) this.type();
      else this.skip();
    }
    this.skip();
  }

  #methods(): void {
    if (!this.pass(OPEN_BRACE)) return;
    while (!this.is(CLOSE_BRACE) && !this.is(END)) {
      if (!this.is(NAME)) {
        if (this.startsType()) this.type();
        else this.skip();
        continue;
      }
      const name = this.takeName();
      if (this.is(OPEN)) {
        this.declared.open();
        this.signature();
        this.declared.close();
        continue;
      }
      this.declared.use(name, this.pass(DOT) && this.is(NAME) ? this.takeName().name : null, null);
      if (this.pass(OPEN_SQUARE)) this.typeList(CLOSE_SQUARE);
    }
    this.skip();
  }

  /** From `[`: names with their constraints, known from here on. */
  protected typeParameters(): void {
    const since = this.declared.count();
    const names: string[] = [];
    this.skip();
    while (!this.is(CLOSE_SQUARE) && !this.is(END)) {
      if (this.is(NAME)) names.push(this.takeName().name);
      else this.skip();
      if (this.pass(COMMA)) continue;
      while (!this.is(COMMA) && !this.is(CLOSE_SQUARE) && !this.is(END)) {
        if (this.is(TILDE) || this.is(PIPE) || !this.startsType()) this.skip();
        else this.type();
      }
      this.pass(COMMA);
    }
    this.skip();
    this.declared.takeBack(names, since);
    this.declared.declare(names);
  }
}
