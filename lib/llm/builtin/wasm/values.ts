import { type Code, float, signed, unsigned } from "./encoding.ts";

/**
 * Expressions and statements of WebAssembly, written as nested calls that are named after its instructions. The compiler
 * of types keeps the kinds apart; a plain number stands for a constant. An expression used twice is computed twice: keep
 * it in a variable.
 */
export type Value<K extends Kind> = { readonly kind: K; readonly code: Code };
export type Kind = "i32" | "f32" | "v128";
export type I32 = Value<"i32">;
export type F32 = Value<"f32">;
export type V128 = Value<"v128">;
export type Statement = { readonly kind: "statement"; readonly code: Code };
export type Variable<K extends Kind> = Value<K> & { readonly set: (value: Value<K> | number) => Statement };

export type Whole = I32 | number;
export type Real = F32 | number;

/** Bytes from the start of memory. Loads and stores add `offset`, which costs nothing. */
type Address = Whole;

export const i32 = {
  const: (value: number): I32 => make("i32", [0x41, ...signed(value)]),
  load: (address: Address, offset = 0) => make("i32", [...int(address), 0x28, 2, ...unsigned(offset)]),
  load8: (address: Address, offset = 0) => make("i32", [...int(address), 0x2d, 0, ...unsigned(offset)]),
  store: (address: Address, value: Whole, offset = 0) =>
    statement([...int(address), ...int(value), 0x36, 2, ...unsigned(offset)]),
  store8: (address: Address, value: Whole, offset = 0) =>
    statement([...int(address), ...int(value), 0x3a, 0, ...unsigned(offset)]),
  isZero: (value: Whole) => make("i32", [...int(value), 0x45]),
  equal: ofInts(0x46),
  differ: ofInts(0x47),
  less: ofInts(0x48),
  greater: ofInts(0x4a),
  atMost: ofInts(0x4c),
  atLeast: ofInts(0x4e),
  add: ofInts(0x6a),
  sub: ofInts(0x6b),
  mul: ofInts(0x6c),
  and: ofInts(0x71),
  or: ofInts(0x72),
  xor: ofInts(0x73),
  shl: ofInts(0x74),
  /** Shifts zeros in. */
  shr: ofInts(0x76),
  /** Shifts the sign in. */
  shrSigned: ofInts(0x75),
  /** `yes` if the condition is not 0. Both are computed. */
  select: (condition: Whole, yes: Whole, no: Whole) => make("i32", [...int(yes), ...int(no), ...int(condition), 0x1b]),
  /** The bits of a float. */
  reinterpret: (value: F32) => make("i32", [...value.code, 0xbc]),
  xorAll: (values: readonly I32[]): I32 => values.reduce((all, value) => i32.xor(all, value)),
};

export const f32 = {
  const: (value: number): F32 => make("f32", [0x43, ...float(value)]),
  load: (address: Address, offset = 0) => make("f32", [...int(address), 0x2a, 2, ...unsigned(offset)]),
  store: (address: Address, value: Real, offset = 0) =>
    statement([...int(address), ...real(value), 0x38, 2, ...unsigned(offset)]),
  convert: (value: Whole) => make("f32", [...int(value), 0xb2]),
  negate: (value: Real) => make("f32", [...real(value), 0x8c]),
  add: ofFloats(0x92),
  sub: ofFloats(0x93),
  mul: ofFloats(0x94),
  min: ofFloats(0x96),
  max: ofFloats(0x97),
  select: (condition: Whole, yes: Real, no: Real) => make("f32", [...real(yes), ...real(no), ...int(condition), 0x1b]),
};

/** Four floats at once. Every operation rounds each lane as IEEE 754 says; nothing here is "relaxed" SIMD. */
export const f32x4 = {
  load: (address: Address, offset = 0) => simd("v128", int(address), [0x00, 4, ...unsigned(offset)]),
  store: (address: Address, value: V128, offset = 0) =>
    statement([...int(address), ...value.code, 0xfd, 0x0b, 4, ...unsigned(offset)]),
  /** One float, four times. */
  loadSplat: (address: Address, offset = 0) => simd("v128", int(address), [0x09, 2, ...unsigned(offset)]),
  /** `value` with one lane read from memory. */
  loadLane: (lane: number, address: Address, value: V128, offset = 0) =>
    simd("v128", [...int(address), ...value.code], [0x56, 2, ...unsigned(offset), lane]),
  storeLane: (lane: number, address: Address, value: V128, offset = 0) =>
    statement([...int(address), ...value.code, 0xfd, 0x5a, 2, ...unsigned(offset), lane]),
  const: (lanes: readonly [number, number, number, number]) => simd("v128", [], [0x0c, ...lanes.flatMap(float)]),
  splat: (value: Real) => simd("v128", real(value), [0x13]),
  /** Four lanes out of the eight of a (0 to 3) and b (4 to 7). */
  shuffle: (a: V128, b: V128, lanes: readonly [number, number, number, number]) =>
    simd(
      "v128",
      [...a.code, ...b.code],
      [0x0d, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((part) => 4 * lane + part))],
    ),
  lane: (lane: number, value: V128) => simd("f32", value.code, [0x1f, lane]),
  withLane: (lane: number, value: V128, to: Real) => simd("v128", [...value.code, ...real(to)], [0x20, lane]),
  add: ofVectors(0xe4),
  sub: ofVectors(0xe5),
  mul: ofVectors(0xe6),
  min: ofVectors(0xea),
  max: ofVectors(0xeb),
};

export const i32x4 = {
  shl: (value: V128, bits: number) => simd("v128", [...value.code, ...int(bits)], [0xab, 1]),
  /** Each lane with the same bits. */
  and: (value: V128, bits: number) => simd("v128", [...value.code, ...int(bits), 0xfd, 0x11], [0x4e]),
  lane: (lane: number, value: V128) => simd("i32", value.code, [0x1b, lane]),
};

const EMPTY = 0x40;

export function sequence(statements: readonly Statement[]): Statement {
  return statement(statements.flatMap(({ code }) => code));
}

export function when(condition: Whole, yes: readonly Statement[], no: readonly Statement[] = []): Statement {
  const otherwise = no.length > 0 ? [0x05, ...sequence(no).code] : [];
  return statement([...int(condition), 0x04, EMPTY, ...sequence(yes).code, ...otherwise, 0x0b]);
}

/** Does `body` at least once, and again while `condition` holds. */
export function repeatWhile(body: readonly Statement[], condition: I32): Statement {
  return statement([0x03, EMPTY, ...sequence(body).code, ...condition.code, 0x0d, 0, 0x0b]);
}

export function whileDo(condition: I32, body: readonly Statement[]): Statement {
  return when(condition, [repeatWhile(body, condition)]);
}

export function variable<K extends Kind>(kind: K, index: number): Variable<K> {
  return {
    ...make(kind, [0x20, ...unsigned(index)]),
    set: (value) => {
      const { code } = typeof value !== "number" ? value : kind === "f32" ? f32.const(value) : i32.const(value);
      return statement([...code, 0x21, ...unsigned(index)]);
    },
  };
}

function make<K extends Kind>(kind: K, code: Code): Value<K> {
  return { kind, code };
}

function statement(code: Code): Statement {
  return { kind: "statement", code };
}

function simd<K extends Kind>(kind: K, operands: Code, instruction: Code): Value<K> {
  return make(kind, [...operands, 0xfd, ...instruction]);
}

function int(value: Whole): Code {
  return typeof value === "number" ? i32.const(value).code : value.code;
}

function real(value: Real): Code {
  return typeof value === "number" ? f32.const(value).code : value.code;
}

function ofInts(opcode: number): (a: Whole, b: Whole) => I32 {
  return (a, b) => make("i32", [...int(a), ...int(b), opcode]);
}

function ofFloats(opcode: number): (a: Real, b: Real) => F32 {
  return (a, b) => make("f32", [...real(a), ...real(b), opcode]);
}

function ofVectors(opcode: number): (a: V128, b: V128) => V128 {
  return (a, b) => simd("v128", [...a.code, ...b.code], [opcode, 1]);
}
