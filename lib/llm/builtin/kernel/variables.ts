import type { Scope } from "../wasm/module.ts";
import { type I32, i32, type Statement, type Variable, type Whole } from "../wasm/values.ts";
import { HASHED, HISTORY_AT, partsOf, REGISTERS, type Sizes } from "./layout.ts";

/** What the parts of `read` share. */
export type Kernel = ReturnType<typeof kernelVariables>;

/** `journal` is where the next note goes, or 0 while there is no checkpoint. */
export function kernelVariables(scope: Scope, journal: Variable<"i32">, sizes: Sizes) {
  const whole = () => scope.variable("i32");
  return {
    scope,
    journal,
    historyMask: 2 ** sizes.historyBits - 1,
    slotMask: 2 ** sizes.slotBits - 1,
    slotsAt: partsOf(sizes).slotsAt,
    /** The byte to be predicted, and the one before it. */
    byte: whole(),
    lastByte: whole(),
    /** The bits of this byte that are known, after a leading 1; how far the next is from the last. */
    partial: whole(),
    shift: whole(),
    /** The known bits of this half byte, after a leading 1: the bit's place in each slot. */
    node: whole(),
    cost: whole(),
    /** The byte that the match predicts with bit 8 set, or 0. */
    expectedByte: whole(),
    matchBucket: whole(),
    /** Which of the weight sets that this byte selects, as a distance in bytes. */
    byteSet: whole(),
    lineSet: whole(),
    /** Each hashed context's slot. */
    slots: scope.variables("i32", HASHED),
  };
}

type RegisterName = keyof typeof REGISTERS;

export function register(name: RegisterName): I32 {
  return i32.load(0, REGISTERS[name]);
}

export function setRegister(name: RegisterName, value: Whole): Statement {
  return i32.store(0, value, REGISTERS[name]);
}

/** The byte at a position, which may have been overwritten by one that came a whole window later. */
export function historyByte(kernel: Kernel, position: I32): I32 {
  return i32.load8(i32.and(position, kernel.historyMask), HISTORY_AT);
}
