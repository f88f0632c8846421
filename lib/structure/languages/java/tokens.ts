import { DOT, NAME, NOTHING } from "./punctuation.ts";
import { Scanner, WORD } from "./scanner.ts";

/** Packages and types of real code nest less deep. */
export const CHAIN_LIMIT = 24;

/** The tokens of a text, each with what stands before it: a name means little without its neighbours. */
export class Tokens extends Scanner {
  /** The token before; words by their meaning. */
  before: number = NOTHING;

  /** On to the next token; this one was of that meaning. */
  pass(meaning: number): void {
    this.before = meaning;
    this.advance();
  }

  /** A dotted name, from its first word; a dot before `*` is passed. */
  dotted(): string {
    const parts: string[] = [];
    while (this.kind === WORD) {
      if (parts.length < CHAIN_LIMIT) parts.push(this.word());
      this.pass(NAME);
      // `pass` has moved on, which the compiler does not see of `kind`.
      if (Number(this.kind) !== DOT) break;
      this.pass(DOT);
    }
    return parts.join(".");
  }
}
