import { elementType, keyType, STRUCT_FIELD } from "./literals.ts";
import {
  CASE,
  CHAN,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  CONST,
  DEFAULT,
  DEFINE,
  DOT,
  END,
  FOR,
  FUNC,
  IF,
  INTERFACE,
  LITERAL,
  MAP,
  NAME,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  SELECT,
  SEMICOLON,
  STRUCT,
  SWITCH,
  TYPE,
  VAR,
} from "./scanner.ts";
import { TypeReader } from "./types.ts";

/** What the tokens before make of the next one: after an operand come operators, calls and indices. */
type Operand = "none" | "name" | "type" | "value";

/** Reads expressions (Go specification, "Expressions"), which are operands with operators between; their order is no matter. */
export abstract class ExpressionReader extends TypeReader {
  /** From its brace. */
  protected abstract block(): void;

  protected isFollowedBy(pattern: RegExp): boolean {
    pattern.lastIndex = this.tokens.end;
    return pattern.test(this.tokens.text);
  }

  protected override expression(): void {
    this.#expression(false);
  }

  protected expressions(isHeader: boolean): void {
    do this.#expression(isHeader);
    while (this.pass(COMMA));
  }

  /** Operands and operators up to what ends them. In a header a brace after a name opens the block. */
  #expression(isHeader: boolean): void {
    this.nested(() => this.#operands(isHeader));
  }

  #operands(isHeader: boolean): void {
    const { tokens } = this;
    let before: Operand = "none";
    let start = tokens.start;
    for (;;) {
      const { kind } = tokens;
      if (ENDS.has(kind)) return;
      if (STARTS.has(kind) && before !== "none") return;
      if (before === "none") start = tokens.start;
      if (kind === NAME) {
        this.#name();
        before = "name";
      } else if (kind === LITERAL) {
        this.skip();
        before = "value";
      } else if (kind === FUNC) {
        this.#literalFunction();
        before = "value";
      } else if (kind === OPEN) {
        this.#brackets(CLOSE);
        before = "value";
      } else if (kind === DOT) {
        this.skip();
        if (this.is(NAME)) this.skip();
        else this.#assertion();
      } else if (kind === OPEN_BRACE) {
        if (before !== "type" && (before !== "name" || isHeader)) return;
        this.#literal(tokens.text.slice(start, start + TYPE_CHARACTERS));
        before = "value";
      } else if (kind === OPEN_SQUARE && before !== "none") {
        this.#brackets(CLOSE_SQUARE);
        if (before !== "name") before = "value";
      } else if (STARTS.has(kind) || kind === OPEN_SQUARE) {
        this.type();
        before = "type";
      } else {
        this.skip();
        before = "none";
      }
    }
  }

  #name(): void {
    const name = this.takeName();
    let member: string | null = null;
    if (this.pass(DOT)) {
      if (this.is(NAME)) member = this.takeName().name;
      else this.#assertion();
    }
    this.declared.use(name, member, null);
  }

  /** What follows the dot of `x.(T)` and `x.(type)`. */
  #assertion(): void {
    if (!this.pass(OPEN)) return;
    if (!this.pass(TYPE)) this.type();
    this.pass(CLOSE);
  }

  /** Arguments, indices, or what is put in parentheses. */
  #brackets(end: number): void {
    this.skip();
    while (!this.is(end) && !this.is(END)) {
      const { start } = this.tokens;
      this.#expression(false);
      if (!this.pass(COMMA) && !this.pass(COLON) && this.tokens.start === start) this.skip();
    }
    this.skip();
  }

  #literalFunction(): void {
    this.skip();
    this.declared.open();
    const names = this.signature();
    if (this.is(OPEN_BRACE)) {
      this.declared.declare(names);
      this.block();
    }
    this.declared.close();
  }

  /** The elements of a composite literal, whose type tells what their keys are. */
  #literal(type: string): void {
    this.skip();
    while (!this.is(CLOSE_BRACE) && !this.is(END)) {
      const { start } = this.tokens;
      this.#element(type);
      if (!this.pass(COMMA) && !this.pass(COLON) && this.tokens.start === start) this.skip();
    }
    this.skip();
  }

  #element(type: string): void {
    if (this.is(OPEN_BRACE)) this.nested(() => this.#literal(elementType(type)));
    else if (this.is(NAME) && this.isFollowedBy(LABEL)) {
      const keyOf = keyType(type);
      const key = this.takeName();
      if (keyOf !== STRUCT_FIELD) this.declared.use(key, null, keyOf);
    } else this.#expression(false);
  }
}

/** The colon after a label or key. */
export const LABEL = /\s*:(?!=)/y;
/** Longer types of literals are no names. */
const TYPE_CHARACTERS = 300;

/** What ends an expression. */
const ENDS: ReadonlySet<number> = new Set([
  SEMICOLON,
  COMMA,
  COLON,
  CLOSE,
  CLOSE_SQUARE,
  CLOSE_BRACE,
  DEFINE,
  CASE,
  DEFAULT,
  IF,
  FOR,
  SWITCH,
  SELECT,
  VAR,
  CONST,
  TYPE,
  END,
]);
/** What begins an operand. */
const STARTS: ReadonlySet<number> = new Set([NAME, LITERAL, FUNC, MAP, CHAN, STRUCT, INTERFACE]);
