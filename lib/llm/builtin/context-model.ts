import { invariant } from "#lib/std/assert.ts";
import { CONFIDENCE, FIRST_PROBABILITY, NEXT_HISTORY } from "./bit-history.ts";
import { NOTE_BYTES } from "./kernel/journal.ts";
import { kernelCode } from "./kernel/kernel.ts";
import * as layout from "./kernel/layout.ts";
import { SEED } from "./seed.ts";
import { COST, PROBABILITY_ONE, SQUASH, STRETCH } from "./tables.ts";

/*
 * A bitwise context-mixing model in the family of Mahoney's lpaq1 (http://mattmahoney.net/dc/). Every byte is predicted
 * bit by bit: each context (the last 2, 3 or 6 bytes, the word, ...) finds its bit history, the history
 * is mapped to an adaptive probability, and two layers of weights mix the stretched probabilities.
 *
 * This file holds the memory and the ways back. What happens for every bit is in kernel/, as WebAssembly that this project
 * writes itself: four floats at once make it twice as fast as the same arithmetic in JavaScript.
 */

const HISTORY_BITS = 22;
const PAGE_BYTES = 65_536;
/** Notes that one byte needs at most: a slot for each half byte and context, its place in the history, and a match. */
const NOTES_PER_BYTE = 2 * layout.HASHED + 2;
const PROBABILITY_BITS = 28;
const FIRST_WEIGHT = 0.2;
const FIRST_FINAL_WEIGHT = 0.25;
const SEED_BYTES = new TextEncoder().encode(SEED);
const NO_BYTES = new Uint8Array(0);

export type ModelOptions = {
  /** The table of bit histories has 2^slotBits slots of 16 bytes: 20 is 16 MiB. */
  readonly slotBits: number;
  /** Matches are found in the latest 2^historyBits bytes, 4 MiB unless told otherwise. */
  readonly historyBits?: number;
  /** What is read before everything else, SEED unless told otherwise. */
  readonly seed?: Uint8Array;
};

/** A point that `rollBack` returns to exactly. Rolling back ends it and every later one. */
export type Checkpoint = { readonly position: number; readonly adaptive: Uint8Array; readonly journalEnd: number };

type Kernel = {
  readonly read: (length: number, journal: number) => void;
  readonly undo: (from: number, to: number) => void;
};

export class ContextModel {
  readonly slotBits: number;
  readonly historyBits: number;
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: Kernel;
  private readonly journalAt: number;
  private seed: Uint8Array;
  /** The whole memory; made anew when it grows. */
  private bytes: Uint8Array;
  private checkpoints: Checkpoint[] = [];
  private journalEnd: number;

  constructor(options: ModelOptions) {
    const { slotBits, historyBits = HISTORY_BITS, seed = SEED_BYTES } = options;
    this.slotBits = slotBits;
    this.historyBits = historyBits;
    this.journalAt = layout.partsOf({ slotBits, historyBits }).journalAt;
    this.journalEnd = this.journalAt;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(this.journalAt / PAGE_BYTES) });
    this.kernel = instantiate(this.memory, slotBits, historyBits);
    this.bytes = new Uint8Array(this.memory.buffer);
    this.seed = seed;
    writeTables(this.memory.buffer);
    this.begin();
  }

  /** How many bytes were read after the seed. */
  get position(): number {
    return this.register(layout.REGISTERS.position) - this.seed.length;
  }

  /** An independent model in the same state; checkpoints are not taken over. */
  clone(): ContextModel {
    const { slotBits, historyBits } = this;
    const copy = new ContextModel({ slotBits, historyBits, seed: NO_BYTES });
    copy.seed = this.seed;
    copy.bytes.set(this.bytes.subarray(0, this.journalAt));
    return copy;
  }

  /** Forgets everything but the seed, in a fraction of the time that new memory takes. */
  reset(): void {
    this.forgetCheckpoints();
    this.bytes.fill(0, layout.ADAPTIVE_AT, this.journalAt);
    this.begin();
  }

  /** From here on every change is noted, so that `rollBack` can return here. Checkpoints nest. */
  checkpoint(): Checkpoint {
    const adaptive = this.bytes.slice(layout.ADAPTIVE_AT, layout.ADAPTIVE_END);
    const checkpoint = { position: this.position, adaptive, journalEnd: this.journalEnd };
    this.checkpoints.push(checkpoint);
    return checkpoint;
  }

  /** Undoes everything since the checkpoint, bit for bit. */
  rollBack(to: Checkpoint): void {
    const depth = this.checkpoints.lastIndexOf(to);
    invariant(depth >= 0, "a checkpoint is rolled back to once");
    this.kernel.undo(to.journalEnd, this.journalEnd);
    this.journalEnd = to.journalEnd;
    this.bytes.set(to.adaptive, layout.ADAPTIVE_AT);
    this.checkpoints.length = depth;
  }

  /** Keeps the present and gives up every way back. */
  forgetCheckpoints(): void {
    this.checkpoints = [];
    this.journalEnd = this.journalAt;
  }

  /**
   * Reads bytes[from..to) and learns from them. With `costs`, costs[i] becomes the cost of bytes[i] in 1/COST_UNIT nat
   * (each at most 8 x 11.1 nats, which fits 32 bits).
   */
  read(bytes: Uint8Array, from: number, to: number, costs: Int32Array | null): void {
    for (let at = from; at < to; at += layout.SLICE_BYTES) {
      const slice = bytes.subarray(at, Math.min(at + layout.SLICE_BYTES, to));
      this.reserve(slice.length * NOTES_PER_BYTE * NOTE_BYTES);
      this.bytes.set(slice, layout.INPUT_AT);
      this.kernel.read(slice.length, this.checkpoints.length > 0 ? this.journalEnd : 0);
      if (this.checkpoints.length > 0) {
        this.journalEnd = this.register(layout.REGISTERS.journalEnd);
      }
      costs?.set(new Int32Array(this.memory.buffer, layout.COSTS_AT, slice.length), at);
    }
  }

  private begin(): void {
    learnNothing(this.memory.buffer);
    this.read(this.seed, 0, this.seed.length, null);
  }

  private register(address: number): number {
    return new Int32Array(this.memory.buffer, address, 1)[0] ?? 0;
  }

  private reserve(journalBytes: number): void {
    if (this.checkpoints.length === 0) return;
    const missing = this.journalEnd + journalBytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.bytes = new Uint8Array(this.memory.buffer);
  }
}

const modules = new Map<string, WebAssembly.Module>();

function instantiate(memory: WebAssembly.Memory, slotBits: number, historyBits: number): Kernel {
  const key = `${slotBits} ${historyBits}`;
  const module = modules.get(key) ?? new WebAssembly.Module(kernelCode({ slotBits, historyBits }));
  modules.set(key, module);
  const { read, undo } = new WebAssembly.Instance(module, { host: { memory } }).exports;
  invariant(typeof read === "function" && typeof undo === "function", "the kernel exports its functions");
  return { read: (length, journal) => read(length, journal), undo: (from, to) => undo(from, to) };
}

function writeTables(memory: ArrayBuffer): void {
  new Float32Array(memory, layout.STRETCH_AT).set(STRETCH);
  new Float32Array(memory, layout.SQUASH_AT).set(Float32Array.from(SQUASH, (share) => share / PROBABILITY_ONE));
  new Int32Array(memory, layout.COST_AT).set(COST);
  const next = new Uint8Array(memory, layout.NEXT_AT);
  NEXT_HISTORY.forEach((state, index) => {
    next[4 * (index >> 1) + (index & 1)] = state;
  });
  new Uint8Array(memory, layout.CONFIDENCE_AT).set(CONFIDENCE);
}

function learnNothing(memory: ArrayBuffer): void {
  const one = 2 ** PROBABILITY_BITS;
  const first = FIRST_PROBABILITY.map((probability) => Math.round(probability * one));
  for (let context = 0; context < layout.CONTEXTS; context++) {
    new Int32Array(memory, layout.PROBABILITIES_AT + context * layout.PROBABILITIES_BYTES).set(first);
  }
  const matches = new Int32Array(memory, layout.MATCH_PROBABILITIES_AT, layout.MATCH_BUCKETS);
  matches.set(matches.map((_, bucket) => Math.round(one * (1 - 1 / ((bucket % 32) + 3)))));
  const weights = new Float32Array(memory, layout.WEIGHTS_BY_BITS_AT, layout.WEIGHT_SETS * layout.INPUTS);
  weights.set(weights.map((_, index) => (index % layout.INPUTS === layout.INPUTS - 1 ? 0 : FIRST_WEIGHT)));
  new Float32Array(memory, layout.FINAL_WEIGHTS_AT, 4 * layout.FINAL_SETS).fill(FIRST_FINAL_WEIGHT);
}
