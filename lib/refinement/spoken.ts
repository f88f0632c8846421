import type { CodeTokens, Vocabulary } from "./code-tokens.ts";
import type { KnownRuns } from "./known-runs.ts";
import { type TextRun, verbatimRuns } from "./leak-spans.ts";
import { type Stretch, stretchesOf } from "./stretches.ts";
import { SuffixAutomaton } from "./suffix-automaton.ts";

/** A shorter run of words is in any text about the same thing. */
const SHORTEST_RUN = 4;
const WORD_BITS = 7;
/** Of all the words of one name together. */
const NAME_BITS = 10;
/** Of a word that names which were given have, of one that much code has, and of one letter. */
const KNOWN_BITS = 3;
/** What an end of a run costs where no line of the target begins or ends. */
const CUT_BITS = 6;
/** What each word between costs: whoever reads aloud says little of his own. */
const GAP_BITS = 2;

/**
 * Words that are left out of what is said: those of grammar, the names of marks, and keywords, which one reads out and
 * another puts in words of his own.
 */
const FILLING = new Set(
  `a add added after also an and are as at back be because been become becomes been before below above between but by call
  called calls can comma const could def divided do dot each else end equal equals fail for fresh from function give go greater had has
  have here if in into is it its just less let ll may might minus multiplied must new no not nothing of on only onto or other
  otherwise over own plus re return s same self set should so t take takes than that the them then there these they this those times to
  under unless until use uses using var ve very was well were when where which while will with would yes`.split(/\s+/),
);

/** Words that code of any kind has. */
const COMMON = new Set(
  `break case catch class enum error export extends false fn func get i implements import int interface list map name null none
  number object package private protected public static str string struct switch throw true try type undefined value void`.split(
    /\s+/,
  ),
);

/** A text as it would be read aloud: names cut into their words, without marks and filling words. */
type SpokenText = {
  readonly ids: Int32Array;
  readonly words: readonly string[];
  /** Index of the code token that each word belongs to. */
  readonly tokens: Int32Array;
};

/** Finds in thoughts the code of one target as someone would dictate it. */
export class SpokenScale {
  readonly #vocabulary: Vocabulary = new Map();
  readonly #automaton: SuffixAutomaton;
  readonly #tokens: Int32Array;
  readonly #bits: Float32Array;
  readonly #beginsLine: Uint8Array;

  constructor(
    target: string,
    tokens: CodeTokens,
    { given, familiar, names }: Pick<KnownRuns, "given" | "familiar" | "names">,
  ) {
    const spoken = spokenText(target, tokens, this.#vocabulary);
    const lines = codeLines(target, tokens);
    const isNamed = (index: number) => names.has(tokens.ids[index] ?? -1);
    const known = new Set(spoken.words.filter((_, at) => isNamed(spoken.tokens[at] ?? -1)));
    this.#tokens = spoken.tokens;
    this.#bits = new Float32Array(spoken.ids.length);
    // One more, for what would follow the last word.
    this.#beginsLine = new Uint8Array(spoken.ids.length + 1).fill(1);
    // What the name at hand may still tell: however many words it has, it is one name.
    let ofName = 0;
    for (const [at, word] of spoken.words.entries()) {
      const index = spoken.tokens[at] ?? 0;
      const before = spoken.tokens[at - 1] ?? -1;
      this.#beginsLine[at] = before < 0 || lines[index] !== lines[before] ? 1 : 0;
      if (index !== before) ofName = isNamed(index) ? KNOWN_BITS : NAME_BITS;
      if (familiar[index]) continue;
      const bits = known.has(word) || COMMON.has(word) || word.length === 1 ? KNOWN_BITS : WORD_BITS;
      this.#bits[at] = Math.min(bits, ofName);
      ofName -= this.#bits[at] ?? 0;
    }
    // What was given, and comments, which are prose themselves: no run leads across them.
    this.#automaton = new SuffixAutomaton(
      spoken.ids.map((id, at) => {
        const index = spoken.tokens[at] ?? 0;
        return given[index] || lines[index] === COMMENT ? -1 - at : id;
      }),
    );
  }

  /** The stretches that tell something, as runs of code tokens of the thought and the target. */
  stretches(thought: string, own: CodeTokens): Stretch[] {
    const spoken = spokenText(thought, own, this.#vocabulary);
    const runs = verbatimRuns(this.#automaton.match(spoken.ids), 1);
    const found = stretchesOf(runs, (run, told) => this.#tells(run, told), GAP_BITS);
    return found.map(({ bits, pieces }) => ({
      bits,
      pieces: pieces.map(({ from, target, length }) => inTokens(spoken.tokens, this.#tokens, from, target, length)),
    }));
  }

  #tells({ target, length }: TextRun, told: Set<number>): number {
    if (length < SHORTEST_RUN) return Number.NEGATIVE_INFINITY;
    const cuts = (this.#beginsLine[target] ? 0 : 1) + (this.#beginsLine[target + length] ? 0 : 1);
    let bits = -cuts * CUT_BITS;
    for (let at = target; at < target + length; at++) {
      if (!told.has(at)) bits += this.#bits[at] ?? 0;
      told.add(at);
    }
    return bits;
  }
}

function inTokens(own: Int32Array, ofTarget: Int32Array, from: number, target: number, length: number): TextRun {
  const first = own[from] ?? 0;
  const firstOfTarget = ofTarget[target] ?? 0;
  return {
    from: first,
    target: firstOfTarget,
    length: (own[from + length - 1] ?? 0) - first + 1,
    targetLength: (ofTarget[target + length - 1] ?? 0) - firstOfTarget + 1,
  };
}

function spokenText(text: string, { starts, ends, words: isWord }: CodeTokens, vocabulary: Vocabulary): SpokenText {
  const ids: number[] = [];
  const words: string[] = [];
  const tokens: number[] = [];
  // Each spelling is cut once.
  const cut = new Map<string, readonly string[]>();
  for (const [index, start] of starts.entries()) {
    if (!isWord[index]) continue;
    const token = text.slice(start, ends[index]);
    let said = cut.get(token);
    if (!said) {
      said = wordsOf(token);
      cut.set(token, said);
    }
    for (const word of said) {
      let id = vocabulary.get(word);
      if (id === undefined) {
        id = vocabulary.size;
        vocabulary.set(word, id);
      }
      ids.push(id);
      words.push(word);
      tokens.push(index);
    }
  }
  return { ids: Int32Array.from(ids), words, tokens: Int32Array.from(tokens) };
}

/** What is said of a name: `parseDuration_ofText` is parse, duration and text. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[ _$]+/)
    .filter((word) => word !== "" && !FILLING.has(word));
}

const COMMENT = -1;

/** Number of each token's line; COMMENT where the line is one of comment. */
function codeLines(text: string, { starts }: CodeTokens): Int32Array {
  const lines = new Int32Array(starts.length);
  let lineEnd = -1;
  let line = 0;
  let isComment = false;
  for (const [index, start] of starts.entries()) {
    if (start > lineEnd) {
      const lineStart = text.lastIndexOf("\n", start) + 1;
      const end = text.indexOf("\n", start);
      isComment = COMMENT_LINE.test(
        text.slice(lineStart, Math.min(start, lineStart + 200)) + text.slice(start, start + 3),
      );
      lineEnd = end < 0 ? text.length : end;
      line++;
    }
    lines[index] = isComment ? COMMENT : line;
  }
  return lines;
}

// `#` begins a directive in C and an attribute in Rust; their marks follow it at once.
const COMMENT_LINE = /^\s*(?:\/\/|\/\*|\*|--|"""|'''|#(?![!\w[]))/;
