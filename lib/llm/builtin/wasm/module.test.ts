import { expect, test } from "vitest";
import { signed, unsigned } from "./encoding.ts";
import { encodeModule, Scope } from "./module.ts";
import { f32, f32x4, i32, i32x4, type Statement, type V128, when, whileDo } from "./values.ts";

/** Runs statements that write to memory, and gives its first bytes back. */
function memoryAfter(write: (scope: Scope) => readonly Statement[]): ArrayBuffer {
  const scope = new Scope();
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(encodeModule([{ name: "run", scope, body: write(scope) }]));
  const { run } = new WebAssembly.Instance(module, { host: { memory } }).exports;
  if (typeof run === "function") run();
  return memory.buffer;
}

const ints = (write: (scope: Scope) => readonly Statement[], count: number) => [
  ...new Int32Array(memoryAfter(write), 0, count),
];

const floats = (vector: V128) => [
  ...new Float32Array(
    memoryAfter(() => [f32x4.store(0, vector)]),
    0,
    4,
  ),
];

test("numbers are written as the specification's source shows them", () => {
  // https://en.wikipedia.org/wiki/LEB128: 624485 and -123456.
  expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]);
  expect(signed(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
  expect(unsigned(2 ** 31)).toEqual([0x80, 0x80, 0x80, 0x80, 0x08]);
});

test.each([0, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31), 0x9e3779b1])("the constant %i arrives", (value) => {
  expect(ints(() => [i32.store(0, value)], 1)).toEqual([value | 0]);
});

test("operations of whole numbers", () => {
  const results = [
    i32.sub(3, 5),
    i32.mul(0x10001, 0x10001),
    i32.shr(-1, 28),
    i32.shrSigned(-16, 2),
    i32.select(0, 1, 2),
    i32.greater(-1, 1),
    i32.isZero(0),
    i32.reinterpret(f32.const(1)),
  ];
  expect(ints(() => results.map((value, index) => i32.store(4 * index, value)), results.length)).toEqual([
    -2, 0x20001, 15, -4, 2, 0, 1, 0x3f800000,
  ]);
});

test("loops and branches", () => {
  const sum = (limit: number) => (scope: Scope) => {
    const counter = scope.variable("i32");
    const total = scope.variable("i32");
    return [
      whileDo(i32.less(counter, limit), [
        when(i32.and(counter, 1), [total.set(i32.add(total, counter))], [total.set(i32.sub(total, 1))]),
        counter.set(i32.add(counter, 1)),
      ]),
      i32.store(0, total),
    ];
  };
  expect(ints(sum(0), 1)).toEqual([0]);
  expect(ints(sum(6), 1)).toEqual([1 + 3 + 5 - 3]);
});

test("vectors: lanes, arithmetic, shuffles and loads of one lane", () => {
  const a = f32x4.const([1, 2, 3, 4]);
  const b = f32x4.const([10, -20, 30, 40]);
  expect(floats(f32x4.add(a, f32x4.mul(b, f32x4.splat(2))))).toEqual([21, -38, 63, 84]);
  expect(floats(f32x4.min(f32x4.max(b, f32x4.splat(0)), f32x4.splat(30)))).toEqual([10, 0, 30, 30]);
  expect(floats(f32x4.shuffle(a, b, [3, 4, 0, 7]))).toEqual([4, 10, 1, 40]);
  expect(floats(f32x4.withLane(2, a, f32x4.lane(3, b)))).toEqual([1, 2, 40, 4]);
  const loaded = memoryAfter(() => [
    f32.store(64, 0.5),
    f32x4.store(0, f32x4.loadLane(1, 60, f32x4.loadSplat(64), 4)),
    f32x4.store(16, f32x4.loadLane(3, 64, a)),
    i32.store(32, i32x4.lane(1, i32x4.shl(i32x4.and(f32x4.add(a, f32x4.splat(2 ** 23)), 255), 2))),
  ]);
  expect([...new Float32Array(loaded, 0, 8)]).toEqual([0.5, 0.5, 0.5, 0.5, 1, 2, 3, 0.5]);
  expect(new Int32Array(loaded, 32, 1)[0]).toBe(8);
});
