import type { Leak } from "#lib/trajectory/index.ts";
import { codeTokens, type Vocabulary, wordIds } from "./code-tokens.ts";
import { type CommonShapes, isIdiom } from "./common-shapes.ts";
import { longestFence } from "./fences.ts";
import { GramTable } from "./grams.ts";
import { knownRuns, LEAK_GRAM } from "./known-runs.ts";
import { mergedRuns, spansOf, type TextRun, verbatimRuns } from "./leak-spans.ts";
import { PieceScale } from "./pieces.ts";
import { ShapeIndex, type ShapeRun, shapesOf } from "./shapes.ts";
import { SpokenScale } from "./spoken.ts";
import { mostBits, type Stretch } from "./stretches.ts";
import { SuffixAutomaton } from "./suffix-automaton.ts";

/** Words of a run that counts as quoted, and of a thought's own repetitions; REER-PT's measure. */
const WORD_GRAM = 13;
/** A shape of fewer tokens is too short to be anyone's. */
const SHORTEST_SHAPE = 13;
/**
 * A run of the same shape, and the pieces of a stretch, are shown and left out of the adjusted gain from so many bits on:
 * well below what fails.
 */
const SHOWN_BITS = 20;
const SHOWN_PIECE_BITS = 30;
const SHOWN_SPOKEN_BITS = 20;

export type LeakMeasure = {
  /** `adjustedGain` is null: it takes scores. */
  readonly leak: Leak;
  /** Length of the thought in code tokens. */
  readonly tokens: number;
};

/** Measures thoughts against one target; preparing it costs more than measuring. */
export type LeakMeter = {
  measure(thought: string): LeakMeasure;
  /** 1 for each unit of the target that touches a run shared with one of the thoughts, given or not. */
  sharedUnits(thoughts: readonly string[], unitEnds: readonly number[]): Uint8Array;
};

/** Measures one thought. `known` is text that was given anyway: outline signatures, files that were read. */
export function measureLeak(thought: string, target: string, known: readonly string[]): Leak {
  return leakMeter(target, known).measure(thought).leak;
}

/**
 * Prepares the measures of one target. What `known` gives is taken out of the target first: its lines of three tokens and
 * more, every run of eight tokens, and shapes. A name alone is never a leak. `common` are the shapes that many files of
 * the repository have.
 */
export function leakMeter(target: string, known: readonly string[], common: CommonShapes | null = null): LeakMeter {
  const vocabulary: Vocabulary = new Map();
  const tokens = codeTokens(target, vocabulary);
  const grams = new GramTable(tokens.ids, LEAK_GRAM);
  const ofKnown = knownRuns(tokens, known, vocabulary);
  const { given, names, shapes } = ofKnown;
  const pieceScale = new PieceScale(target, tokens, ofKnown);
  const spokenScale = new SpokenScale(target, tokens, ofKnown);
  const automaton = new SuffixAutomaton(withBreaks(tokens.ids, given));
  const unseen = new Uint8Array(grams.names.length);
  grams.names.forEach((name, index) => {
    if (!anyGiven(given, index, LEAK_GRAM)) unseen[name] = 1;
  });
  const wordGrams = new GramTable(wordIds(tokens), WORD_GRAM);
  const isCommon = (hash: number) => shapes.has(hash) || isIdiom(hash) || (common?.isCommon(hash) ?? false);
  const shapeIndex = new ShapeIndex(shapesOf(target, tokens), { isCommon, given, names });

  function measure(thought: string): LeakMeasure {
    const own = codeTokens(thought, vocabulary);
    const ownWords = wordIds(own);
    const matches = automaton.match(own.ids);
    const verbatim = verbatimRuns(matches, LEAK_GRAM);
    const pieces = pieceScale.stretches(verbatimRuns(matches, 1));
    const spoken = spokenScale.stretches(thought, own);
    const renamed = shapeIndex.runs(shapesOf(thought, own));
    const leak: Leak = {
      overlap: shareOf(grams.find(own.ids), (name) => unseen[name] === 1),
      longestRun: matches.lengths.reduce((longest, length) => Math.max(longest, length), 0),
      copiedTokens: verbatim.reduce((sum, { length }) => sum + length, 0),
      pieceBits: mostBits(pieces),
      spokenBits: mostBits(spoken),
      renamedBits: renamed.reduce(
        (most, { bits, length }) => (length < SHORTEST_SHAPE ? most : Math.max(most, bits)),
        0,
      ),
      words13: shareOf(wordGrams.find(ownWords), (name) => name >= 0),
      fencedLines: longestFence(thought),
      repetition: repetition(ownWords),
      lengthRatio: own.ids.length / Math.max(1, tokens.ids.length),
      adjustedGain: null,
      spans: spansOf(
        copiesOf([verbatim, renamed.filter(isShown), shownPieces(pieces), shownSpoken(spoken)]),
        own,
        tokens,
        target,
      ),
    };
    return { leak, tokens: own.ids.length };
  }

  function sharedUnits(thoughts: readonly string[], unitEnds: readonly number[]): Uint8Array {
    const shared = new Uint8Array(tokens.ids.length);
    const isFound = new Uint8Array(grams.names.length);
    for (const thought of thoughts) {
      const own = codeTokens(thought, vocabulary);
      for (const name of grams.find(own.ids)) if (name >= 0) isFound[name] = 1;
      const pieces = shownPieces(pieceScale.stretches(verbatimRuns(automaton.match(own.ids), 1)));
      const spoken = shownSpoken(spokenScale.stretches(thought, own));
      const renamed: readonly TextRun[] = shapeIndex.runs(shapesOf(thought, own)).filter(isShown);
      for (const { target: first, length, targetLength = length } of [...pieces, ...spoken, ...renamed]) {
        shared.fill(1, first, first + targetLength);
      }
    }
    for (const [index, name] of grams.names.entries()) if (isFound[name]) shared.fill(1, index, index + LEAK_GRAM);
    return touchedUnits(tokens, shared, unitEnds);
  }

  return { measure, sharedUnits };
}

function isShown({ bits, length }: ShapeRun): boolean {
  return bits >= SHOWN_BITS && length >= SHORTEST_SHAPE;
}

function shownPieces(stretches: readonly Stretch[]): TextRun[] {
  return stretches.flatMap(({ bits, pieces }) => (bits >= SHOWN_PIECE_BITS ? pieces : []));
}

function shownSpoken(stretches: readonly Stretch[]): TextRun[] {
  return stretches.flatMap(({ bits, pieces }) => (bits >= SHOWN_SPOKEN_BITS ? pieces : []));
}

/** What overlaps is shown once, as what comes first. */
function copiesOf(runs: readonly (readonly TextRun[])[]): readonly TextRun[] {
  return runs.reduce((first, others) => mergedRuns(first, others), []);
}

/** The target with one token in place of every given one that no thought has, so that no run leads across it. */
function withBreaks(ids: Int32Array, given: Uint8Array): Int32Array {
  return ids.map((id, index) => (given[index] ? -1 - index : id));
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
  const { names } = new GramTable(words, WORD_GRAM);
  return names.length === 0 ? 0 : 1 - new Set(names).size / names.length;
}

function touchedUnits(
  { starts, ends }: { readonly starts: Int32Array; readonly ends: Int32Array },
  shared: Uint8Array,
  unitEnds: readonly number[],
): Uint8Array {
  const touched = new Uint8Array(unitEnds.length);
  let token = 0;
  let unitStart = 0;
  for (const [unit, unitEnd] of unitEnds.entries()) {
    while (token < shared.length && (ends[token] ?? 0) <= unitStart) token++;
    for (let next = token; next < shared.length && (starts[next] ?? 0) < unitEnd; next++) {
      if (shared[next]) touched[unit] = 1;
    }
    unitStart = unitEnd;
  }
  return touched;
}
