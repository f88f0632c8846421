import { at } from "#lib/std/assert.ts";
import { f32x4, type I32, i32, type Statement, type Variable, when } from "../wasm/values.ts";
import { note } from "./journal.ts";
import { CONFIDENCE_AT, HASHES_AT, REGISTERS } from "./layout.ts";
import type { Kernel } from "./variables.ts";

/**
 * Sets `slots` for the half byte that follows. A slot is a check byte and one bit history for each of the fifteen places in
 * a half byte. A context has its slot in one of three places of one cache line; if it has none, the slot there that
 * knows least is emptied for it.
 */
export function findSlots(kernel: Kernel): Statement[] {
  const { scope, slots, shift, partial, slotMask, slotsAt } = kernel;
  const salt = scope.variable("i32");
  const page = scope.variable("i32");
  const checks = scope.variables("i32", slots.length);
  const hashAt = (index: number) => i32.load(0, HASHES_AT + 4 * index);
  return [
    salt.set(i32.select(i32.equal(shift, 7), 0, partial)),
    // Both half bytes of a context lie within 256 slots, one page of memory.
    page.set(i32.shr(i32.mul(salt, 0x9e3779b1), 24)),
    ...slots.map((slot, index) =>
      slot.set(i32.add(i32.shl(i32.and(i32.xor(hashAt(index), page), slotMask), 4), slotsAt)),
    ),
    salt.set(i32.mul(salt, 0x4f)),
    ...checks.flatMap((check, index) => [
      check.set(i32.and(i32.add(i32.shr(hashAt(index), 24), salt), 255)),
      // 0 is the check of an empty slot.
      check.set(i32.or(check, i32.isZero(check))),
    ]),
    // These loads wait for nothing else, so that memory delivers them together instead of one after the other.
    i32.store(0, i32.xorAll(slots.map((slot) => i32.load8(slot))), REGISTERS.touched),
    ...slots.flatMap((slot, index) => findSlot(kernel, slot, at(checks, index))),
  ];
}

function findSlot(kernel: Kernel, slot: Variable<"i32">, check: I32): Statement[] {
  const second = i32.xor(slot, 16);
  const third = i32.xor(slot, 32);
  const replace = [
    ...chooseLeast(kernel, slot, second, third),
    note(kernel, slot),
    f32x4.store(slot, f32x4.const([0, 0, 0, 0])),
    i32.store8(slot, check),
  ];
  const found = note(kernel, slot);
  return [
    when(
      i32.equal(i32.load8(slot), check),
      [found],
      [
        when(
          i32.equal(i32.load8(second), check),
          [slot.set(second), found],
          [when(i32.equal(i32.load8(third), check), [slot.set(third), found], replace)],
        ),
      ],
    ),
  ];
}

function chooseLeast({ scope }: Kernel, slot: Variable<"i32">, second: I32, third: I32): Statement[] {
  const [inFirst, inSecond, inThird] = [scope.variable("i32"), scope.variable("i32"), scope.variable("i32")];
  return [
    inFirst.set(confidenceOf(slot)),
    inSecond.set(confidenceOf(second)),
    inThird.set(confidenceOf(third)),
    when(i32.or(i32.greater(inFirst, inSecond), i32.greater(inFirst, inThird)), [
      slot.set(i32.select(i32.atMost(inSecond, inThird), second, third)),
    ]),
  ];
}

/** How much the first bit's history of a slot knows stands for the whole slot. */
function confidenceOf(slot: I32): I32 {
  return i32.load8(i32.load8(slot, 1), CONFIDENCE_AT);
}
