import { type I32, i32, type Statement, type Variable, when, whileDo } from "../wasm/values.ts";
import { note } from "./journal.ts";
import { HISTORY_AT, MATCH_BUCKETS, MATCH_ENTRIES, MATCHES_AT } from "./layout.ts";
import { historyByte, type Kernel, register, setRegister } from "./variables.ts";

/** A match begins when this many bytes agree, and is verified at most this far. */
const SHORTEST = 6;
const VERIFIED = 32;
/** A match this long survives a wrong byte, at most so many times in a row. */
const STABLE = 16;
const MISSES = 8;
const LONGEST = 65_535;

/** What the match says of the byte that comes. */
export function expectByte(kernel: Kernel): Statement[] {
  const length = register("matchLength");
  const missed = register("matchMissed");
  const expected = i32.or(historyByte(kernel, register("matchPointer")), 256);
  return [
    kernel.expectedByte.set(i32.select(i32.or(length, missed), expected, 0)),
    kernel.matchBucket.set(i32.add(lengthBucket(length), i32.select(missed, MATCH_BUCKETS / 2, 0))),
  ];
}

/** Compares the byte with what the match expected. */
export function followMatch(kernel: Kernel): Statement[] {
  const { scope, byte } = kernel;
  const length = scope.variable("i32");
  const missed = scope.variable("i32");
  const pointer = scope.variable("i32");
  const survives = i32.and(i32.or(missed, i32.atLeast(length, STABLE)), i32.less(missed, MISSES));
  return [
    length.set(register("matchLength")),
    missed.set(register("matchMissed")),
    when(i32.or(length, missed), [
      pointer.set(register("matchPointer")),
      setRegister("matchPointer", i32.add(pointer, 1)),
      when(
        i32.equal(historyByte(kernel, pointer), byte),
        [
          length.set(i32.add(length, 1)),
          setRegister("matchLength", smaller(length, LONGEST)),
          when(i32.atLeast(length, STABLE), [setRegister("matchMissed", 0)]),
        ],
        [setRegister("matchLength", 0), setRegister("matchMissed", i32.select(survives, i32.add(missed, 1), 0))],
      ),
    ]),
  ];
}

/** Writes the byte into the history, remembers this place, and begins a match if there is none. */
export function rememberPlace(kernel: Kernel): Statement[] {
  const { scope, byte, historyMask } = kernel;
  const entry = scope.variable("i32");
  const place = scope.variable("i32");
  const pointer = scope.variable("i32");
  const older = i32.mul(i32.and(register("lastEight"), 0xffff), 0x1b873593);
  return [
    entry.set(i32.xor(i32.mul(register("lastFour"), 0x2545f491), older)),
    entry.set(i32.shr(i32.mul(i32.xor(entry, i32.shr(entry, 15)), 0x297a2d39), 13)),
    entry.set(i32.add(i32.shl(i32.and(entry, MATCH_ENTRIES - 1), 2), MATCHES_AT)),
    place.set(i32.add(i32.and(register("position"), historyMask), HISTORY_AT)),
    note(kernel, i32.and(place, -16)),
    i32.store8(place, byte),
    setRegister("position", i32.add(register("position"), 1)),
    pointer.set(i32.load(entry)),
    note(kernel, i32.and(entry, -16)),
    i32.store(entry, register("position")),
    when(i32.and(i32.less(register("matchLength"), SHORTEST), i32.differ(pointer, 0)), beginMatch(kernel, pointer)),
  ];
}

function beginMatch(kernel: Kernel, pointer: Variable<"i32">): Statement[] {
  const length = kernel.scope.variable("i32");
  const before = (position: I32) => historyByte(kernel, i32.sub(i32.sub(position, 1), length));
  const agrees = i32.equal(before(pointer), before(register("position")));
  return [
    length.set(0),
    whileDo(i32.and(i32.and(i32.less(length, VERIFIED), i32.less(length, pointer)), agrees), [
      length.set(i32.add(length, 1)),
    ]),
    when(i32.atLeast(length, SHORTEST), [
      setRegister("matchLength", length),
      setRegister("matchPointer", pointer),
      setRegister("matchMissed", 0),
    ]),
  ];
}

/** 32 buckets, one per length up to 15 and then coarser. */
function lengthBucket(length: I32): I32 {
  const upTo63 = i32.select(i32.less(length, 64), coarser(length, 32, 20, 3), coarser(length, 64, 24, 6));
  const upTo31 = i32.select(i32.less(length, 32), coarser(length, 16, 16, 2), upTo63);
  return smaller(i32.select(i32.less(length, 16), length, upTo31), 31);
}

function coarser(length: I32, from: number, bucket: number, bits: number): I32 {
  return i32.add(i32.shr(i32.sub(length, from), bits), bucket);
}

function smaller(value: I32, limit: number): I32 {
  return i32.select(i32.less(value, limit), value, limit);
}
