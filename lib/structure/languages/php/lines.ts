import type { SourceRange } from "../../schema.ts";

/** Lines of places in a text, without a call into the tree. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** 1-based. */
  at(index: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  range(start: number, end: number, shift: number): SourceRange {
    return {
      startLine: this.at(start),
      endLine: this.at(Math.max(start, end - 1)),
      start: start + shift,
      end: end + shift,
    };
  }
}
