import type { CodeTokens } from "./code-tokens.ts";
import type { KnownRuns } from "./known-runs.ts";
import type { TextRun } from "./leak-spans.ts";
import { type Stretch, stretchesOf } from "./stretches.ts";
import { bitsOf } from "./words.ts";

/** A shorter run is no piece. */
const SHORTEST_PIECE = 3;
/** Bits of a word that prose has, of one letter or digit alone, and of a word that only code spells so. */
const WORD_BITS = 8;
const LETTER_BITS = 4;
const SPELLED_BITS = 12;
/** Of a name that was given, whichever way it is spelled: what is told is only that it stands here. */
const NAME_BITS = 4;
/** What an end of a piece costs where no line of the target begins or ends: whoever copies takes whole lines. */
const CUT_BITS = 4;
/** What each token of the thought costs that stands in no piece, so that only pieces close together add up. */
const GAP_BITS = 1;
/** A whole line of code without a mark of code has a mark for so many words at least, such as `user: account.user,`. */
const WORDS_PER_MARK = 3;

/** What the pieces of one target tell. */
export class PieceScale {
  readonly #bits: Float32Array;
  readonly #words: Uint8Array;
  readonly #codeMarks: Uint8Array;
  readonly #beginsLine: Uint8Array;

  constructor(target: string, { ids, starts, ends, words }: CodeTokens, { names, familiar }: Given) {
    this.#words = words;
    this.#bits = new Float32Array(ids.length);
    this.#codeMarks = new Uint8Array(ids.length);
    // One more, for what would follow the last token.
    this.#beginsLine = new Uint8Array(ids.length + 1).fill(1);
    let lineEnd = -1;
    for (const [index, start] of starts.entries()) {
      this.#beginsLine[index] = start > lineEnd ? 1 : 0;
      if (start > lineEnd) lineEnd = endOfLine(target, start);
      const token = target.slice(start, ends[index]);
      const isWord = words[index] === 1;
      if (!isWord && CODE_MARK.test(token)) this.#codeMarks[index] = 1;
      if (familiar[index]) continue;
      const isName = names.has(ids[index] ?? -1);
      this.#bits[index] = !isWord ? bitsOf(token) : isName ? NAME_BITS : wordBits(token);
    }
  }

  /** The stretches of a thought that tell something; `runs` are those it has in common with the target. */
  stretches(runs: readonly TextRun[]): Stretch[] {
    return stretchesOf(runs, (run, told) => this.#tells(run, told), GAP_BITS);
  }

  /** What a run tells that none before it told; 0 and less where it is no piece of code. */
  #tells({ target, length }: TextRun, told: Set<number>): number {
    const cuts = (this.#beginsLine[target] ? 0 : 1) + (this.#beginsLine[target + length] ? 0 : 1);
    if (length < SHORTEST_PIECE || !this.#isCode(target, target + length, cuts === 0)) return Number.NEGATIVE_INFINITY;
    let bits = -cuts * CUT_BITS;
    for (let index = target; index < target + length; index++) {
      if (!told.has(index)) bits += this.#bits[index] ?? 0;
      told.add(index);
    }
    return bits;
  }

  /** Whether a run is one of code: a few words of prose in a row stand in any comment. */
  #isCode(from: number, to: number, isWholeLine: boolean): boolean {
    let words = 0;
    for (let index = from; index < to; index++) {
      if (this.#codeMarks[index]) return true;
      words += this.#words[index] ?? 0;
    }
    return isWholeLine && (to - from - words) * WORDS_PER_MARK >= words;
  }
}

type Given = Pick<KnownRuns, "names" | "familiar">;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Marks that prose has little use for; its hyphens, slashes, quotes and colons are not among them. */
const CODE_MARK = /^[()[\]{}<>=;*&|!+\\@#^~%?]/;

function wordBits(word: string): number {
  if (word.length === 1) return LETTER_BITS;
  return /[a-z][A-Z]|[_$]|[a-z][0-9]/.test(word) ? SPELLED_BITS : WORD_BITS;
}
