import { type CodeTokens, codeTokens, type Vocabulary } from "./code-tokens.ts";
import { GramTable } from "./grams.ts";
import { shapeHashes, shapesOf } from "./shapes.ts";

/** Code tokens of a run that counts as given or as quoted; method.md section 7. */
export const LEAK_GRAM = 8;
/** A given line of fewer tokens than this is too common to be taken out of the target. */
const SHORTEST_LINE = 3;
/** A known text up to this length names something or gives a signature; a longer one is a file. */
const LONGEST_NAME = 300;

export type KnownRuns = {
  /** 1 for each token of the target that stands in a known line or in a known run of eight tokens. */
  readonly given: Uint8Array;
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
  // Made when first asked for: most known texts are of few lengths.
  const tables: GramTable[] = [];
  const tableOf = (n: number): GramTable => (tables[n] ??= new GramTable(target.ids, n));
  const wanted = Array.from({ length: LEAK_GRAM + 1 }, () => new Set<number>());
  for (const text of known) {
    const tokens = codeTokens(text, vocabulary);
    for (const hash of shapeHashes(shapesOf(text, tokens))) shapes.add(hash);
    if (text.length <= LONGEST_NAME) {
      for (const [index, id] of tokens.ids.entries()) if (tokens.words[index]) names.add(id);
    }
    if (tokens.ids.length >= LEAK_GRAM)
      for (const name of tableOf(LEAK_GRAM).find(tokens.ids)) wanted[LEAK_GRAM]?.add(name);
    for (const [from, to] of lines(text, tokens)) {
      const length = to - from;
      if (length < SHORTEST_LINE || length >= LEAK_GRAM || !tokens.words.subarray(from, to).includes(1)) continue;
      const name = tableOf(length).find(tokens.ids.subarray(from, to))[0];
      if (name !== undefined) wanted[length]?.add(name);
    }
  }
  for (const [n, these] of wanted.entries()) {
    these.delete(-1);
    if (these.size === 0) continue;
    for (const [index, name] of tableOf(n).names.entries()) if (these.has(name)) given.fill(1, index, index + n);
  }
  return { given, names, shapes };
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
