import type { Leak } from "#lib/trajectory/index.ts";
import { type CodeTokens, codeTokens, type Vocabulary, wordIds } from "./code-tokens.ts";
import { GramNames } from "./grams.ts";
import { SuffixAutomaton } from "./suffix-automaton.ts";

/** Code tokens of a run that counts as quoted; method.md section 7. */
const LEAK_GRAM = 8;
/** Words of a run that counts as quoted, and of a thought's own repetitions; REER-PT's measure. */
const WORD_GRAM = 13;
/** A given line of fewer tokens than this is too common to be taken out of the target. */
const SHORTEST_LINE = 3;

export type LeakMeasure = {
  /** `adjustedGain` is null: it takes scores. */
  readonly leak: Leak;
  /** Length of the thought in code tokens. */
  readonly tokens: number;
};

/** Measures thoughts against one target; preparing it costs more than measuring. */
export type LeakMeter = {
  measure(thought: string): LeakMeasure;
  /** 1 for each unit of the target that touches an 8-token run shared with one of the thoughts, given or not. */
  sharedUnits(thoughts: readonly string[], unitEnds: readonly number[]): Uint8Array;
};

/** Measures one thought. `known` is text that was given anyway: outline signatures, files that were read. */
export function measureLeak(thought: string, target: string, known: readonly string[]): Leak {
  return leakMeter(target, known).measure(thought).leak;
}

/**
 * Prepares the measures of one target. What `known` gives is taken out of the target first: its lines of three tokens and
 * more, and every run of eight tokens. A name alone is never a leak.
 */
export function leakMeter(target: string, known: readonly string[]): LeakMeter {
  const vocabulary: Vocabulary = new Map();
  const words: Vocabulary = new Map();
  const tokens = codeTokens(target, vocabulary);
  const grams = new GramNames();
  const targetGrams = grams.name(tokens.ids, LEAK_GRAM);
  const given = givenTokens(tokens, known, vocabulary, grams);
  const automaton = new SuffixAutomaton(withBreaks(tokens.ids, given, vocabulary));
  const unseen = new Set(targetGrams.filter((_, index) => !anyGiven(given, index, LEAK_GRAM)));
  const wordGrams = new GramNames();
  wordGrams.name(wordIds(target, tokens, words), WORD_GRAM);
  const lineOf = lineFinder(target);

  function measure(thought: string): LeakMeasure {
    const own = codeTokens(thought, vocabulary);
    const { lengths, lastTokens } = automaton.match(own.ids);
    const ownWords = wordIds(thought, own, words);
    const leak: Leak = {
      overlap: shareOf(grams.find(own.ids, LEAK_GRAM), (name) => unseen.has(name)),
      longestRun: lengths.reduce((longest, length) => Math.max(longest, length), 0),
      words13: shareOf(wordGrams.find(ownWords, WORD_GRAM), (name) => name >= 0),
      fencedLines: longestFence(thought),
      repetition: repetition(ownWords),
      lengthRatio: own.ids.length / Math.max(1, tokens.ids.length),
      adjustedGain: null,
      spans: spans(own, tokens, lengths, lastTokens, lineOf),
    };
    return { leak, tokens: own.ids.length };
  }

  function sharedUnits(thoughts: readonly string[], unitEnds: readonly number[]): Uint8Array {
    const names = new Set(thoughts.flatMap((each) => [...grams.find(codeTokens(each, vocabulary).ids, LEAK_GRAM)]));
    names.delete(-1);
    const shared = new Uint8Array(tokens.ids.length);
    for (const [index, name] of targetGrams.entries()) if (names.has(name)) shared.fill(1, index, index + LEAK_GRAM);
    return touchedUnits(tokens, shared, unitEnds);
  }

  return { measure, sharedUnits };
}

/** 1 for each token of the target that stands in a known line or a known run of eight tokens. */
function givenTokens(
  target: CodeTokens,
  known: readonly string[],
  vocabulary: Vocabulary,
  grams: GramNames,
): Uint8Array {
  const given = new Uint8Array(target.ids.length);
  // Short lines by their length, then whole runs; each as the names that the target has for windows so long.
  const names = Array.from({ length: LEAK_GRAM + 1 }, () => new Set<number>());
  const windows = names.map((_, n) => (n < SHORTEST_LINE ? new Int32Array(0) : grams.name(target.ids, n)));
  for (const text of known) {
    const tokens = codeTokens(text, vocabulary);
    for (const name of grams.find(tokens.ids, LEAK_GRAM)) names[LEAK_GRAM]?.add(name);
    for (const [from, to] of lines(text, tokens)) {
      const length = to - from;
      if (length < SHORTEST_LINE || length >= LEAK_GRAM || !tokens.words.subarray(from, to).includes(1)) continue;
      const name = grams.find(tokens.ids.subarray(from, to), length)[0];
      if (name !== undefined) names[length]?.add(name);
    }
  }
  for (const [n, wanted] of names.entries()) {
    wanted.delete(-1);
    if (wanted.size === 0) continue;
    for (const [index, name] of (windows[n] ?? []).entries()) if (wanted.has(name)) given.fill(1, index, index + n);
  }
  return given;
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

/** The target with one unmatchable token in place of every given run, so that no run of a thought leads across it. */
function withBreaks(ids: Int32Array, given: Uint8Array, vocabulary: Vocabulary): Int32Array {
  return ids.map((id, index) => {
    if (!given[index]) return id;
    const breakId = vocabulary.size;
    // No token holds a control character, so no thought can name this one.
    vocabulary.set(`\u0000${breakId}`, breakId);
    return breakId;
  });
}

function anyGiven(given: Uint8Array, from: number, n: number): boolean {
  for (let index = from; index < from + n; index++) if (given[index]) return true;
  return false;
}

function shareOf(names: Int32Array, isFound: (name: number) => boolean): number {
  if (names.length === 0) return 0;
  let found = 0;
  for (const name of names) if (isFound(name)) found++;
  return found / names.length;
}

function repetition(words: Int32Array): number {
  const names = new GramNames().name(words, WORD_GRAM);
  return names.length === 0 ? 0 : 1 - new Set(names).size / names.length;
}

/** Lines of the longest fenced block. One that is never closed runs to the end. */
function longestFence(thought: string): number {
  let longest = 0;
  let fence: string | null = null;
  let count = 0;
  for (const line of thought.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence === null) {
      fence = mark;
      count = 0;
    } else if (mark !== null && mark[0] === fence[0] && mark.length >= fence.length) {
      fence = null;
    } else {
      longest = Math.max(longest, ++count);
    }
  }
  return longest;
}

function spans(
  own: CodeTokens,
  target: CodeTokens,
  lengths: Int32Array,
  lastTokens: Int32Array,
  lineOf: (offset: number) => number,
): Leak["spans"] {
  const result: Leak["spans"] = [];
  let covered = 0;
  for (const [index, length] of lengths.entries()) {
    const goesOn = (lengths[index + 1] ?? 0) > length;
    if (length < LEAK_GRAM || goesOn) continue;
    // Runs may overlap where the thought joins two places of the target; spans are kept apart for the eye.
    const from = Math.max(covered, index - length + 1);
    const last = lastTokens[index] ?? 0;
    const first = last - (index - from);
    covered = index + 1;
    result.push({
      start: own.starts[from] ?? 0,
      end: own.ends[index] ?? 0,
      startLine: lineOf(target.starts[first] ?? 0),
      endLine: lineOf((target.ends[last] ?? 1) - 1),
      tokens: index - from + 1,
    });
  }
  return result;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function touchedUnits(tokens: CodeTokens, shared: Uint8Array, unitEnds: readonly number[]): Uint8Array {
  const touched = new Uint8Array(unitEnds.length);
  let token = 0;
  let unitStart = 0;
  for (const [unit, unitEnd] of unitEnds.entries()) {
    while (token < shared.length && (tokens.ends[token] ?? 0) <= unitStart) token++;
    for (let next = token; next < shared.length && (tokens.starts[next] ?? 0) < unitEnd; next++) {
      if (shared[next]) touched[unit] = 1;
    }
    unitStart = unitEnd;
  }
  return touched;
}
