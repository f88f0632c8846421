/** Where everything lies in a model's memory, in bytes from its start. Vectors lie at multiples of 16. */

/** Contexts with slots of their own, see contexts.ts; after them come orders 1 and 0, which are looked up directly. */
export const HASHED = 8;
export const CONTEXTS = HASHED + 2;
/** The contexts, the match and a constant. */
export const INPUTS = CONTEXTS + 2;
export const INPUT_VECTORS = INPUTS / 4;

export const SLOT_BYTES = 16;
export const MATCH_ENTRIES = 2 ** 19;
export const MATCH_BUCKETS = 64;
/** A float of the tables for each 1/256 of a logit, and for each 1/4096 of a probability. */
const SQUASH_BYTES = 4 * (2 * 11 * 256 + 1);
const STRETCH_BYTES = 4 * 4096;
const COST_BYTES = 4 * 65_537;

/** Weight sets of the first layer: four families, from each of which one set is selected for every bit. */
const SETS_BY_BITS = 256;
const SETS_BY_MATCH = (MATCH_BUCKETS + 1) * 8;
const SETS_BY_BYTE = 256;
const SETS_BY_LINE = 64;
export const WEIGHT_SETS = SETS_BY_BITS + SETS_BY_MATCH + SETS_BY_BYTE + SETS_BY_LINE;
export const SET_BYTES = 4 * INPUTS;
/** Final sets are selected as those by match are. */
export const FINAL_SETS = SETS_BY_MATCH;

/** Tables that never change. */
export const STRETCH_AT = 64;
export const SQUASH_AT = STRETCH_AT + STRETCH_BYTES;
export const COST_AT = SQUASH_AT + SQUASH_BYTES;
/** Four bytes for each bit history: the next one after a 0 and after a 1. */
export const NEXT_AT = COST_AT + COST_BYTES;
export const CONFIDENCE_AT = NEXT_AT + 4 * 256;

/** What a checkpoint copies whole: all that changes except slots, matches and the history. */
export const ADAPTIVE_AT = aligned(CONFIDENCE_AT + 256);
const REGISTER_BYTES = 256;
/** A 32-bit probability out of 2^28 for each bit history of each context. */
export const PROBABILITIES_AT = ADAPTIVE_AT + REGISTER_BYTES;
export const PROBABILITIES_BYTES = 4 * 256;
export const MATCH_PROBABILITIES_AT = PROBABILITIES_AT + CONTEXTS * PROBABILITIES_BYTES;
export const WEIGHTS_BY_BITS_AT = MATCH_PROBABILITIES_AT + 4 * MATCH_BUCKETS;
export const WEIGHTS_BY_MATCH_AT = WEIGHTS_BY_BITS_AT + SETS_BY_BITS * SET_BYTES;
export const WEIGHTS_BY_BYTE_AT = WEIGHTS_BY_MATCH_AT + SETS_BY_MATCH * SET_BYTES;
export const WEIGHTS_BY_LINE_AT = WEIGHTS_BY_BYTE_AT + SETS_BY_BYTE * SET_BYTES;
export const FINAL_WEIGHTS_AT = WEIGHTS_BY_LINE_AT + SETS_BY_LINE * SET_BYTES;
export const ORDER_ZERO_AT = FINAL_WEIGHTS_AT + 16 * FINAL_SETS;
export const ORDER_ONE_AT = ORDER_ZERO_AT + 256;
export const ADAPTIVE_END = ORDER_ONE_AT + 65_536;

/** One call reads at most so many bytes, put here, and leaves their costs behind them. */
export const SLICE_BYTES = 8_192;
export const INPUT_AT = aligned(ADAPTIVE_END);
export const COSTS_AT = INPUT_AT + SLICE_BYTES;
export const MATCHES_AT = aligned(COSTS_AT + 4 * SLICE_BYTES);
export const HISTORY_AT = MATCHES_AT + 4 * MATCH_ENTRIES;

/** The model's scalars. */
export const REGISTERS = {
  position: register(0),
  lastFour: register(1),
  lastEight: register(2),
  word: register(3),
  previousWord: register(4),
  subword: register(5),
  indent: register(6),
  atLineStart: register(7),
  firstOfLine: register(8),
  /** Positions at which this line and the one before begin. */
  lineStart: register(9),
  lineBefore: register(10),
  matchPointer: register(11),
  matchLength: register(12),
  matchMissed: register(13),
  /** Where the journal ends. */
  journalEnd: register(14),
  /** Takes what is loaded for its speed alone. */
  touched: register(15),
} as const;
/** One number for each hashed context. */
export const HASHES_AT = register(32);

export type Sizes = { readonly historyBits: number; readonly slotBits: number };

/** Where the parts begin whose sizes are a choice. The journal is the last, so that it can grow. */
export function partsOf({ historyBits, slotBits }: Sizes) {
  const slotsAt = aligned(HISTORY_AT + 2 ** historyBits);
  return { slotsAt, journalAt: slotsAt + 2 ** slotBits * SLOT_BYTES };
}

function aligned(address: number): number {
  return Math.ceil(address / 64) * 64;
}

function register(index: number): number {
  return ADAPTIVE_AT + 4 * index;
}
