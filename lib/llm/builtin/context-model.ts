import { invariant } from "#lib/std/assert.ts";
import { CONFIDENCE, FIRST_PROBABILITY, NEXT_HISTORY } from "./bit-history.ts";
import { COST, LOGIT_LIMIT, LOGIT_STEPS, PROBABILITY_ONE, PROBABILITY_STEPS, SQUASH, STRETCH } from "./tables.ts";

/*
 * A bitwise context-mixing model in the family of Mahoney's lpaq1 (http://mattmahoney.net/dc/), longer than a file should
 * be because its inner loop is one function, unrolled by hand: at three million bits a second a call or a short array per
 * bit is what costs.
 *
 * Every byte is predicted bit by bit. Each context (the last 1, 2, 3, 4, 6 bytes, the word, ...) finds its bit history, the
 * history is mapped to an adaptive probability, and a mixer adds the stretched probabilities with learned weights. The
 * weights are the sum of four sets, selected by the bits of this byte, the match, the last byte and the line's shape.
 *
 * Reading `array[index] ?? 0` is for the compiler of types; the engine drops the test, since no index leaves its array.
 */

/** Contexts with a hashed table: orders 2, 3, 4 and 6, word, two words, folded subword, indentation with word. */
const HASHED = 8;
const CONTEXTS = HASHED + 2;
/** The contexts, the match model and a constant. */
const INPUTS = CONTEXTS + 2;

const SLOT_BYTES = 16;
const HISTORY_BITS = 22;
const MATCH_ENTRIES = 2 ** 19;
const MATCH_MASK = MATCH_ENTRIES - 1;
/** A match begins when this many bytes agree, and is verified at most this far. */
const MATCH_SHORTEST = 6;
const MATCH_VERIFIED = 32;
/** A match this long survives a wrong byte, at most so many times in a row. */
const MATCH_STABLE = 16;
const MATCH_MISSES = 8;
const MATCH_LONGEST = 65_535;
const MATCH_BUCKETS = 64;

/** Numbers per journal entry. */
const SLOT_ENTRY = 5;
const BYTE_ENTRY = 3;

const LEARNING_RATE = 0.0017;
const FIRST_WEIGHT = 0.2;
/** Adaptive probabilities move by this share of their error. */
const ADAPTATION = 1 / 128;
const BIAS = 0.3;
const LOGIT_BOUND = LOGIT_LIMIT - 0.01;
const CERTAIN = PROBABILITY_STEPS - 0.01;

/** Registers: the scalars of the model, kept in an array so that a checkpoint is one copy. */
const POSITION = 0;
const LAST_FOUR = 1;
const LAST_EIGHT = 2;
const WORD = 3;
const PREVIOUS_WORD = 4;
const SUBWORD = 5;
const INDENT = 6;
const AT_LINE_START = 7;
const FIRST_OF_LINE = 8;
const MATCH_POINTER = 9;
const MATCH_LENGTH = 10;
const MATCH_MISSED = 11;
const REGISTERS = 16;

const SETS_OF_BITS = 256;
const SETS_OF_MATCH = (MATCH_BUCKETS + 1) * 8;
const SETS_OF_BYTE = 256;
const SETS_OF_LINE = 64;
const WEIGHT_SETS = SETS_OF_BITS + SETS_OF_MATCH + SETS_OF_BYTE + SETS_OF_LINE;

/** The learned numbers that are small enough to copy whole at a checkpoint (about 200 kB). */
const PROBABILITIES_AT = 0;
const MATCH_PROBABILITIES_AT = PROBABILITIES_AT + CONTEXTS * 256 * 8;
const WEIGHTS_AT = MATCH_PROBABILITIES_AT + MATCH_BUCKETS * 8;
const REGISTERS_AT = WEIGHTS_AT + WEIGHT_SETS * INPUTS * 8;
const ORDER_ZERO_AT = REGISTERS_AT + REGISTERS * 4;
const ORDER_ONE_AT = ORDER_ZERO_AT + 256;
const ADAPTIVE_BYTES = ORDER_ONE_AT + 65_536;

export type ModelOptions = {
  /** The table of bit histories has 2^slotBits slots of 16 bytes: 22 is 64 MiB. */
  readonly slotBits: number;
  /** Matches are found in the latest 2^historyBits bytes, 4 MiB unless told otherwise. */
  readonly historyBits?: number;
};

/** A point that `rollBack` returns to exactly. Rolling back ends it and every later one. */
export type Checkpoint = {
  readonly position: number;
  readonly adaptive: Uint8Array;
  readonly slotEntries: number;
  readonly byteEntries: number;
};

export class ContextModel {
  readonly slotBits: number;
  readonly historyBits: number;
  private readonly slotMask: number;
  private readonly historyMask: number;
  private readonly slots: Uint8Array;
  private readonly slotWords: Int32Array;
  private readonly history: Uint8Array;
  private readonly matches: Int32Array;

  private readonly adaptive: Uint8Array;
  private readonly probabilities: Float64Array;
  private readonly matchProbabilities: Float64Array;
  private readonly weights: Float64Array;
  private readonly registers: Int32Array;
  private readonly orderZero: Uint8Array;
  private readonly orderOne: Uint8Array;
  /** One number per hashed context, and one that keeps early loads from being optimised away. */
  private readonly hashes = new Int32Array(HASHED + 1);

  /** Old contents of overwritten slots (number, four words) and of matches and history (entry, pointer, byte). */
  private checkpoints: Checkpoint[] = [];
  private slotJournal = new Int32Array(0);
  private slotEntries = 0;
  private byteJournal = new Int32Array(0);
  private byteEntries = 0;

  constructor(options: ModelOptions) {
    this.slotBits = options.slotBits;
    this.slotMask = 2 ** options.slotBits - 1;
    const table = new ArrayBuffer(2 ** options.slotBits * SLOT_BYTES);
    this.slots = new Uint8Array(table);
    this.slotWords = new Int32Array(table);
    this.historyBits = options.historyBits ?? HISTORY_BITS;
    this.history = new Uint8Array(2 ** this.historyBits);
    this.historyMask = this.history.length - 1;
    this.matches = new Int32Array(MATCH_ENTRIES);

    const buffer = new ArrayBuffer(ADAPTIVE_BYTES);
    this.adaptive = new Uint8Array(buffer);
    this.probabilities = new Float64Array(buffer, PROBABILITIES_AT, CONTEXTS * 256);
    this.matchProbabilities = new Float64Array(buffer, MATCH_PROBABILITIES_AT, MATCH_BUCKETS);
    this.weights = new Float64Array(buffer, WEIGHTS_AT, WEIGHT_SETS * INPUTS);
    this.registers = new Int32Array(buffer, REGISTERS_AT, REGISTERS);
    this.orderZero = new Uint8Array(buffer, ORDER_ZERO_AT, 256);
    this.orderOne = new Uint8Array(buffer, ORDER_ONE_AT, 65_536);
    this.learnNothing();
    this.hashContexts();
  }

  /** How many bytes were read. */
  get position(): number {
    return this.registers[POSITION] ?? 0;
  }

  /** Bytes that this model occupies, without its journal. */
  get byteLength(): number {
    return this.slots.length + this.history.length + MATCH_ENTRIES * 4 + ADAPTIVE_BYTES;
  }

  /** An independent model in the same state; checkpoints are not taken over. */
  clone(): ContextModel {
    const copy = new ContextModel({ slotBits: this.slotBits, historyBits: this.historyBits });
    copy.slots.set(this.slots);
    copy.history.set(this.history);
    copy.matches.set(this.matches);
    copy.adaptive.set(this.adaptive);
    copy.hashContexts();
    return copy;
  }

  /** From here on every change is noted, so that `rollBack` can return here. Checkpoints nest. */
  checkpoint(): Checkpoint {
    const { position, slotEntries, byteEntries } = this;
    const checkpoint = { position, adaptive: this.adaptive.slice(), slotEntries, byteEntries };
    this.checkpoints.push(checkpoint);
    return checkpoint;
  }

  /** Undoes everything since the checkpoint, bit for bit. */
  rollBack(to: Checkpoint): void {
    const depth = this.checkpoints.lastIndexOf(to);
    invariant(depth >= 0, "a checkpoint is rolled back to once");
    const { slotJournal, slotWords, byteJournal, matches, history, historyMask } = this;
    for (let at = this.slotEntries - SLOT_ENTRY; at >= to.slotEntries; at -= SLOT_ENTRY) {
      const word = slotJournal[at] ?? 0;
      for (let part = 0; part < 4; part++) slotWords[word + part] = slotJournal[at + 1 + part] ?? 0;
    }
    let position = this.position;
    for (let at = this.byteEntries - BYTE_ENTRY; at >= to.byteEntries; at -= BYTE_ENTRY) {
      position--;
      matches[byteJournal[at] ?? 0] = byteJournal[at + 1] ?? 0;
      history[position & historyMask] = byteJournal[at + 2] ?? 0;
    }
    this.slotEntries = to.slotEntries;
    this.byteEntries = to.byteEntries;
    this.adaptive.set(to.adaptive);
    this.checkpoints.length = depth;
    this.hashContexts();
  }

  /** Keeps the present and gives up every way back; frees the journal. */
  forgetCheckpoints(): void {
    this.checkpoints = [];
    this.slotJournal = new Int32Array(0);
    this.byteJournal = new Int32Array(0);
    this.slotEntries = 0;
    this.byteEntries = 0;
  }

  /**
   * Reads bytes[from..to) and learns from them. With `costs`, costs[i] becomes the cost of bytes[i] in 1/COST_UNIT nat
   * (each at most 8 x 11.1 nats, which fits 32 bits).
   */
  read(bytes: Uint8Array, from: number, to: number, costs: Int32Array | null): void {
    const { slots, probabilities, matchProbabilities, weights, orderZero, orderOne, history, hashes, registers } = this;
    const { slotMask, historyMask } = this;
    // Local names: an imported one may be looked up at every use, depending on who loaded this module.
    const stretch = STRETCH;
    const squash = SQUASH;
    const costOf = COST;
    const nextHistory = NEXT_HISTORY;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      const lastByte = (registers[LAST_FOUR] ?? 0) & 255;
      const matchLength = registers[MATCH_LENGTH] ?? 0;
      const matchMissed = registers[MATCH_MISSED] ?? 0;
      const matching = matchLength > 0 || matchMissed > 0;
      const expectedByte = matching ? 256 | (history[(registers[MATCH_POINTER] ?? 0) & historyMask] ?? 0) : 0;
      const matchBucket = lengthBucket(matchLength) + (matchMissed > 0 ? MATCH_BUCKETS / 2 : 0);
      const orderOneAt = lastByte << 8;
      const byteSet = (SETS_OF_BITS + SETS_OF_MATCH + lastByte) * INPUTS;
      const lineSet = (SETS_OF_BITS + SETS_OF_MATCH + SETS_OF_BYTE + lineShape(registers)) * INPUTS;
      let cost = 0;
      let partial = 1;
      for (let shift = 7; shift >= 0; ) {
        // Loads that wait for nothing else: the eight places in memory arrive together instead of one after the other.
        const salt = shift === 7 ? 0 : partial;
        const home0 = slotHome(hashes[0] ?? 0, salt) & slotMask;
        const home1 = slotHome(hashes[1] ?? 0, salt) & slotMask;
        const home2 = slotHome(hashes[2] ?? 0, salt) & slotMask;
        const home3 = slotHome(hashes[3] ?? 0, salt) & slotMask;
        const home4 = slotHome(hashes[4] ?? 0, salt) & slotMask;
        const home5 = slotHome(hashes[5] ?? 0, salt) & slotMask;
        const home6 = slotHome(hashes[6] ?? 0, salt) & slotMask;
        const home7 = slotHome(hashes[7] ?? 0, salt) & slotMask;
        hashes[HASHED] =
          (slots[home0 * SLOT_BYTES] ?? 0) ^
          (slots[home1 * SLOT_BYTES] ?? 0) ^
          (slots[home2 * SLOT_BYTES] ?? 0) ^
          (slots[home3 * SLOT_BYTES] ?? 0) ^
          (slots[home4 * SLOT_BYTES] ?? 0) ^
          (slots[home5 * SLOT_BYTES] ?? 0) ^
          (slots[home6 * SLOT_BYTES] ?? 0) ^
          (slots[home7 * SLOT_BYTES] ?? 0);
        const base0 = this.findSlot(home0, slotCheck(hashes[0] ?? 0, salt));
        const base1 = this.findSlot(home1, slotCheck(hashes[1] ?? 0, salt));
        const base2 = this.findSlot(home2, slotCheck(hashes[2] ?? 0, salt));
        const base3 = this.findSlot(home3, slotCheck(hashes[3] ?? 0, salt));
        const base4 = this.findSlot(home4, slotCheck(hashes[4] ?? 0, salt));
        const base5 = this.findSlot(home5, slotCheck(hashes[5] ?? 0, salt));
        const base6 = this.findSlot(home6, slotCheck(hashes[6] ?? 0, salt));
        const base7 = this.findSlot(home7, slotCheck(hashes[7] ?? 0, salt));
        for (let node = 1; node < 16; shift--) {
          // Which adaptive probability each context points at: 256 per context, one per bit history.
          const h0 = slots[base0 + node] ?? 0;
          const h1 = 256 + (slots[base1 + node] ?? 0);
          const h2 = 512 + (slots[base2 + node] ?? 0);
          const h3 = 768 + (slots[base3 + node] ?? 0);
          const h4 = 1024 + (slots[base4 + node] ?? 0);
          const h5 = 1280 + (slots[base5 + node] ?? 0);
          const h6 = 1536 + (slots[base6 + node] ?? 0);
          const h7 = 1792 + (slots[base7 + node] ?? 0);
          const h8 = 2048 + (orderZero[partial] ?? 0);
          const h9 = 2304 + (orderOne[orderOneAt + partial] ?? 0);
          const p0 = probabilities[h0] ?? 0;
          const p1 = probabilities[h1] ?? 0;
          const p2 = probabilities[h2] ?? 0;
          const p3 = probabilities[h3] ?? 0;
          const p4 = probabilities[h4] ?? 0;
          const p5 = probabilities[h5] ?? 0;
          const p6 = probabilities[h6] ?? 0;
          const p7 = probabilities[h7] ?? 0;
          const p8 = probabilities[h8] ?? 0;
          const p9 = probabilities[h9] ?? 0;
          const x0 = stretch[p0 | 0] ?? 0;
          const x1 = stretch[p1 | 0] ?? 0;
          const x2 = stretch[p2 | 0] ?? 0;
          const x3 = stretch[p3 | 0] ?? 0;
          const x4 = stretch[p4 | 0] ?? 0;
          const x5 = stretch[p5 | 0] ?? 0;
          const x6 = stretch[p6 | 0] ?? 0;
          const x7 = stretch[p7 | 0] ?? 0;
          const x8 = stretch[p8 | 0] ?? 0;
          const x9 = stretch[p9 | 0] ?? 0;
          let x10 = 0;
          let matchSet = SETS_OF_BITS;
          const expecting = expectedByte >> (shift + 1) === partial;
          const expectedBit = (expectedByte >> shift) & 1;
          if (expecting) {
            const certainty = stretch[(matchProbabilities[matchBucket] ?? 0) | 0] ?? 0;
            x10 = expectedBit === 1 ? certainty : -certainty;
            matchSet = SETS_OF_BITS + 8 + matchBucket * 8 + shift;
          } else matchSet = SETS_OF_BITS + shift;

          const a = partial * INPUTS;
          const b = matchSet * INPUTS;
          const c = byteSet;
          const d = lineSet;
          const a0 = weights[a] ?? 0;
          const a1 = weights[a + 1] ?? 0;
          const a2 = weights[a + 2] ?? 0;
          const a3 = weights[a + 3] ?? 0;
          const a4 = weights[a + 4] ?? 0;
          const a5 = weights[a + 5] ?? 0;
          const a6 = weights[a + 6] ?? 0;
          const a7 = weights[a + 7] ?? 0;
          const a8 = weights[a + 8] ?? 0;
          const a9 = weights[a + 9] ?? 0;
          const a10 = weights[a + 10] ?? 0;
          const a11 = weights[a + 11] ?? 0;
          const b0 = weights[b] ?? 0;
          const b1 = weights[b + 1] ?? 0;
          const b2 = weights[b + 2] ?? 0;
          const b3 = weights[b + 3] ?? 0;
          const b4 = weights[b + 4] ?? 0;
          const b5 = weights[b + 5] ?? 0;
          const b6 = weights[b + 6] ?? 0;
          const b7 = weights[b + 7] ?? 0;
          const b8 = weights[b + 8] ?? 0;
          const b9 = weights[b + 9] ?? 0;
          const b10 = weights[b + 10] ?? 0;
          const b11 = weights[b + 11] ?? 0;
          const c0 = weights[c] ?? 0;
          const c1 = weights[c + 1] ?? 0;
          const c2 = weights[c + 2] ?? 0;
          const c3 = weights[c + 3] ?? 0;
          const c4 = weights[c + 4] ?? 0;
          const c5 = weights[c + 5] ?? 0;
          const c6 = weights[c + 6] ?? 0;
          const c7 = weights[c + 7] ?? 0;
          const c8 = weights[c + 8] ?? 0;
          const c9 = weights[c + 9] ?? 0;
          const c10 = weights[c + 10] ?? 0;
          const c11 = weights[c + 11] ?? 0;
          const d0 = weights[d] ?? 0;
          const d1 = weights[d + 1] ?? 0;
          const d2 = weights[d + 2] ?? 0;
          const d3 = weights[d + 3] ?? 0;
          const d4 = weights[d + 4] ?? 0;
          const d5 = weights[d + 5] ?? 0;
          const d6 = weights[d + 6] ?? 0;
          const d7 = weights[d + 7] ?? 0;
          const d8 = weights[d + 8] ?? 0;
          const d9 = weights[d + 9] ?? 0;
          const d10 = weights[d + 10] ?? 0;
          const d11 = weights[d + 11] ?? 0;
          const even =
            x0 * (a0 + b0 + c0 + d0) +
            x2 * (a2 + b2 + c2 + d2) +
            x4 * (a4 + b4 + c4 + d4) +
            x6 * (a6 + b6 + c6 + d6) +
            x8 * (a8 + b8 + c8 + d8) +
            x10 * (a10 + b10 + c10 + d10);
          const odd =
            x1 * (a1 + b1 + c1 + d1) +
            x3 * (a3 + b3 + c3 + d3) +
            x5 * (a5 + b5 + c5 + d5) +
            x7 * (a7 + b7 + c7 + d7) +
            x9 * (a9 + b9 + c9 + d9) +
            BIAS * (a11 + b11 + c11 + d11);
          let logit = even + odd;
          if (logit > LOGIT_BOUND) logit = LOGIT_BOUND;
          else if (logit < -LOGIT_BOUND) logit = -LOGIT_BOUND;
          const probability = squash[((logit + LOGIT_LIMIT) * LOGIT_STEPS) | 0] ?? 0;

          const bit = (byte >> shift) & 1;
          cost += costOf[bit === 1 ? probability : PROBABILITY_ONE - probability] ?? 0;

          const step = (bit - probability / PROBABILITY_ONE) * LEARNING_RATE;
          const s0 = step * x0;
          const s1 = step * x1;
          const s2 = step * x2;
          const s3 = step * x3;
          const s4 = step * x4;
          const s5 = step * x5;
          const s6 = step * x6;
          const s7 = step * x7;
          const s8 = step * x8;
          const s9 = step * x9;
          const s10 = step * x10;
          const s11 = step * BIAS;
          weights[a] = a0 + s0;
          weights[a + 1] = a1 + s1;
          weights[a + 2] = a2 + s2;
          weights[a + 3] = a3 + s3;
          weights[a + 4] = a4 + s4;
          weights[a + 5] = a5 + s5;
          weights[a + 6] = a6 + s6;
          weights[a + 7] = a7 + s7;
          weights[a + 8] = a8 + s8;
          weights[a + 9] = a9 + s9;
          weights[a + 10] = a10 + s10;
          weights[a + 11] = a11 + s11;
          weights[b] = b0 + s0;
          weights[b + 1] = b1 + s1;
          weights[b + 2] = b2 + s2;
          weights[b + 3] = b3 + s3;
          weights[b + 4] = b4 + s4;
          weights[b + 5] = b5 + s5;
          weights[b + 6] = b6 + s6;
          weights[b + 7] = b7 + s7;
          weights[b + 8] = b8 + s8;
          weights[b + 9] = b9 + s9;
          weights[b + 10] = b10 + s10;
          weights[b + 11] = b11 + s11;
          weights[c] = c0 + s0;
          weights[c + 1] = c1 + s1;
          weights[c + 2] = c2 + s2;
          weights[c + 3] = c3 + s3;
          weights[c + 4] = c4 + s4;
          weights[c + 5] = c5 + s5;
          weights[c + 6] = c6 + s6;
          weights[c + 7] = c7 + s7;
          weights[c + 8] = c8 + s8;
          weights[c + 9] = c9 + s9;
          weights[c + 10] = c10 + s10;
          weights[c + 11] = c11 + s11;
          weights[d] = d0 + s0;
          weights[d + 1] = d1 + s1;
          weights[d + 2] = d2 + s2;
          weights[d + 3] = d3 + s3;
          weights[d + 4] = d4 + s4;
          weights[d + 5] = d5 + s5;
          weights[d + 6] = d6 + s6;
          weights[d + 7] = d7 + s7;
          weights[d + 8] = d8 + s8;
          weights[d + 9] = d9 + s9;
          weights[d + 10] = d10 + s10;
          weights[d + 11] = d11 + s11;

          const target = bit * CERTAIN;
          probabilities[h0] = p0 + (target - p0) * ADAPTATION;
          probabilities[h1] = p1 + (target - p1) * ADAPTATION;
          probabilities[h2] = p2 + (target - p2) * ADAPTATION;
          probabilities[h3] = p3 + (target - p3) * ADAPTATION;
          probabilities[h4] = p4 + (target - p4) * ADAPTATION;
          probabilities[h5] = p5 + (target - p5) * ADAPTATION;
          probabilities[h6] = p6 + (target - p6) * ADAPTATION;
          probabilities[h7] = p7 + (target - p7) * ADAPTATION;
          probabilities[h8] = p8 + (target - p8) * ADAPTATION;
          probabilities[h9] = p9 + (target - p9) * ADAPTATION;
          if (expecting) {
            const p = matchProbabilities[matchBucket] ?? 0;
            matchProbabilities[matchBucket] = p + ((expectedBit === bit ? CERTAIN : 0) - p) * ADAPTATION;
          }

          slots[base0 + node] = nextHistory[(h0 << 1) | bit] ?? 0;
          slots[base1 + node] = nextHistory[((h1 & 255) << 1) | bit] ?? 0;
          slots[base2 + node] = nextHistory[((h2 & 255) << 1) | bit] ?? 0;
          slots[base3 + node] = nextHistory[((h3 & 255) << 1) | bit] ?? 0;
          slots[base4 + node] = nextHistory[((h4 & 255) << 1) | bit] ?? 0;
          slots[base5 + node] = nextHistory[((h5 & 255) << 1) | bit] ?? 0;
          slots[base6 + node] = nextHistory[((h6 & 255) << 1) | bit] ?? 0;
          slots[base7 + node] = nextHistory[((h7 & 255) << 1) | bit] ?? 0;
          orderZero[partial] = nextHistory[((h8 & 255) << 1) | bit] ?? 0;
          orderOne[orderOneAt + partial] = nextHistory[((h9 & 255) << 1) | bit] ?? 0;

          partial = (partial << 1) | bit;
          node = (node << 1) | bit;
        }
      }
      if (costs) costs[at] = cost;
      this.advance(byte);
    }
  }

  /** Where the slot with this check byte begins; if there is none near its home, the one of three that knows least. */
  private findSlot(home: number, check: number): number {
    const { slots, slotWords } = this;
    const first = home * SLOT_BYTES;
    const second = first ^ SLOT_BYTES;
    const third = first ^ (2 * SLOT_BYTES);
    let found = first;
    let fresh = false;
    if (slots[first] !== check) {
      if (slots[second] === check) found = second;
      else if (slots[third] === check) found = third;
      else {
        fresh = true;
        const inFirst = CONFIDENCE[slots[first + 1] ?? 0] ?? 0;
        const inSecond = CONFIDENCE[slots[second + 1] ?? 0] ?? 0;
        const inThird = CONFIDENCE[slots[third + 1] ?? 0] ?? 0;
        if (inFirst > inSecond || inFirst > inThird) found = inSecond <= inThird ? second : third;
      }
    }
    if (this.checkpoints.length > 0) this.noteSlot(found);
    if (fresh) {
      const word = found >> 2;
      slotWords[word] = 0;
      slotWords[word + 1] = 0;
      slotWords[word + 2] = 0;
      slotWords[word + 3] = 0;
      slots[found] = check;
    }
    return found;
  }

  private noteSlot(base: number): void {
    if (this.slotEntries + SLOT_ENTRY > this.slotJournal.length) this.slotJournal = grown(this.slotJournal);
    const { slotJournal, slotWords, slotEntries } = this;
    const word = base >> 2;
    slotJournal[slotEntries] = word;
    slotJournal[slotEntries + 1] = slotWords[word] ?? 0;
    slotJournal[slotEntries + 2] = slotWords[word + 1] ?? 0;
    slotJournal[slotEntries + 3] = slotWords[word + 2] ?? 0;
    slotJournal[slotEntries + 4] = slotWords[word + 3] ?? 0;
    this.slotEntries = slotEntries + SLOT_ENTRY;
  }

  /** Moves everything that depends on whole bytes past one more of them. */
  private advance(byte: number): void {
    const { registers, history, historyMask, matches } = this;
    const position = registers[POSITION] ?? 0;
    const lastFour = registers[LAST_FOUR] ?? 0;
    const lastByte = lastFour & 255;
    const older = history[position & historyMask] ?? 0;
    history[position & historyMask] = byte;
    registers[POSITION] = position + 1;
    registers[LAST_EIGHT] = ((registers[LAST_EIGHT] ?? 0) << 8) | (lastFour >>> 24);
    registers[LAST_FOUR] = (lastFour << 8) | byte;
    this.followWord(byte, lastByte);
    this.followLine(byte);

    this.followMatch(byte);
    const entry = this.matchEntry();
    if (this.checkpoints.length > 0) {
      if (this.byteEntries + BYTE_ENTRY > this.byteJournal.length) this.byteJournal = grown(this.byteJournal);
      this.byteJournal[this.byteEntries] = entry;
      this.byteJournal[this.byteEntries + 1] = matches[entry] ?? 0;
      this.byteJournal[this.byteEntries + 2] = older;
      this.byteEntries += BYTE_ENTRY;
    }
    if ((registers[MATCH_LENGTH] ?? 0) < MATCH_SHORTEST) this.beginMatch(matches[entry] ?? 0);
    matches[entry] = position + 1;
    this.hashContexts();
  }

  /** A word is letters, digits, underscore and everything beyond ASCII; a subword is one camelCase hump without its case. */
  private followWord(byte: number, lastByte: number): void {
    const { registers } = this;
    const lower = byte >= 97 && byte <= 122;
    const upper = byte >= 65 && byte <= 90;
    const word = registers[WORD] ?? 0;
    if (lower || upper || (byte >= 48 && byte <= 57) || byte === 95 || byte > 127) {
      registers[WORD] = Math.imul(word + byte + 1, 0x2f0b4c47) + (word >>> 11);
    } else if (word !== 0) {
      registers[PREVIOUS_WORD] = word;
      registers[WORD] = 0;
    }
    const humpBegins = upper && lastByte >= 97 && lastByte <= 122;
    const subword = humpBegins ? 0 : (registers[SUBWORD] ?? 0);
    registers[SUBWORD] = lower || upper ? Math.imul(subword + (byte | 32), 0x2545f491) ^ (subword >>> 9) : 0;
  }

  private followLine(byte: number): void {
    const { registers } = this;
    if (byte === 10) {
      registers[INDENT] = 0;
      registers[FIRST_OF_LINE] = 0;
      registers[AT_LINE_START] = 1;
    } else if (registers[AT_LINE_START] === 1) {
      if (byte === 32 || byte === 9) registers[INDENT] = (registers[INDENT] ?? 0) + 1;
      else {
        registers[AT_LINE_START] = 0;
        registers[FIRST_OF_LINE] = byte;
      }
    }
  }

  private followMatch(byte: number): void {
    const { registers, history, historyMask } = this;
    const length = registers[MATCH_LENGTH] ?? 0;
    const missed = registers[MATCH_MISSED] ?? 0;
    if (length === 0 && missed === 0) return;
    const pointer = registers[MATCH_POINTER] ?? 0;
    registers[MATCH_POINTER] = pointer + 1;
    if (history[pointer & historyMask] === byte) {
      registers[MATCH_LENGTH] = Math.min(length + 1, MATCH_LONGEST);
      if (length + 1 >= MATCH_STABLE) registers[MATCH_MISSED] = 0;
    } else {
      registers[MATCH_LENGTH] = 0;
      registers[MATCH_MISSED] = (missed > 0 || length >= MATCH_STABLE) && missed < MATCH_MISSES ? missed + 1 : 0;
    }
  }

  private beginMatch(pointer: number): void {
    const { registers, history, historyMask } = this;
    const position = registers[POSITION] ?? 0;
    if (pointer === 0 || (registers[MATCH_LENGTH] ?? 0) >= MATCH_SHORTEST) return;
    let length = 0;
    while (
      length < MATCH_VERIFIED &&
      length < pointer &&
      history[(pointer - 1 - length) & historyMask] === history[(position - 1 - length) & historyMask]
    ) {
      length++;
    }
    if (length < MATCH_SHORTEST) return;
    registers[MATCH_LENGTH] = length;
    registers[MATCH_POINTER] = pointer;
    registers[MATCH_MISSED] = 0;
  }

  private matchEntry(): number {
    const { registers } = this;
    const mixed =
      Math.imul(registers[LAST_FOUR] ?? 0, 0x2545f491) ^ Math.imul((registers[LAST_EIGHT] ?? 0) & 0xffff, 0x1b873593);
    return (Math.imul(mixed ^ (mixed >>> 15), 0x297a2d39) >>> 13) & MATCH_MASK;
  }

  private hashContexts(): void {
    const { registers, hashes } = this;
    const lastFour = registers[LAST_FOUR] ?? 0;
    const lastByte = lastFour & 255;
    const word = registers[WORD] ?? 0;
    const lineStart = (registers[INDENT] ?? 0) * 256 + (registers[FIRST_OF_LINE] ?? 0);
    hashes[0] = scatter(Math.imul(lastFour & 0xffff, 0x2f0b4c47), 1);
    hashes[1] = scatter(Math.imul(lastFour & 0xffffff, 0x3d4d51cb), 2);
    hashes[2] = scatter(Math.imul(lastFour, 0x2545f491), 3);
    hashes[3] = scatter(
      Math.imul(lastFour, 0x1b873593) ^ Math.imul((registers[LAST_EIGHT] ?? 0) & 0xffff, 0x2e3779b1),
      4,
    );
    hashes[4] = scatter(Math.imul(word, 0x19d699a5) ^ Math.imul(lastByte, 0x3c6ef372), 5);
    hashes[5] = scatter(
      Math.imul(word, 0x6c8e9cf5) ^
        Math.imul(registers[PREVIOUS_WORD] ?? 0, 0x2d35dca7) ^
        Math.imul(lastByte, 0x27d4eb2f),
      6,
    );
    hashes[6] = scatter(Math.imul(registers[SUBWORD] ?? 0, 0x165667b1) ^ Math.imul(lastByte | 32, 0x7feb352d), 7);
    hashes[7] = scatter(Math.imul(lineStart, 0x46d0f3a9) ^ Math.imul(word, 0x2c1b3c6d), 8);
  }

  private learnNothing(): void {
    for (let index = 0; index < this.probabilities.length; index++) {
      this.probabilities[index] = (FIRST_PROBABILITY[index & 255] ?? 0) * PROBABILITY_STEPS;
    }
    for (let bucket = 0; bucket < MATCH_BUCKETS; bucket++) {
      this.matchProbabilities[bucket] = PROBABILITY_STEPS * (1 - 1 / ((bucket % 32) + 3));
    }
    for (let index = 0; index < this.weights.length; index++) {
      this.weights[index] = index % INPUTS === INPUTS - 1 ? 0 : FIRST_WEIGHT / 4;
    }
  }
}

function scatter(value: number, context: number): number {
  let mixed = Math.imul(value + Math.imul(context, 0x3779b97f), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}

/** Both half bytes of a context lie within 256 slots, one page of memory. `partial` is 0 for the first half. */
function slotHome(hash: number, partial: number): number {
  return hash ^ (Math.imul(partial, 0x9e3779b1) >>> 24);
}

function slotCheck(hash: number, partial: number): number {
  return ((hash >>> 24) + Math.imul(partial, 0x4f)) & 255 || 1;
}

/** 32 buckets, one per length up to 15 and then coarser. */
function lengthBucket(length: number): number {
  if (length < 16) return length;
  if (length < 32) return 16 + ((length - 16) >> 2);
  if (length < 64) return 20 + ((length - 32) >> 3);
  return length < 512 ? 24 + ((length - 64) >> 6) : 31;
}

/** Indentation of the line, and whether anything but white space has come yet. */
function lineShape(registers: Int32Array): number {
  return Math.min(registers[INDENT] ?? 0, 31) * 2 + ((registers[FIRST_OF_LINE] ?? 0) > 0 ? 1 : 0);
}

function grown(journal: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(2 * journal.length, 15 * 4096));
  larger.set(journal);
  return larger;
}
