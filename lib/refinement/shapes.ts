import type { CodeTokens } from "./code-tokens.ts";
import { bitsOf, keywordNumber } from "./words.ts";

/** Tokens of a window by which places are found where two texts may have the same shape. */
export const SHAPE_GRAM = 8;
/** So many places of the target are tried for one window of a thought; what stands more often says little. */
const MOST_PLACES = 16;

/**
 * A text in which names, words and numbers are parameters: only where one stands again counts, not which it is. Two
 * stretches have the same shape exactly when one becomes the other by renaming consistently (Baker, 1995).
 */
export type Shapes = {
  readonly ids: Int32Array;
  /** Number of a mark or keyword, the same for every text; below 0 for a name or word, and for a number. */
  readonly literals: Int32Array;
  /** How far back the same parameter stands last; 0 where it is the first. */
  readonly back: Int32Array;
  /** How far on it stands next; 0 where it is the last. */
  readonly ahead: Int32Array;
  /** Bits that a mark or keyword says; see bitsOf. */
  readonly bits: Float32Array;
};

const NAME = -1;
const NUMBER = -2;
/** Marks are numbered by their code points, twice as many with those that are repeated. */
const KEYWORDS_FROM = 2 * 0x110000;
const LONGEST_KEYWORD = 15;
/** Bits of a parameter that stands again where it stands again in the target, by its measured share like bitsOf. */
const AGAIN_BITS = 7;
/** Of one that is new in both; prose is mostly that. */
const NEW_BITS = 0.5;
const NUMBER_BITS = 3;

export function shapesOf(text: string, { ids, starts, ends, words }: CodeTokens): Shapes {
  const literals = new Int32Array(ids.length);
  const back = new Int32Array(ids.length);
  const ahead = new Int32Array(ids.length);
  const bits = new Float32Array(ids.length);
  const last = new Map<number, number>();
  // Each word is looked up once; ids are those of one vocabulary.
  const sorts = new Map<number, Sort>();
  for (const [index, id] of ids.entries()) {
    let sort = sorts.get(id);
    if (!sort) {
      sort = sortOf(text.slice(starts[index], ends[index]), words[index] === 1);
      sorts.set(id, sort);
    }
    literals[index] = sort.literal;
    bits[index] = sort.bits;
    if (sort.literal >= 0) continue;
    const before = last.get(id);
    if (before !== undefined) {
      back[index] = index - before;
      ahead[before] = index - before;
    }
    last.set(id, index);
  }
  return { ids, literals, back, ahead, bits };
}

type Sort = { readonly literal: number; readonly bits: number };

function sortOf(token: string, isWord: boolean): Sort {
  if (!isWord) {
    const isRepeated = token.length > 2;
    return { literal: (token.codePointAt(0) ?? 0) * 2 + (isRepeated ? 1 : 0), bits: bitsOf(token) };
  }
  const keyword = token.length <= LONGEST_KEYWORD ? keywordNumber(token) : null;
  if (keyword !== null) return { literal: KEYWORDS_FROM + keyword, bits: bitsOf(token) };
  return /^[0-9]/.test(token) ? { literal: NUMBER, bits: NUMBER_BITS } : { literal: NAME, bits: NEW_BITS };
}

/** Hashes of the shapes of all windows of SHAPE_GRAM tokens. */
export function shapeHashes({ literals, back }: Shapes): Int32Array {
  const hashes = new Int32Array(Math.max(0, literals.length - SHAPE_GRAM + 1));
  for (let start = 0; start < hashes.length; start++) {
    let hash = 0;
    for (let offset = 0; offset < SHAPE_GRAM; offset++) {
      const literal = literals[start + offset] ?? 0;
      const code = literal >= 0 ? literal : literal - 2 * within(back[start + offset] ?? 0, offset);
      hash = Math.imul(hash ^ code, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hashes[start] = hash;
  }
  return hashes;
}

/** A stretch of a thought that has the shape of a stretch of the target. */
export type ShapeRun = {
  readonly from: number;
  readonly target: number;
  readonly length: number;
  /** What the shape says beyond what is common, given or named. */
  readonly bits: number;
};

/** What of a target's shape says nothing about it. */
export type Silent = {
  /** By the hash of a window. */
  readonly isCommon: (hash: number) => boolean;
  /** 1 for each token that was given. */
  readonly given: Uint8Array;
  /** Names that were given. */
  readonly names: ReadonlySet<number>;
};

/** Finds in thoughts what has the shape of the target. */
export class ShapeIndex {
  readonly #target: Shapes;
  readonly #silent: Silent;
  readonly #own: ReadonlySet<number>;
  readonly #isCommon: Uint8Array;
  /** First place of each hash by its lowest bits, plus one, and the next with the same; 0 is none. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #hashes: Int32Array;

  constructor(target: Shapes, silent: Silent) {
    this.#target = target;
    this.#silent = silent;
    this.#own = new Set(target.ids);
    const hashes = shapeHashes(target);
    this.#isCommon = new Uint8Array(hashes.length);
    this.#hashes = hashes;
    this.#next = new Int32Array(hashes.length);
    this.#first = new Int32Array(2 ** Math.ceil(Math.log2(2 * hashes.length + 2)));
    for (let index = hashes.length - 1; index >= 0; index--) {
      const hash = hashes[index] ?? 0;
      if (silent.isCommon(hash)) {
        this.#isCommon[index] = 1;
        continue;
      }
      const slot = hash & (this.#first.length - 1);
      this.#next[index] = this.#first[slot] ?? 0;
      this.#first[slot] = index + 1;
    }
  }

  /** For each stretch of the thought the run that says most; runs do not overlap. */
  runs(thought: Shapes): ShapeRun[] {
    const found: ShapeRun[] = [];
    const hashes = shapeHashes(thought);
    let free = 0;
    for (let index = 0; index < hashes.length; index++) {
      if (index + SHAPE_GRAM <= free) continue;
      const best = this.#best(thought, index, hashes[index] ?? 0, free);
      if (!best) continue;
      found.push(best);
      free = best.from + best.length;
    }
    return found;
  }

  #best(thought: Shapes, at: number, hash: number, free: number): ShapeRun | null {
    let best: ShapeRun | null = null;
    let tried = 0;
    let place = this.#first[hash & (this.#first.length - 1)] ?? 0;
    for (; place > 0 && tried < MOST_PLACES; place = this.#next[place - 1] ?? 0) {
      if (this.#hashes[place - 1] !== hash) continue;
      tried++;
      const run = this.#extend(thought, at, place - 1, free);
      if (run && (!best || run.bits > best.bits)) best = run;
    }
    return best;
  }

  /** The longest run through these two places, in both directions. Null where only the hashes were the same. */
  #extend(thought: Shapes, at: number, place: number, free: number): ShapeRun | null {
    const target = this.#target;
    let end = 0;
    while (sameLiteral(thought, at + end, target, place + end)) {
      if (within(thought.back[at + end] ?? 0, end) !== within(target.back[place + end] ?? 0, end)) break;
      end++;
    }
    if (end < SHAPE_GRAM) return null;
    let start = 0;
    while (at - start > free && sameLiteral(thought, at - start - 1, target, place - start - 1)) {
      const length = start + end;
      const ahead = within(thought.ahead[at - start - 1] ?? 0, length);
      if (ahead !== within(target.ahead[place - start - 1] ?? 0, length)) break;
      start++;
    }
    const run = { from: at - start, target: place - start, length: start + end };
    return { ...run, bits: this.#bits(thought, run) };
  }

  #bits(thought: Shapes, { from, target: first, length }: Omit<ShapeRun, "bits">): number {
    const { literals, back, bits } = this.#target;
    let sum = 0;
    let parameters = 0;
    let named = 0;
    let tellingUntil = -1;
    for (let offset = 0; offset < length; offset++) {
      const index = first + offset;
      if (offset + SHAPE_GRAM <= length && !this.#isCommon[index]) tellingUntil = index + SHAPE_GRAM;
      const isParameter = (literals[index] ?? 0) < 0;
      if (isParameter) {
        parameters++;
        if (this.#isNamed(thought.ids[from + offset] ?? -1)) named++;
      }
      if (index >= tellingUntil || this.#silent.given[index]) continue;
      const isAgain = isParameter && within(back[index] ?? 0, offset) > 0;
      sum += isAgain ? AGAIN_BITS : (bits[index] ?? 0);
    }
    // A list of given names has the shape of every list of them.
    return sum * (1 - named / Math.max(1, parameters));
  }

  /** Whether a name was given and stands in the target; whoever renames takes others. */
  #isNamed(id: number): boolean {
    return this.#silent.names.has(id) && this.#own.has(id);
  }
}

function sameLiteral(a: Shapes, aIndex: number, b: Shapes, bIndex: number): boolean {
  const literal = a.literals[aIndex];
  return literal !== undefined && literal === b.literals[bIndex];
}

function within(distance: number, most: number): number {
  return distance <= most ? distance : 0;
}
