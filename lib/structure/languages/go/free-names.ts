import type { SourceText } from "../port.ts";
import { Declared, type FreeName } from "./declared.ts";
import { ExpressionReader, LABEL } from "./expressions.ts";
import {
  BREAK,
  CASE,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  CONST,
  CONTINUE,
  DEFAULT,
  DEFINE,
  ELSE,
  END,
  EQUALS,
  FOR,
  FUNC,
  GOTO,
  IF,
  IMPORT,
  NAME,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  Scanner,
  SELECT,
  SEMICOLON,
  STAR,
  SWITCH,
  TILDE,
  TYPE,
  VAR,
} from "./scanner.ts";

/** Every free name of a file, once per top-level declaration. */
export function freeNames(source: Pick<SourceText, "text" | "checkTime">): FreeName[] {
  const declared = new Declared();
  new FileReader(new Scanner(source.text, source.checkTime), declared).file();
  return declared.found();
}

/** One descent through the file, by the grammar of the specification; what it does not know it passes. */
class FileReader extends ExpressionReader {
  file(): void {
    while (!this.is(END)) {
      this.declared.beginDeclaration();
      if (this.is(FUNC)) this.#function();
      else if (this.is(TYPE) || this.is(VAR) || this.is(CONST)) this.#declaration();
      else if (this.is(IMPORT)) this.#imports();
      else this.skip();
    }
  }

  #imports(): void {
    this.skip();
    const end = this.is(OPEN) ? CLOSE : SEMICOLON;
    while (!this.is(end) && !this.is(END)) this.skip();
  }

  #function(): void {
    this.skip();
    this.declared.open();
    const names = this.is(OPEN) ? this.#receiver() : [];
    if (this.is(NAME)) this.skip();
    if (this.is(OPEN_SQUARE)) this.typeParameters();
    names.push(...this.signature());
    // Parameters are visible in the body, and not yet in the signature that declares them.
    this.declared.declare(names);
    if (this.is(OPEN_BRACE)) this.block();
    this.declared.close();
  }

  /** `(g *G[T])` uses G, and declares T at once and g for the body. */
  #receiver(): string[] {
    this.skip();
    const names: string[] = [];
    while (!this.is(CLOSE) && !this.is(END)) {
      if (this.is(NAME)) {
        const name = this.takeName();
        if (this.is(NAME) || this.is(STAR) || this.is(OPEN)) names.push(name.name);
        else this.declared.use(name, null, null);
      } else if (this.pass(OPEN_SQUARE)) {
        while (!this.is(CLOSE_SQUARE) && !this.is(END)) {
          if (this.is(NAME)) this.declared.declare([this.takeName().name]);
          else this.skip();
        }
      } else this.skip();
    }
    this.skip();
    return names;
  }

  #declaration(): void {
    const { kind } = this.tokens;
    this.skip();
    if (!this.pass(OPEN)) {
      this.#specification(kind);
      return;
    }
    while (!this.is(CLOSE) && !this.is(END)) {
      if (this.is(NAME)) this.#specification(kind);
      else this.skip();
    }
    this.skip();
  }

  #specification(kind: number): void {
    if (kind === TYPE) {
      this.#typeSpecification();
      return;
    }
    const names: string[] = [];
    while (this.is(NAME)) {
      names.push(this.takeName().name);
      if (!this.pass(COMMA)) break;
    }
    this.type();
    if (this.pass(EQUALS)) this.expressions(false);
    this.declared.declare(names);
  }

  #typeSpecification(): void {
    if (!this.is(NAME)) return;
    this.declared.declare([this.takeName().name]);
    this.declared.open();
    if (this.is(OPEN_SQUARE) && this.#areTypeParameters()) this.typeParameters();
    this.pass(EQUALS);
    this.type();
    this.declared.close();
  }

  /** `type A[T any] …` and not `type A [N]int`: a name and what can begin its constraint. */
  #areTypeParameters(): boolean {
    const mark = this.tokens.mark();
    this.skip();
    let answer = this.is(NAME);
    this.skip();
    if (this.is(STAR)) {
      // `[P *T]` stands against `[N * 2]`.
      this.skip();
      answer &&= this.is(NAME);
    } else
      answer &&= !this.is(CLOSE_SQUARE) && (this.startsType() || this.is(COMMA) || this.is(TILDE)) && !this.is(OPEN);
    this.tokens.reset(mark);
    return answer;
  }

  protected override block(): void {
    this.declared.open();
    this.skip();
    this.#statements();
    this.pass(CLOSE_BRACE);
    this.declared.close();
  }

  /** Up to the bracket or the clause that ends them. */
  #statements(): void {
    while (!this.is(CLOSE_BRACE) && !this.is(CASE) && !this.is(DEFAULT) && !this.is(END)) {
      this.nested(() => this.#statement());
    }
  }

  #statement(): void {
    const { start } = this.tokens;
    switch (this.tokens.kind) {
      case OPEN_BRACE:
        this.block();
        return;
      case VAR:
      case CONST:
      case TYPE:
        this.#declaration();
        return;
      case IF:
      case FOR:
      case SWITCH:
      case SELECT:
        this.#control();
        return;
      case BREAK:
      case CONTINUE:
      case GOTO:
        this.skip();
        if (this.is(NAME)) this.skip();
        return;
      default:
        if (this.is(NAME) && this.isFollowedBy(LABEL)) this.skip();
        else this.#simple(false);
        if (this.tokens.start === start) this.skip();
    }
  }

  /** `if`, `for`, `switch` and `select`, whose header has a scope of its own. */
  #control(): void {
    const { kind } = this.tokens;
    this.declared.open();
    this.skip();
    while (!this.is(OPEN_BRACE) && !this.is(CLOSE_BRACE) && !this.is(END)) {
      const { start } = this.tokens;
      this.#simple(true);
      if (!this.pass(SEMICOLON) && this.tokens.start === start) this.skip();
    }
    if (kind === SWITCH || kind === SELECT) this.#clauses();
    else if (this.is(OPEN_BRACE)) this.block();
    if (kind === IF && this.pass(ELSE)) {
      if (this.is(IF)) this.nested(() => this.#control());
      else if (this.is(OPEN_BRACE)) this.block();
    }
    this.declared.close();
  }

  #clauses(): void {
    if (!this.pass(OPEN_BRACE)) return;
    while (!this.is(CLOSE_BRACE) && !this.is(END)) {
      this.declared.open();
      if (this.pass(CASE)) this.#simple(false);
      else if (!this.pass(DEFAULT)) this.skip();
      this.pass(COLON);
      this.#statements();
      this.declared.close();
    }
    this.skip();
  }

  /** A list of expressions, or names that `:=` declares; assignments, sends and `++` are expressions with operators here. */
  #simple(isHeader: boolean): void {
    const names = this.#defined();
    if (names) this.skip();
    this.expressions(isHeader);
    if (names) this.declared.declare(names);
  }

  /** The names before `:=`, which is left standing; null for any other statement, of which nothing is passed. */
  #defined(): string[] | null {
    if (!this.is(NAME) || !this.isFollowedBy(DEFINITION)) return null;
    const mark = this.tokens.mark();
    const names: string[] = [];
    while (this.is(NAME)) {
      names.push(this.takeName().name);
      if (!this.pass(COMMA)) break;
    }
    if (this.is(DEFINE)) return names;
    this.tokens.reset(mark);
    return null;
  }
}

const DEFINITION = /[ \t]*(?:,|:=)/y;
