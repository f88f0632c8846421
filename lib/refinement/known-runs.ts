import { type CodeTokens, codeTokens, type Vocabulary } from "./code-tokens.ts";
import { GramTable } from "./grams.ts";
import { shapeHashes, shapesOf } from "./shapes.ts";

/** Code tokens of a run that counts as given or as quoted: shorter ones stand in files that know nothing of each other. */
export const LEAK_GRAM = 8;
/** A run of so many that a known text has, too, tells nothing in a piece. */
const FAMILIAR_GRAM = 5;
/** A given line of fewer tokens than this is too common to be taken out of the target. */
const SHORTEST_LINE = 3;
/** A known text up to this length names something or gives a signature; a longer one is a file. */
const LONGEST_NAME = 300;

export type KnownRuns = {
  /** 1 for each token of the target that stands in a known line, in a known run of eight tokens, or in a row of known names. */
  readonly given: Uint8Array;
  /** 1 for each token that stands in a run of five that a known text has. */
  readonly familiar: Uint8Array;
  /** Ids of the words of names and signatures. */
  readonly names: ReadonlySet<number>;
  /** Hashes of the shapes that known texts have. */
  readonly shapes: ReadonlySet<number>;
};

/** What the known texts give of a target. */
export function knownRuns(target: CodeTokens, known: readonly string[], vocabulary: Vocabulary): KnownRuns {
  const given = new Uint8Array(target.ids.length);
  const names = new Set<number>();
  const shapes = new Set<number>();
  const familiarRuns = runFinder(target.ids, FAMILIAR_GRAM);
  const finders: RunFinder[] = [];
  const finderOf = (n: number): RunFinder => {
    finders[n] ??= runFinder(target.ids, n);
    return finders[n];
  };
  for (const text of known) {
    const tokens = codeTokens(text, vocabulary);
    for (const hash of shapeHashes(shapesOf(text, tokens))) shapes.add(hash);
    if (text.length <= LONGEST_NAME) {
      tokens.ids.forEach((id, index) => {
        if (tokens.words[index]) names.add(id);
      });
    }
    familiarRuns.see(tokens.ids);
    if (tokens.ids.length >= LEAK_GRAM) finderOf(LEAK_GRAM).see(tokens.ids);
    for (const [from, to] of lines(text, tokens)) {
      const isShort = to - from >= SHORTEST_LINE && to - from < LEAK_GRAM;
      if (isShort && tokens.words.subarray(from, to).includes(1))
        finderOf(to - from).see(tokens.ids.subarray(from, to));
    }
  }
  for (const finder of finders) finder?.mark(given);
  markLists(target, names, given);
  const familiar = new Uint8Array(target.ids.length);
  familiarRuns.mark(familiar);
  return { given, familiar, names, shapes };
}

/** Fewer names in a row are no list. */
const SHORTEST_LIST = 3;

/** Marks rows of given names with one mark between each two, such as the members of an enumeration: the outline has them. */
function markLists({ ids, words }: CodeTokens, names: ReadonlySet<number>, given: Uint8Array): void {
  const isName = (index: number) => words[index] === 1 && names.has(ids[index] ?? -1);
  let from = 0;
  while (from < ids.length) {
    let to = from;
    const mark = ids[from + 1];
    if (isName(from)) while (words[to + 1] === 0 && ids[to + 1] === mark && isName(to + 2)) to += 2;
    if (to - from >= 2 * (SHORTEST_LIST - 1)) given.fill(1, from, to + 1);
    from = Math.max(to, from + 1);
  }
}

type RunFinder = {
  see(ids: Int32Array): void;
  /** Marks the tokens of every run that was seen. */
  mark(given: Uint8Array): void;
};

/** Finds runs of n tokens of a target in other texts; made for the lengths that these have. */
function runFinder(target: Int32Array, n: number): RunFinder {
  const table = new GramTable(target, n);
  const isSeen = new Uint8Array(table.names.length);
  return {
    see: (ids) =>
      table.find(ids).forEach((name) => {
        if (name >= 0) isSeen[name] = 1;
      }),
    mark: (given) =>
      table.names.forEach((name, index) => {
        if (isSeen[name]) given.fill(1, index, index + n);
      }),
  };
}

/** Index ranges of the tokens of each line that has any. */
function lines(text: string, tokens: CodeTokens): [from: number, to: number][] {
  const result: [number, number][] = [];
  let from = 0;
  let lineEnd = text.indexOf("\n");
  for (const [index, start] of tokens.starts.entries()) {
    if (lineEnd < 0 || start < lineEnd) continue;
    if (index > from) result.push([from, index]);
    from = index;
    lineEnd = text.indexOf("\n", start);
  }
  if (tokens.ids.length > from) result.push([from, tokens.ids.length]);
  return result;
}
